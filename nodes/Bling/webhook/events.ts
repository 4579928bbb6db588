/**
 * Bling's webhook catalogue: resources, their actions, the panel's names, and our names for the
 * menu. Source: docs/facts/bling.md §1.2 (certain). Only this file names events. It imports
 * nothing, so that the sandbox can read it too.
 */
export const resources = [
	{ resource: 'order', panelName: 'Pedido de Venda', title: 'Order', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'product', panelName: 'Produto', title: 'Product', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'stock', panelName: 'Estoque', title: 'Stock', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'virtual_stock', panelName: 'Estoque virtual', title: 'Virtual Stock', actions: ['updated'] },
	{
		resource: 'product_supplier',
		panelName: 'Produto fornecedor',
		title: 'Product Supplier',
		actions: ['created', 'updated', 'deleted'],
	},
	{ resource: 'invoice', panelName: 'Nota fiscal (NF-e)', title: 'Invoice', actions: ['created', 'updated', 'deleted'] },
	{
		resource: 'consumer_invoice',
		panelName: 'Nota fiscal de consumidor (NFC-e)',
		title: 'Consumer Invoice',
		actions: ['created', 'updated', 'deleted'],
	},
] as const;

/** The first half of an event's name, such as `virtual_stock`. */
export type Resource = (typeof resources)[number]['resource'];

/** `order.created`, `order.updated`, … in the catalogue's order. */
export const eventNames: string[] = resources.flatMap(({ resource, actions }) => actions.map((action) => `${resource}.${action}`));

/** What the trigger offers, including the old callbacks. */
export const listed = () => [
	...resources.flatMap(({ resource, title, panelName, actions }) =>
		actions.map((action) => ({
			event: `${resource}.${action}`,
			title: `${title} ${action[0].toUpperCase()}${action.slice(1)}`,
			description: `"${panelName}" in Bling's panel`,
		})),
	),
	...legacyEvents.map(({ event, title, panelName }) => ({
		event,
		title,
		description: `"${panelName}", only with the option "Legacy Callbacks"`,
	})),
];

const changes: Record<string, string> = { created: 'criação', updated: 'alteração' };

/** All except deletions and supplier events, which are only known by internal IDs. */
export const rebuilds = resources
	.filter(({ resource }) => resource !== 'product_supplier')
	.flatMap(({ resource, panelName, actions }) =>
		actions
			.filter((action) => action !== 'deleted')
			.map((action) => ({ event: `${resource}.${action}`, label: `${panelName}: ${changes[action]}` })),
	);

/**
 * Callbacks of the old API, an option of the trigger (docs/facts/bling.md §2.5). They have no
 * names; these are ours.
 */
export const legacyEvents = [
	{ event: 'legacy.stock', title: 'Legacy: Stock Callback', panelName: 'Callback de estoque' },
	{ event: 'legacy.order', title: 'Legacy: Sales Order Callback', panelName: 'Callback de pedidos de venda' },
	{ event: 'legacy.invoice', title: 'Legacy: Invoice Callback', panelName: 'Callback de notas fiscais' },
] as const;

/** Our name of an old callback, such as `legacy.stock`. */
export type LegacyEvent = (typeof legacyEvents)[number]['event'];
