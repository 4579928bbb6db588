import type { EventName } from '../../nodes/Iset/webhook/events.ts';
import type { Settings } from './settings.mts';
import type { Order, Product, Store } from './store.mts';
import { localDateTime } from './time.mts';

const amount = (value: number, { numbersAsStrings }: Settings) => (numbersAsStrings ? value.toFixed(2) : value);

/** An answer of GET /product/{id} holds these under `result`. docs/facts/iset.md §4.2 */
export const productShape = (product: Product, origin: string, settings: Settings) => ({
	id: product.id,
	date_added: localDateTime(product.addedAt),
	last_modified: product.modifiedAt === null ? null : localDateTime(product.modifiedAt),
	name: product.name,
	price: amount(product.price, settings),
	price_sale: amount(product.price, settings),
	description_small: product.name,
	description_full: `<p>${product.name}</p>`,
	image_default: `${origin}/assets/${product.id}.jpg`,
	url: `${origin}/produto/${product.id}`,
	status: true,
	categories_path: 'Casa',
});

/** GET /order/{orderId}: only products, totals and totalValue are known (unconfirmed). §4.2 */
export const orderShape = (order: Order, store: Store, settings: Settings) => ({
	order: {
		...(settings.orderStatus && { status: { label: order.status } }),
		products: order.lines.map(({ productId }) => ({
			name: store.products.get(productId)?.name ?? 'Produto removido',
		})),
		totals: [{ code: 'ot_total', value: amount(order.total, settings) }],
	},
	totalValue: amount(order.total, settings),
});

/** The notice of §2.3: customer data is made up, as it is in every sandbox. */
export const orderNotice = (order: Order) => ({
	orderId: order.id,
	status: { label: order.status },
	customer: { name: order.customer, phone: [{ ddd: '11', number: '900000000' }] },
});

/** The notice of §2.2. */
export const productNotice = (product: Product, domain: string) => ({
	product_id: product.id,
	sku: product.sku,
	type: 'product-changed',
	domain,
});

/** Guesses for the unpublished bodies (§2.4): receivers must cope with each. */
const guesses: Partial<Record<EventName, { idKey: string; type: string }>> = {
	'order.removed': { idKey: 'orderId', type: 'order-removed' },
	'product.removed': { idKey: 'product_id', type: 'product-removed' },
	'stock.changed': { idKey: 'product_id', type: 'stock-changed' },
	'category.saved': { idKey: 'category_id', type: 'category-changed' },
	'category.removed': { idKey: 'category_id', type: 'category-removed' },
};

/** The body of a notice in an unpublished format: the setting `unknownBodies` selects the guess. */
export function guessedNotice(event: EventName, id: number, domain: string, { unknownBodies }: Settings) {
	const { idKey, type } = guesses[event] ?? { idKey: 'id', type: event };
	return {
		[idKey]: id,
		...(unknownBodies !== 'id' && { type }),
		...(unknownBodies === 'id-type-domain' && { domain }),
	};
}
