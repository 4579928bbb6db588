import { createHash, createHmac } from 'node:crypto';

import { identity as bling } from '../../nodes/Bling/identity.ts';
import { identity as intelipost } from '../../nodes/Intelipost/identity.ts';
import { identity as iset } from '../../nodes/Iset/identity.ts';
import { identity as nfeio } from '../../nodes/NfeIo/identity.ts';
import type { VendorIdentity } from '../../nodes/shared/vendorIdentity.ts';
import type { N8nInstance } from '../../scripts/n8n-instance.mts';
import { sign as signBling, clientSecret, stockBody } from './bling.mts';
import type { TriggerSpec, TriggerUnderTest } from './instance.mts';

/** What a vendor's notice is about: an order number or id that people search for, and its state where the vendor tells it. */
interface Subject {
	reference: string;
	state: string;
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
	/** Put after the address. */
	query?: string;
	bodyOf(subject: Subject): string;
	/** What proves that a body comes from this vendor. */
	proofOf(body: string, webhookId: string): Record<string, string>;
}

/** What its identity says; the first of its addresses is played. */
const playedBy = ({ vendor, credential, triggerType, routes }: VendorIdentity, parameters?: Record<string, unknown>) => ({
	vendor,
	trigger: { type: triggerType, path: routes[0].path, parameters },
	credentialType: credential,
});

const token = 'fake-token-fake-token-fake-token-fake-token';
const nfeIoKey = 'fake-nfeio-api-key';
let sent = 0;

const playedBling: PlayedVendor = {
	...playedBy(bling),
	event: 'order.updated',
	account: '9db3b9e60022d0eddb121a4319dfbe15',
	credential: { clientId: 'test-client', clientSecret },
	bodyOf: ({ reference, state }) => stockBody({ event: 'order.updated', data: { id: ++sent, numero: reference, situacao: { id: state } } }),
	proofOf: (body) => ({ 'x-bling-signature-256': signBling(body) }),
};

const playedIset: PlayedVendor = {
	...playedBy(iset, { options: { confirmByApi: false } }),
	event: 'order.saved',
	account: 'loja.example.com',
	credential: { storeUrl: 'https://loja.example.com', storeId: '1', accessKey: 'fake-key', webhookToken: token },
	query: `?token=${token}`,
	bodyOf: ({ reference, state }) => JSON.stringify({ orderId: reference, status: { label: state }, sequence: ++sent }),
	proofOf: () => ({}),
};

const playedIntelipost: PlayedVendor = {
	...playedBy(intelipost),
	event: 'tracking.SHIPPED',
	account: 'Loja Intelipost',
	credential: { accountName: 'Loja Intelipost', apiKey: 'fake-key', webhookUser: 'n8n', webhookPassword: 'fake-password' },
	bodyOf({ reference }) {
		const history = {
			shipment_order_volume_state: 'SHIPPED',
			shipment_order_volume_state_history: ++sent,
			created: 1_760_000_000_000,
		};
		return JSON.stringify({ order_number: reference, volume_number: '1', history });
	},
	proofOf: () => ({ authorization: `Basic ${Buffer.from('n8n:fake-password').toString('base64')}` }),
};

const playedNfeio = (webhooksBaseUrl: string): PlayedVendor => ({
	...playedBy(nfeio),
	event: 'service_invoice.issued_error',
	account: 'fake-company-1',
	credential: { apiKey: nfeIoKey, webhooksBaseUrl, invoicesBaseUrl: webhooksBaseUrl },
	bodyOf: ({ reference, state }) =>
		JSON.stringify({
			action: 'service_invoice.issued_error',
			payload: {
				id: reference,
				status: state,
				flowStatus: 'IssueFailed',
				provider: { id: 'fake-company-1', name: 'Loja Serviços' },
				sequence: ++sent,
			},
		}),
	proofOf(body, webhookId) {
		const secret = createHmac('sha256', nfeIoKey).update(`nfeio:${webhookId}`).digest('hex');
		const signature = createHmac('sha1', secret).update(body).digest('hex').toUpperCase();
		return {
			'x-hub-signature': `sha1=${signature}`,
			'x-hook-id': createHash('md5').update(body).digest('hex'),
			'x-hook-attempts': '0',
			'content-md5': createHash('md5').update(body).digest('base64'),
		};
	},
});

/** All four; NFE.io's trigger registers itself, at this address. */
export const playedVendors = (nfeIoUrl: string): PlayedVendor[] => [playedBling, playedIset, playedIntelipost, playedNfeio(nfeIoUrl)];

/** Posts one notice and returns the status of the answer. */
export const deliver = async (n8n: N8nInstance, played: PlayedVendor, target: TriggerUnderTest, subject: Subject): Promise<number> =>
	await deliverBody(n8n, played, target, played.bodyOf(subject));

/** The same with a body of the test's own, to another address of the trigger where it has several. */
export async function deliverBody(
	n8n: N8nInstance,
	{ trigger, query = '', proofOf }: PlayedVendor,
	{ webhookId }: TriggerUnderTest,
	body: string,
	path = trigger.path,
): Promise<number> {
	const response = await fetch(n8n.webhookUrl(webhookId, path) + query, {
		method: 'POST',
		body,
		headers: { 'content-type': 'application/json', ...proofOf(body, webhookId) },
	});
	await response.text();
	return response.status;
}
