import type { INodeProperties } from 'n8n-workflow';

/** What a person fills in, by operation. The values are those in saved workflows. */

export const receiveFields: INodeProperties[] = [
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		options: [
			{
				displayName: 'Batches per Execution',
				name: 'batches',
				type: 'number',
				typeOptions: { minValue: 1, numberPrecision: 0 },
				default: 100,
				description: 'How many batches of up to 50 SKUs one execution processes; the rest waits for the next',
			},
		],
	},
];

export const readAccountFields: INodeProperties[] = [
	{
		displayName: 'Account Name',
		name: 'account',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Conta A',
		description: "The account's name in the log and in notices",
	},
	{
		displayName: 'Main Warehouse (Depósito) Names or IDs',
		name: 'principals',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: 'getPrincipals' },
		default: [],
		required: true,
		description:
			'Warehouses whose virtual balances are added up. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Shared Warehouse (Depósito) Name or ID',
		name: 'shared',
		type: 'options',
		typeOptions: { loadOptionsMethod: 'getShared', loadOptionsDependsOn: ['principals'] },
		default: '',
		required: true,
		description:
			'The warehouse that shows the sum of all accounts. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
	{
		displayName: 'Safety Stock',
		name: 'safety',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 0,
		description: 'Units of each product to hold back from sale in this account',
	},
];

export const planFields: INodeProperties[] = [
	{
		displayName: 'Simulate',
		name: 'simulate',
		type: 'boolean',
		default: true,
		description: 'Whether to only list the balances before and after, and write nothing in Bling',
	},
	{
		displayName: 'Limit of Changes (%)',
		name: 'limitPercent',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 100 },
		default: 30,
		description: 'An execution that would change or zero a larger share of the SKUs stops and asks',
	},
	{
		displayName: 'Limit From (SKUs)',
		name: 'limitMinimum',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 10,
		description: 'Fewer changed SKUs than this never stop an execution',
	},
];

export const writeAccountFields: INodeProperties[] = [
	{
		displayName: 'Note',
		name: 'note',
		type: 'string',
		default: '=n8n {{ $execution.id }}',
		description: 'Note on each movement ("observações"), to find the execution that wrote it',
	},
];
