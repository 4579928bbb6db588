import type { INodeProperties } from 'n8n-workflow';

import { inNewNodes, inOldNodes } from './nodeVersions';

/** The maximum number of results: read with `param.count('limit')`. */
export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
};

/** "Return All" and "Limit": read with `param.limit()`. */
export const limitFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{ ...limitField, displayOptions: { show: { returnAll: [false] } } },
];

const [returnAll, limit] = limitFields;

/** The same for an operation that used to return everything: a node of version 1 still does. */
export const newLimitFields: INodeProperties[] = [
	{ ...returnAll, displayOptions: { show: inNewNodes } },
	{ ...returnAll, displayOptions: { show: inOldNodes }, default: true },
	limit,
];

/** For operations that return a file: read with `param.text('binaryField')`. */
export const binaryField: INodeProperties = {
	displayName: 'Put Output File in Field',
	name: 'binaryField',
	type: 'string',
	default: 'data',
	required: true,
	hint: 'The name of the output binary field to put the file in',
	description: 'Nodes that upload or email the file ask for this name',
};
