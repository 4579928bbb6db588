import { localDate, localDateTime } from '../time.mts';
import { total } from '../shop/company.mts';
import type { Company, Invoice, Movement, Order, Product, ProductSupplier } from '../shop/company.mts';
import { balanceOf, depositBalance } from '../shop/stock.mts';

/** `data` of each resource, exactly as documented. docs/facts/bling.md §2.4 */

export const orderData = (company: Company, order: Order) => ({
	id: order.id,
	data: localDate(order.createdAt),
	numero: order.numero,
	numeroLoja: order.numeroLoja,
	total: total(order),
	contato: { id: order.contact.id },
	vendedor: order.vendedorId === null ? null : { id: order.vendedorId },
	loja: { id: company.lojaId },
	situacao: { id: order.situacao.id, valor: order.situacao.valor },
});

/** `data` of product.created and product.updated. docs/facts/bling.md §2.4 */
export const productData = (product: Product) => ({
	id: product.id,
	nome: product.nome,
	codigo: product.codigo,
	tipo: product.tipo,
	situacao: product.situacao,
	preco: product.preco,
	unidade: product.unidade,
	formato: product.formato,
	...(product.idProdutoPai !== null && { idProdutoPai: product.idProdutoPai }),
	categoria: { id: product.categoriaId },
	descricaoCurta: product.descricaoCurta,
	descricaoComplementar: product.descricaoComplementar,
});

const stockBase = (company: Company, product: Product, depositId: number) => {
	const { saldoFisicoTotal, saldoVirtualTotal } = balanceOf(company, product);
	return {
		produto: { id: product.id },
		saldoFisicoTotal,
		saldoVirtualTotal,
		deposito: depositBalance(company, product, depositId),
	};
};

/** In the key order of the capture, which differs from the docs. */
export const stockData = (company: Company, product: Product, movement: Movement) => ({
	...stockBase(company, product, movement.depositoId),
	operacao: movement.operacao,
	quantidade: movement.quantidade,
});

/** No operacao and no quantidade. */
export const stockDeletedData = stockBase;

/** With more linked products than this, the event leaves their balances to the API. */
const complexLinks = 200;

/**
 * `data` of virtual_stock.updated: the current balances; `links` is how many products are linked to
 * this one. docs/facts/bling.md §2.4
 */
export const virtualStockData = (company: Company, product: Product, links: number) => {
	const { saldoFisicoTotal, saldoVirtualTotal, depositos } = balanceOf(company, product);
	return {
		produto: { id: product.id },
		saldoFisicoTotal,
		saldoVirtualTotal,
		vinculoComplexo: links > complexLinks,
		depositos,
	};
};

/** `data` of product_supplier events. docs/facts/bling.md §2.4 */
export const supplierData = (supplier: ProductSupplier) => ({
	id: supplier.id,
	descricao: supplier.descricao,
	codigo: supplier.codigo,
	precoCusto: supplier.precoCusto,
	precoCompra: supplier.precoCompra,
	padrao: supplier.padrao,
	garantia: supplier.garantia,
	produto: { id: supplier.produtoId },
	fornecedor: { id: supplier.fornecedorId },
});

/** `data` of invoice events, without items and totals. docs/facts/bling.md §2.4 */
export const invoiceData = (company: Company, invoice: Invoice) => ({
	id: invoice.id,
	tipo: 1,
	situacao: invoice.situacao,
	numero: invoice.numero,
	dataEmissao: localDateTime(invoice.issuedAt),
	dataOperacao: localDateTime(invoice.issuedAt),
	contato: { id: invoice.order.contact.id },
	naturezaOperacao: { id: natureId },
	loja: { id: company.lojaId },
});

export const natureId = 15_101_010_101;
