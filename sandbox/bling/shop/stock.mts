import { quantity } from './company.mts';
import type { Company, Deposit, Movement, Operation, Order, Product } from './company.mts';

/** The balances of a product in one warehouse. */
interface DepositBalance {
	readonly id: number;
	readonly saldoFisico: number;
	readonly saldoVirtual: number;
}

interface Balance {
	readonly saldoFisicoTotal: number;
	readonly saldoVirtualTotal: number;
	readonly depositos: readonly DepositBalance[];
}

const keptMovements = 200;
const key = (productId: number, depositId: number) => `${productId}:${depositId}`;

/** The warehouse marked as default, else the first: where orders take their goods from. */
export const defaultDeposit = ({ deposits }: Company): Deposit => deposits.find(({ padrao }) => padrao) ?? deposits[0];

/** Physical and virtual balance; virtual = without what open orders reserve. docs/facts/bling.md §4.5 */
export function balanceOf(company: Company, product: Product): Balance {
	const depositos = company.deposits.map(({ id }) => depositBalance(company, product, id));
	const counted = depositos.filter((_, index) => !company.deposits[index].desconsiderarSaldo);
	const sum = (pick: (balance: DepositBalance) => number) => quantity(counted.reduce((subtotal, balance) => subtotal + pick(balance), 0));
	return {
		saldoFisicoTotal: sum(({ saldoFisico }) => saldoFisico),
		saldoVirtualTotal: sum(({ saldoVirtual }) => saldoVirtual),
		depositos,
	};
}

/** A composition has no stock of its own: its stock is what its scarcest component allows. */
export function depositBalance(company: Company, product: Product, depositId: number): DepositBalance {
	if (product.formato === 'E' && product.componentes.length > 0) {
		const parts = product.componentes.flatMap(({ produtoId, quantidade }) => {
			const part = company.products.get(produtoId);
			return part ? [{ quantidade, balance: depositBalance(company, part, depositId) }] : [];
		});
		const scarcest = (pick: (balance: DepositBalance) => number) =>
			parts.length === 0 ? 0 : Math.min(...parts.map(({ quantidade, balance }) => Math.floor(pick(balance) / quantidade)));
		return {
			id: depositId,
			saldoFisico: scarcest(({ saldoFisico }) => saldoFisico),
			saldoVirtual: scarcest(({ saldoVirtual }) => saldoVirtual),
		};
	}
	const saldoFisico = company.balances.get(key(product.id, depositId)) ?? 0;
	const taken = company.reserved.get(key(product.id, depositId)) ?? 0;
	return { id: depositId, saldoFisico, saldoVirtual: quantity(saldoFisico - taken) };
}

/** Posts a movement and records it. */
export function post(
	company: Company,
	movement: { id: number; product: Product; depositId: number; operacao: Operation; quantidade: number },
): Movement {
	const { id, product, depositId, operacao, quantidade } = movement;
	const before = company.balances.get(key(product.id, depositId)) ?? 0;
	const after = quantity({ B: quantidade, E: before + quantidade, S: before - quantidade }[operacao]);
	company.balances.set(key(product.id, depositId), after);
	const done = {
		id,
		produtoId: product.id,
		depositoId: depositId,
		operacao,
		quantidade,
		delta: quantity(after - before),
	};
	company.movements = [...company.movements, done].slice(-keptMovements);
	return done;
}

/** Reverses a posting, as when somebody deletes it on the stock screen. */
export function unpost(company: Company, movement: Movement): void {
	const at = key(movement.produtoId, movement.depositoId);
	company.balances.set(at, quantity((company.balances.get(at) ?? 0) - movement.delta));
	company.movements = company.movements.filter(({ id }) => id !== movement.id);
}

/** What an order takes from physical stock: a composition takes its components. */
export function needs(company: Company, order: Order): Array<{ product: Product; quantidade: number }> {
	return order.items.flatMap(({ produtoId, quantidade }) => {
		const product = company.products.get(produtoId);
		return product ? parts(company, product, quantidade) : [];
	});
}

function parts(company: Company, product: Product, quantidade: number): Array<{ product: Product; quantidade: number }> {
	if (product.formato !== 'E' || product.componentes.length === 0) return [{ product, quantidade }];
	return product.componentes.flatMap((component) => {
		const part = company.products.get(component.produtoId);
		return part ? parts(company, part, quantity(quantidade * component.quantidade)) : [];
	});
}

/** Fulfilled and cancelled orders, and those whose stock was posted, reserve nothing. */
const reserves = ({ situacao, launchedIn }: Order) => situacao.valor !== 1 && situacao.valor !== 2 && launchedIn === null;

/** Adds (1) or reverses (-1) what an order reserves; returns the products whose virtual balance changed. */
export function reserve(company: Company, order: Order, sign: 1 | -1): Product[] {
	if (!reserves(order)) return [];
	const touched = needs(company, order);
	for (const { product, quantidade } of touched) {
		const at = key(product.id, order.reservedIn);
		company.reserved.set(at, quantity((company.reserved.get(at) ?? 0) + sign * quantidade));
	}
	return withCompositions(
		company,
		touched.map(({ product }) => product),
	);
}

/** The products and every composition that contains one of them. */
export function withCompositions(company: Company, products: readonly Product[]): Product[] {
	const ids = new Set(products.map(({ id }) => id));
	const found = new Set(products);
	for (const product of company.products.values()) {
		if (product.componentes.some(({ produtoId }) => ids.has(produtoId))) found.add(product);
	}
	return [...found];
}

/** How many compositions a product is part of. */
export function compositionCount(company: Company, { id }: Product): number {
	let count = 0;
	for (const { componentes } of company.products.values()) {
		if (componentes.some(({ produtoId }) => produtoId === id)) count++;
	}
	return count;
}
