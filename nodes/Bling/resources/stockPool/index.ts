import { NodeOperationError } from 'n8n-workflow';

import type { BlingOperation, BlingResource } from '../operation';

/** What version 0.1 had here; saved workflows still name it. */
const gone = (name: string, value: string): BlingOperation => ({
	name,
	value,
	action: name,
	description: 'In a node of its own now: Bling Stock Pool',
	notForAgents: true,
	fields: [],
	async run({ context, itemIndex }) {
		throw new NodeOperationError(context.getNode(), `"Stock Pool → ${name}" is in a node of its own now: Bling Stock Pool`, {
			itemIndex,
			description:
				'Import the workflow "Bling: estoque unificado" of this version anew and choose deposits and credentials in it: it takes over what the old one remembers, waits for and holds. Then unpublish the old one. Nothing was read or written.',
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
