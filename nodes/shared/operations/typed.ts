import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import { isRecord } from './values';

/**
 * What null and undefined mean in a collection: an error, an unset field, or an error only for
 * expressions, as n8n's mapper holds null for a field that nobody filled in.
 */
export type Nothing = 'refused' | 'leftOut' | 'refusedOfExpressions';

/**
 * What an expression's empty text means in a list: unset or, if everything would then be changed,
 * sent or shown, an error.
 */
export type EmptyText = 'leftOut' | 'refused';

/**
 * The values of a collection, or of one of its rows, and what is there before expressions are
 * evaluated; `where` names a row, in words.
 */
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

/** What is in one field of a collection, or in a row of a list, before expressions are evaluated. */
export function typedIn(whole: unknown, key: string | number): unknown {
	if (Array.isArray(whole)) return whole[Number(key)];
	return isRecord(whole) ? whole[key] : undefined;
}

/** What is in a field; for a list with modes, its `value`. */
export function isExpression(typed: unknown): boolean {
	const text = isRecord(typed) && '__rl' in typed ? typed.value : typed;
	return typeof text === 'string' && text.startsWith('=');
}
