import { json, Refusal } from '../core/http.mts';
import type { Answer, ErrorShapes } from '../core/http.mts';

/** One entry of `messages`. docs/facts/intelipost.md §4.2 */
interface Message {
	type: 'SUCCESS' | 'ERROR';
	text: string;
	key: string | null;
}

const envelope = (status: 'OK' | 'ERROR', message: Message, content: unknown) => ({
	status,
	messages: [message],
	...(content === undefined ? {} : { content }),
	time: '12.3 ms',
	timezone: 'America/Sao_Paulo',
	locale: 'pt_BR',
});

/** The envelope of a successful request, always with HTTP 200. */
export const success = (content: unknown, key: string | null = null): Answer =>
	json(200, envelope('OK', { type: 'SUCCESS', text: 'Operação realizada com sucesso.', key }, content));

/** Errors often come with HTTP 400; most keys are not published and left null here. */
export const failure = (status: number, text: string, key: string | null = null, headers: Record<string, string> = {}): Answer =>
	json(status, envelope('ERROR', { type: 'ERROR', text, key }, undefined), headers);

/** The same as an exception, for handlers that exit at once. */
export const refuse = (text: string, key: string | null = null, status = 400): Refusal => new Refusal(failure(status, text, key));

/** Only the envelope is documented; the statuses are standard HTTP. */
export const shapes: ErrorShapes = {
	notFound: () => failure(404, 'Recurso não encontrado.'),
	methodNotAllowed: (_request, allowed) => failure(405, `Método não permitido. Use ${allowed.join(', ')}.`),
	malformedJson: () => failure(400, 'JSON inválido.'),
	tooLarge: () => failure(413, 'Conteúdo muito grande.'),
	serverError: () => failure(500, 'Erro interno.'),
};
