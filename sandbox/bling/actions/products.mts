import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { flag, integer, number, text } from '../../core/fields.mts';
import type { World } from '../world.mts';
import type { Lookup } from './lookup.mts';

/** Products and their suppliers. */
export function productActions({ shop, random, companies }: World, look: Lookup): Action[] {
	const { companyField: company, productField: product } = look;
	return [
		action({
			name: 'create-product',
			label: 'Create a product',
			hint: 'Sends product.created.',
			fields: {
				company,
				code: text('Código (SKU)', { value: 'NOVO-1' }),
				name: text('Nome', { value: 'Produto novo' }),
				price: number('Preço', { value: 19.9, min: 0, max: 1e9 }),
			},
			run({ company: id, code, name, price }) {
				const made = shop.createProduct(look.company(id), { codigo: code, nome: name, preco: price });
				return { message: `${made.codigo} created.`, id: made.id };
			},
		}),
		action({
			name: 'change-product',
			label: 'Change the price of a product',
			hint: 'Sends product.updated.',
			fields: { company, product, price: number('Preço', { value: 29.9, min: 0, max: 1e9 }) },
			run(input) {
				const at = look.company(input.company);
				const one = look.product(at, input.product);
				shop.changeProduct(at, one, { preco: input.price });
				return { message: `${one.codigo} changed.`, id: one.id };
			},
		}),
		action({
			name: 'delete-product',
			label: 'Delete a product',
			hint: 'Sends product.deleted.',
			fields: { company, product },
			run(input) {
				const at = look.company(input.company);
				const one = look.product(at, input.product);
				shop.deleteProduct(at, one);
				return { message: `${one.codigo} deleted.`, id: one.id };
			},
		}),
		action({
			name: 'change-supplier',
			label: 'Change the cost at a supplier',
			hint: 'Sends product_supplier.updated. Works for products that have a supplier, such as CAN-300.',
			fields: { company, product, cost: number('Preço de custo', { value: 12.5, min: 0, max: 1e9 }) },
			run(input) {
				const at = look.company(input.company);
				const { id, codigo } = look.product(at, input.product);
				const supplier = [...at.suppliers.values()].find(({ produtoId }) => produtoId === id);
				if (!supplier) throw new ActionFailed('this product has no supplier');
				shop.changeSupplier(at, supplier, input.cost);
				return { message: `Cost of ${codigo} changed.`, id: supplier.id };
			},
		}),
		action({
			name: 'generate-products',
			label: 'Generate many products',
			hint: 'The same SKUs (GER-00001…) in every account, without events.',
			fields: {
				count: integer('How many', { value: 1000, min: 1, max: 20_000 }),
				stocked: flag('With stock in the default deposit', { value: true }),
			},
			run({ count, stocked }) {
				for (const at of companies) {
					const first = at.products.size + 1;
					for (let index = 0; index < count; index++) {
						const number = String(first + index).padStart(5, '0');
						const { id } = shop.createProduct(at, { codigo: `GER-${number}`, nome: `Produto gerado ${number}` }, true);
						if (stocked) at.balances.set(`${id}:${at.deposits[0].id}`, random.integer(0, 100));
					}
				}
				return { message: `${count} products generated in each account.`, count };
			},
		}),
	];
}
