import type { Random } from '../../core/random.mts';
import type { Order, Product } from './company.mts';

/** Ids exceed 32 bits but fit safe integers, as captured. docs/facts/bling.md §2.2 */
export const newId = (random: Random): number => random.integer(10_000_000_000, 19_999_999_999);

/** What can be set in a new order besides its items. */
export interface OrderDetails {
	/** The shop's number; if empty or omitted, one is made up. */
	storeNumber?: string;
	/** Where it reserves; by default in the account's default warehouse. */
	depositId?: number;
	/** By default the account's test customer. */
	contact?: Order['contact'];
	frete?: number;
	desconto?: number;
	observacoes?: string;
	observacoesInternas?: string;
}

/** A row of a new order; by default with the product's own price and name. */
export interface OrderLine {
	product: Product;
	quantidade: number;
	valor?: number;
	descricao?: string;
}

/** The rows of an order. */
export const itemsOf = (lines: readonly OrderLine[], random: Random): Order['items'] =>
	lines.map(({ product, quantidade, valor = product.preco, descricao = product.nome }) => ({
		id: newId(random),
		produtoId: product.id,
		codigo: product.codigo,
		descricao,
		unidade: product.unidade,
		quantidade,
		valor,
	}));
