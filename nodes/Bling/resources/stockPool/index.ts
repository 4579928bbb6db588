import { NodeOperationError } from 'n8n-workflow';

import type { BlingOperation, BlingResource } from '../operation';

/** The operations of version 0.1; saved workflows still refer to them. */
const gone = (name: string, value: string): BlingOperation => ({
	name,
	value,
	action: `${name}: moved to the node Bling Stock Pool`,
	description: 'Moved to the node Bling Stock Pool',
	notForAgents: true,
	fields: [],
	async run({ context, itemIndex }) {
		throw new NodeOperationError(context.getNode(), `"Stock Pool → ${name}" has moved to its own node: Bling Stock Pool`, {
			itemIndex,
			description:
				'Import this version\'s workflow "Bling: estoque unificado" and choose warehouses and credentials in it: it takes over the old one\'s memory, pending events and locks. Then unpublish the old one. Nothing was read or written.',
		});
	},
});

/** Several accounts, one stock: nodes/BlingStockPool. */
export const stockPool: BlingResource = {
	name: 'Stock Pool',
	value: 'stockPool',
	gone: true,
	operations: [gone('Plan Balances', 'planBalances'), gone('Read Account', 'readAccount'), gone('Write Account', 'writeAccount')],
};
