/**
 * Bling's webhook catalogue: resources, their actions, the panel's names, and what it is in English (ours). Source: docs/facts/bling.md §1.2 (certain).
 * No other file names an event. It imports nothing, so that the sandbox can read it too.
 */
export const resources = [
	{ resource: 'order', panelName: 'Pedido de Venda', subject: 'A sales order', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'product', panelName: 'Produto', subject: 'A product', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'stock', panelName: 'Estoque', subject: 'A stock movement', actions: ['created', 'updated', 'deleted'] },
	{ resource: 'virtual_stock', panelName: 'Estoque virtual', subject: 'The virtual balance of a product', actions: ['updated'] },
	{
		resource: 'product_supplier',
		panelName: 'Produto fornecedor',
		subject: 'The supplier of a product',
		actions: ['created', 'updated', 'deleted'],
	},
	{ resource: 'invoice', panelName: 'Nota fiscal (NF-e)', subject: 'An NF-e', actions: ['created', 'updated', 'deleted'] },
	{
		resource: 'consumer_invoice',
		panelName: 'Nota fiscal de consumidor (NFC-e)',
		subject: 'An NFC-e',
		actions: ['created', 'updated', 'deleted'],
	},
] as const;

/** The first half of an event's name, such as `virtual_stock`. */
export type Resource = (typeof resources)[number]['resource'];

/** `order.created`, `order.updated`, … in the catalogue's order. */
export const eventNames: string[] = resources.flatMap(({ resource, actions }) => actions.map((action) => `${resource}.${action}`));

const changes: Record<string, string> = { created: 'criação', updated: 'alteração' };

/** All but the deleted ones and those of suppliers, who are only known by internal ids. */
export const rebuilds = resources
	.filter(({ resource }) => resource !== 'product_supplier')
	.flatMap(({ resource, panelName, actions }) =>
		actions
			.filter((action) => action !== 'deleted')
			.map((action) => ({ event: `${resource}.${action}`, label: `${panelName}: ${changes[action]}` })),
	);

/** Callbacks of the old API, an option of the trigger (docs/facts/bling.md §2.5). The names are ours: they have none. */
export const legacyEvents = [
	{ event: 'legacy.stock', panelName: 'Callback de estoque' },
	{ event: 'legacy.order', panelName: 'Callback de pedidos de venda' },
	{ event: 'legacy.invoice', panelName: 'Callback de notas fiscais' },
] as const;

/** Our name of an old callback, such as `legacy.stock`. */
export type LegacyEvent = (typeof legacyEvents)[number]['event'];
