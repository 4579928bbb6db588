import type { IDataObject, INodeType } from 'n8n-workflow';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { Iset } from '../../../nodes/Iset/Iset.node';
import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { defaultKeys } from '../../../sandbox/nfeio/account.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { startSandbox, tokenFor } from '../sandbox/support.mts';
import { callExecute, place } from '../support/contexts.mts';
import { apiKey, delivery, execution, FakeN8n, minutesAgo, resendSecret, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
let sandbox: TestSandbox;

beforeEach(async () => {
	[n8n, sandbox] = await Promise.all([new FakeN8n().open(), startSandbox({ speed: 1 })]);
});

afterEach(async () => await Promise.all([n8n.close(), sandbox.close()]));

/** Runs Recover Missed of a vendor's node against the sandbox. */
async function recover(
	type: INodeType,
	credential: Record<string, IDataObject>,
	header: Record<string, string>,
	{ hours = 3, ...more }: Record<string, number> = {},
) {
	const name = Object.keys(credential)[0];
	const target = place({
		type,
		parameters: { resource: 'webhook', operation: 'recoverMissed', hours, graceMinutes: 0, knownDays: 1, ...more },
		credentials: { ...credential, n8nInstanceApi: { baseUrl: n8n.url, apiKey, resendSecret } },
		authenticate: (given, options) => ({
			...options,
			headers: { ...options.headers, ...(given === credential[name] || !('resendSecret' in given) ? header : { 'X-N8N-API-KEY': apiKey }) },
		}),
	});
	const { output } = await callExecute(target, [{ json: {} }]);
	return output[0].json as Record<string, any>;
}

/** A published workflow of this vendor, of which something was saved before. */
function receives(type: string, vendor: string, credential: string) {
	const node = triggerNode({
		type: `n8n-nodes-brasil-webhooks.${type}`,
		credentials: { [credential]: { id: `credential-${credential}`, name: 'A' }, n8nInstanceApi: { id: 'x', name: 'n8n' } },
	});
	n8n.workflows = [workflow({ nodes: [node] })];
	const heard = (own: object) => n8n.executions.push(execution([delivery({ vendor, ...own })], { triggerNode: node }));
	heard({ reference: 'something else', account: null });
	return heard;
}

/** Bling filters by whole seconds. */
const aSecond = async () => await new Promise((resolve) => setTimeout(resolve, 1100));

const posted = () => n8n.posted.map(({ body }) => body);

describe('Bling', () => {
	let bling: () => Promise<Record<string, any>>;
	let company: string;

	beforeEach(async () => {
		await sandbox.act('limits', { perSecond: 100_000, dayQuota: 100_000_000, ipBlocks: false });
		const token = await tokenFor(sandbox);
		company = token.companyId;
		const credential = { clientId: 'c', clientSecret: 's', environment: 'custom', apiBaseUrl: sandbox.bling };
		bling = async () =>
			await recover(new Bling(), { blingOAuth2Api: credential }, { Authorization: `Bearer ${token.oauthTokenData.access_token}` });
	});

	const shop = async () => ((await sandbox.read('/sandbox/bling')) as any).state.companies.find(({ id }: { id: string }) => id === company);

	test('an order is missing until a delivery tells of it in its situation; its id names the hour', async () => {
		const heard = receives('blingTrigger', 'bling', 'blingOAuth2Api');
		const { products, orders, invoices } = await shop();
		// What the shop held before is known.
		const known = { account: company, state: null, occurredAt: new Date().toISOString() };
		for (const { id } of products) heard({ ...known, event: 'product.created', reference: String(id) });
		for (const { id } of invoices) heard({ ...known, event: 'invoice.created', reference: String(id) });
		for (const { numero } of orders) heard({ ...known, reference: String(numero) });
		const order = async () => {
			const made = await sandbox.act('create-order', { company, product: String(products[0].id), storeNumber: `LOJA${Math.random()}` });
			await aSecond();
			return made;
		};
		const { numero: fine } = await order();
		heard({ ...known, reference: String(fine), state: '6' });
		const { numero, id } = await order();
		expect(await bling()).toMatchObject({ sent: 1, limits: expect.stringContaining('no stock, deletions') });
		expect(posted()).toEqual([
			expect.objectContaining({
				vendor: 'bling',
				event: 'order.updated',
				reference: String(numero),
				account: company,
				id: expect.stringMatching(new RegExp(`^sweep\\|${String(numero)}\\|\\d{4}-\\d\\d-\\d\\dT\\d\\d:00:00\\.000-03:00$`)),
			}),
		]);
		expect(await bling()).toMatchObject({ sent: 0 });
		await sandbox.act('order-situation', { company, order: String(id), situation: '9' });
		await aSecond();
		expect(await bling()).toMatchObject({ sent: 1 });
		expect(posted()[1]).toMatchObject({ state: '9', reference: String(numero) });
		expect(await bling()).toMatchObject({ sent: 0 });
	});
});

test('NFE.io: an invoice in its final state that nobody told of', async () => {
	receives('nfeIoTrigger', 'nfeio', 'nfeIoApi');
	await sandbox.act('settings', { stepSeconds: 0.01 }, 'nfeio');
	const url = sandbox.sandbox.addresses.nfeio;
	const { state } = (await sandbox.read('/sandbox/nfeio')) as any;
	const [{ id: company }] = state.account.companies;
	const { id } = await sandbox.act('issue-service-invoice', { company, externalId: 'x', outcome: 'issued' }, 'nfeio');
	await new Promise((resolve) => setTimeout(resolve, 300));
	const credential = { nfeIoApi: { apiKey: defaultKeys.mainKey, webhooksBaseUrl: url, invoicesBaseUrl: url } };
	const run = async () => await recover(new NfeIo(), credential, { Authorization: defaultKeys.mainKey });
	await run();
	expect(posted().filter(({ reference }) => reference === id)).toEqual([
		expect.objectContaining({
			event: 'service_invoice.issued_successfully',
			state: 'Issued',
			account: company,
			id: expect.stringMatching(`^sweep\\|${String(id)}\\|`),
		}),
	]);
	expect(await run()).toMatchObject({ sent: 0 });
});

test('Intelipost: the events of a known order that did not arrive, with their own ids', async () => {
	const heard = receives('intelipostTrigger', 'intelipost', 'intelipostApi');
	await sandbox.act('create-order', { orderNumber: 'PERDIDO', volumes: 1 }, 'intelipost');
	await sandbox.act('add-event', { orderNumber: 'PERDIDO', volume: '1', state: 'SHIPPED' }, 'intelipost');
	const credential = {
		intelipostApi: { accountName: 'Loja', apiKey: 'key', apiBaseUrl: `${sandbox.sandbox.addresses.intelipost}/api/v1` },
	};
	const run = async () => await recover(new Intelipost(), credential, { 'api-key': 'test-intelipost-api-key' });
	expect(await run()).toMatchObject({ changes: 0, sent: 0 });
	heard({ reference: 'PERDIDO', id: 'another', event: 'tracking.NEW', account: 'Loja', occurredAt: minutesAgo(50) });
	expect((await run()).sent).toBeGreaterThan(0);
	expect(posted().find(({ event }) => event === 'tracking.SHIPPED')).toMatchObject({
		id: expect.stringMatching(/^PERDIDO\|1\|\d+$/),
		reference: 'PERDIDO',
	});
	expect(await run()).toMatchObject({ sent: 0 });
});

test('iSET lists no times: a wait that could not be kept is refused by its name, before any request', async () => {
	const credential = { isetApi: { storeUrl: 'https://loja.example.com' } };
	await expect(recover(new Iset(), credential, {}, { graceMinutes: 15 })).rejects.toThrow(/"Minutes to Wait".*iSET lists orders by day/);
	expect(n8n.requests).toEqual([]);
});
