import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../shared/parameters';

/** The parameters of a list request that were given; `undefined` and empty lists are left out. */
export function given(values: IDataObject): IDataObject {
	const isGiven = (value: unknown) => value !== undefined && !(Array.isArray(value) && value.length === 0);
	return Object.fromEntries(Object.entries(values).filter(([, value]) => isGiven(value)));
}

/** An id that may be left open. */
export function optionalId(param: Parameters, name: string): number | undefined {
	return param.optionalText(name) === undefined ? undefined : param.id(name);
}
