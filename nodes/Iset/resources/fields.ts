import { DateTime } from 'luxon';
import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import { idPattern } from '../api/store';

/** An ID of the shop: 1 to 12 digits, as used in a path. */
export function shopId(param: Parameters, name: string): string {
	const id = param.text(name);
	if (idPattern.test(id)) return id;
	return param.refuse(name, `is not an ID: ${JSON.stringify(id.slice(0, 40))}`, 'Enter 1 to 12 digits.');
}

/** Order dates are days in Brasília (docs/facts/iset.md §4.2). */
export const zone = 'America/Sao_Paulo';

/** The two days of a period filter, read with `periodOf`. */
export const periodFields: INodeProperties[] = [
	{
		displayName: 'From',
		name: 'dateFrom',
		type: 'dateTime',
		default: '',
		description: 'First day; empty means yesterday in Brasília',
	},
	{
		displayName: 'To',
		name: 'dateTo',
		type: 'dateTime',
		default: '',
		description: 'Last day; empty means today in Brasília',
	},
];

/** `POST /order/list` takes days as YYYY-MM-DD: in the workflow's time zone or, if a field is empty, in Brasília's. */
export function periodOf(param: Parameters): { from: string; to: string } {
	const today = DateTime.now().setZone(zone);
	const from = dayOf(param, 'dateFrom', today.minus({ days: 1 }));
	const to = dayOf(param, 'dateTo', today);
	if (from > to) param.refuse('dateFrom', `is after "To" (${from}, ${to})`, 'Swap From and To.');
	return { from, to };
}

function dayOf(param: Parameters, name: string, fallback: DateTime): string {
	return param.optionalDay(name) ?? fallback.toFormat('yyyy-MM-dd');
}
