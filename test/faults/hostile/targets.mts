import { createHash, createHmac } from 'node:crypto';

import type { N8nInstance } from '../../../scripts/n8n-instance.mts';
import { until } from '../../../scripts/n8n-instance.mts';
import { defaultKeys } from '../../../sandbox/nfeio/account.mts';
import { identity as bling } from '../../../nodes/Bling/identity.ts';
import { identity as intelipost } from '../../../nodes/Intelipost/identity.ts';
import { identity as iset } from '../../../nodes/Iset/identity.ts';
import { identity as nfeio } from '../../../nodes/NfeIo/identity.ts';
import type { VendorIdentity } from '../../../nodes/shared/vendorIdentity.ts';
import { clientSecret, sign } from '../../support/bling.mts';
import { publishTrigger } from '../../support/instance.mts';
import { basic, secrets as intelipostSecrets } from '../../support/intelipost.mts';
import { webhookToken } from '../../support/iset.mts';
import type { TestSandbox } from '../../support/sandbox.mts';

/** What an authentic request of a vendor has beside its body. */
interface Proof {
	headers: Array<[string, string]>;
	/** With the question mark. */
	query: string;
}

/** A trigger under attack. Each wants one event, which no attack names, so that nothing may start an execution. */
export interface Target {
	vendor: string;
	workflowId: string;
	webhookId: string;
	/** Paths of the addresses, from the first slash on. */
	paths: string[];
	/** Proves any body, as only the vendor could. */
	prove(body: Buffer): Proof;
	/** Names of the headers that carry the proof. */
	proofHeaders: string[];
}

const identities = { bling, nfeio, intelipost, iset };
const callbackToken = 'fake-callback-token-0123456789';
export const wantedEvents = {
	bling: 'stock.created',
	nfeio: 'product_invoice.issued_successfully',
	intelipost: 'tracking.DELIVERED',
	iset: 'category.removed',
};

/** Publishes one trigger of each vendor, so that whatever passes would start an execution that can be counted. */
export async function publishTargets(n8n: N8nInstance, sandbox: TestSandbox): Promise<Target[]> {
	const publish = async (
		{ vendor, triggerType, routes, credential }: VendorIdentity & { vendor: keyof typeof wantedEvents },
		data: object,
		options: object = {},
	) => {
		const id = await n8n.createCredential(vendor, credential, data);
		const trigger = await publishTrigger(n8n, {
			type: triggerType,
			path: routes[0].path,
			credentials: { [credential]: { id, name: vendor } },
			parameters: { events: [wantedEvents[vendor]], options },
		});
		return { vendor, workflowId: trigger.workflowId, webhookId: trigger.webhookId, paths: [new URL(trigger.address).pathname] };
	};
	const api = sandbox.addresses.nfeio;
	const bling = await publish(identities.bling, { clientId: 'test-client', clientSecret, callbackToken }, { legacyCallbacks: true });
	const nfeio = await publish(identities.nfeio, {
		apiKey: defaultKeys.mainKey,
		webhooksBaseUrl: api,
		invoicesBaseUrl: api,
	});
	const intelipost = await publish(identities.intelipost, {
		...intelipostSecrets,
		apiBaseUrl: 'http://127.0.0.1:9',
	});
	const iset = await publish(identities.iset, {
		storeUrl: 'https://loja.example.com',
		storeId: '1',
		accessKey: 'fake-key',
		webhookToken,
	});
	await until('the webhook at NFE.io', async () => {
		const { webHooks } = await sandbox.state<{ webHooks: unknown[] }>('nfeio');
		return webHooks.length > 0 ? true : undefined;
	});
	const isetPaths = identities.iset.events
		.filter((event) => event !== wantedEvents.iset)
		.map((event) => iset.paths[0].replace('order.saved', event));
	for (const path of isetPaths) await n8n.untilRegistered(n8n.url + path);
	return [
		{
			...bling,
			prove: (body) => ({ headers: [['x-bling-signature-256', sign(body)]], query: '' }),
			proofHeaders: ['x-bling-signature-256'],
		},
		{
			...nfeio,
			prove(body) {
				const secret = createHmac('sha256', defaultKeys.mainKey).update(`nfeio:${nfeio.webhookId}`).digest('hex');
				const signature = createHmac('sha1', secret).update(body).digest('hex').toUpperCase();
				return {
					headers: [
						['x-hub-signature', `sha1=${signature}`],
						['content-md5', createHash('md5').update(body).digest('base64')],
					],
					query: '',
				};
			},
			proofHeaders: ['x-hub-signature', 'content-md5'],
		},
		{ ...intelipost, prove: () => ({ headers: [['authorization', basic()]], query: '' }), proofHeaders: ['authorization'] },
		{ ...iset, paths: isetPaths, prove: () => ({ headers: [], query: `?token=${webhookToken}` }), proofHeaders: ['x-iset-token'] },
	];
}
