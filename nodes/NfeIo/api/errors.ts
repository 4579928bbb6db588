import { z } from 'zod';

import { cutText } from '../../shared/cutText';
import { jsonOf } from '../../shared/json';

const text = z.string().min(1);
const code = z.union([z.number(), z.string()]).transform(String).optional().catch(undefined);
const coded = z.object({ code, message: text });

const errorList = z.object({ errors: z.array(coded).min(1) });
const problem = z.object({
	title: text,
	traceId: z.string().optional().catch(undefined),
	errors: z.record(z.string(), z.union([z.array(z.string()), z.string().transform((one) => [one])])).catch({}),
});

/** What NFE.io said of a failure; empty where it said nothing (401 and 403 have no body). */
export interface VendorError {
	code?: string;
	text: string;
	traceId?: string;
}

/** Reads any of the five error envelopes, from JSON or from the bytes of a download. Source: docs/facts/nfeio.md §4.2. */
export function readError(body: unknown): VendorError {
	const value = Buffer.isBuffer(body) ? (jsonOf(body.toString('utf8')) ?? body.toString('utf8')) : body;
	if (typeof value === 'string') return { text: cutText(value, 500) };

	const list = errorList.safeParse(value);
	if (list.success) {
		return { code: list.data.errors[0].code, text: list.data.errors.map(({ message }) => message).join(' ') };
	}
	const single = coded.safeParse(value);
	if (single.success) return { code: single.data.code, text: single.data.message };

	const details = problem.safeParse(value);
	if (!details.success) return { text: '' };
	const { title, traceId, errors } = details.data;
	const fields = Object.entries(errors).map(([name, faults]) => `${name}: ${faults.join(' ')}`);
	return { text: [title, ...fields].join(' '), traceId };
}
