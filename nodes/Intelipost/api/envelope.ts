import { z } from 'zod';

import type { Refusal } from '../../shared/http/transport';

const text = z.string().nullish().catch(undefined);
const message = z.union([z.object({ text, key: text }), z.string().transform((only) => ({ text: only, key: undefined }))]);

/** docs/facts/intelipost.md §4.2: `messages` may be a single object, and its texts may be missing. */
const envelope = z.object({
	status: z.string(),
	messages: z
		.union([z.array(message), message.transform((one) => [one])])
		.nullish()
		.catch([]),
	content: z.unknown(),
});

const advice: Record<number, string> = {
	200: 'Intelipost answered HTTP 200 but refused the request for the reason above.',
	400: 'Check the order number and the fields: Intelipost may also answer 400 for an unknown order.',
	401: 'Check the API Key of the Intelipost credential.',
	403: "The Intelipost credential's API Key is not allowed to do this.",
	404: 'Check the order number: this account has no such order.',
	429: "Intelipost's request limit is reached. Intelipost does not publish the limit: send fewer requests and retry later.",
};

/**
 * Reads an answer: `status: "ERROR"` is an error at HTTP 200 too, and only `OK` is a success
 * (docs/facts/intelipost.md §4.2). Intelipost's message key, such as
 * `shipmentOrder.save.already.existing.order.number`, follows the text; a proxy's error page is not
 * an envelope.
 */
export function readEnvelope(status: number, body: unknown): { content: unknown } | Refusal {
	const parsed = envelope.safeParse(body);
	if (!parsed.success) return { status, text: '', isOwn: false, advice: advice[status] };
	const { messages, content } = parsed.data;
	const verdict = parsed.data.status.trim().toUpperCase();
	if (status < 300 && verdict === 'OK') return { content };
	const texts = (messages ?? []).map((entry) => entry.text);
	const key = (messages ?? []).find((entry) => entry.key)?.key;
	const said = [...texts, key && `(${key})`].filter(Boolean).join(' ');
	return { status, text: said, isOwn: status >= 300 || verdict === 'ERROR', advice: advice[status] };
}
