import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { start } from '../../sandbox/core/start.mts';
import { AcmeApi } from '../fixtures/Acme/credential';
import { identity } from '../fixtures/Acme/identity';
import { acme as acmeSandbox } from '../fixtures/Acme/sandbox.mts';
import { vendors } from '../../nodes/vendors';
import { startReceiver, until } from './sandbox/support.mts';
import { callExecute, callWebhook, place } from './support/contexts.mts';

/**
 * A fifth vendor is its folder and a line in nodes/vendors.ts: this is the line, and nothing else of the package is changed. What
 * reads the list is imported below it.
 */
jest.mock('../../nodes/vendors', () => ({ vendors: [...vendors, identity] }));
jest.unstable_mockModule('../../nodes/vendors.ts', () => ({ vendors: [...vendors, identity] }));
const { FakeN8n, delivery, execution, instanceCredentialId, triggerNode, workflow } = await import('./deliveries/support.mts');
const { Acme } = await import('../fixtures/Acme/action');
const { AcmeTrigger } = await import('../fixtures/Acme/trigger');
const { credentialTypesOf } = await import('../../scripts/bundled.mts');

// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const secret = 'fake-acme-secret-0123456789abcdef';
const type = `n8n-nodes-brasil-webhooks.${identity.triggerType}`;
const credentials = { [identity.credential]: { secret } };
const trigger = () => place({ type: new AcmeTrigger(), credentials, typeVersion: 1.2, parameters: { events: [identity.events[0]] } });

/** What its sandbox posts. */
async function lostParcel(number: string, signedWith = secret) {
	const receiver = await startReceiver();
	const sandbox = await start({ port: 0 }, [acmeSandbox]);
	try {
		await fetch(`${sandbox.addresses.control}/sandbox/${identity.vendor}/lose-parcel`, {
			method: 'POST',
			body: JSON.stringify({ number, url: receiver.url, secret: signedWith }),
		});
		const { body, headers } = await until(() => receiver.received[0]);
		return { body, headers };
	} finally {
		await sandbox.close();
		await receiver.close();
	}
}

test('its sandbox posts, its trigger receives and processes; a forgery is refused, a repeat starts nothing', async () => {
	const node = trigger();
	const notice = await lostParcel('77');
	const received = await callWebhook(node, notice);
	expect(received).toMatchObject({ status: 200, body: { status: 'accepted' } });
	received.end('stored');
	const { output, tags } = await callExecute(node, received.items ?? []);
	expect(output.map(({ json }) => json)).toMatchObject([
		{ vendor: 'acme', event: 'parcel.lost', account: 'conta-1', reference: '77', verifiedBy: ['signature'] },
	]);
	expect(tags).toMatchObject({ vendor: 'acme', reference: '77', outcome: 'emitted' });
	expect((await callWebhook(node, notice)).body).toEqual({ status: 'duplicate' });
	expect((await callWebhook(node, await lostParcel('78', 'another'))).status).toBe(401);
});

describe('Webhook Deliveries', () => {
	const node = triggerNode({
		name: 'Avisos',
		type,
		credentials: { [identity.credential]: { id: 'acme-1', name: 'Conta' }, n8nInstanceApi: { id: instanceCredentialId, name: 'n8n' } },
	});
	const lost = { vendor: identity.vendor, event: identity.events[0], account: 'conta-1', reference: '77' };
	let n8n: InstanceType<typeof FakeN8n>;
	beforeEach(async () => {
		n8n = await new FakeN8n().open();
		n8n.workflows = [workflow({ nodes: [node] })];
		n8n.executions = [execution([delivery(lost)], { status: 'error', triggerNode: node })];
	});
	afterEach(async () => await n8n.close());

	test('finds its deliveries, and offers it by name', async () => {
		const found = await n8n.run({ resource: 'delivery', operation: 'getMany', returnAll: true, filters: { vendors: [identity.vendor] } });
		expect(found).toMatchObject([lost]);
		const { WebhookDeliveries } = await import('../../nodes/WebhookDeliveries/WebhookDeliveries.node');
		const { properties } = new WebhookDeliveries().description;
		expect(JSON.stringify(properties)).toContain(JSON.stringify({ name: 'Acme Fretes', value: 'acme' }));
	});

	test('shows its address', async () => {
		const [row] = await n8n.run({ resource: 'endpoint', operation: 'getMany' });
		expect(row).toMatchObject({ vendor: 'acme', account: 'conta-1', credentialName: 'Conta', trigger: 'Avisos' });
		expect(row.url).toMatch(/\/webhook\/webhook-1\/acme$/);
	});

	test('the panel calls it and its event by name, and offers to send one', async () => {
		const [{ html }] = await n8n.run({ resource: 'report', operation: 'render', query: {} });
		expect(html).toMatch(/Acme Fretes · Matriz · parcel\.lost/);
		expect(html).toContain('Encomenda <strong>77</strong>');
		expect(html).toContain('<option value="acme|parcel.lost">');
	});

	test('sends to its address', async () => {
		await n8n.run({ resource: 'delivery', operation: 'send', delivery: JSON.stringify(delivery(lost)) });
		expect(n8n.posted.map(({ path }) => path)).toEqual(['/webhook/webhook-1/acme']);
	});
});

test('Webhook → Test calls its trigger as it does', async () => {
	const node = trigger();
	const api = 'https://n8n-api.example.com';
	const answer = async (uri: string, body: nock.Body, headers: Record<string, string>) => {
		const { status, body: said } = await callWebhook(node, { path: uri, body: JSON.stringify(body), headers });
		return [status, said] as [number, nock.Body];
	};
	nock(api)
		.get('/api/v1/workflows/w1')
		.query(true)
		.reply(200, { id: 'w1', name: 'Loja', active: true, nodes: [{ name: 'Avisos', type, webhookId: node.webhookId }] });
	nock('https://n8n.example.com')
		.post(`/webhook/${node.webhookId}/acme`)
		.twice()
		.reply(async function (uri, body) {
			return await answer(uri, body as nock.Body, this.req.headers as Record<string, string>);
		});
	const action = place({
		type: new Acme(),
		parameters: { resource: 'webhook', operation: 'check', workflowId: 'w1' },
		credentials: { ...credentials, n8nInstanceApi: { baseUrl: api, apiKey: 'fake-key' } },
	});
	const rows = (await callExecute(action, [{ json: {} }])).output.map(({ json }) => json as IDataObject);

	expect(Object.fromEntries(rows.map(({ check, status }) => [check, status]))).toMatchObject({
		'The address answers': 'pass',
		'A genuine delivery is accepted': 'pass',
		'The answer arrives in time': 'pass',
		'A forged delivery is refused': 'pass',
	});
	expect(rows.find(({ check }) => check === 'The answer arrives in time')?.detail).toContain('the limit is 3 s');
});

test('npm start and the tests of the bundled workflows know which credentials its nodes take', () => {
	expect(new AcmeApi().name).toBe(identity.credential);
	const node = { name: 'Avisos', type, typeVersion: 1.2, position: [0, 0] as [number, number], parameters: {} };
	expect(credentialTypesOf(node)).toEqual([identity.credential, 'n8nInstanceApi']);
});
