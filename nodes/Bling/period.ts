import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import type { Parameters } from '../shared/parameters';

/** Bling's own clock; the documents name no zone, its users are Brazilian (unconfirmed). */
const zone = 'America/Sao_Paulo';

/** How filters take a moment, in luxon's tokens. */
export const dateTimeFormat = 'yyyy-MM-dd HH:mm:ss';

/** How filters take a day, in luxon's tokens. */
export const dateFormat = 'yyyy-MM-dd';

/**
 * The two parameters of a period filter, such as `dataAlteracaoInicial` and `dataAlteracaoFinal`, from the fields
 * `<field>From` and `<field>To` of the filters. Reversed, or longer than a year (Bling answers 400, vendors/bling.md
 * §4.2), it is refused before any request.
 */
export function period(param: Parameters, field: string, bling: string, format: string): IDataObject {
	const read = (name: string) => {
		const iso = param.optionalDate(name);
		return iso === undefined ? undefined : DateTime.fromISO(iso, { zone });
	};
	const [fromName, toName] = [`filters.${field}From`, `filters.${field}To`];
	const [from, to] = [read(fromName), read(toName)];
	const end = to ?? DateTime.now();
	if (from && from > end) param.refuse(fromName, 'is later than the end of the period', 'Swap the two dates.');
	if (from && from.plus({ years: 1 }) < end) {
		param.refuse(fromName, 'begins a period of more than a year', 'Bling refuses it: ask for at most a year at a time.');
	}
	return {
		...(from && { [`${bling}Inicial`]: from.toFormat(format) }),
		...(to && { [`${bling}Final`]: to.toFormat(format) }),
	};
}
