import { randomBytes } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { matchesSecret } from './signature';

const keptIn = 'countsToken';

/** The query parameter that carries the token. */
export const countsParameter = 'counts';

/**
 * The token that shows a trigger's counters on its page: traffic and refusals are nobody else's
 * business. It is in the node's static data, which all processes share, and is only revealed to
 * callers that prove to know the trigger's secret.
 */
export function countsToken(staticData: IDataObject): string {
	const { [keptIn]: kept } = staticData;
	if (typeof kept === 'string') return kept;
	const made = randomBytes(24).toString('base64url');
	staticData[keptIn] = made;
	return made;
}

/** Whether a value is the trigger's token; before one exists, nothing is. */
export function opensCounts(staticData: IDataObject, given: unknown): boolean {
	const { [keptIn]: kept } = staticData;
	return typeof given === 'string' && typeof kept === 'string' && matchesSecret(given, [kept]);
}
