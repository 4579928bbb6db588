import { answer, json, Refusal } from '../core/http.mts';
import type { Answer, ErrorShapes } from '../core/http.mts';

/** The five envelopes of docs/facts/nfeio.md §4.2. */

/** 1: nothing at all (401, 403, 404 of an unserved route). */
export const empty = (status: number): Answer => answer(status, '', status === 401 ? { 'www-authenticate': 'Bearer' } : {});

/** 2: a bare JSON string (api.nfe.io v1). */
export const sentence = (status: number, text: string): Answer => json(status, text);

/** 3: a list of errors, whose code is sometimes missing. */
export const errorList = (status: number, message: string, code?: number): Answer =>
	json(status, { errors: [code === undefined ? { message } : { code, message }] });

const titles: Record<number, { title: string; section: string }> = {
	400: { title: 'One or more validation errors occurred.', section: '15.5.1' },
	404: { title: 'Not Found', section: '15.5.5' },
	405: { title: 'Method Not Allowed', section: '15.5.6' },
	413: { title: 'Content Too Large', section: '15.5.14' },
};

/** 4: problem details, with the faults of each field if there are any. */
export const problem = (status: number, errors?: Record<string, string[]>): Answer =>
	json(
		status,
		{
			type: `https://tools.ietf.org/html/rfc9110#section-${titles[status]?.section ?? '15.6.1'}`,
			title: titles[status]?.title ?? 'Error',
			status,
			traceId: '00-00000000000000000000000000000000-0000000000000000-00',
			...(errors && { errors }),
		},
		{ 'content-type': 'application/problem+json; charset=utf-8' },
	);

/** 5: code and message alone (rare). */
const bareError = (status: number, code: number, message: string): Answer => json(status, { code, message });

/** The 501 of a published route that this sandbox does not imitate. */
export const notImitated = (operation: string): Answer =>
	errorList(501, `NFE.io publishes ${operation}, but this sandbox does not imitate it.`);

/** The same as an exception, for handlers that exit at once. */
export const refuse = (shape: Answer): Refusal => new Refusal(shape);

/** "docs: 401 and 403 have an empty body"; for wrong methods and broken JSON nothing is known. */
export const shapes: ErrorShapes = {
	notFound: () => empty(404),
	methodNotAllowed: (_request, allowed) => ({
		...empty(405),
		headers: { allow: [...new Set(allowed)].join(', ') },
	}),
	malformedJson: () => problem(400, { $: ['The input is not valid JSON.'] }),
	tooLarge: () => problem(413),
	serverError: () => bareError(500, 50000, 'Internal server error'),
};
