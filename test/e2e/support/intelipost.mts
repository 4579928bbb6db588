import { request } from 'node:http';

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

/** The documented example (vendors/intelipost.md §2.2). */
const documented = {
	history: {
		shipment_order_volume_id: 230713,
		shipment_order_volume_state: 'IN_TRANSIT',
		tracking_state: null,
		created: 1467412580614,
		created_iso: '2016-07-01T19:36:20.614-03:00',
		provider_message: 'em processo de entrega',
		provider_state: 'ABC123',
		shipper_provider_state: 'ENT',
		esprinter_message: 'OBJETO EM RUA',
		shipment_volume_micro_state: {
			id: 28,
			code: '27',
			default_name: 'CARGA REDESPACHADA',
			name: 'CARGA REDESPACHADA',
		},
		attachments: [],
		shipment_order_volume_state_localized: 'Em trânsito',
		shipment_order_volume_state_history: 1384656,
		event_date: 1467404520000,
		event_date_iso: '2016-07-01T17:22:00.000-03:00',
	},
	invoice: { invoice_series: '1', invoice_number: '1000', invoice_key: '1000'.padStart(44, '0') },
	order_number: 'PEDIDO0004',
	sales_order_number: 'PEDIDODEVENDA01',
	tracking_code: 'IP20160701BR',
	volume_number: '1',
};

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
	const bytes = Buffer.isBuffer(body)
		? body
		: Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
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
