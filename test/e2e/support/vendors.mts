import { createHash, createHmac } from 'node:crypto';

import type { N8nInstance } from '../../../scripts/n8n-instance.mts';
import { sign as signBling, clientSecret, stockBody } from './bling.mts';
import type { TriggerSpec, TriggerUnderTest } from './instance.mts';

/** What a vendor's notice is about: an order number or id that people search for, and its state where the vendor tells it. */
export interface Subject {
	reference: string;
	state: string;
}

interface Post {
	path: string;
	headers: Record<string, string>;
	body: string;
}

/** How a test plays a vendor: its trigger, with a credential that needs no network, and its signed posts. */
export interface PlayedVendor {
	vendor: string;
	event: string;
	/** As the delivery's field `account` names it. */
	account: string;
	trigger: Pick<TriggerSpec, 'type' | 'path' | 'parameters'>;
	credentialType: string;
	credential: Record<string, unknown>;
	post(subject: Subject, webhookId: string): Post;
}

const token = 'fake-token-fake-token-fake-token-fake-token';
const nfeIoKey = 'fake-nfeio-api-key';
let sent = 0;

const bling: PlayedVendor = {
	vendor: 'bling',
	event: 'order.updated',
	account: '9db3b9e60022d0eddb121a4319dfbe15',
	trigger: { type: 'blingTrigger', path: 'bling' },
	credentialType: 'blingOAuth2Api',
	credential: { clientId: 'test-client', clientSecret },
	post({ reference, state }) {
		const body = stockBody({ event: 'order.updated', data: { id: ++sent, numero: reference, situacao: { id: state } } });
		return { path: 'bling', body, headers: { 'x-bling-signature-256': signBling(body) } };
	},
};

const iset: PlayedVendor = {
	vendor: 'iset',
	event: 'order.saved',
	account: 'loja.example.com',
	trigger: { type: 'isetTrigger', path: 'iset/order.saved', parameters: { options: { confirmByApi: false } } },
	credentialType: 'isetApi',
	credential: { storeUrl: 'https://loja.example.com', storeId: '1', accessKey: 'fake-key', webhookToken: token },
	post({ reference, state }) {
		const body = JSON.stringify({ orderId: reference, status: { label: state }, sequence: ++sent });
		return { path: `iset/order.saved?token=${token}`, body, headers: {} };
	},
};

const intelipost: PlayedVendor = {
	vendor: 'intelipost',
	event: 'tracking.SHIPPED',
	account: 'Loja Intelipost',
	trigger: { type: 'intelipostTrigger', path: 'intelipost' },
	credentialType: 'intelipostApi',
	credential: { accountName: 'Loja Intelipost', apiKey: 'fake-key', webhookUser: 'n8n', webhookPassword: 'fake-password' },
	post({ reference }) {
		const history = {
			shipment_order_volume_state: 'SHIPPED',
			shipment_order_volume_state_history: ++sent,
			created: 1_760_000_000_000,
		};
		const authorization = `Basic ${Buffer.from('n8n:fake-password').toString('base64')}`;
		return {
			path: 'intelipost',
			body: JSON.stringify({ order_number: reference, volume_number: '1', history }),
			headers: { authorization },
		};
	},
};

const nfeio = (webhooksBaseUrl: string): PlayedVendor => ({
	vendor: 'nfeio',
	event: 'service_invoice.issued_error',
	account: 'fake-company-1',
	trigger: { type: 'nfeIoTrigger', path: 'nfeio' },
	credentialType: 'nfeIoApi',
	credential: { apiKey: nfeIoKey, webhooksBaseUrl, invoicesBaseUrl: webhooksBaseUrl },
	post({ reference, state }, webhookId) {
		const body = JSON.stringify({
			action: 'service_invoice.issued_error',
			payload: { id: reference, status: state, flowStatus: 'IssueFailed', provider: { id: 'fake-company-1', name: 'Loja Serviços' }, sequence: ++sent },
		});
		const secret = createHmac('sha256', nfeIoKey).update(`nfeio:${webhookId}`).digest('hex');
		const signature = createHmac('sha1', secret).update(body).digest('hex').toUpperCase();
		return {
			path: 'nfeio',
			body,
			headers: {
				'x-hub-signature': `sha1=${signature}`,
				'x-hook-id': String(sent).padStart(32, '0'),
				'x-hook-attempts': '0',
				'content-md5': createHash('md5').update(body).digest('base64'),
			},
		};
	},
});

/** All four; NFE.io's trigger registers itself, at this address. */
export const playedVendors = (nfeIoUrl: string): PlayedVendor[] => [bling, iset, intelipost, nfeio(nfeIoUrl)];

/** Posts one notice and returns the status of the answer. */
export async function deliver(n8n: N8nInstance, played: PlayedVendor, target: TriggerUnderTest, subject: Subject): Promise<number> {
	const { path, body, headers } = played.post(subject, target.webhookId);
	const response = await fetch(n8n.webhookUrl(target.webhookId, path), {
		method: 'POST',
		body,
		headers: { 'content-type': 'application/json', ...headers },
	});
	await response.text();
	return response.status;
}
