import { z } from 'zod';

import { cutText } from '../../shared/cutText';
import type { Advice } from '../../shared/http/transport';

const text = z.string().min(1);
const code = z.union([z.number(), z.string()]).transform(String).optional().catch(undefined);
const coded = z.object({ code, message: text });

const errorList = z.object({ errors: z.array(coded).min(1) });
const problem = z.object({
	title: text,
	traceId: z.string().optional().catch(undefined),
	errors: z.record(z.string(), z.union([z.array(z.string()), z.string().transform((one) => [one])])).catch({}),
});

/** What NFE.io said about a failure; empty if it said nothing (401 and 403 have no body). */
interface VendorError {
	code?: string;
	text: string;
	traceId?: string;
}

/** Reads any of the five error envelopes. Source: docs/facts/nfeio.md §4.2. */
export function readError(value: unknown): VendorError {
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

const advice: Record<number, string> = {
	401: 'NFE.io does not know this API key. Copy the account\'s "Chave de Nota Fiscal" into the credential.',
	403: 'This API key is not allowed to do this. Invoices and companies need the "Chave de Nota Fiscal", not the "Chave de Dados"; received documents need the role NFeDist, CTeDist or NFSeDist.',
	404: 'Check the IDs: this account has nothing there.',
	429: "NFE.io's request limit is reached, which is not published. Try again later.",
};

/** What to do about a failure; undefined for errors that are the same at every vendor. */
export function adviceFor(status: number, { code, text }: VendorError): Advice | undefined {
	// docs/facts/nfeio.md §1.5
	if (code === '40001') {
		return {
			title: 'NFE.io could not reach the webhook address from outside',
			next: "Check: 1. the address is public https and n8n's WEBHOOK_URL is set to it; 2. no login, firewall or IP list blocks it; 3. its TLS certificate is valid; 4. the workflow of the trigger is published (or the trigger is listening for a test event) at that moment: NFE.io posts to the address before it accepts the webhook and needs a 2xx answer.",
		};
	}
	// docs/facts/nfeio.md §4.4
	if (/service invoice with external id .* already exists/.test(text)) {
		return {
			title: 'A service invoice with this external ID already exists, so nothing was issued',
			next: 'This protects you from issuing it twice. Read the existing invoice with "Get by External ID". To issue another one, use another external ID.',
		};
	}
	return advice[status];
}
