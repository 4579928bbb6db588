import { action, ActionFailed } from '../core/action.mts';
import type { Action } from '../core/action.mts';
import type { Clock } from '../core/clock.mts';
import { choice, flag, integer, number, optionalNumber, plain, text } from '../core/fields.mts';
import type { Option } from '../core/fields.mts';
import type { Notifier } from './notifier.mts';
import type { Settings } from './settings.mts';
import { guessedNotice, orderNotice, productNotice } from './shapes.mts';
import { round, statusLabels } from './store.mts';
import type { Category, Order, Product, Store } from './store.mts';

interface Parts {
	clock: Clock;
	store: Store;
	notifier: Notifier;
	settings: Settings;
	/** The shop's host, as it appears in notices. */
	domain: () => string;
}

/** What people do in the shop and its panel. Each says which notices it causes. */
export function shopActions({ clock, store, notifier, settings, domain }: Parts): Action[] {
	const productOptions = (): Option[] =>
		[...store.products.values()].map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));
	const orderOptions = (): Option[] =>
		[...store.orders.values()].map(({ id, status }) => ({ value: String(id), label: `${id} ${status}` }));
	const categoryOptions = (): Option[] =>
		[...store.categories.values()].map(({ id, name }) => ({ value: String(id), label: `${id} ${name}` }));

	const stockMoved = (id: number) => notifier.notify('stock.changed', String(id), guessedNotice('stock.changed', id, domain(), settings));
	const orderSaved = (order: Order) => notifier.notify('order.saved', String(order.id), orderNotice(order));
	const productSaved = (product: Product) => notifier.notify('product.saved', String(product.id), productNotice(product, domain()));
	const categorySaved = ({ id }: Category) =>
		notifier.notify('category.saved', String(id), guessedNotice('category.saved', id, domain(), settings));

	/** A category and everything below it. */
	const branch = (id: number): Category[] => {
		const below = [...store.categories.values()].filter(({ parentId }) => parentId === id);
		return [find(store.categories, id), ...below.flatMap((child) => branch(child.id))];
	};

	return [
		action({
			name: 'create-order',
			label: 'Place an order',
			hint: 'Notices: order.saved and stock.changed.',
			fields: {
				product: choice('Product', productOptions),
				quantity: integer('Quantity', { value: 1, min: 1, max: 1000 }),
				customer: text('Customer', { value: 'Cliente Exemplo' }),
				status: choice('Status', plain(statusLabels)),
				paid: flag('Paid'),
			},
			run({ product: productId, quantity, customer, status, paid }) {
				const product = find(store.products, Number(productId));
				const order: Order = {
					id: store.nextId('order'),
					customer,
					lines: [{ productId: product.id, quantity }],
					total: round(product.price * quantity),
					status,
					paid,
					placedAt: clock.now(),
				};
				store.orders.set(order.id, order);
				product.stock -= quantity;
				orderSaved(order);
				stockMoved(product.id);
				return { message: `Order ${order.id} placed.`, order: order.id };
			},
		}),
		action({
			name: 'change-order',
			label: 'Change an order',
			hint: 'Notices: order.saved, and stock.changed if the quantity differs.',
			fields: {
				order: choice('Order', orderOptions),
				status: choice('Status', plain(statusLabels)),
				paid: flag('Paid'),
				quantity: optionalNumber('Quantity of the first product', { min: 1, max: 1000 }),
			},
			run({ order: orderId, status, paid, quantity }) {
				const order = find(store.orders, Number(orderId));
				Object.assign(order, { status, paid });
				const [line] = order.lines;
				const product = store.products.get(line.productId);
				const moved = quantity !== null && quantity !== line.quantity && product !== undefined;
				if (moved) {
					product.stock -= quantity - line.quantity;
					order.total = round(order.total + product.price * (quantity - line.quantity));
					line.quantity = quantity;
				}
				orderSaved(order);
				if (moved) stockMoved(product.id);
				return { message: `Order ${order.id} changed.`, order: order.id };
			},
		}),
		action({
			name: 'remove-order',
			label: 'Remove an order',
			hint: 'Notice: order.removed.',
			fields: { order: choice('Order', orderOptions) },
			run({ order: orderId }) {
				const { id } = find(store.orders, Number(orderId));
				store.orders.delete(id);
				notifier.notify('order.removed', String(id), guessedNotice('order.removed', id, domain(), settings));
				return { message: `Order ${id} removed.`, order: id };
			},
		}),
		action({
			name: 'save-product',
			label: 'Create or change a product',
			hint: 'Notices: product.saved (the same for both), and stock.changed if the stock differs.',
			fields: {
				product: choice('Product (none: a new one)', productOptions, { optional: true }),
				name: text('Name', { value: 'Produto novo' }),
				sku: text('SKU'),
				price: number('Price', { value: 10, min: 0, max: 1_000_000 }),
				stock: integer('Stock', { value: 10, min: -1_000_000, max: 1_000_000 }),
			},
			run({ product: productId, ...values }) {
				const known = productId === '' ? undefined : find(store.products, Number(productId));
				const product: Product = known ?? {
					id: store.nextId('product'),
					...values,
					addedAt: clock.now(),
					modifiedAt: null,
				};
				const moved = known !== undefined && known.stock !== values.stock;
				if (known) Object.assign(known, values, { modifiedAt: clock.now() });
				else store.products.set(product.id, product);
				productSaved(product);
				if (moved) stockMoved(product.id);
				return { message: `Product ${product.id} saved.`, product: product.id };
			},
		}),
		action({
			name: 'remove-product',
			label: 'Remove a product',
			hint: 'Notice: product.removed.',
			fields: { product: choice('Product', productOptions) },
			run({ product: productId }) {
				const { id } = find(store.products, Number(productId));
				store.products.delete(id);
				notifier.notify('product.removed', String(id), guessedNotice('product.removed', id, domain(), settings));
				return { message: `Product ${id} removed.`, product: id };
			},
		}),
		action({
			name: 'save-category',
			label: 'Create or change a category',
			hint: 'Notice: category.saved.',
			fields: {
				category: choice('Category (none: a new one)', categoryOptions, { optional: true }),
				name: text('Name', { value: 'Categoria nova' }),
				parent: choice('Parent', categoryOptions, { optional: true }),
			},
			run({ category: categoryId, name, parent }) {
				const parentId = parent === '' ? null : Number(parent);
				const id = categoryId === '' ? store.nextId('category') : Number(categoryId);
				if (parentId !== null && categoryId !== '' && branch(id).some((one) => one.id === parentId)) {
					throw new ActionFailed('a category cannot stand below itself');
				}
				const category: Category = { id, name, parentId };
				store.categories.set(id, category);
				categorySaved(category);
				return { message: `Category ${id} saved.`, category: id };
			},
		}),
		action({
			name: 'remove-category',
			label: 'Remove a category',
			hint: 'Its subcategories go too, but only this one is notified: category.removed.',
			fields: { category: choice('Category', categoryOptions) },
			run({ category: categoryId }) {
				const id = Number(categoryId);
				const removed = branch(id).map((category) => category.id);
				for (const gone of removed) store.categories.delete(gone);
				notifier.notify('category.removed', String(id), guessedNotice('category.removed', id, domain(), settings));
				return { message: `Category ${id} removed.`, removed };
			},
		}),
	];
}

function find<T>(from: ReadonlyMap<number, T>, id: number): T {
	const found = from.get(id);
	if (found === undefined) throw new ActionFailed(`there is no ${id}`);
	return found;
}
