import type { INodeProperties } from 'n8n-workflow';

/**
 * n8n treats a collection that holds text instead of fields as empty, before any node sees it, but
 * looks up each field by name in that text (docs/facts/n8n.md §2). So a field named like a property
 * that every text has, its length, detects it. The editor only shows it then, so that it can be
 * removed. A fixedCollection has no such place.
 */
const witness: INodeProperties = {
	displayName: 'Expression as a Whole',
	name: 'length',
	type: 'number',
	noDataExpression: true,
	default: 0,
	displayOptions: { show: { length: [{ _cnd: { gt: 0 } }] } },
	description: 'A single expression for all of these fields is ignored: delete this entry and fill them in one by one',
};

/** A field as n8n knows it: a collection also detects whether an expression stands for all of it. */
export const withWitness = (field: INodeProperties): INodeProperties =>
	field.type === 'collection' ? { ...field, options: [...(field.options ?? []), witness] } : field;

/** Whether a collection has no values because an expression stands for all of it. */
export const wasWholeExpression = (values: object): boolean => witness.name in values;

/** Follows the collection's name in a sentence. */
export const wholeExpression = {
	problem: 'is an expression as a whole, which n8n ignores',
	advice: 'Fill in its fields one by one; each may be an expression.',
};
