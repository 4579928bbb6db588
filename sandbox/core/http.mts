import { createServer } from 'node:http';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One request, read completely. */
export interface Request {
	readonly method: string;
	/** As sent, still percent-encoded, without the query. */
	readonly path: string;
	/** As sent, without the question mark. */
	readonly rawQuery: string;
	readonly query: URLSearchParams;
	readonly params: Readonly<Record<string, string>>;
	readonly headers: IncomingHttpHeaders;
	readonly body: Buffer;
	/** The caller, according to the socket. */
	readonly remote: string;
	/** The first value of a header, or an empty string. */
	header(name: string): string;
	/** The body as JSON; throws MalformedJson. */
	json(): unknown;
	/** The body as application/x-www-form-urlencoded. */
	form(): URLSearchParams;
}

/** What is sent back. Header names in lower case. */
export interface Answer {
	readonly status: number;
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer | string;
}

/** Answers one request; may throw `Refusal` and `MalformedJson`. */
export type Handler = (request: Request) => Answer | Promise<Answer>;

/** How a vendor phrases errors that no handler of its own produces. */
export interface ErrorShapes {
	notFound(request: Request): Answer;
	methodNotAllowed(request: Request, allowed: readonly string[]): Answer;
	malformedJson(request: Request): Answer;
	tooLarge(request: Request): Answer;
	serverError(request: Request): Answer;
}

/** Thrown by `Request.json()`; the server answers with the vendor's own error. */
export class MalformedJson extends Error {}

/** Thrown by a handler to answer at once. */
export class Refusal extends Error {
	readonly answer: Answer;
	constructor(answer: Answer) {
		super(`refused with ${answer.status}`);
		this.answer = answer;
	}
}

/** An answer of any status, without a body by default. */
export const answer = (status: number, body: Buffer | string = '', headers: Record<string, string> = {}): Answer => ({
	status,
	headers,
	body,
});

/** An answer in JSON. */
export const json = (status: number, value: unknown, headers: Record<string, string> = {}): Answer =>
	answer(status, JSON.stringify(value), { 'content-type': 'application/json', ...headers });

/** A page for people. It may load nothing and run nothing. */
export const html = (status: number, page: string): Answer =>
	answer(status, page, {
		'content-type': 'text/html; charset=utf-8',
		'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; form-action *; base-uri 'none'",
		'x-content-type-options': 'nosniff',
	});

/** Sends the browser elsewhere: 303 after a form, 302 within OAuth. */
export const redirect = (status: 302 | 303, location: string): Answer => answer(status, '', { location });

export const noContent: Answer = answer(204);

/** Larger bodies are refused without reading them. */
const largestBody = 5 * 1024 * 1024;

interface Route {
	method: string;
	segments: string[];
	handler: Handler;
}

/** Finds the handler of a request. */
export interface Router {
	/**
	 * `pattern` is a path whose segments may be `:names`; a name matches one segment,
	 * percent-decoded. A path that matches several patterns goes to the one with the fewest names,
	 * then to the first.
	 */
	route(method: string, pattern: string, handler: Handler): Router;
	handle: Handler;
}

/** Matches method and path; `shapes` phrases the answer to everything unmatched or failed. Never throws. */
export function createRouter(shapes: ErrorShapes): Router {
	const routes: Route[] = [];

	const dispatch = (request: Request): Answer | Promise<Answer> => {
		const fitting = routes.flatMap((route) => {
			const params = match(route.segments, request.path);
			return params ? [{ ...route, params }] : [];
		});
		const names = ({ params }: (typeof fitting)[number]) => Object.keys(params).length;
		const [best] = fitting.filter(({ method }) => method === request.method).sort((left, right) => names(left) - names(right));
		if (best) return best.handler({ ...request, params: best.params });
		if (fitting.length === 0) return shapes.notFound(request);
		return shapes.methodNotAllowed(
			request,
			fitting.map(({ method }) => method),
		);
	};

	const router: Router = {
		route(method, pattern, handler) {
			routes.push({ method, segments: pattern.split('/'), handler });
			return router;
		},
		async handle(request) {
			try {
				return await dispatch(request);
			} catch (error) {
				if (error instanceof Refusal) return error.answer;
				if (error instanceof MalformedJson) return shapes.malformedJson(request);
				console.error(`sandbox: ${request.method} ${request.path} failed`, error);
				return shapes.serverError(request);
			}
		},
	};
	return router;
}

function match(segments: readonly string[], path: string): Record<string, string> | undefined {
	const parts = path.split('/');
	if (parts.length !== segments.length) return undefined;
	const params: Record<string, string> = {};
	for (const [index, segment] of segments.entries()) {
		if (segment.startsWith(':')) {
			const value = decode(parts[index]);
			if (!value) return undefined;
			params[segment.slice(1)] = value;
		} else if (segment !== parts[index]) return undefined;
	}
	return params;
}

function decode(text: string): string | undefined {
	try {
		return decodeURIComponent(text);
	} catch {
		return undefined;
	}
}

/** An open port. */
export interface Listener {
	readonly origin: string;
	readonly port: number;
	close(): Promise<void>;
}

/** Returned by `respond` to leave the caller without an answer. */
export const hang = Symbol('hang');

interface ServeOptions {
	host: string;
	port: number;
	shapes: ErrorShapes;
	respond: (request: Request) => Promise<Answer | typeof hang>;
}

/** An HTTP server of one origin. Every request ends in an answer, never in a crash. */
export async function serve({ host, port, shapes, respond }: ServeOptions): Promise<Listener> {
	const server = createServer((incoming, outgoing) => {
		outgoing.on('error', () => outgoing.destroy());
		incoming.on('error', () => outgoing.destroy());
		void handle(incoming, outgoing, shapes, respond);
	});
	// A server closes a connection after 5 s without a request. A client that is busy at that
	// moment sends its next request into it and gets a reset, so clients close idle connections
	// after a few seconds themselves.
	server.keepAliveTimeout = 0;
	server.on('clientError', (_error, socket) => {
		if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
	});
	await new Promise<void>((resolve, reject) => {
		server.once('error', reject);
		server.listen(port, host, resolve);
	});
	const address = server.address();
	const actual = typeof address === 'object' && address ? address.port : port;
	return {
		port: actual,
		origin: `http://${host.includes(':') ? `[${host}]` : host}:${actual}`,
		close: () =>
			new Promise((resolve) => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

async function handle(
	incoming: IncomingMessage,
	outgoing: ServerResponse,
	shapes: ErrorShapes,
	respond: ServeOptions['respond'],
): Promise<void> {
	let request = describe(incoming, Buffer.alloc(0));
	try {
		const body = await readBody(incoming);
		if (!body) return write(outgoing, shapes.tooLarge(request));
		request = describe(incoming, body);
		const result = await respond(request);
		if (result !== hang) write(outgoing, result);
	} catch (error) {
		if (outgoing.destroyed || incoming.destroyed) return;
		console.error(`sandbox: ${request.method} ${request.path} failed`, error);
		write(outgoing, shapes.serverError(request));
	}
}

function write(outgoing: ServerResponse, { status, headers, body }: Answer): void {
	if (outgoing.headersSent) return;
	const bytes = typeof body === 'string' ? Buffer.from(body) : body;
	const length = status === 204 || status === 304 ? {} : { 'content-length': String(bytes.length) };
	outgoing.writeHead(status, { ...headers, ...length });
	outgoing.end(bytes);
}

/** The body, or nothing if it is too large. */
async function readBody(incoming: IncomingMessage): Promise<Buffer | undefined> {
	const chunks: Buffer[] = [];
	let size = 0;
	for await (const chunk of incoming) {
		const bytes: Buffer = Buffer.isBuffer(chunk) ? chunk : Buffer.from(String(chunk));
		size += bytes.length;
		if (size <= largestBody) chunks.push(bytes);
	}
	return size <= largestBody ? Buffer.concat(chunks) : undefined;
}

function describe(incoming: IncomingMessage, body: Buffer): Request {
	const target = incoming.url ?? '/';
	const question = target.indexOf('?');
	const path = question < 0 ? target : target.slice(0, question);
	const rawQuery = question < 0 ? '' : target.slice(question + 1);
	return {
		method: incoming.method ?? 'GET',
		path,
		rawQuery,
		query: new URLSearchParams(rawQuery),
		params: {},
		headers: incoming.headers,
		body,
		remote: incoming.socket.remoteAddress ?? '',
		header(name) {
			const value = incoming.headers[name.toLowerCase()];
			return (Array.isArray(value) ? value[0] : value) ?? '';
		},
		json() {
			try {
				const value: unknown = JSON.parse(body.toString('utf8'));
				return value;
			} catch {
				throw new MalformedJson();
			}
		},
		form: () => new URLSearchParams(body.toString('utf8')),
	};
}
