import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import { jsonOf } from '../../shared/json';
import { hmacHex, matchesSecret } from '../../shared/signature';

/** What the page's forms can ask for. */
export const panelActions = ['resend', 'resendAll', 'manual'] as const;

/** One of `panelActions`. */
export type PanelAction = (typeof panelActions)[number];

/** The panel that a form belongs to: a token of one is worth nothing in another. */
export interface Panel {
	workflowId: string;
	/** Path of the address that its forms post to. */
	path: string;
	/** The accounts it is restricted to; empty for all. */
	accounts: string[];
}

/** What a form asks for, and where. */
export interface Signed {
	panel: Panel;
	action: PanelAction;
	/** As `writeIds` writes them. */
	ids: string;
}

const validForMinutes = 30;

const sign = (secret: string, { panel, action, ids }: Signed, expires: string) => {
	const { workflowId, path, accounts } = panel;
	const all = ['panel', workflowId, path, [...new Set(accounts)].sort(), action, ids, expires];
	return hmacHex('sha256', secret, JSON.stringify(all));
};

/**
 * Makes a form good for one action of one panel on these ids for 30 minutes. n8n serves the page in a sandbox without an
 * origin, so that `Origin` is `null` for everybody and only such a token tells our form from a foreign one
 * (docs/facts/n8n.md §9).
 */
export function formToken(secret: string, signed: Signed, now = Date.now()): string {
	const expires = String(Math.floor(now / 1000) + validForMinutes * 60);
	return `${expires}.${sign(secret, signed, expires)}`;
}

/** `expired`: this panel made it, more than 30 minutes ago. */
export type TokenVerdict = 'valid' | 'expired' | 'forged';

/**
 * Whether this panel made this token for this action on these ids, and its time is not over. `now` is in milliseconds.
 * An empty secret makes every token forged.
 */
export function verifyFormToken(
	secret: string,
	signed: Signed,
	token: string,
	now = Date.now(),
): TokenVerdict {
	const [, expires, given] = /^(\d{1,12})\.([0-9a-f]{64})$/.exec(token) ?? [];
	if (given === undefined || !matchesSecret(given, [secret && sign(secret, signed, expires)]))
		return 'forged';
	return Number(expires) * 1000 < now ? 'expired' : 'valid';
}

type PageContext = Pick<IExecuteFunctions, 'getNode' | 'getParentNodes' | 'evaluateExpression'>;

/**
 * The path of the address that was called to start this execution: that of the Webhook node that ran before this one,
 * '' if none did.
 */
export function calledPath(context: PageContext, itemIndex: number): string {
	const webhooks = context
		.getParentNodes(context.getNode().name)
		.filter(({ type }) => type === 'n8n-nodes-base.webhook');
	for (const { name } of webhooks) {
		const node = `$(${JSON.stringify(name)})`;
		const address = context.evaluateExpression(
			`{{ ${node}.isExecuted ? ${node}.first().json.webhookUrl : '' }}`,
			itemIndex,
		);
		if (typeof address === 'string' && URL.canParse(address)) return new URL(address).pathname;
	}
	return '';
}

/** One delivery in a form: its execution, and its id, which may hold any character. */
export interface DeliveryRef {
	executionId: string;
	deliveryId: string | null;
}

const refs = z.array(z.object({ executionId: z.string(), deliveryId: z.string().nullable() }));

/** Deliveries as one text for a form: percent-encoded JSON, which holds also characters that UTF-8 has not. */
export const writeIds = (deliveries: DeliveryRef[]): string => encodeURIComponent(JSON.stringify(deliveries));

/** Undefined for what `writeIds` did not write. */
export function readIds(ids: string): DeliveryRef[] | undefined {
	try {
		return refs.safeParse(jsonOf(decodeURIComponent(ids))).data;
	} catch {
		return undefined;
	}
}
