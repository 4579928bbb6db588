import type { IDataObject } from 'n8n-workflow';
import type { z } from 'zod';

import type { BlingApi } from '../../../nodes/BlingStockPool/bling';
import { salesOf } from '../../../nodes/BlingStockPool/sales';

const product = (id: number, codigo: string, formato = 'S') => ({ id, codigo, nome: '', situacao: 'A', formato });
const kit = (tipoEstoque: string, componentes: Array<[id: number, quantidade: number]>) => ({
	estrutura: { tipoEstoque, lancamentoEstoque: 'M', componentes: componentes.map(([id, quantidade]) => ({ produto: { id }, quantidade })) },
});

const products = [product(1, 'X'), product(2, 'KIT', 'E'), product(3, 'CAIXA', 'E'), product(4, 'FABRICADO', 'E'), product(5, 'Y')];
const objects: Record<string, IDataObject> = {
	'/produtos/2': kit('V', [
		[1, 2],
		[5, 1],
	]),
	'/produtos/3': kit('V', [[2, 3]]),
	'/produtos/4': kit('F', [[1, 2]]),
};

/** What one order with these items holds of X and Y. */
async function sold(itens: IDataObject[]) {
	const asked: IDataObject = { ...objects, '/pedidos/vendas/77': { id: 77, situacao: { id: 9 }, itens } };
	const api = {
		rows: async (path: string, { idsProdutos }: { idsProdutos?: number[] }, schema: z.ZodTypeAny) =>
			(path === '/produtos' ? products.filter(({ id }) => idsProdutos?.includes(id)) : [{ id: 77 }]).map((row) => schema.parse(row)),
		objectIfAny: async (path: string) => asked[path],
	};
	return (await salesOf(api as unknown as BlingApi, ['X', 'Y'], 0)).map(({ sku, quantity }) => [sku, quantity]);
}
const item = (id: number, codigo: string | null, quantidade: number) => ({ codigo, quantidade, produto: { id } });

test.each<[string, IDataObject[], Array<[string, number]>]>([
	['its own product', [item(1, 'X', 3)], [['X', 3]]],
	['an item without a code, by its product', [item(1, '', 3), item(1, null, 1)], [['X', 4]]],
	['an item whose product is gone, by its code', [item(99, ' X ', 3)], [['X', 3]]],
	[
		'the components of a kit',
		[item(2, 'KIT', 3)],
		[
			['X', 6],
			['Y', 3],
		],
	],
	[
		'a kit besides its component',
		[item(2, 'KIT', 1), item(1, 'X', 1)],
		[
			['X', 3],
			['Y', 1],
		],
	],
	[
		'a kit of kits',
		[item(3, 'CAIXA', 1)],
		[
			['X', 6],
			['Y', 3],
		],
	],
	['a product with stock of its own holds no components', [item(4, 'FABRICADO', 1)], []],
	['an item without a product', [{ codigo: '', quantidade: 1, produto: null }], []],
])('an order holds %s', async (_name, itens, expected) => expect(await sold(itens)).toEqual(expected));
