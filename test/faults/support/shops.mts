import { z } from 'zod';

import type { N8nInstance, WorkflowJson } from '../../../scripts/n8n-instance.mts';
import { until } from '../../../scripts/n8n-instance.mts';
import { pressAuthorize } from '../../../scripts/sandbox-client.mts';
import { defaultKeys } from '../../../sandbox/nfeio/account.mts';
import { publishTrigger } from '../../support/instance.mts';
import type { TriggerUnderTest } from '../../support/instance.mts';
import { secrets as intelipostSecrets } from '../../support/intelipost.mts';
import { credentialData as isetCredential, eventUrl } from '../../support/iset.mts';
import type { TestSandbox } from '../../support/sandbox.mts';
import type { Sent } from './count.mts';

type Json = Record<string, unknown>;

/** One vendor's part of the source: how its deliveries are caused, and how they are recognised again. */
interface Shop {
	vendor: string;
	/** The event that is counted; others that the vendor sends beside it are not wanted by the triggers. */
	isCounted(event: string): boolean;
	/** Makes something happen, which the sandbox reports to both triggers. */
	happen(number: number): Promise<void>;
	keyOfBody(body: Json): string;
	keyOfItem(item: Json): string;
}

interface Source {
	shops: Shop[];
	triggers: Array<{ vendor: string; gathered: boolean; trigger: TriggerUnderTest }>;
	/** What the sandbox sent so far, one entry a delivery: repeated posts of it are summed up. */
	sent(): Promise<Sent[]>;
	keyOfItem(item: Json): string;
}

const text = (value: unknown) => String(value);
const invoice = (document: Json) => [document.id, document.status, document.flowStatus].map(text).join('|');
const record = z.record(z.string(), z.unknown());

/**
 * Connects all four vendors of the sandbox to two triggers each, one of which gathers for 250 ms. All triggers ask the
 * vendor's API in `process`, so that its faults are met too.
 */
export async function openShops(
	n8n: N8nInstance,
	sandbox: TestSandbox,
	last: () => WorkflowJson['nodes'][number],
	options: Json = {},
): Promise<Source> {
	const credential = async (name: string, type: string, data: object) => ({
		[type]: { id: await n8n.createCredential(name, type, data), name },
	});
	const instance = await credential('Este n8n', 'n8nInstanceApi', { baseUrl: n8n.webhookBase, apiKey: n8n.apiKey, resendSecret });
	const triggers: Source['triggers'] = [];

	const publish = async (vendor: string, gathered: boolean, type: string, path: string, own: object, parameters: Json) => {
		const trigger = await publishTrigger(n8n, {
			type,
			path,
			credentials: { ...instance, ...own },
			parameters: {
				...parameters,
				options: { gatherWindowMs: gathered ? 250 : 0, ...options, ...(parameters.options as Json | undefined) },
			},
			next: [last()],
		});
		triggers.push({ vendor, gathered, trigger });
		return trigger;
	};

	const bling = await openBling(n8n, sandbox, credential);
	const blingShop = await bling.company();
	for (const gathered of [false, true]) {
		// An app has one address for each resource: postings go to one trigger, orders to the other.
		const events = gathered ? 'order.created' : 'stock.created';
		const { address } = await publish('bling', gathered, 'blingTrigger', 'bling', bling.credential, {
			events: [events],
			options: { fetchResource: true },
		});
		await bling.register(gathered ? 'order' : 'stock', address);
	}

	await sandbox.act('nfeio', 'settings', { attempts: 40, firstRetryMinutes: 1, disableAfterGiveUp: false, stepSeconds: 20 });
	const api = sandbox.addresses.nfeio;
	const nfeio = await credential('NFE.io', 'nfeIoApi', { apiKey: defaultKeys.mainKey, webhooksBaseUrl: api, invoicesBaseUrl: api });
	const { account } = await sandbox.state<{ account: { companies: Array<{ id: string }> } }>('nfeio');
	for (const gathered of [false, true]) {
		const { address } = await publish('nfeio', gathered, 'nfeIoTrigger', 'nfeio', nfeio, { events: ['service_invoice.issued'] });
		await until('the webhook at NFE.io', async () => {
			const { webHooks } = await sandbox.state<{ webHooks: Array<{ uri: string }> }>('nfeio');
			return webHooks.some(({ uri }) => uri === address) ? true : undefined;
		});
	}

	// Neither is known to repeat by itself; that they do here lets their share of the deliveries arrive too.
	await sandbox.act('intelipost', 'unknowns', { timeoutMs: 5000, retries: 20, retryMinutes: 5 });
	const intelipost = await credential('Intelipost', 'intelipostApi', {
		...intelipostSecrets,
		apiBaseUrl: `${sandbox.addresses.intelipost}/api/v1`,
	});
	for (const gathered of [false, true]) {
		const { address } = await publish('intelipost', gathered, 'intelipostTrigger', 'intelipost', intelipost, {
			options: { confirmByApi: true },
		});
		const { hostname, port, pathname } = new URL(address);
		const { webhookUser: usuario, webhookPassword: senha } = intelipostSecrets;
		await sandbox.act('intelipost', 'add-rule', {
			sendBy: 'Volumes',
			host: hostname,
			porta: port,
			path: pathname.slice(1),
			usuario,
			senha,
		});
	}

	await sandbox.act('iset', 'settings', { copies: 1, timeoutMs: 5000 });
	const iset = await credential('Loja', 'isetApi', await isetCredential(sandbox));
	for (const gathered of [false, true]) {
		const { address } = await publish('iset', gathered, 'isetTrigger', 'iset/order.saved', iset, { events: ['order.saved'] });
		await sandbox.act('iset', 'add-url', { event: 'order.saved', url: eventUrl(address, 'order.saved') });
	}
	const { products } = await sandbox.state<{ products: Array<{ id: number }> }>('iset');

	const shops: Shop[] = [
		{
			vendor: 'bling',
			isCounted: (event) => ['stock.created', 'order.created'].includes(event),
			async happen(number) {
				// COADOR is in no composition, so that a posting is one delivery.
				if (Math.floor(number / 4) % 2 === 0)
					await sandbox.act('bling', 'move-stock', { company: blingShop, product: 'COADOR', operation: 'B', quantity: number });
				else await sandbox.act('bling', 'create-order', { company: blingShop, product: 'COADOR', quantity: 1 });
			},
			keyOfBody: ({ eventId }) => text(eventId),
			keyOfItem: ({ id }) => text(id),
		},
		{
			vendor: 'nfeio',
			isCounted: () => true,
			async happen(number) {
				await sandbox.act('nfeio', 'issue-service-invoice', {
					company: account.companies[0].id,
					externalId: `F-${number}`,
					outcome: 'issued',
				});
			},
			keyOfBody: ({ payload }) => invoice(record.parse(payload)),
			keyOfItem: ({ data }) => invoice(record.parse(data)),
		},
		{
			vendor: 'intelipost',
			isCounted: () => true,
			async happen(number) {
				await sandbox.act('intelipost', 'create-order', { orderNumber: `F-${number}` });
			},
			keyOfBody: ({ order_number, volume_number, history }) =>
				[order_number, volume_number, record.parse(history).shipment_order_volume_state_history].map(text).join('|'),
			keyOfItem: ({ id }) => text(id),
		},
		{
			vendor: 'iset',
			isCounted: (event) => event === 'order.saved',
			async happen() {
				await sandbox.act('iset', 'create-order', { product: String(products[0].id), status: 'PAGO' });
			},
			keyOfBody: ({ orderId }) => text(orderId),
			keyOfItem: ({ reference }) => text(reference),
		},
	];
	return {
		shops,
		triggers,
		keyOfItem: (item) => shops.find(({ vendor }) => vendor === item.vendor)?.keyOfItem(item) ?? `unknown vendor ${text(item.vendor)}`,
		sent: async () => await sentBy(shops, triggers, sandbox),
	};
}

/** Signs the resends of the crash sweep. */
export const resendSecret = 'fake-resend-secret-of-forty-characters-1';

/** An account of the sandbox's Bling, connected by n8n's own OAuth flow. */
export async function openBling(
	n8n: N8nInstance,
	sandbox: TestSandbox,
	credential: (name: string, type: string, data: object) => Promise<Record<string, { id: string; name: string }>>,
) {
	const { clientId, clientSecret, apiBaseUrl, authUrl, accessTokenUrl, companyId } = await sandbox.act('bling', 'token');
	const made = await credential('Bling', 'blingOAuth2Api', {
		clientId,
		clientSecret,
		environment: 'custom',
		apiBaseUrl,
		customAuthUrl: authUrl,
		customAccessTokenUrl: accessTokenUrl,
	});
	await sandbox.act('bling', 'set-redirect', { app: clientId, url: `${n8n.webhookBase}/rest/oauth2-credential/callback` });
	await n8n.connectOAuth2(made.blingOAuth2Api.id, async (url) => await pressAuthorize(url, text(companyId)));
	return {
		credential: made,
		company: async () => text(companyId),
		async register(resource: string, url: string) {
			await sandbox.act('bling', 'add-server', { app: clientId, alias: resource, url });
			await sandbox.act('bling', 'configure-resource', { app: clientId, resource, server: resource, actions: ['created'] });
		},
	};
}

async function sentBy(shops: Shop[], triggers: Source['triggers'], sandbox: TestSandbox): Promise<Sent[]> {
	const found = new Map<string, Sent & { at: string }>();
	for (const { vendor, isCounted, keyOfBody } of shops) {
		for (const dispatch of (await sandbox.dispatches(vendor)).filter(({ event }) => isCounted(event))) {
			const to = triggers.find(({ trigger }) => dispatch.url.includes(trigger.webhookId));
			if (!to) continue;
			const key = keyOfBody(record.parse(JSON.parse(dispatch.body)));
			const name = `${to.trigger.workflowId} ${key}`;
			const known = found.get(name);
			const posts = dispatch.attempts.length + (known?.posts ?? 0);
			const successes = dispatch.attempts.filter(({ status }) => status !== null && status >= 200 && status < 300);
			const acknowledged = known?.acknowledged === true || successes.some(({ answer }) => answer !== startingUp);
			const swallowed = known?.swallowed === true || successes.some(({ answer }) => answer === startingUp);
			const at = known && known.at < dispatch.createdAt ? known.at : dispatch.createdAt;
			found.set(name, {
				number: 0,
				vendor,
				gathered: to.gathered,
				workflowId: to.trigger.workflowId,
				key,
				acknowledged,
				swallowed,
				posts,
				at,
			});
		}
	}
	const inOrder = [...found.values()].sort((a, b) => a.at.localeCompare(b.at));
	return inOrder.map(({ at: _at, ...sent }, index) => ({ ...sent, number: index + 1 }));
}

/** n8n's own words, with status 200, until its migrations have run; before that it answers 503. */
const startingUp = 'n8n is starting up. Please wait';
