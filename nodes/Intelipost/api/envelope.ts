import { z } from 'zod';

import type { Refusal } from '../../shared/http/transport';

const text = z.string().nullish().catch(undefined);
const message = z.union([z.object({ text, key: text }), z.string().transform((only) => ({ text: only, key: undefined }))]);

/** docs/facts/intelipost.md §4.2: `messages` may be one object, its texts may be missing. */
const envelope = z.object({
	status: z.string(),
	messages: z
		.union([z.array(message), message.transform((one) => [one])])
		.nullish()
		.catch([]),
	content: z.unknown(),
});

const advice: Record<number, string> = {
	200: 'Intelipost answered HTTP 200 but refused the request: the text above is its reason.',
	400: 'Check the order number and the fields: Intelipost may answer 400 for an order it does not know, too (unconfirmed).',
	401: 'Check the API Key of the Intelipost credential.',
	403: 'The API Key of the Intelipost credential is not allowed to do this.',
	404: 'Check the order number: this account has no such order.',
	429: "Intelipost's request limit is reached. Its figures are not published: send fewer requests and retry later.",
};

/**
 * Reads an answer: `status: "ERROR"` is an error at HTTP 200 too, and only `OK` is a success (docs/facts/intelipost.md §4.2).
 * Its own message key, such as `shipmentOrder.save.already.existing.order.number`, stands after the text; a proxy's error
 * page is no envelope.
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
