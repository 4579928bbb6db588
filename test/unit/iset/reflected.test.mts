import { Readable } from 'node:stream';

import type { IHttpRequestHelper } from 'n8n-workflow';

import { obtainToken } from '../../../nodes/Iset/api/login';

const accessKey = 'fake-iset-access-key-0123456789';

test.each([
	['the key', (key: string) => key],
	['the header', (key: string) => `Basic ${Buffer.from(`1:${key}`).toString('base64')}`],
	['the key in base64', (key: string) => Buffer.from(key).toString('base64')],
])('a refused log-in that quotes %s does not store it', async (_what, quote) => {
	const quoted = quote(accessKey);
	const httpRequest = async () => ({
		statusCode: 401,
		headers: {},
		body: Readable.from([Buffer.from(JSON.stringify({ message: `recusado ${quoted}` }))]),
	});
	const login = obtainToken({ helpers: { httpRequest } } as unknown as IHttpRequestHelper, {
		storeUrl: 'https://loja.example.com',
		storeId: '1',
		accessKey: `${accessKey}\n`,
	});
	const error: unknown = await login.catch((thrown: unknown) => thrown);
	expect(String(error)).toMatch(/iSET refused the login \(401: recusado (Basic )?\*\*\*/);
	expect(String(error)).not.toContain(quoted.replace('Basic ', ''));
});
