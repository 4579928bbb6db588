import { z } from 'zod';

/** What a call came to, whatever its HTTP status says. */
export type Outcome =
	| { ok: true; content: unknown }
	| {
			ok: false;
			status: number;
			/** Intelipost's own message key, such as `shipmentOrder.save.already.existing.order.number`; rarely published. */
			key: string;
			text: string;
			/** Whether it spoke in its envelope: a proxy's error page does not. */
			enveloped: boolean;
	  };

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

/** Reads an answer: `status: "ERROR"` is an error at HTTP 200 too, and only `OK` is a success (docs/facts/intelipost.md §4.2). */
export function readEnvelope(status: number, body: unknown): Outcome {
	const parsed = envelope.safeParse(body);
	if (!parsed.success) return { ok: false, status, key: '', text: '', enveloped: false };
	const { messages, content } = parsed.data;
	const verdict = parsed.data.status.trim().toUpperCase();
	if (status < 300 && verdict === 'OK') return { ok: true, content };
	const texts = (messages ?? []).map((entry) => entry.text).filter(Boolean);
	const key = (messages ?? []).find((entry) => entry.key)?.key ?? '';
	return { ok: false, status, key, text: texts.join(' '), enveloped: status >= 300 || verdict === 'ERROR' };
}
