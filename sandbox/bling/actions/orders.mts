import { action, ActionFailed } from '../../core/action.mts';
import type { Action } from '../../core/action.mts';
import { choice, integer, number, optionalNumber, text } from '../../core/fields.mts';
import type { Company, Order } from '../shop/company.mts';
import { situationById } from '../shop/shop.mts';
import type { World } from '../world.mts';
import type { Lookup } from './lookup.mts';

/** Sales orders and their invoices. */
export function orderActions({ shop, companies, random, legacy }: World, look: Lookup): Action[] {
	const { companyField: company, orderField: order } = look;
	const situations = () => {
		const all = companies.flatMap((one) => one.situations);
		return [...new Map(all.map(({ id, nome }) => [id, { value: String(id), label: `${id} ${nome}` }])).values()];
	};
	const told = (message: string, { id, numero, situacao }: Order) => ({
		message,
		id,
		numero,
		situacao: situacao.nome,
	});
	const basket = (at: Company, size: number) =>
		random
			.shuffle([...at.products.values()].filter(({ formato }) => formato !== 'V'))
			.slice(0, size)
			.map((product) => ({ product, quantidade: 1 }));

	return [
		action({
			name: 'create-order',
			label: 'Create an order',
			hint: 'It reserves stock in the deposit. Sends order.created and, 9 to 22 virtual seconds later, virtual_stock.updated for each product it touches.',
			fields: {
				company,
				product: look.productField,
				quantity: number('Quantity', { value: 1, min: 0.0001, max: 1_000_000 }),
				more: integer('More products, picked at random', { value: 0, min: 0, max: 500 }),
				storeNumber: text('Número do pedido na loja', { hint: 'Empty = made up' }),
				deposit: look.depositField,
			},
			run(input) {
				const at = look.company(input.company);
				const first = { product: look.product(at, input.product), quantidade: input.quantity };
				const rest = input.more > 0 ? basket(at, input.more + 1).filter(({ product }) => product !== first.product) : [];
				const made = shop.createOrder(at, [first, ...rest.slice(0, input.more)], {
					storeNumber: input.storeNumber,
					depositId: look.deposit(at, input.deposit).id,
				});
				return told(`Order ${made.numero} created.`, made);
			},
		}),
		action({
			name: 'change-order',
			label: 'Change an order',
			hint: 'Sends order.updated.',
			fields: {
				company,
				order,
				quantity: optionalNumber('New quantity of its first item', { min: 0.0001, max: 1_000_000 }),
				remarks: text('Observações', { value: 'Alterado no painel' }),
			},
			run(input) {
				const at = look.company(input.company);
				const one = look.order(at, input.order);
				const { quantity } = input;
				const items = one.items.map((item, index) => (index === 0 && quantity !== null ? { ...item, quantidade: quantity } : item));
				shop.changeOrder(at, one, { observacoes: input.remarks, ...(quantity !== null && { items }) });
				return told(`Order ${one.numero} changed.`, one);
			},
		}),
		action({
			name: 'order-situation',
			label: 'Change the situation of an order',
			hint: 'Sends order.updated; a cancelled or fulfilled order no longer reserves stock.',
			fields: { company, order, situation: choice('Situação', situations, { value: '9' }) },
			run(input) {
				const at = look.company(input.company);
				const one = look.order(at, input.order);
				const situacao = situationById(at, Number(input.situation));
				if (!situacao) throw new ActionFailed('this account has no such situation');
				shop.changeOrder(at, one, { situacao });
				return told(`Order ${one.numero}: ${situacao.nome}.`, one);
			},
		}),
		action({
			name: 'delete-order',
			label: 'Delete an order',
			hint: 'Sends order.deleted.',
			fields: { company, order },
			run(input) {
				const at = look.company(input.company);
				const one = look.order(at, input.order);
				shop.deleteOrder(at, one);
				return told(`Order ${one.numero} deleted.`, one);
			},
		}),
		action({
			name: 'create-invoice',
			label: 'Create an invoice',
			hint: 'Sends invoice.created or consumer_invoice.created.',
			fields: {
				company,
				order,
				kind: choice('Kind', [
					{ value: 'nfe', label: 'NF-e' },
					{ value: 'nfce', label: 'NFC-e' },
				]),
			},
			run(input) {
				const at = look.company(input.company);
				const one = look.order(at, input.order);
				if (one.invoiceId !== null) throw new ActionFailed('this order has an invoice already');
				const { id, numero } = shop.createInvoice(at, one, input.kind === 'nfce' ? 'nfce' : 'nfe');
				return { message: `Invoice ${numero} created.`, id, numero };
			},
		}),
		action({
			name: 'invoice-situation',
			label: 'Change the situation of an invoice',
			hint: 'Sends invoice.updated or consumer_invoice.updated.',
			fields: {
				company,
				invoice: look.invoiceField,
				situation: integer('Situação (5 Autorizada, 2 Cancelada, 4 Rejeitada…)', {
					value: 5,
					min: 1,
					max: 11,
				}),
			},
			run(input) {
				const at = look.company(input.company);
				const one = look.invoice(at, input.invoice);
				shop.changeInvoice(at, one, input.situation);
				return {
					message: `Invoice ${one.numero} changed.`,
					id: one.id,
					situacao: one.situacao,
					chaveAcesso: one.chaveAcesso,
				};
			},
		}),
		action({
			name: 'delete-invoice',
			label: 'Delete an invoice',
			hint: 'Sends invoice.deleted or consumer_invoice.deleted.',
			fields: { company, invoice: look.invoiceField },
			run(input) {
				const at = look.company(input.company);
				const one = look.invoice(at, input.invoice);
				shop.deleteInvoice(at, one);
				return { message: `Invoice ${one.numero} deleted.`, id: one.id };
			},
		}),
		action({
			name: 'send-tracking-callback',
			label: 'Send a tracking callback',
			hint: 'Old callbacks only: the order variant with tracking codes.',
			fields: { company, order },
			run(input) {
				const at = look.company(input.company);
				legacy.tracking(at, look.order(at, input.order));
				return { message: 'Sent to the callbacks of orders.' };
			},
		}),
	];
}
