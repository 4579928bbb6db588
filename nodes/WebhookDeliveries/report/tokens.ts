import { hmacHex, matchesSecret } from '../../shared/signature';

/** What the page's forms can ask for. */
export const panelActions = ['resend', 'resendAll', 'manual'] as const;

/** One of `panelActions`. */
export type PanelAction = (typeof panelActions)[number];

const validForMinutes = 30;

const sign = (secret: string, action: PanelAction, ids: string, expires: string) =>
	hmacHex('sha256', secret, JSON.stringify(['panel', action, ids, expires]));

/**
 * Makes a form good for one action on these ids for 30 minutes. n8n serves the page in a sandbox without an origin, so
 * that `Origin` is `null` for everybody and only such a token tells our form from a foreign one (engine-facts.md §9).
 */
export function formToken(secret: string, action: PanelAction, ids: string, now = Date.now()): string {
	const expires = String(Math.floor(now / 1000) + validForMinutes * 60);
	return `${expires}.${sign(secret, action, ids, expires)}`;
}

/** `expired`: this panel made it, more than 30 minutes ago. */
export type TokenVerdict = 'valid' | 'expired' | 'forged';

/**
 * Whether the panel made this token for this action on these ids, and its time is not over. `now` is in
 * milliseconds. An empty secret makes every token forged.
 */
export function verifyFormToken(
	secret: string,
	action: PanelAction,
	ids: string,
	token: string,
	now = Date.now(),
): TokenVerdict {
	const [, expires, given] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token) ?? [];
	if (given === undefined || !matchesSecret(given, [secret && sign(secret, action, ids, expires)]))
		return 'forged';
	return Number(expires) * 1000 < now ? 'expired' : 'valid';
}

/** One delivery in a form: its execution, and its id, which may hold any character. */
export interface DeliveryRef {
	executionId: string;
	deliveryId: string | null;
}

/** Deliveries as one text for a form: `execution:delivery`, divided by commas, each part percent-encoded. */
export const writeIds = (refs: DeliveryRef[]): string =>
	refs
		.map(({ executionId, deliveryId }) =>
			[executionId, ...(deliveryId === null ? [] : [deliveryId])].map(encodeURIComponent).join(':'),
		)
		.join(',');

/** Only for ids whose token was verified. */
export const readIds = (ids: string): DeliveryRef[] =>
	ids
		.split(',')
		.filter((entry) => entry !== '')
		.map((entry) => {
			const [executionId, deliveryId] = entry.split(':').map(decodeURIComponent);
			return { executionId, deliveryId: deliveryId ?? null };
		});
