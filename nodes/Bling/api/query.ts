import type { IDataObject } from 'n8n-workflow';

/** The given parameters of a list request; `undefined` and empty lists are omitted. */
export function given(values: IDataObject): IDataObject {
	const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));
}
