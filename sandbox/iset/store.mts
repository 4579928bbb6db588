import type { Clock } from '../core/clock.mts';
import type { Random } from '../core/random.mts';

/** A product of the shop; a price is in reais. */
export interface Product {
	readonly id: number;
	sku: string;
	name: string;
	price: number;
	stock: number;
	readonly addedAt: number;
	modifiedAt: number | null;
}

interface OrderLine {
	readonly productId: number;
	quantity: number;
}

/** An order of the shop. */
export interface Order {
	readonly id: number;
	readonly customer: string;
	readonly lines: OrderLine[];
	/** The total when it was placed: later prices do not change orders. */
	total: number;
	status: string;
	paid: boolean;
	/** Virtual time. */
	readonly placedAt: number;
}

/** A category of the shop; a top one has no parent. */
export interface Category {
	readonly id: number;
	name: string;
	parentId: number | null;
}

/** Everything one shop holds. All times are virtual. */
export interface Store {
	readonly id: string;
	readonly accessKey: string;
	readonly products: Map<number, Product>;
	readonly orders: Map<number, Order>;
	readonly categories: Map<number, Category>;
	nextId(kind: 'product' | 'order' | 'category'): number;
}

/** Status labels seen in real shops (docs/facts/iset.md §2.3); each shop has its own. */
export const statusLabels = [
	'AGUARDANDO PAGAMENTO',
	'PAGO',
	'RESERVADO',
	'RESERVA CONFIRMADA',
	'PEDIDO RETIRADO',
	'EM ASSISTÊNCIA',
	'CANCELADO',
];

const goods = ['Caneca esmaltada', 'Camiseta azul', 'Rede de algodão', 'Café torrado 500 g'];
const customers = ['Cliente Exemplo Um', 'Cliente Exemplo Dois', 'Cliente Exemplo Três'];
const day = 86_400_000;

/** A small shop, the same for the same seed. */
export function createStore(clock: Clock, random: Random): Store {
	const now = clock.now();
	const last = { product: 209, order: 1325, category: 10 };
	const nextId = (kind: keyof typeof last) => ++last[kind];

	const products = new Map<number, Product>();
	for (const name of goods) {
		const id = nextId('product');
		const price = random.integer(1000, 19_990) / 100;
		products.set(id, {
			id,
			sku: id % 2 === 0 ? '' : `SKU-${id}`,
			name,
			price,
			stock: random.integer(5, 60),
			addedAt: now - random.integer(30, 300) * day,
			modifiedAt: null,
		});
	}

	const orders = new Map<number, Order>();
	for (const customer of customers) {
		const id = nextId('order');
		const product = random.pick([...products.values()]);
		const lines = [{ productId: product.id, quantity: random.integer(1, 3) }];
		const status = random.pick(statusLabels);
		orders.set(id, {
			id,
			customer,
			lines,
			total: round(product.price * lines[0].quantity),
			status,
			paid: status !== statusLabels[0] && status !== 'CANCELADO',
			placedAt: now - random.integer(0, 5) * day,
		});
	}

	const categories = new Map<number, Category>();
	const root = nextId('category');
	categories.set(root, { id: root, name: 'Casa', parentId: null });
	for (const name of ['Cozinha', 'Varanda']) {
		const id = nextId('category');
		categories.set(id, { id, name, parentId: root });
	}

	return {
		id: random.digits(5),
		accessKey: `sandbox-${random.hex(24)}`,
		products,
		orders,
		categories,
		nextId,
	};
}

/** Reais with two decimals. */
export const round = (amount: number): number => Math.round(amount * 100) / 100;
