import { answer, json, Refusal } from '../core/http.mts';
import type { Answer, ErrorShapes } from '../core/http.mts';

/** One entry of `error.fields`. docs/facts/bling.md §4.3 */
interface ErrorField {
	code: number;
	msg: string;
	element: string;
	namespace: string;
	collection?: Array<{ index: number; code: number; msg: string; element: string; namespace: string }>;
}

interface ErrorBody {
	type: string;
	message: string;
	description: string;
	fields?: ErrorField[];
	limit?: number;
	period?: 'second' | 'day';
}

const failure = (status: number, error: ErrorBody): Answer => json(status, { error });

/** The same as an exception, for handlers that exit at once. */
export const refuse = (status: number, error: ErrorBody): Refusal => new Refusal(failure(status, error));

/** The 404 of an id that the account does not have. */
export const notFound = () =>
	refuse(404, {
		type: 'RESOURCE_NOT_FOUND',
		message: 'Recurso não encontrado',
		description: 'O recurso requisitado não foi encontrado.',
	});

/** The 400 for a body or filter that Bling does not accept; `fields` names each place. */
export const invalid = (message: string, fields: ErrorField[]) =>
	refuse(400, {
		type: 'VALIDATION_ERROR',
		message,
		description: 'Não foi possível concluir a operação, pois ocorreram problemas em sua validação.',
		fields,
	});

/**
 * The 429 of either limit. Its `period` distinguishes the one that passes in a second from the one
 * that lasts until midnight.
 */
export const tooMany = (limit: number, period: 'second' | 'day') =>
	refuse(429, {
		type: 'TOO_MANY_REQUESTS',
		message: 'Limite de requisições atingido.',
		description: `O limite de requisições por ${period === 'second' ? 'segundo' : 'dia'} foi atingido, tente novamente mais tarde.`,
		limit,
		period,
	});

/** The 501 for a published route that this sandbox does not imitate. */
export const notImitated = (operation: string) =>
	failure(501, {
		type: 'NOT_IMPLEMENTED',
		message: 'Recurso não imitado pelo sandbox',
		description: `Bling publica ${operation}, mas este sandbox não o imita.`,
	});

/** Lower-case types of OAuth, in the same envelope. */
export const oauthError = (status: number, type: string, description: string) => refuse(status, { type, message: type, description });

/** The status and body of an IP block are not published; 403 is the one that no client repeats automatically. */
export const blocked = failure(403, {
	type: 'FORBIDDEN',
	message: 'IP bloqueado',
	description: 'O IP foi bloqueado temporariamente por excesso de requisições.',
});

export const shapes: ErrorShapes = {
	notFound: () => notFound().answer,
	methodNotAllowed: (_request, allowed) => ({
		...failure(405, {
			type: 'METHOD_NOT_ALLOWED',
			message: 'Método não permitido',
			description: 'O método utilizado não é permitido para este recurso.',
		}),
		headers: { 'content-type': 'application/json', allow: [...new Set(allowed)].join(', ') },
	}),
	malformedJson: (request) =>
		request.body.length === 0
			? failure(400, {
					type: 'EMPTY_REQUEST_BODY',
					message: 'Corpo da requisição vazio',
					description: 'O corpo da requisição não pode ser vazio.',
				})
			: failure(400, {
					type: 'INVALID_REQUEST_BODY',
					message: 'Corpo da requisição inválido',
					description: 'O corpo da requisição não é um JSON válido.',
				}),
	tooLarge: () => answer(413, 'Request Entity Too Large', { 'content-type': 'text/html' }),
	serverError: () =>
		failure(500, {
			type: 'SERVER_ERROR',
			message: 'Erro interno',
			description: 'Ocorreu um erro interno no servidor.',
		}),
};
