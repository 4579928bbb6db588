import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

/** How a delivery was proven to come from its vendor. Only empty if the user turned verification off. */
export type Verification = 'signature' | 'basic' | 'header' | 'token' | 'api' | 'resend';

/** What happens to personal data in a delivery, from the least to the most that is removed. */
export const personalDataModes = ['keep', 'mask', 'remove'] as const;

/** One of `personalDataModes`, a value of the option "Personal Data". */
export type PersonalDataMode = (typeof personalDataModes)[number];

/**
 * What every trigger emits, one item per delivery. Field by field: docs/en/deliveries.md. Times are
 * ISO 8601 with zone; `data` is the vendor's payload as sent, without secrets.
 */
export type Delivery = {
	vendor: string;
	/** The vendor's own event name, such as `stock.created`; `unknown` if there is none. */
	event: string;
	/** Identifies the delivery when it arrives again. */
	id: string;
	account: string | null;
	accountName: string | null;
	/** Status of the order, shipment or invoice at dispatch, if the notice has one. */
	state: string | null;
	/** What a person would search for: order number, product id, invoice id. */
	reference: string | null;
	occurredAt: string | null;
	receivedAt: string;
	/** The vendor's redelivery counter, if it sends one. */
	attempt: number | null;
	verifiedBy: Verification[];
	/** True if this package's own resend sent it. */
	redelivery: boolean;
	/** Whether personal data was masked or removed, depending on the trigger's option; omitted if none was. */
	personalData?: Exclude<PersonalDataMode, 'keep'>;
	data: IDataObject;
	/** What the vendor's API returned for it, with "Get Full Data". */
	resource?: IDataObject;
};

/** What a vendor's notice says about itself; the pipeline adds when and how it arrived. */
export type Notice = Pick<Delivery, 'event' | 'id' | 'data'> &
	Partial<Pick<Delivery, 'account' | 'accountName' | 'state' | 'reference' | 'occurredAt' | 'attempt' | 'personalData'>> & {
		/**
		 * It only says that something changed, not to what: once n8n has stored one, an identical
		 * one may be another change and is not a duplicate.
		 */
		versionless?: boolean;
		/** More keys under which the same delivery may arrive again, each with its own window. */
		sameAs?: Array<{ key: string; windowMs: number }>;
		/** Something unusual about the request, for n8n's log. */
		warning?: string;
	};

const record = z.record(z.string(), z.unknown());

/** A stored delivery that a resend sends again. Unknown keys are dropped: only what a trigger emitted is accepted. */
export const storedDelivery = z.object({
	vendor: z.string(),
	event: z.string(),
	id: z.string().min(1),
	account: z.string().nullable(),
	accountName: z.string().nullable(),
	state: z.string().nullable(),
	reference: z.string().nullable(),
	occurredAt: z.string().nullable(),
	attempt: z.number().int().nullable(),
	personalData: z.enum(personalDataModes).exclude(['keep']).optional().catch(undefined),
	data: record,
});

/** Distinguishes a delivery item from anything else that may reach a node's input. */
export function isDelivery(json: unknown): json is Delivery {
	return storedDelivery.safeParse(json).success;
}

/**
 * The item of a notice: null for what the vendor did not send, `receivedAt` is now, `resource` is
 * omitted until it is fetched.
 */
export function completeDelivery(
	vendor: string,
	notice: Notice,
	arrival: Pick<Delivery, 'accountName' | 'verifiedBy' | 'redelivery'>,
): Delivery {
	return {
		vendor,
		event: notice.event,
		id: notice.id,
		account: notice.account ?? null,
		state: notice.state ?? null,
		reference: notice.reference ?? null,
		occurredAt: notice.occurredAt ?? null,
		receivedAt: new Date().toISOString(),
		attempt: notice.attempt ?? null,
		...arrival,
		accountName: notice.accountName ?? arrival.accountName,
		...(notice.personalData === undefined ? {} : { personalData: notice.personalData }),
		data: notice.data,
	};
}
