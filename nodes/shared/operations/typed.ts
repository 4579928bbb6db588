import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { isRecord } from './values';

/** What null and undefined mean in a collection: an error, that the field is not there, or an error of an expression alone: n8n's mapper holds null for a field that nobody filled in. */
export type Nothing = 'refused' | 'leftOut' | 'refusedOfExpressions';

/** What the empty text of an expression means in a list: that it is left out, or, where all would then be changed, sent or shown, an error. */
export type EmptyText = 'leftOut' | 'refused';

/** The values of a collection, or of one row of it, and what stands there before expressions are read; `where` tells a row, in words. */
export interface Inside {
	values: IDataObject;
	typed: unknown;
	where: string;
	nothing: Nothing;
}

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;

export const isField = (option: Option): option is INodeProperties => 'type' in option;
export const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;
export const isChoice = (option: Option): option is INodePropertyOptions => 'value' in option;

/** What stands in one field of a collection, or in one row of a list, before expressions are read. */
export function typedIn(whole: unknown, key: string | number): unknown {
	if (Array.isArray(whole)) return whole[Number(key)];
	return isRecord(whole) ? whole[key] : undefined;
}

/** Of what stands in a field; that of a list with modes is in its `value`. */
export function isExpression(typed: unknown): boolean {
	const text = isRecord(typed) && '__rl' in typed ? typed.value : typed;
	return typeof text === 'string' && text.startsWith('=');
}
