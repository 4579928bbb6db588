import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, number } from '../../core/fields.mts';
import type { Company, Movement, Product } from '../shop/company.mts';
import { balanceOf } from '../shop/stock.mts';
import type { World } from '../world.mts';
import type { Lookup } from './lookup.mts';

const operations = [
	{ value: 'B', label: 'B balanço (set)' },
	{ value: 'E', label: 'E entrada (in)' },
	{ value: 'S', label: 'S saída (out)' },
];
const isOperation = (value: string) => value === 'B' || value === 'E' || value === 'S';

/** The stock screen. A balance set there arrives as stock.created, as captured. */
export function stockActions({ shop }: World, look: Lookup): Action[] {
	const own = (company: Company, wanted: string) => {
		const product = look.product(company, wanted);
		if (product.formato === 'E') throw new ActionFailed('a composition has no stock of its own');
		return product;
	};
	const last = ({ movements }: Company, { id }: Product): Movement => {
		const movement = movements.findLast(({ produtoId }) => produtoId === id);
		if (!movement) throw new ActionFailed('this product has no posting yet');
		return movement;
	};
	const { companyField: company, productField: product, depositField: deposit } = look;
	return [
		action({
			name: 'move-stock',
			label: 'Change the stock of a product',
			hint: 'Sends stock.created.',
			fields: {
				company,
				product,
				deposit,
				operation: choice('Operation', operations),
				quantity: number('Quantity', { value: 10, min: -1e9, max: 1e9 }),
			},
			run(input) {
				const at = look.company(input.company);
				const item = own(at, input.product);
				if (!isOperation(input.operation)) throw new ActionFailed('no such operation');
				shop.move(at, item, look.deposit(at, input.deposit).id, input.operation, input.quantity);
				return { message: `${item.codigo} posted.`, productId: item.id, ...balanceOf(at, item) };
			},
		}),
		action({
			name: 'correct-movement',
			label: 'Correct the last posting',
			hint: 'Sends stock.updated.',
			fields: { company, product, quantity: number('Quantity', { value: 10, min: -1e9, max: 1e9 }) },
			run(input) {
				const at = look.company(input.company);
				const item = own(at, input.product);
				shop.correctMovement(at, last(at, item), input.quantity);
				return { message: `${item.codigo} corrected.`, productId: item.id, ...balanceOf(at, item) };
			},
		}),
		action({
			name: 'delete-movement',
			label: 'Delete the last posting',
			hint: 'Sends stock.deleted.',
			fields: { company, product },
			run(input) {
				const at = look.company(input.company);
				const item = own(at, input.product);
				shop.deleteMovement(at, last(at, item));
				return { message: `Posting of ${item.codigo} deleted.`, productId: item.id, ...balanceOf(at, item) };
			},
		}),
	];
}
