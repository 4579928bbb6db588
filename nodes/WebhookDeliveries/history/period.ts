import type { INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';

import type { InstanceApi } from '../../instance/api';
import type { Parameters } from '../../shared/operations/parameters';
import type { Moment } from '../../shared/operations/values';

/** Both ends as ISO 8601 in UTC. */
export interface Period {
	after: string;
	before: string;
}

/** How long a period may be, and how far back it may start. */
export const oldestDays = 30;

type Boundaries = [from: DateTime, to: DateTime];

/** The presets of the node and of the page; `label` is shown on the page. */
export const presets: Record<string, { name: string; label: string; of(now: DateTime): Boundaries }> = {
	last24Hours: {
		name: 'Last 24 Hours',
		label: 'Últimas 24 horas',
		of: (now) => [now.minus({ hours: 24 }), now],
	},
	today: { name: 'Today', label: 'Hoje', of: (now) => [now.startOf('day'), now] },
	yesterday: {
		name: 'Yesterday',
		label: 'Ontem',
		of: (now) => [now.minus({ days: 1 }).startOf('day'), now.startOf('day').minus({ milliseconds: 1 })],
	},
	last7Days: { name: 'Last 7 Days', label: 'Últimos 7 dias', of: (now) => [now.minus({ days: 7 }), now] },
	last30Days: {
		name: 'Last 30 Days',
		label: 'Últimos 30 dias',
		of: (now) => [now.minus({ days: oldestDays }), now],
	},
};

/** An invalid period: `message` says what is wrong, `advice` what to do. */
export class PeriodError extends Error {
	constructor(
		message: string,
		readonly advice: string,
	) {
		super(message);
	}
}

/**
 * The period between two dates in the zone; without `to` it ends now, and a `to` without a time
 * includes the whole day. Throws PeriodError if a date is invalid, reversed, in the future, or the
 * period is longer or older than 30 days.
 */
export function customPeriod(from: string, to: string | undefined, zone: string, now: DateTime = DateTime.now()): Period {
	const start = dateIn(from, zone);
	const given = to === undefined ? now : dateIn(to, zone);
	const wholeDay = to !== undefined && /^\d{4}-\d{2}-\d{2}$/.test(to);
	const end = wholeDay ? given.endOf('day') : given;
	if (start > end) throw new PeriodError('The period starts after its end', 'Swap From and To.');
	if (start > now) throw new PeriodError('The period is in the future', 'Choose a From date in the past.');
	const oldest = now.setZone(zone).minus({ days: oldestDays }).startOf('day');
	if (start < oldest || end.diff(start, 'days').days > oldestDays + 1) {
		throw new PeriodError(
			`The period is not within the last ${oldestDays} days`,
			`Choose a From date within the last ${oldestDays} days. n8n deletes older executions anyway (after 14 days by default).`,
		);
	}
	return toPeriod([start, end]);
}

function dateIn(text: string, zone: string): DateTime {
	const date = DateTime.fromISO(text, { zone });
	if (date.isValid) return date;
	throw new PeriodError(`${JSON.stringify(text.slice(0, 40))} is not a date`, 'Enter a date such as 2026-11-30.');
}

/** The period of a preset's name, such as `today`, in the zone; undefined if there is no such preset. */
export function presetPeriod(preset: string, zone: string, now: DateTime = DateTime.now()): Period | undefined {
	return Object.hasOwn(presets, preset) ? toPeriod(presets[preset].of(now.setZone(zone))) : undefined;
}

const toPeriod = ([from, to]: Boundaries): Period => ({
	after: new Date(from.toMillis()).toISOString(),
	before: new Date(to.toMillis()).toISOString(),
});

/** The period set by the fields `period`, `from` and `to`, in the time zone of the workflow. */
export function chosenPeriod(api: InstanceApi, param: Parameters): Period {
	const zone = api.context.getTimezone();
	const preset = presetPeriod(param.choice('period'), zone);
	if (preset) return preset;
	const [from, to] = [param.optionalMoment('from'), param.optionalMoment('to')];
	if (from === undefined) return param.refuse('from', 'is empty', 'Fill it in.');
	try {
		return customPeriod(written(from), to && written(to), zone);
	} catch (error) {
		if (error instanceof PeriodError) throw api.refusal(error.message, error.advice);
		return reject(error);
	}
}

/** As ISO 8601; a date without a time stays one. */
const written = ({ at, isDay }: Moment) => (isDay ? at.toISODate() : at.toISO()) ?? '';

/** Rethrows anything but our own errors. */
function reject(error: unknown): never {
	throw error;
}

const isCustom = { show: { period: ['custom'] } };

export const periodFields: INodeProperties[] = [
	{
		displayName: 'Period',
		name: 'period',
		type: 'options',
		options: [{ name: 'Custom', value: 'custom' }, ...Object.entries(presets).map(([value, { name }]) => ({ name, value }))].sort((a, b) =>
			a.name.localeCompare(b.name),
		),
		default: 'last24Hours',
		description: `When the deliveries arrived, in the time zone of the workflow; at most ${oldestDays} days ago`,
	},
	{
		displayName: 'From',
		name: 'from',
		type: 'dateTime',
		default: '',
		displayOptions: isCustom,
		description: 'Start of the period',
	},
	{
		displayName: 'To',
		name: 'to',
		type: 'dateTime',
		default: '',
		displayOptions: isCustom,
		description: 'End of the period; a date without a time includes the whole day, empty means now',
	},
];
