/** What a notice is about; decides which keys may hold its ID. */
export type Subject = 'order' | 'product' | 'category';

/** One webhook of the panel; iSET sends no event name, so `event` is our own. */
export interface IsetEvent {
	event: string;
	/** Its name in the trigger's menu. */
	title: string;
	subject: Subject;
	/** Its group and label under Configurações >> API Rest >> Webhooks. */
	panelGroup: string;
	panelLabel: string;
	description: string;
}

/**
 * iSET's seven webhooks in the panel's order. Source: docs/facts/iset.md §1 (certain); the names
 * are ours, as iSET has none. Only this file names events. It imports nothing, so that the sandbox
 * can read it too.
 */
export const catalogue = [
	{
		event: 'order.saved',
		title: 'Order Created or Updated',
		subject: 'order',
		panelGroup: 'Pedidos',
		panelLabel: 'Criação/Alteração de pedido',
		description: 'An order was created or changed, in the panel or in the shop',
	},
	{
		event: 'order.removed',
		title: 'Order Removed',
		subject: 'order',
		panelGroup: 'Pedidos',
		panelLabel: 'Pedido removido',
		description: 'An order was removed',
	},
	{
		event: 'product.saved',
		title: 'Product Created or Updated',
		subject: 'product',
		panelGroup: 'Produtos',
		panelLabel: 'Criação/Alteração de produto',
		description: 'A product was created or changed',
	},
	{
		event: 'product.removed',
		title: 'Product Removed',
		subject: 'product',
		panelGroup: 'Produtos',
		panelLabel: 'Remoção de produto',
		description: 'A product was removed',
	},
	{
		event: 'stock.changed',
		title: 'Stock Changed',
		subject: 'product',
		panelGroup: 'Produtos',
		panelLabel: 'Alteração de estoque',
		description: 'Stock moved through a new order, or a change to an order or to the product; no quantity is promised',
	},
	{
		event: 'category.saved',
		title: 'Category Created or Updated',
		subject: 'category',
		panelGroup: 'Categorias',
		panelLabel: 'Criação/Alteração de categoria',
		description: 'A category was created or changed in the panel',
	},
	{
		event: 'category.removed',
		title: 'Category Removed',
		subject: 'category',
		panelGroup: 'Categorias',
		panelLabel: 'Remoção de categoria',
		description: 'A category was removed; removed subcategories are not reported',
	},
] as const satisfies readonly IsetEvent[];

/** One of the seven names, such as `order.saved`. */
export type EventName = (typeof catalogue)[number]['event'];

/** `order.saved`, `order.removed`, … in the panel's order. */
export const eventNames: EventName[] = catalogue.map(({ event }) => event);

/**
 * The trigger's own part of an event's address; static, because n8n paths with parameters cannot be
 * shared between workflows.
 */
export const routeOf = (event: EventName): string => `iset/${event}`;

/** The panel's name for a webhook: its group and label. */
export const labelOf = ({ panelGroup, panelLabel }: IsetEvent) => `${panelGroup}: ${panelLabel}`;

/** Every address of the trigger, one per event, in the panel's order. */
export const routes = catalogue.map((entry) => ({ path: routeOf(entry.event), label: labelOf(entry), event: entry.event }));

/** Keys that may hold the id, in this order. Source: docs/facts/iset.md §2.4. */
export const idKeys: Record<Subject, readonly string[]> = {
	order: ['orderId', 'order_id', 'id'],
	product: ['product_id', 'productId', 'id'],
	category: ['category_id', 'categoryId', 'id'],
};

/** Orders and products can be fetched; categories, and what was removed, cannot. */
export const rebuilds = catalogue
	.filter(({ event }) => ['order.saved', 'product.saved', 'stock.changed'].includes(event))
	.map((entry) => ({ event: entry.event, label: labelOf(entry) }));
