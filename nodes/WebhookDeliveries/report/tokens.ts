import type { IExecuteFunctions } from 'n8n-workflow';
import { z } from 'zod';

import type { TokenVerdict } from '../forms/token';
import { pageToken, verifyPageToken } from '../forms/token';

/** What the page's forms can ask for. */
export const panelActions = ['resend', 'resendAll', 'manual'] as const;

/** One of `panelActions`. */
export type PanelAction = (typeof panelActions)[number];

/** The panel that a form belongs to: its tokens are not valid in another. */
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
	/** In the format of `writeIds`. */
	ids: string;
}

/** The order of accounts does not matter. */
const boundTo = ({ panel: { workflowId, path, accounts }, action, ids }: Signed) => [
	'panel',
	workflowId,
	path,
	[...new Set(accounts)].sort(),
	action,
	ids,
];

/** Makes a form valid for one action of one panel on these ids for 30 minutes. `now` is in milliseconds. */
export const formToken = (secret: string, signed: Signed, now = Date.now()): string => pageToken(secret, boundTo(signed), now);

/** Whether this panel made this token for this action on these ids, and it has not expired. */
export const verifyFormToken = (secret: string, signed: Signed, token: string, now = Date.now()): TokenVerdict =>
	verifyPageToken(secret, boundTo(signed), token, now);

type PageContext = Pick<IExecuteFunctions, 'getNode' | 'getParentNodes' | 'evaluateExpression'>;

/**
 * The path of the address that was called to start this execution: that of the Webhook node that
 * ran before this one, '' if none did.
 */
export function calledPath(context: PageContext, itemIndex: number): string {
	const webhooks = context.getParentNodes(context.getNode().name).filter(({ type }) => type === 'n8n-nodes-base.webhook');
	for (const { name } of webhooks) {
		const node = `$(${JSON.stringify(name)})`;
		const address = context.evaluateExpression(`{{ ${node}.isExecuted ? ${node}.first().json.webhookUrl : '' }}`, itemIndex);
		if (typeof address === 'string' && URL.canParse(address)) return new URL(address).pathname;
	}
	return '';
}

/** One delivery in a form: its execution, and its ID, which may contain any character. */
export interface DeliveryRef {
	executionId: string;
	deliveryId: string | null;
	/** In addition to its ID, which another account may also use. */
	account?: string | null;
}

const refs = z.array(z.object({ executionId: z.string(), deliveryId: z.string().nullable(), account: z.string().nullish() }));

/** Deliveries as one text for a form: percent-encoded JSON, which also holds characters that are invalid in UTF-8. */
export const writeIds = (deliveries: DeliveryRef[]): string => encodeURIComponent(JSON.stringify(deliveries));

/** Undefined for anything that `writeIds` did not write. */
export function readIds(ids: string): DeliveryRef[] | undefined {
	try {
		return refs.safeParse(JSON.parse(decodeURIComponent(ids))).data;
	} catch {
		return undefined;
	}
}
