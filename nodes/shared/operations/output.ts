import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { inNewNodes, inOldNodes } from './nodeVersions';
import type { Parameters } from './parameters';
import { isRecord } from './values';

/** The fields of an operation's items, by the vendor's names, with dots for groups: `loja.id`. */
export interface OutputShape {
	/** The fields of "Simplified": at most ten, and none that names a person or says where one lives. */
	simple: readonly string[];
	/** The additional fields of "Selected Fields". */
	others: readonly string[];
}

const outputs = ['raw', 'selected', 'simplified'] as const;

/** "Output" and "Fields": read with `readOutput`. A node of version 1 returns everything, as it always did. */
export function outputFields({ simple, others }: OutputShape): INodeProperties[] {
	const output: INodeProperties = {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: 'All fields, including personal data' },
			{ name: 'Selected Fields', value: 'selected', description: 'Only the fields you choose' },
			{ name: 'Simplified', value: 'simplified', description: 'The most common fields, without personal data' },
		],
		default: 'simplified',
		description: 'How much of each item to return',
	};
	return [
		{ ...output, displayOptions: { show: inNewNodes } },
		{ ...output, displayOptions: { show: inOldNodes }, default: 'raw' },
		{
			displayName: 'Fields',
			name: 'outputFields',
			type: 'multiOptions',
			displayOptions: { show: { output: ['selected'] } },
			options: [...simple, ...others].sort().map((field) => ({ name: field, value: field })),
			default: [],
			description: "The fields to return, with the API's names; fields that an item lacks are null",
		},
	];
}

/** Applies "Output" to an item. Read it before the first request, so that a mistake costs none. */
export function readOutput(param: Parameters, { simple }: OutputShape): (item: IDataObject) => IDataObject {
	const output = param.choice('output', outputs);
	if (output === 'raw') return (item) => item;
	if (output === 'simplified') return (item) => only(item, simple, false);
	const chosen = param.list('outputFields', 'refused');
	if (chosen.length === 0) param.refuse('outputFields', 'is empty', 'Choose at least one field, or another output.');
	return (item) => only(item, chosen, true);
}

/** These fields of an item in their places; in a list of objects, those of each. Missing ones are omitted, or null. */
function only(item: IDataObject, paths: readonly string[], fill: boolean): IDataObject {
	const picked: IDataObject = {};
	for (const name of new Set(paths.map((path) => path.split('.')[0]))) {
		const value = item[name];
		const inside = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
		const whole = paths.includes(name) || inside.length === 0;
		if (value === undefined && !fill) continue;
		if (value === undefined || value === null) picked[name] = null;
		else if (whole) picked[name] = value;
		else if (isRecord(value)) picked[name] = only(value, inside, fill);
		else if (Array.isArray(value)) picked[name] = value.filter(isRecord).map((row) => only(row, inside, fill));
	}
	return picked;
}
