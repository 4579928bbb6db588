import type { IExecuteFunctions, INodeType, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { identity, instanceCredential, withWitness } from './framework';
import { depositLists } from './lists';
import { operations, runPool } from './operations';

const outputs = Object.fromEntries(operations.map(({ value, outputs: names }) => [value, names]));

/** Serialized into the description: n8n evaluates it in the editor, without anything else from this file. */
const outputsOf: `={{${string}}}` = `={{ (${JSON.stringify(outputs)}[$parameter["operation"]] ?? ["Work"]).map((displayName) => ({ type: "${NodeConnectionTypes.Main}", displayName })) }}`;

const reading = ['readAccount', 'writeAccount'];

export class BlingStockPool implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bling Stock Pool',
		name: 'blingStockPool',
		icon: { light: 'file:blingStockPool.svg', dark: 'file:blingStockPool.dark.svg' },
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] }}',
		description: 'One stock in several Bling accounts: a shared warehouse in each shows the sum of all',
		defaults: { name: 'Bling Stock Pool' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: outputsOf,
		credentials: [
			{ name: identity.credential, required: true, displayOptions: { show: { operation: reading } } },
			{ name: instanceCredential, required: true, displayOptions: { hide: { operation: reading } } },
		],
		properties: [
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				// Not for agents: each operation changes the stock of whole accounts, or does
				// nothing useful by itself.
				options: operations.map(({ name, value, action, description }) => ({
					name,
					value,
					action,
					description,
					displayOptions: { hide: { '@tool': [true] } },
				})),
				default: 'receive',
			},
			...operations.flatMap(({ value, fields }) =>
				fields.map((field) => ({ ...withWitness(field), displayOptions: { show: { operation: [value] } } })),
			),
		],
	};

	methods = { loadOptions: depositLists };

	async execute(this: IExecuteFunctions) {
		return await runPool(this);
	}
}
