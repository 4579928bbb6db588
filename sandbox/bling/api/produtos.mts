import { z } from 'zod';

import { json } from '../../core/http.mts';
import { supplierData } from '../app/payloads.mts';
import type { Product } from '../shop/company.mts';
import { balanceOf } from '../shop/stock.mts';
import { bodyOf } from './body.mts';
import { found } from './endpoint.mts';
import type { Call, Endpoint } from './endpoint.mts';
import { idsOf, integerOf, listOf, matchesBalance, pageOf, periodOf } from './filters.mts';

const change = z
	.object({
		nome: z.string().min(1).max(120),
		codigo: z.string(),
		preco: z.number(),
		situacao: z.enum(['A', 'I']),
		unidade: z.string(),
		descricaoCurta: z.string(),
		descricaoComplementar: z.string(),
		observacoes: z.string(),
		marca: z.string(),
		gtin: z.string(),
		pesoLiquido: z.number(),
		pesoBruto: z.number(),
		estoque: z.object({ minimo: z.number(), maximo: z.number(), crossdocking: z.number(), localizacao: z.string() }).partial(),
		dimensoes: z
			.object({
				largura: z.number(),
				altura: z.number(),
				profundidade: z.number(),
				unidadeMedida: z.number(),
			})
			.partial(),
	})
	.partial();

/** Only simple products: the node creates no others. */
const newProduct = change.extend({
	nome: z.string().min(1).max(120),
	tipo: z.enum(['P', 'S']),
	situacao: z.enum(['A', 'I']),
	formato: z.literal('S'),
});

function create(call: Call) {
	const { estoque, dimensoes, codigo = '', ...own } = bodyOf(call.request, newProduct, 'PRODUTOS');
	const groups = { estoque: { minimo: 0, maximo: 0, crossdocking: 0, localizacao: '', ...estoque } };
	const size = { dimensoes: { largura: 0, altura: 0, profundidade: 0, unidadeMedida: 1, ...dimensoes } };
	const { id } = call.world.shop.createProduct(call.company, { ...own, ...groups, ...size, codigo });
	return json(201, { data: { id, variations: { deleted: [], updated: [], saved: [] }, warnings: [] } });
}

/** A number; the published example has a string. docs/facts/bling.md §4.6 */
const stockTotal = ({ world, company }: Call, product: Product) => {
	const { saldoVirtualTotal } = balanceOf(company, product);
	if (!world.settings.numbersAsStrings) return saldoVirtualTotal;
	return Number.isInteger(saldoVirtualTotal) ? saldoVirtualTotal.toFixed(1) : String(saldoVirtualTotal);
};

const listed = (call: Call, product: Product) => ({
	id: product.id,
	...(product.idProdutoPai !== null && { idProdutoPai: product.idProdutoPai }),
	nome: product.nome,
	codigo: product.codigo,
	preco: product.preco,
	precoCusto: product.precoCusto,
	estoque: { saldoVirtualTotal: stockTotal(call, product) },
	tipo: product.tipo,
	situacao: product.situacao,
	formato: product.formato,
	descricaoCurta: product.descricaoCurta,
	imagemURL: '',
});

function detailed(call: Call, product: Product): Record<string, unknown> {
	const { company } = call;
	const supplier = [...company.suppliers.values()].find(({ produtoId }) => produtoId === product.id);
	return {
		id: product.id,
		nome: product.nome,
		codigo: product.codigo,
		preco: product.preco,
		tipo: product.tipo,
		situacao: product.situacao,
		formato: product.formato,
		descricaoCurta: product.descricaoCurta,
		imagemURL: '',
		unidade: product.unidade,
		pesoLiquido: product.pesoLiquido,
		pesoBruto: product.pesoBruto,
		volumes: 1,
		gtin: product.gtin,
		marca: product.marca,
		descricaoComplementar: product.descricaoComplementar,
		observacoes: product.observacoes,
		categoria: { id: product.categoriaId },
		estoque: { ...product.estoque, saldoVirtualTotal: stockTotal(call, product) },
		fornecedor: supplier
			? {
					id: supplier.id,
					contato: { id: supplier.fornecedorId, nome: 'Fornecedor padrão' },
					codigo: supplier.codigo,
					precoCusto: supplier.precoCusto,
					precoCompra: supplier.precoCompra,
				}
			: {},
		dimensoes: product.dimensoes,
		tributacao: { origem: 0, ncm: '', cest: '' },
		midia: { video: { url: '' }, imagens: { imagensURL: [], externas: [], internas: [] } },
		// Simple products have it too, without parts.
		estrutura: {
			tipoEstoque: product.formato === 'E' ? 'V' : 'F',
			lancamentoEstoque: product.formato === 'E' ? 'M' : 'A',
			componentes: product.componentes.map(({ produtoId, quantidade }) => ({
				produto: { id: produtoId },
				quantidade,
			})),
		},
		camposCustomizados: [],
	};
}

/** The variations of a parent; simple products have none. */
const variationsOf = (call: Call, { id }: Product) =>
	[...call.company.products.values()]
		.filter(({ idProdutoPai }) => idProdutoPai === id)
		.map((variation, index) => ({
			...detailed(call, variation),
			variacao: { nome: variation.variacao ?? '', ordem: index + 1, produtoPai: { id, cloneInfo: true } },
		}));

/** The query values of `tipo`. */
const ofType: Record<string, (product: Product) => boolean> = {
	T: () => true,
	P: ({ tipo }) => tipo === 'P',
	S: ({ tipo }) => tipo === 'S',
	E: ({ formato }) => formato === 'E',
	PS: ({ formato, idProdutoPai }) => formato === 'S' && idProdutoPai === null,
	C: ({ formato }) => formato === 'V',
	V: ({ idProdutoPai }) => idProdutoPai !== null,
};

/** The values of `criterio`; 5, all, includes deleted ones. docs/facts/bling.md §4.6 */
const situationsOf: Record<number, string> = { 1: 'A', 2: 'A', 3: 'I', 4: 'E', 5: 'AIE' };

function list(call: Call) {
	const { company, request, world } = call;
	const { query } = request;
	const now = world.clock.now();
	const criterion = integerOf(query, 'criterio') ?? 1;
	const isType = ofType[query.get('tipo') ?? 'T'] ?? ofType.T;
	const included = periodOf(query, 'dataInclusao', now);
	const changed = periodOf(query, 'dataAlteracao', now);
	const component = integerOf(query, 'idComponente');
	const category = integerOf(query, 'idCategoria');
	const ids = new Set(idsOf(query, 'idsProdutos'));
	const codes = new Set(listOf(query, 'codigos'));
	const gtins = new Set(listOf(query, 'gtins'));
	const code = query.get('codigo');
	const name = (query.get('nome') ?? '').trim().toLowerCase();
	const balance = integerOf(query, 'filtroSaldoEstoque');
	const matching = [...company.products.values(), ...company.deletedProducts].filter(
		(product) =>
			(situationsOf[criterion] ?? situationsOf[1]).includes(product.situacao) &&
			(code === null || product.codigo === code) &&
			isType(product) &&
			included(product.createdAt) &&
			changed(product.updatedAt) &&
			(component === undefined || product.componentes.some(({ produtoId }) => produtoId === component)) &&
			(category === undefined || product.categoriaId === category) &&
			(ids.size === 0 || ids.has(product.id)) &&
			(codes.size === 0 || codes.has(product.codigo)) &&
			(gtins.size === 0 || gtins.has(product.gtin)) &&
			product.nome.toLowerCase().includes(name) &&
			(balance === undefined || matchesBalance(balance, balanceOf(company, product).saldoVirtualTotal)),
	);
	// 1 = "últimos incluídos": the newest first.
	const ordered = criterion === 1 ? matching.reverse() : matching;
	return json(200, { data: pageOf(ordered, query).map((product) => listed(call, product)) });
}

const productOf = (call: Call) => found(call.company.products.get(call.id('idProduto')));

export const produtos: readonly Endpoint[] = [
	{ method: 'GET', path: '/produtos', scope: 'product', run: list },
	{ method: 'POST', path: '/produtos', scope: 'product', run: create },
	{
		method: 'GET',
		path: '/produtos/:idProduto',
		scope: 'product',
		run(call) {
			const product = productOf(call);
			return json(200, { data: { ...detailed(call, product), variacoes: variationsOf(call, product) } });
		},
	},
	{
		method: 'PATCH',
		path: '/produtos/:idProduto',
		scope: 'product',
		run(call) {
			const product = productOf(call);
			const { estoque, dimensoes, ...own } = bodyOf(call.request, change, 'PRODUTOS');
			call.world.shop.changeProduct(call.company, product, {
				...own,
				estoque: { ...product.estoque, ...estoque },
				dimensoes: { ...product.dimensoes, ...dimensoes },
			});
			// Measured: not an object, unlike in the description. docs/facts/bling.md §4.6
			return json(200, { data: { id: product.id, variations: null, warnings: [] } });
		},
	},
	{
		method: 'GET',
		path: '/produtos/fornecedores/:idProdutoFornecedor',
		scope: 'product_supplier',
		run: (call) => json(200, { data: supplierData(found(call.company.suppliers.get(call.id('idProdutoFornecedor')))) }),
	},
];
