import { request } from 'node:http';

import { documented } from '../fixtures/intelipost.mts';

/** Obviously made up; the API key is the sandbox's own. */
export const secrets = {
	accountName: 'Loja Teste',
	apiKey: 'test-intelipost-api-key',
	webhookUser: 'n8n-test',
	webhookPassword: 'test-webhook-password-0123456789',
	webhookHeaderName: 'Api-Key',
	webhookHeaderValue: 'test-header-value-0123456789',
};

/** The header `Authorization` of an event rule with "Formato de autenticação" Basic. */
export const basic = (user = secrets.webhookUser, password = secrets.webhookPassword) =>
	`Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

let rows = 1_384_656;

/** The example, with a history row of its own. */
export const trackingBody = (overrides: Record<string, unknown> = {}) => ({
	...documented,
	history: { ...documented.history, shipment_order_volume_state_history: rows++ },
	...overrides,
});

interface Answer {
	status: number;
	body: unknown;
	headers: Record<string, unknown>;
}

/** Posts exactly these headers, also several of one name, which fetch would join. */
export async function post(
	address: string,
	body: unknown = trackingBody(),
	headers: Array<[string, string]> = [['authorization', basic()]],
): Promise<Answer> {
	const bytes = Buffer.isBuffer(body) ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
	const typed = headers.some(([name]) => name === 'content-type');
	const all: Array<[string, string]> = [
		...headers,
		...(typed ? [] : ([['content-type', 'application/json']] as Array<[string, string]>)),
		['host', new URL(address).host],
		['content-length', String(bytes.length)],
	];
	return await new Promise((resolve, reject) => {
		const sent = request(address, { method: 'POST', headers: all.flat() }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', reject);
			response.on('end', () => {
				const text = Buffer.concat(chunks).toString('utf8');
				resolve({ status: response.statusCode ?? 0, body: parse(text), headers: response.headers });
			});
		});
		sent.on('error', reject);
		sent.end(bytes);
	});
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
