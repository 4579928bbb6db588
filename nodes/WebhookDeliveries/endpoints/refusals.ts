import type { CounterValues } from '../../shared/trigger/counters';

type Refused = CounterValues['refused'];

/** `unavailable`: it could not be verified or stored; `mismatch`: the proof is wrong; `missing`: there is none. */
type RefusalCause = 'unavailable' | 'mismatch' | 'missing';

/** An endpoint that refuses its vendor. */
export interface Refusing {
	cause: RefusalCause;
	/** The last time it did so (ISO 8601). */
	last: string;
	/** As an English sentence. */
	detail: string;
}

/**
 * Decides whether refusals mean that an endpoint refuses its vendor. Anybody can post junk, so it
 * takes several in a row, and more of those without any proof, which every scanner sends. One that
 * could not even be checked is enough. Refused resends are ours, not the vendor's.
 */
const signs: Array<{ cause: RefusalCause; reasons: Array<keyof Refused>; inARow: number; says: (last: string) => string }> = [
	{
		cause: 'unavailable',
		reasons: ['unavailable'],
		inARow: 1,
		says: (last) =>
			`Deliveries could not be verified or stored and were answered 503, most recently at ${last}. Check that the trigger still has its credential and the credential its secret.`,
	},
	{
		cause: 'mismatch',
		reasons: ['mismatch', 'malformed', 'limit'],
		inARow: 3,
		says: (last) => `Requests are being refused, most recently at ${last}: was the secret changed at the vendor?`,
	},
	{
		cause: 'missing',
		reasons: ['missing'],
		inARow: 10,
		says: (last) =>
			`Requests without any proof of origin are being refused, most recently at ${last}: was the address registered without its token, password or signature?`,
	},
];

/** Why an endpoint has been refusing its vendor since a moment (ISO 8601); null if it has not. */
export function refusingSince(refused: Refused, since: string): Refusing | null {
	for (const { cause, reasons, inARow, says } of signs) {
		const moments = reasons.flatMap((reason) => momentsOf(refused[reason])).filter((at) => at > since);
		const last = moments.sort().at(-1);
		if (last !== undefined && moments.length >= inARow) return { cause, last, detail: says(last) };
	}
	return null;
}

/** A trigger of an older version only reports the last one. */
const momentsOf = ({ moments, lastAt }: Refused[keyof Refused]): string[] =>
	moments.length > 0 ? moments : lastAt === null ? [] : [lastAt];

/** The last refused request from a vendor (ISO 8601); null if there was none. */
export function lastRefusal(refused: Refused): string | null {
	const moments = Object.entries(refused)
		.filter(([reason]) => reason !== 'resend')
		.map(([, { lastAt }]) => lastAt ?? '');
	return moments.sort().pop() || null;
}
