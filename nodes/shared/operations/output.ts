import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { beforeNewest, inNewestNodes, inNewNodes, inOldNodes } from './nodeVersions';
import type { Parameters } from './parameters';
import { isRecord } from './values';

/** The fields of an operation's items, by the vendor's names, with dots for groups: `loja.id`. */
export interface OutputShape {
	/** The fields of "Simplified": at most ten, and none that names a person or says where one lives. */
	simple: readonly string[];
	/** The additional fields of "Selected Fields". */
	others: readonly string[];
	/** Nobody documents all of its fields: "Selected Fields" are typed, and where no field is simple there is no "Simplified". */
	open?: boolean;
	/** Its operations had no output before version 1.2. */
	late?: boolean;
}

const [raw, selected] = ['raw', 'selected'] as const;
const outputs = [raw, selected, 'simplified'] as const;

/** "Output" and "Fields": read with `readOutput`. A node of version 1 returns everything, as it always did. */
export function outputFields({ simple, others, open, late }: OutputShape): INodeProperties[] {
	const output: INodeProperties = {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: 'All fields, including personal data' },
			{ name: 'Selected Fields', value: 'selected', description: 'Only the fields you choose' },
			...(simple.length > 0
				? [{ name: 'Simplified', value: 'simplified', description: 'The most common fields, without personal data' }]
				: []),
		],
		default: 'raw',
		description: 'How much of each item to return',
	};
	const versions = [
		{ ...output, displayOptions: { show: late ? inNewestNodes : inNewNodes }, default: 'simplified' },
		{ ...output, displayOptions: { show: late ? beforeNewest : inOldNodes } },
	];
	return [...(simple.length > 0 ? versions : [output]), open ? typedFields(simple) : listedFields([...simple, ...others])];
}

const chosenFields = {
	displayName: 'Fields',
	name: 'outputFields',
	displayOptions: { show: { output: ['selected'] } },
};

const listedFields = (names: string[]): INodeProperties => ({
	...chosenFields,
	type: 'multiOptions',
	options: names.sort().map((field) => ({ name: field, value: field })),
	default: [],
	description: "The fields to return, with the API's names; fields that an item lacks are null",
});

const typedFields = (names: readonly string[]): INodeProperties => ({
	...chosenFields,
	type: 'string',
	default: '',
	placeholder: `e.g. ${[...names.slice(0, 2), 'customer.name'].join(', ')}`,
	description: 'Names as the API has them, comma-separated, with dots into groups; a field that an item lacks is null',
});

/** Applies "Output" to an item. Read it before the first request, so that a mistake costs none. */
export function readOutput(param: Parameters, { simple }: OutputShape): (item: IDataObject) => IDataObject {
	const output = param.choice('output', simple.length > 0 ? outputs : [raw, selected]);
	if (output === 'raw') return (item) => item;
	if (output === 'simplified') return (item) => only(item, simple, false);
	const chosen = param.list('outputFields', 'refused');
	if (chosen.length === 0) param.refuse('outputFields', 'is empty', 'Choose at least one field, or another output.');
	return (item) => only(item, chosen, true);
}

/** These fields of an item in their places; in a list of objects, those of each. Missing ones are omitted, or null. */
function only(item: IDataObject, paths: readonly string[], fill: boolean): IDataObject {
	const names = [...new Set(paths.map((path) => path.split('.')[0]))];
	const picked = names.flatMap((name): Array<[string, IDataObject[string]]> => {
		const value = Object.hasOwn(item, name) ? item[name] : undefined;
		const inside = paths.filter((path) => path.startsWith(`${name}.`)).map((path) => path.slice(name.length + 1));
		if (value === undefined && !fill) return [];
		if (value === undefined || value === null) return [[name, null]];
		if (paths.includes(name) || inside.length === 0) return [[name, value]];
		if (isRecord(value)) return [[name, only(value, inside, fill)]];
		return Array.isArray(value) ? [[name, value.filter(isRecord).map((row) => only(row, inside, fill))]] : [];
	});
	return Object.fromEntries(picked);
}
