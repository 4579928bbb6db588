import type { CounterValues } from '../../shared/trigger/counters';

type Refused = CounterValues['refused'];

/**
 * Which refusals say that an endpoint refuses its vendor. Anybody can post junk, so that one request alone says nothing:
 * it takes several in a row, more of those without any proof, which every scanner sends. What could not even be checked
 * says it at once. Resends that were refused are ours, not the vendor's.
 */
const signs: Array<{ reasons: Array<keyof Refused>; inARow: number; says: (last: string) => string }> = [
	{
		reasons: ['unavailable'],
		inARow: 1,
		says: (last) =>
			`Deliveries could not be checked or stored and were answered 503, last at ${last}: does the trigger still have its credential, and the credential its secret?`,
	},
	{
		reasons: ['mismatch', 'malformed', 'limit'],
		inARow: 3,
		says: (last) => `Requests are refused, last at ${last}: was the secret changed at the vendor?`,
	},
	{
		reasons: ['missing'],
		inARow: 10,
		says: (last) =>
			`Requests without any proof of origin are refused, last at ${last}: was the address registered without its token, password or signature?`,
	},
];

/** Why an endpoint refuses its vendor since a moment (ISO 8601), in a sentence; null if it does not. */
export function refusingSince(refused: Refused, since: string): string | null {
	for (const { reasons, inARow, says } of signs) {
		const moments = reasons.flatMap((reason) => momentsOf(refused[reason])).filter((at) => at > since);
		if (moments.length >= inARow) return says(moments.sort()[moments.length - 1]);
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
