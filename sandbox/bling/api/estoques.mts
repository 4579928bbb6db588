import { z } from 'zod';

import { json, noContent } from '../../core/http.mts';
import { invalid } from '../errors.mts';
import type { Product } from '../shop/company.mts';
import { balanceOf, depositBalance } from '../shop/stock.mts';
import { found } from './endpoint.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { bodyOf } from './body.mts';
import { idsOf, integerOf, listOf, matchesBalance } from './filters.mts';

const posting = z.object({
	produto: z.object({ id: z.number().int(), codigo: z.string().optional() }),
	deposito: z.object({ id: z.number().int() }),
	operacao: z.enum(['B', 'E', 'S']),
	quantidade: z.number().finite().min(-1e9).max(1e9),
	preco: z.number().optional(),
	custo: z.number().optional(),
	observacoes: z.string().optional(),
});

const missing = (code: number, msg: string) =>
	invalid('Parâmetros inválidos', [{ code, msg, element: 'idsProdutos[]', namespace: 'ESTOQUES' }]);

/**
 * The requested products, by ID or by code; a code only finds active products, and at least one is
 * required. docs/facts/bling.md §4.5
 */
function wanted({ company, request }: Call): Product[] {
	const ids = new Set(idsOf(request.query, 'idsProdutos'));
	const codes = new Set(listOf(request.query, 'codigos'));
	if (ids.size === 0 && codes.size === 0) throw missing(1, 'O parâmetro idsProdutos é obrigatório.');
	if (ids.size === 0) {
		const found = [...company.products.values()].filter(({ codigo, situacao }) => codes.has(codigo) && situacao === 'A');
		if (found.length === 0) throw missing(3, 'Nenhum produto foi encontrado.');
		return found;
	}
	return [...ids].flatMap((id) => {
		const product = company.products.get(id);
		return product && (codes.size === 0 || codes.has(product.codigo)) ? [product] : [];
	});
}

/**
 * Without the filter all balances are returned, unless a setting hides all but the positive ones.
 * docs/facts/bling.md §4.5
 */
function passesFilter({ request, world }: Call, balance: number): boolean {
	const filter = integerOf(request.query, 'filtroSaldoEstoque');
	if (filter !== undefined && ![0, 1, 2].includes(filter)) {
		throw invalid('Parâmetros inválidos', [
			{ code: 3, msg: 'O filtro de saldo é inválido.', element: 'filtroSaldoEstoque', namespace: 'ESTOQUES' },
		]);
	}
	if (filter === undefined && !world.settings.omittedFilterHides) return true;
	return matchesBalance(filter ?? 1, balance);
}

function balances(call: Call) {
	const rows = wanted(call).map((product) => ({
		produto: { id: product.id, codigo: product.codigo },
		...balanceOf(call.company, product),
	}));
	return json(200, { data: rows.filter(({ saldoVirtualTotal }) => passesFilter(call, saldoVirtualTotal)) });
}

function depositBalances(call: Call) {
	const { company } = call;
	const id = call.id('idDeposito');
	found(company.deposits.find((deposit) => deposit.id === id));
	const rows = wanted(call).map((product) => {
		const { saldoFisico, saldoVirtual } = depositBalance(company, product, id);
		return {
			produto: { id: product.id, codigo: product.codigo },
			saldoFisicoTotal: saldoFisico,
			saldoVirtualTotal: saldoVirtual,
		};
	});
	return json(200, { data: rows.filter(({ saldoVirtualTotal }) => passesFilter(call, saldoVirtualTotal)) });
}

function postStock({ company, request, world }: Call) {
	const { produto, deposito, operacao, quantidade } = bodyOf(request, posting, 'ESTOQUES');
	const refuseField = (element: string, msg: string) =>
		invalid('Não foi possível salvar o lançamento de estoque', [{ code: 3, msg, element, namespace: 'ESTOQUES' }]);
	const product = company.products.get(produto.id);
	if (!product) throw refuseField('produto', 'O produto informado não existe.');
	if (!company.deposits.some(({ id }) => id === deposito.id)) {
		throw refuseField('deposito', 'O depósito informado não existe.');
	}
	if (product.formato === 'E') {
		throw refuseField('produto', 'Não é possível lançar estoque de um produto com composição.');
	}
	const movement = world.shop.move(company, product, deposito.id, operacao, quantidade);
	return json(201, { data: { id: movement.id } });
}

const details = z.object({ preco: z.number(), custo: z.number(), observacoes: z.string() }).partial();

/** Price, cost and notes of a posting, which this sandbox shows nowhere; never a balance. docs/facts/bling.md §4.5 */
function putStock(call: Call) {
	const id = call.id('idEstoque');
	found(call.company.movements.find((movement) => movement.id === id));
	bodyOf(call.request, details, 'ESTOQUES');
	return noContent;
}

export const estoques: readonly Endpoint[] = [
	{ method: 'GET', path: '/estoques/saldos', scope: 'stock', run: balances },
	{ method: 'GET', path: '/estoques/saldos/:idDeposito', scope: 'stock', run: depositBalances },
	{ method: 'POST', path: '/estoques', scope: 'stock', run: postStock },
	{ method: 'PUT', path: '/estoques/:idEstoque', scope: 'stock', run: putStock },
];
