import type { INodeProperties } from 'n8n-workflow';

/**
 * n8n takes a collection that holds a text instead of fields for one that is empty, before any node sees it; it asks that
 * text for each field by name (docs/facts/n8n.md §2). So a field with the name of what every text has, its length, tells. The editor shows it
 * only then, so that a person can take it out. A fixedCollection has no such place.
 */
const witness: INodeProperties = {
	displayName: 'Expression as a Whole',
	name: 'length',
	type: 'number',
	noDataExpression: true,
	default: 0,
	displayOptions: { show: { length: [{ _cnd: { gt: 0 } }] } },
	description: 'One expression for all of these fields, which n8n drops: delete this entry and fill them in one by one',
};

/** A field as n8n gets to know it: a collection also tells whether an expression stands for the whole of it. */
export const withWitness = (field: INodeProperties): INodeProperties =>
	field.type === 'collection' ? { ...field, options: [...(field.options ?? []), witness] } : field;

/** Whether the values of a collection are none, as an expression stood for all of them. */
export const wasWholeExpression = (values: object): boolean => witness.name in values;

/** Follows the name of the collection in a sentence. */
export const wholeExpression = {
	problem: 'is an expression as a whole, which n8n drops',
	advice: 'Fill in its fields one by one; each may be an expression.',
};
