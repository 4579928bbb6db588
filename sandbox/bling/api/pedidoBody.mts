import { z } from 'zod';

import { json } from '../../core/http.mts';
import { invalid } from '../errors.mts';
import type { Order } from '../shop/company.mts';
import { itemsOf } from '../shop/orderLine.mts';
import { localDate, parseLocal } from '../time.mts';
import { bodyOf } from './body.mts';
import type { Call } from './endpoint.mts';

const orderBody = z.object({
	contato: z.object({ id: z.number().int() }),
	data: z.string().date(),
	numeroLoja: z.string().optional(),
	observacoes: z.string().default(''),
	observacoesInternas: z.string().default(''),
	transporte: z.object({ frete: z.number().default(0) }).default({}),
	desconto: z.object({ valor: z.number() }).default({ valor: 0 }),
	itens: z.array(
		z.object({
			descricao: z.string(),
			quantidade: z.number().positive().max(1e9),
			valor: z.number().max(1e9),
			produto: z.object({ id: z.number().int() }),
		}),
	),
	parcelas: z.array(z.object({ dataVencimento: z.string().date(), valor: z.number(), formaPagamento: z.object({ id: z.number().int() }) })),
});

const wrong = (element: string, msg: string, code = 49) =>
	invalid('Não foi possível salvar a venda', [{ code, msg, element, namespace: 'VENDAS' }]);

/** What to save, and the shop's number. */
function read({ company, request }: Pick<Call, 'company' | 'request'>) {
	const given = bodyOf(request, orderBody, 'VENDAS');
	const contact = company.contacts.get(given.contato.id);
	if (!contact) throw wrong('contato', 'O contato informado não existe.');
	if (given.itens.length === 0) throw wrong('itens', 'A venda não possui itens.');
	const lines = given.itens.map(({ produto, ...item }) => {
		const product = company.products.get(produto.id);
		if (!product) throw wrong('itens', 'O produto informado não existe.');
		return { ...item, product };
	});
	const { frete } = given.transporte;
	const total = lines.reduce((sum, { quantidade, valor }) => sum + quantidade * valor, frete - given.desconto.valor);
	const paid = given.parcelas.reduce((sum, { valor }) => sum + valor, 0);
	// docs/facts/bling.md §4.3
	if (given.parcelas.length > 0 && Math.abs(paid - total) >= 0.005)
		throw wrong('parcelas', 'A soma das parcelas difere do total da venda.', 22);
	const { id, nome, numeroDocumento } = contact;
	const { observacoes, observacoesInternas, numeroLoja: storeNumber, data } = given;
	const details = { frete, desconto: given.desconto.valor, observacoes, observacoesInternas, contact: { id, nome, numeroDocumento } };
	return { lines, storeNumber, data, details };
}

/** A second order with the same `numeroLoja` is accepted, as nothing says otherwise. docs/facts/bling.md §4.9 */
export function createOrder(call: Call) {
	const { lines, storeNumber, details } = read(call);
	return json(201, { data: { id: call.world.shop.createOrder(call.company, lines, { ...details, storeNumber }).id } });
}

/** The parts of an order whose changes can be detected. */
const content = ({ createdAt, contact, frete, desconto, observacoes, observacoesInternas, items }: Omit<Order, 'id'>) =>
	JSON.stringify([
		[localDate(createdAt), contact.id, frete, desconto, observacoes, observacoesInternas],
		items.map(({ produtoId, quantidade, valor, descricao }) => [produtoId, quantidade, valor, descricao]),
	]);

/** Replaces everything; an order without changes is refused. docs/facts/bling.md §4.3 */
export function replaceOrder(call: Call, order: Order) {
	const { company, world } = call;
	const { lines, data, details } = read(call);
	const createdAt = localDate(order.createdAt) === data ? order.createdAt : (parseLocal(data, false) ?? order.createdAt);
	const change = { ...details, createdAt, items: itemsOf(lines, world.random) };
	if (content({ ...order, ...change }) === content(order)) throw wrong('venda', 'Nenhuma alteração foi feita.', 3);
	world.shop.changeOrder(company, order, change);
	return json(200, { data: { id: order.id, alertas: [] } });
}
