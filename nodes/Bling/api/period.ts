import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import type { Parameters } from '../../shared/operations/parameters';

/** Bling's own clock; its documentation names no zone, its users are Brazilian (unconfirmed). */
export const zone = 'America/Sao_Paulo';

/** The format of a moment in filters, in luxon's tokens. */
export const dateTimeFormat = 'yyyy-MM-dd HH:mm:ss';

/** The format of a day in filters, in luxon's tokens. */
export const dateFormat = 'yyyy-MM-dd';

/**
 * The two parameters of a period filter, such as `dataAlteracaoInicial` and `dataAlteracaoFinal`,
 * from the filter fields `<field>From` and `<field>To`. A moment is sent in Bling's time zone, a
 * day as it is in the workflow's. A reversed period, or one longer than a year (Bling answers 400,
 * docs/facts/bling.md §4.2), is refused before any request.
 */
export function period(filter: Parameters, field: string, bling: string, format: string): IDataObject {
	const [fromName, toName] = [`${field}From`, `${field}To`];
	const [from, until] = [filter.optionalMoment(fromName)?.at, filter.optionalMoment(toName)];
	const to = until?.isDay ? until.at.endOf('day') : until?.at;
	const end = to ?? DateTime.now();
	if (from && from > end) filter.refuse(fromName, 'is later than the end of the period', 'Swap the two dates.');
	if (from && from.plus({ years: 1 }) < end.startOf('day')) {
		filter.refuse(fromName, 'starts a period of more than a year', 'Bling does not accept it: request at most one year at a time.');
	}
	const asBling = (moment: DateTime) => (format === dateFormat ? moment : moment.setZone(zone)).toFormat(format);
	return {
		...(from && { [`${bling}Inicial`]: asBling(from) }),
		...(to && { [`${bling}Final`]: asBling(to) }),
	};
}
