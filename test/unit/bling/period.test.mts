import type { IDataObject } from 'n8n-workflow';

import { filters, periodFields } from '../../../nodes/Bling/resources/fields';
import { dateFormat, dateTimeFormat, period } from '../../../nodes/Bling/api/period';
import { Parameters } from '../../../nodes/shared/operations/parameters';
import { executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

const field = filters(periodFields('Placed', 'placed'));

function asked(given: IDataObject, format: string, timezone = 'Asia/Tokyo') {
	const context = executeContextOf(placeIdle({ parameters: { filters: given }, settings: { timezone } }, [field]));
	return period(new Parameters(context, 0, [field]).in('filters'), 'placed', 'data', format);
}

test.each(['Asia/Tokyo', 'America/Sao_Paulo', 'America/Los_Angeles'])('a day is a day in %s', (timezone) => {
	const days = { dataInicial: '2026-11-29', dataFinal: '2026-11-30' };
	expect(asked({ placedFrom: '2026-11-29', placedTo: '2026-11-30' }, dateFormat, timezone)).toEqual(days);
	expect(asked({ placedFrom: '2026-11-29T00:00:00', placedTo: '2026-11-30T23:59:59' }, dateFormat, timezone)).toEqual(days);
});

test("a moment is sent as Bling's clock shows it, and a day without a time ends with it", () => {
	expect(asked({ placedFrom: '2026-11-30T09:00:00', placedTo: '2026-11-30' }, dateTimeFormat)).toEqual({
		dataInicial: '2026-11-29 21:00:00',
		dataFinal: '2026-11-30 11:59:59',
	});
	expect(asked({ placedFrom: '2026-11-20T09:00:00Z' }, dateTimeFormat)).toEqual({ dataInicial: '2026-11-20 06:00:00' });
});

test('what is left out is not asked for; one day is a period', () => {
	expect(asked({}, dateFormat)).toEqual({});
	expect(asked({ placedTo: '2026-11-30' }, dateFormat)).toEqual({ dataFinal: '2026-11-30' });
	expect(asked({ placedFrom: '2026-11-30', placedTo: '2026-11-30' }, dateFormat)).toEqual({
		dataInicial: '2026-11-30',
		dataFinal: '2026-11-30',
	});
	expect(() => asked({ placedFrom: '2026-12-01', placedTo: '2026-11-30' }, dateFormat)).toThrow(
		'The field "Placed From" is later than the end of the period',
	);
	expect(asked({ placedFrom: '2025-11-30', placedTo: '2026-11-30' }, dateFormat)).toEqual({
		dataInicial: '2025-11-30',
		dataFinal: '2026-11-30',
	});
	expect(() => asked({ placedFrom: '2025-11-29', placedTo: '2026-11-30' }, dateFormat)).toThrow(
		'The field "Placed From" starts a period of more than a year',
	);
});
