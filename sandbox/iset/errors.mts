import { json, Refusal } from '../core/http.mts';
import type { Answer, ErrorShapes } from '../core/http.mts';

const reasons: Record<number, string> = {
	400: 'Bad Request',
	401: 'Unauthorized',
	403: 'Forbidden',
	404: 'Not Found',
	405: 'Method Not Allowed',
	413: 'Payload Too Large',
	500: 'Internal Server Error',
};

/** docs/facts/iset.md §4.1: the body's `status` mirrors the HTTP status. */
export const failure = (status: number, message: string): Answer => json(status, { status, reason: reasons[status], message });

/** The same as an exception, for handlers that exit at once. */
export const refuse = (status: number, message: string): Refusal => new Refusal(failure(status, message));

/** The two messages that are known word for word (§4.1). */
export const tokenExists = 'Access token already been created to this authentication.';
export const tokenInvalid = 'Access token is missing or invalid.';

export const shapes: ErrorShapes = {
	notFound: () => failure(404, 'Resource not found.'),
	methodNotAllowed: () => failure(405, 'Method not allowed.'),
	malformedJson: () => failure(400, 'The request body is not valid JSON.'),
	tooLarge: () => failure(413, 'The request body is too large.'),
	serverError: () => failure(500, 'Internal error.'),
};
