import type { IDataObject } from 'n8n-workflow';

/** The parameters of a list request that were given; `undefined` and empty lists are left out. */
export function given(values: IDataObject): IDataObject {
	const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));
}
