import type { CounterValues } from '../../shared/trigger/counters';

type Refused = CounterValues['refused'];

/** `unavailable`: it could not be checked or stored; `mismatch`: the proof is wrong; `missing`: there is none. */
type RefusalCause = 'unavailable' | 'mismatch' | 'missing';

/** That an endpoint refuses its vendor. */
export interface Refusing {
	cause: RefusalCause;
	/** When it did so last (ISO 8601). */
	last: string;
	/** In an English sentence. */
	detail: string;
}

/**
 * Which refusals say that an endpoint refuses its vendor. Anybody can post junk, so that one request alone says nothing:
 * it takes several in a row, more of those without any proof, which every scanner sends. What could not even be checked
 * says it at once. Resends that were refused are ours, not the vendor's.
 */
const signs: Array<{ cause: RefusalCause; reasons: Array<keyof Refused>; inARow: number; says: (last: string) => string }> = [
	{
		cause: 'unavailable',
		reasons: ['unavailable'],
		inARow: 1,
		says: (last) =>
			`Deliveries could not be checked or stored and were answered 503, last at ${last}: does the trigger still have its credential, and the credential its secret?`,
	},
	{
		cause: 'mismatch',
		reasons: ['mismatch', 'malformed', 'limit'],
		inARow: 3,
		says: (last) => `Requests are refused, last at ${last}: was the secret changed at the vendor?`,
	},
	{
		cause: 'missing',
		reasons: ['missing'],
		inARow: 10,
		says: (last) =>
			`Requests without any proof of origin are refused, last at ${last}: was the address registered without its token, password or signature?`,
	},
];

/** Why an endpoint refuses its vendor since a moment (ISO 8601); null if it does not. */
export function refusingSince(refused: Refused, since: string): Refusing | null {
	for (const { cause, reasons, inARow, says } of signs) {
		const moments = reasons.flatMap((reason) => momentsOf(refused[reason])).filter((at) => at > since);
		const last = moments.sort().at(-1);
		if (last !== undefined && moments.length >= inARow) return { cause, last, detail: says(last) };
	}
	return null;
}

/** A trigger of an older version tells the last one only. */
const momentsOf = ({ moments, lastAt }: Refused[keyof Refused]): string[] =>
	moments.length > 0 ? moments : lastAt === null ? [] : [lastAt];

/** The last refusal of a vendor's request (ISO 8601); null if there was none. */
export function lastRefusal(refused: Refused): string | null {
	const moments = Object.entries(refused)
		.filter(([reason]) => reason !== 'resend')
		.map(([, { lastAt }]) => lastAt ?? '');
	return moments.sort().pop() || null;
}
