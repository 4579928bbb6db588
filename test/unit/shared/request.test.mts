import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError, UserError } from 'n8n-workflow';

import { answerTo, isStream, parseAnswer, readAnswer } from '../../../nodes/shared/http/answer';
import type { ApiRequest } from '../../../nodes/shared/http/request';
import { escapeHtml } from '../../../nodes/shared/trigger/page';
import { networkCode, send, Unreachable } from '../../../nodes/shared/http/request';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { executeContextOf, place } from '../support/contexts.mts';

const key = 'fake-key-0123456789';
const servers: Server[] = [];
afterEach(async () => {
	for (const server of servers.splice(0)) {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
});

/** A host that records what reaches it. */
async function host(respond: RequestListener) {
	const seen: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		seen.push(request);
		respond(request, response);
	});
	servers.push(server);
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** n8n's own context, whose credential puts its key into the header and the query of a request. */
const context = (apiKey = key): IExecuteFunctions =>
	executeContextOf(
		place({
			type: new NfeIo(),
			// Made-up paths, which no vendor publishes.
			parameters: { resource: 'customApiCall' },
			credentials: { nfeIoApi: { apiKey } },
			authenticate: ({ apiKey }: IDataObject, options) => ({
				...options,
				headers: { ...options.headers, authorization: encodeURIComponent(String(apiKey)) },
				qs: { ...options.qs, key: apiKey },
			}),
		}),
	);
const get = async (url: string, own: Partial<ApiRequest> = {}, apiKey = key) =>
	await send(context(apiKey), 'nfeIoApi', { method: 'GET', url, ...own });

const redirects: Array<[status: number, how: string]> = [301, 302, 303, 307, 308].flatMap((status) => [
	[status, 'to another host'] as [number, string],
	[status, 'within the host'] as [number, string],
]);

test.each(redirects)('a %i %s is an answer, and is not followed', async (status, how) => {
	const other = await host((_, response) => void response.end('{}'));
	const first = await host((_, response) => {
		response.writeHead(status, { location: how === 'to another host' ? `${other.url}/?stolen` : '/again' });
		response.end();
	});
	for (const method of ['GET', 'POST'] as const) {
		const answer = await get(first.url, { method, ...(method === 'POST' ? { body: { a: 1 } } : {}) });
		expect(answer).toMatchObject({ status, body: '' });
	}
	expect(first.seen.map(({ headers }) => headers.authorization)).toEqual([key, key]);
	expect(other.seen).toEqual([]);
});

test.each([
	['JSON', '{"a":1}', { a: 1 }],
	['JSON after a byte order mark', '\uFEFF{"a":1}', { a: 1 }],
	['text', '<html>', '<html>'],
	['nothing', '', ''],
])('a body that is %s', async (_, body, expected) => {
	const { url } = await host((__, response) => void response.end(body));
	expect((await get(url)).body).toEqual(expected);
});

test('a zipped body is unzipped, bytes stay bytes, header names are in lower case', async () => {
	const { url } = await host((_, response) => {
		response.writeHead(200, { 'Content-Encoding': 'gzip', 'X-Own': 'y' });
		response.end(gzipSync('{"a":1}'));
	});
	expect(await get(url)).toMatchObject({ body: { a: 1 }, headers: { 'x-own': 'y' } });
	expect((await get(url, { binary: true })).body).toEqual(Buffer.from('{"a":1}'));
});

test('the body of a refused log-in is read', async () => {
	const { url } = await host((_, response) => {
		response.writeHead(401, { 'content-type': 'application/json' });
		response.end('{"message":"chave errada"}');
	});
	expect(await get(url)).toMatchObject({ status: 401, body: { message: 'chave errada' } });
});

/** The error of a request that must not succeed. */
const failureOf = async (request: Promise<unknown>): Promise<unknown> =>
	await request.then(
		() => 'it succeeded',
		(error: unknown) => error,
	);

const limits = { maxBytes: 1000, timeout: 60_000 };
const bounded = async (url: string, { maxBytes, timeout }: typeof limits) =>
	await answerTo(context().helpers.httpRequest, { url, timeout }, maxBytes);

test.each([
	['plain', {}, Buffer.alloc(1001)],
	['zipped small', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1001))],
])('an answer beyond the limit of size is cut off: %s', async (_, headers, body) => {
	const { url } = await host((__, response) => void response.writeHead(200, headers).end(body));
	expect(await failureOf(bounded(url, limits))).toMatchObject({ code: 'ANSWER_TOO_LARGE' });
	expect((await bounded(url, { ...limits, maxBytes: 1001 })).bytes.length).toBe(1001);
});

test('an answer without end is cut off by size, and its connection is closed', async () => {
	let closed = false;
	const { url } = await host((_, response) => {
		response.once('close', () => (closed = true));
		const pour = () => {
			while (!response.destroyed && response.write(Buffer.alloc(65_536)));
		};
		response.on('drain', pour);
		pour();
	});
	expect(networkCode(await failureOf(bounded(url, limits)))).toBe('ANSWER_TOO_LARGE');
	while (!closed) await new Promise((resolve) => setImmediate(resolve));
});

test.each([
	['before the headers', 0],
	['in the body, byte by byte', 1],
])('an answer that takes too long is given up %s', async (_, headersFirst) => {
	const timers: NodeJS.Timeout[] = [];
	const { url } = await host((__, response) => {
		if (headersFirst === 0) return;
		response.write('[');
		timers.push(setInterval(() => response.write(' '), 20));
	});
	const error = await failureOf(get(url, { timeoutMs: 500 }));
	for (const timer of timers) clearInterval(timer);
	expect(error).toBeInstanceOf(Unreachable);
	expect(error).toMatchObject({ outcomeUnknown: true });
});

test.each([
	['a refused connection', 'http://127.0.0.1:1', false],
	['a host that does not exist', 'http://no-such-host.invalid', false],
])('%s was never carried out', async (_, url, outcomeUnknown) => {
	const error = await failureOf(get(url));
	expect(error).toBeInstanceOf(Unreachable);
	expect(error).toMatchObject({ outcomeUnknown });
});

test('a connection that breaks may have been carried out', async () => {
	const { url } = await host((request) => void request.socket.destroy());
	expect(await failureOf(get(url))).toMatchObject({ reason: 'ECONNRESET', outcomeUnknown: true });
});

test.each([
	['without a code', {}],
	['of a refused log-in, which n8n gives one', { code: 'EAUTH' }],
])('an error %s is no failure of the network, and is thrown as it is', async (_, own) => {
	const error = Object.assign(new Error('no token available'), own);
	const failing = context();
	failing.helpers.httpRequestWithAuthentication = async () => await Promise.reject(error);
	expect(await failureOf(send(failing, 'nfeIoApi', { method: 'GET', url: 'http://127.0.0.1:1' }))).toBe(error);
	expect(networkCode(error)).toBeUndefined();
});

test('a body is sent as JSON, and none where there is none', async () => {
	const bodies: string[] = [];
	const { url, seen } = await host(async (request, response) => {
		bodies.push(Buffer.concat(await request.toArray()).toString());
		response.end('{}');
	});
	await get(url, { method: 'POST', body: { a: [1, 'é'] } });
	await get(url, { method: 'POST', body: [{ b: 2 }] });
	await get(url, { method: 'DELETE' });
	expect(bodies).toEqual(['{"a":[1,"é"]}', '[{"b":2}]', '']);
	expect(seen.map(({ headers }) => headers['content-type'])).toEqual(['application/json', 'application/json', undefined]);
});

/** With signs that every encoding writes differently. */
const secret = `fäke/"key"+<0123>&'45'`;
const base64 = (text: string) => Buffer.from(text).toString('base64');
/** As a strict encoder may write each sign in JSON. */
const escaped = (text: string) => text.replace(/[^]/g, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`);
const quoted: Array<[how: string, text: string]> = [
	['in JSON, every sign escaped', `{"message":"key ${escaped(secret)}"}`],
	['in JSON that was cut off, every sign escaped', `{"message":"key ${escaped(secret)}`],
	['plain', secret],
	['in JSON', JSON.stringify({ message: `bad key ${secret}`, errors: { [secret]: [`Basic ${secret}`] } })],
	['in JSON with escaped slashes', `{"message":"${JSON.stringify(secret).slice(1, -1).replaceAll('/', '\\/')}"}`],
	['in HTML', `<p>${escapeHtml(secret)}</p>`],
	['in base64', base64(secret)],
	...['a', 'id', 'abc'].map((id): [string, string] => [`in base64 of ${id}:secret`, `Basic ${base64(`${id}:${secret}`)}`]),
	['in base64url', Buffer.from(`id:${secret}\u00ff`).toString('base64url')],
	['in hex', Buffer.from(secret).toString('hex')],
	['in upper-case hex', Buffer.from(`id:${secret}`).toString('hex').toUpperCase()],
	['URL-encoded', encodeURIComponent(secret)],
	['URL-encoded in lower case', encodeURIComponent(secret).replace(/%../g, (sign) => sign.toLowerCase())],
	['URL-encoded twice', encodeURIComponent(encodeURIComponent(secret))],
	['as a form field', new URLSearchParams({ key: secret }).toString()],
];
/** What of a text an attacker could still read the secret from: its middle, in whatever encoding. */
const middle = secret.slice(6, 15);
const decodings = (text: string) => [
	text,
	decodeURIComponent(decodeURIComponent(text.replace(/%(?![\da-f]{2})/gi, '_'))),
	...['hex', 'base64', 'base64url'].flatMap((encoding) =>
		(text.match(/[\w+/=-]{8,}/g) ?? []).map((run) => Buffer.from(run, encoding as BufferEncoding).toString()),
	),
	text.replace(/\\u([\da-f]{4})/gi, (_, code: string) => String.fromCharCode(parseInt(code, 16))),
	text.replaceAll('\\/', '/').replaceAll('\\"', '"'),
	text.replaceAll('&quot;', '"').replaceAll('&lt;', '<'),
];

test.each(quoted)('a failure that quotes the key says *** in its place: %s', async (_, body) => {
	expect(decodings(body).some((text) => text.includes(middle) || /%22|%2522/.test(text))).toBe(true);
	const { url } = await host((__, response) => void response.writeHead(400, { 'x-request-id': encodeURIComponent(secret) }).end(body));
	const said = [await get(url, {}, secret), await get(url, { binary: true }, secret)];
	for (const { headers, body: own } of said) {
		const text = Buffer.isBuffer(own) ? own.toString() : typeof own === 'string' ? own : JSON.stringify(own);
		expect(text).toContain('***');
		for (const decoded of decodings(text)) expect(decoded).not.toContain(middle);
		expect(headers['x-request-id']).toBe('***');
	}
});

test('a success that is no JSON, such as a page, is told without the key', async () => {
	const { url } = await host((_, response) => void response.end(`<p>Chave ${secret}, Basic ${base64(`id:${secret}`)}</p>`));
	const { status, body } = await get(url, {}, secret);
	expect(status).toBe(200);
	for (const decoded of decodings(String(body))) expect(decoded).not.toContain(middle);
	expect(body).toContain('***');
});

test('a failure of an answer that nests without end is told without it', async () => {
	const { url } = await host((_, response) => void response.writeHead(400).end('['.repeat(50_000) + ']'.repeat(50_000)));
	expect((await get(url)).status).toBe(400);
});

test('what looks like the key in a success stays: somebody may write it back', async () => {
	const { url } = await host((_, response) => void response.end(JSON.stringify({ note: key })));
	expect((await get(url)).body).toEqual({ note: key });
});

test('JSON is read up to a smaller limit than a document', async () => {
	const { url } = await host((_, response) => void response.end(Buffer.alloc(17 * 1024 * 1024, ' ')));
	expect(await failureOf(get(url))).toMatchObject({ reason: 'ANSWER_TOO_LARGE' });
	expect((await get(url, { binary: true })).status).toBe(200);
});

test('what the SSRF protection of n8n blocks was never sent, and says how to let it through', async () => {
	const blocking = context();
	// As n8n-core throws it: by itself from a request without a credential, as the cause of a NodeApiError from one with it.
	const blocked = Object.assign(new UserError('The request was blocked because it resolves to a restricted IP address'), {
		name: 'SsrfBlockedIpError',
	});
	for (const error of [blocked, new NodeApiError(blocking.getNode(), blocked as never)]) {
		blocking.helpers.httpRequestWithAuthentication = async () => await Promise.reject(error);
		const failure = await failureOf(send(blocking, 'nfeIoApi', { method: 'GET', url: 'http://127.0.0.1:1' }));
		expect(failure).toMatchObject({ reason: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'), outcomeUnknown: false });
	}
});

test.each([400, 404, 429, 500, 503])('%i is an answer, asked for once', async (status) => {
	const { url, seen } = await host((_, response) => void response.writeHead(status).end('{"a":1}'));
	expect(await get(url)).toMatchObject({ status, body: { a: 1 } });
	expect(seen.length).toBe(1);
});

test('the status that means an expired token logs in again and repeats, and another one does not', async () => {
	const { url, seen } = await host(
		({ headers }, response) => void response.writeHead(headers.authorization === 'new' ? 200 : 403).end('{}'),
	);
	const renewing = (): IExecuteFunctions => {
		const own = context();
		const { additionalData } = own as unknown as {
			additionalData: { credentialsHelper: { preAuthentication: () => Promise<IDataObject> } };
		};
		// n8n asks before each request, and again after a refusal.
		const tokens = [{}, { apiKey: 'new' }];
		additionalData.credentialsHelper.preAuthentication = async () => tokens.shift() ?? {};
		return own;
	};
	expect((await send(renewing(), 'nfeIoApi', { method: 'GET', url }, 403)).status).toBe(200);
	expect(seen.map(({ headers }) => headers.authorization)).toEqual([key, 'new']);
	expect((await send(renewing(), 'nfeIoApi', { method: 'GET', url }, 401)).status).toBe(403);
});

test.each(['/a/..', '/a/../b', '/a/%2E%2e/b', '/./a', '/a/.%2e?b=1'])('a path that leads elsewhere is not asked for: %s', async (path) => {
	const { url, seen } = await host((_, response) => void response.end('{}'));
	expect(await failureOf(get(url + path))).toMatchObject({ reason: expect.stringContaining('".."'), outcomeUnknown: false });
	expect((await get(`${url}/a..b/.c/...`)).status).toBe(200);
	expect(seen.length).toBe(1);
});

test('lists in the query are written as the request says, and JSON is asked for', async () => {
	const { url, seen } = await host((_, response) => void response.end('{}'));
	await get(url, { query: { ids: [1, 2] }, arrayFormat: 'brackets' });
	expect(decodeURIComponent(seen[0].url ?? '')).toBe(`/?ids[]=1&ids[]=2&key=${key}`);
	expect(seen[0].headers.accept).toBe('application/json');
});

test('an answer of any status is read, where a helper is asked without a credential', async () => {
	const { url } = await host((_, response) => void response.writeHead(500).end('broken'));
	expect(await answerTo(context().helpers.httpRequest, { url, timeout: 60_000 })).toMatchObject({
		status: 500,
		bytes: Buffer.from('broken'),
	});
});

const part = async function* () {
	yield Buffer.from('[1]');
};

test.each<[string, unknown, boolean]>([
	['what is read piece by piece and can be ended', Object.assign(part(), { destroy: () => {} }), true],
	['what cannot be ended', part(), false],
	['what has no pieces', { destroy: () => {} }, false],
	['a text', 'text', false],
	['nothing', null, false],
	['a function', Object.assign(() => {}, { destroy: () => {}, [Symbol.asyncIterator]: part }), false],
])('a body to be read is %s: %s', (_, value, expected) => {
	expect(isStream(value)).toBe(expected);
});

test('what was read in time is not ended when the time is over', async () => {
	const ended: unknown[] = [];
	const stream = Object.assign(part(), { destroy: (error?: Error) => void ended.push(error) });
	expect((await readAnswer(stream, 20)).toString()).toBe('[1]');
	await new Promise((resolve) => AbortSignal.timeout(100).addEventListener('abort', resolve));
	expect(ended).toEqual([]);
});

test('what takes too long says so', async () => {
	let end: (error: unknown) => void = () => {};
	const waits = async function* () {
		yield await new Promise<Buffer>((_, reject) => (end = reject));
	};
	const stream = Object.assign(waits(), { destroy: (error?: Error) => end(error) });
	expect(networkCode(await failureOf(readAnswer(stream, 20)))).toBe('ETIMEDOUT');
});

test('a byte order mark is left out at the start only', () => {
	expect(parseAnswer(Buffer.from('\uFEFFa\uFEFFb'))).toBe('a\uFEFFb');
	expect(parseAnswer(Buffer.from('a\uFEFFb'))).toBe('a\uFEFFb');
});

test('an answer that nests hundreds of levels is none: n8n could store it and never read it again', () => {
	const nested = (levels: number) => Buffer.from('{"a":' + '['.repeat(levels) + ']'.repeat(levels) + '}');
	expect(parseAnswer(nested(499))).toHaveProperty('a');
	expect(parseAnswer(nested(500))).toBeUndefined();
});
