import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { after, test } from 'node:test';

import type { Execution } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { act } from '../../scripts/sandbox-client.mts';
import { start } from '../../sandbox/core/start.mts';
import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import type { TriggerUnderTest } from '../support/instance.mts';
import { createTrigger, publishTrigger, startTestN8n } from '../support/instance.mts';

const n8n = await startTestN8n();
const sandbox = await start({ port: 0, seed: 1, speed: 600 });
after(async () => await sandbox.close());
const { control, nfeio: api } = sandbox.addresses;

const urls = { webhooksBaseUrl: api, invoicesBaseUrl: api };
const name = 'NFE.io';
const id = await n8n.current.createCredential(name, 'nfeIoApi', { apiKey: `${defaultKeys.mainKey}\n`, previousApiKey: '', ...urls });
const credentials = { nfeIoApi: { id, name } };

interface WebHook {
	id: string;
	uri: string;
	status: string;
	filters: string[];
	headers?: Record<string, string>;
}

interface State {
	account: { companies: Array<{ id: string }> };
	webHooks: WebHook[];
}

const read = async <T,>(path: string): Promise<T> => (await (await fetch(`${control}${path}`)).json()) as T;
const state = async () => (await read<{ state: State }>('/sandbox/nfeio')).state;
const hooksAt = async (uri: string) => (await state()).webHooks.filter((webHook) => webHook.uri === uri);
const requests = async (query: string) =>
	(
		await read<{ requests: Array<{ method: string; body: string; headerNames: string[]; server: string }> }>(
			`/sandbox/nfeio/requests?${query}`,
		)
	).requests;
const perform = async (action: string, input: Record<string, unknown> = {}) => await act(control, 'nfeio', action, input);
const [{ id: company }] = (await state()).account.companies;

const publish = async (parameters: Record<string, unknown> = {}, typeVersion?: number) =>
	await publishTrigger(n8n.current, { type: 'nfeIoTrigger', path: 'nfeio', typeVersion, credentials, parameters });

/** The address answers before the webhook is registered at the vendor. */
const registered = async ({ address }: TriggerUnderTest) =>
	await until('the webhook to be registered', async () => (await hooksAt(address))[0]);

/** Removes the registration, so that later tests are not delivered to it. */
const unpublish = async ({ workflowId, address }: TriggerUnderTest) => {
	await n8n.current.unpublish(workflowId);
	await until('the webhook to be removed', async () => ((await hooksAt(address)).length === 0 ? true : undefined));
};

const itemsOf = (execution: Execution) => (execution.data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => json);

/** Runs the action node in a workflow of its own: an NFE.io event starts it, the result is the last node's items. */
const actionNode = (parameters: Record<string, unknown>) => ({
	id: crypto.randomUUID(),
	name: 'Action',
	type: n8n.current.nodeType('nfeIo'),
	typeVersion: 1,
	position: [200, 0] as [number, number],
	credentials,
	parameters,
});

const outputOf = (execution: Execution) => {
	const [run] = execution.data.resultData.runData.Action ?? [];
	return run?.data?.main[0] ?? [];
};

test('publishing registers, an issued invoice is one execution, unpublishing removes', async () => {
	const trigger = await publish({ events: ['service_invoice.issued'] });
	const webHook = await registered(trigger);
	assert.deepEqual([webHook.status, webHook.filters], ['Active', ['service_invoice.issued']]);
	const [{ body }] = await requests('method=POST&path=/v2/webhooks');
	const secret = createHmac('sha256', defaultKeys.mainKey).update(`nfeio:${trigger.webhookId}`).digest('hex');
	assert.equal((JSON.parse(body) as { webHook: { secret: string } }).webHook.secret, secret);

	const { id: invoice } = await perform('issue-service-invoice', { company, outcome: 'issued' });
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.equal(execution.status, 'success');
	const [{ data, receivedAt, id: hookId, ...delivery }] = itemsOf(execution);
	assert.match(String(hookId), /^[0-9a-f]{32}$/);
	assert.equal((data as { cityServiceCode: string }).cityServiceCode, '2690');
	assert.ok(!Number.isNaN(Date.parse(String(receivedAt))));
	assert.deepEqual(delivery, {
		vendor: 'nfeio',
		event: 'service_invoice.issued_successfully',
		account: company,
		accountName: 'Oficina Exemplo Ltda',
		state: 'Issued',
		reference: invoice,
		occurredAt: delivery.occurredAt,
		attempt: 0,
		verifiedBy: ['signature'],
		redelivery: false,
	});
	assert.equal(execution.customData?.reference, invoice);
	// The verification started nothing, and the other outcomes are filtered by the vendor.
	assert.equal((await n8n.current.executions(trigger.workflowId)).length, 1);
	await unpublish(trigger);
});

test('a new trigger takes no document of the test environment, unless it is chosen', async () => {
	const triggers: TriggerUnderTest[] = [];
	for (const options of [{}, { environment: 'both' }]) triggers.push(await publish({ events: ['*'], options }, 1.2));
	for (const { webhookId, address } of triggers) {
		const secret = createHmac('sha256', defaultKeys.mainKey).update(`nfeio:${webhookId}`).digest('hex');
		for (const environment of ['Development', 'Production']) {
			const body = JSON.stringify({
				action: 'issued_successfully',
				payload: { id: 'doc-1', flowStatus: 'Issued', status: 'Issued', environment, provider: { id: company } },
			});
			const signature = createHmac('sha1', secret).update(body).digest('hex').toUpperCase();
			const response = await fetch(address, {
				method: 'POST',
				body,
				headers: { 'content-type': 'application/json', 'x-hub-signature': `sha1=${signature}` },
			});
			const wanted: boolean = environment === 'Production' || address === triggers[1].address;
			assert.deepEqual(await response.json(), { status: wanted ? 'accepted' : 'ignored' });
		}
	}
	const executions = await Promise.all(
		triggers.map(async ({ workflowId }, index) => await n8n.current.untilExecutions(workflowId, index + 1)),
	);
	assert.deepEqual(
		executions.map((own) => own.length),
		[1, 2],
	);
	for (const trigger of triggers) await unpublish(trigger);
});

test('all events of a new trigger are all, also one that is not in the list; without a choice it is not published', async () => {
	const trigger = await publish({ events: ['*'] }, 1.2);
	const body = JSON.stringify({
		action: 'new_thing.happened',
		payload: { id: 'doc-2', environment: 'Production', provider: { id: company } },
	});
	assert.deepEqual(await post(trigger, body), [200, 'accepted']);
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.deepEqual(
		itemsOf(execution).map(({ event }) => event),
		['new_thing.happened'],
	);
	await unpublish(trigger);
	const { id: workflowId } = await createTrigger(n8n.current, { type: 'nfeIoTrigger', path: 'nfeio', typeVersion: 1.2, credentials });
	assert.match(await n8n.current.publishInVain(workflowId), /required parameters: .*events/i);
});

test('a delivery whose n8n was killed arrives with a later attempt, once', async () => {
	await perform('settings', {
		attempts: 40,
		firstRetryMinutes: 1,
		disableAfterGiveUp: true,
		echo: true,
		verifyOnUpdate: true,
		rotateSecret: true,
	});
	const trigger = await publish();
	await registered(trigger);
	await n8n.current.kill();
	const { id: invoice } = await perform('issue-service-invoice', { company, outcome: 'issued' });
	await until('the first attempts to fail', async () => {
		const { dispatches } = await read<{ dispatches: Array<{ attempts: unknown[] }> }>(
			`/sandbox/nfeio/dispatches?reference=${String(invoice)}`,
		);
		return (dispatches[0]?.attempts.length ?? 0) >= 2 ? true : undefined;
	});
	await n8n.restart('kill');
	const [execution, ...more] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.deepEqual(more, []);
	// Whatever n8n ran at its start, the webhook is there once.
	assert.equal((await hooksAt(trigger.address)).length, 1);
	const [delivery] = itemsOf(execution);
	assert.deepEqual([delivery.reference, execution.status], [invoice, 'success']);
	assert.ok(Number(delivery.attempt) >= 2, `attempt ${String(delivery.attempt)}`);
	await unpublish(trigger);
});

test('a webhook that was changed at the vendor is repaired, and its deliveries verify', async () => {
	const trigger = await publish();
	await registered(trigger);
	// Left behind by an earlier n8n and changed by somebody: it is at the address when the workflow is published.
	const created = await fetch(`${api}/v2/webhooks`, {
		method: 'POST',
		headers: { authorization: defaultKeys.mainKey },
		body: JSON.stringify({ webHook: { uri: `${trigger.address}?echo=1` } }),
	});
	const { id: webHookId } = ((await created.json()) as { webHook: WebHook }).webHook;
	await unpublish(trigger);
	await perform('change-hook', {
		id: webHookId,
		status: 'Inactive',
		filters: ['product_invoice.cancelled_error'],
		newSecret: 'a secret of somebody else, 32 long',
		uri: trigger.address,
	});
	await n8n.current.publish(trigger.workflowId, trigger.address);
	const repaired = await until('the webhook to be active', async () =>
		(await hooksAt(trigger.address)).find(({ status, filters }) => status === 'Active' && filters.length === 0),
	);
	assert.equal(repaired.id, webHookId);
	await perform('issue-product-invoice', { company, kind: 'product', outcome: 'issued_successfully' });
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.equal(itemsOf(execution)[0].event, 'product_invoice.issued_successfully');

	// Deleted at the vendor: n8n 2.41 leaves alone what has not changed, so it takes both.
	await perform('delete-hook', { id: webHookId });
	await n8n.current.unpublish(trigger.workflowId);
	await n8n.current.untilRegistered(trigger.address, false);
	await n8n.current.publish(trigger.workflowId, trigger.address);
	const anew = await registered(trigger);
	assert.notEqual(anew.id, webHookId);
	assert.equal((await hooksAt(trigger.address)).length, 1);
	await unpublish(trigger);
});

test('changed events are registered when they are published', async () => {
	const trigger = await publish({ events: ['service_invoice.issued'] });
	await registered(trigger);
	await n8n.current.changePublished(trigger.workflowId, (nodes) =>
		nodes.map((node) => ({ ...node, parameters: { ...node.parameters, events: ['service_invoice.cancelled'] } })),
	);
	const [webHook, ...more] = await until('the filters to change', async () => {
		const hooks = await hooksAt(trigger.address);
		return hooks.some(({ filters }) => filters.includes('service_invoice.cancelled')) ? hooks : undefined;
	});
	assert.deepEqual([webHook.filters, more], [['service_invoice.cancelled'], []]);
	await unpublish(trigger);
});

/** As NFE.io sends it; `headers` replace or (undefined) remove what it sends. */
async function post({ address, webhookId }: TriggerUnderTest, body: string, headers: Record<string, string | undefined> = {}) {
	const secret = createHmac('sha256', defaultKeys.mainKey).update(`nfeio:${webhookId}`).digest('hex');
	const signature = createHmac('sha1', secret).update(body).digest('hex').toUpperCase();
	const all = {
		'content-type': 'application/json; charset=utf-8',
		'user-agent': 'HookShoot/2.0',
		'x-hub-signature': `sha1=${signature}`,
		'x-hook-id': crypto.randomUUID().replaceAll('-', ''),
		'x-hook-attempts': '0',
		'content-md5': createHash('md5').update(body).digest('base64'),
		...headers,
	};
	const given = Object.entries(all).filter((entry): entry is [string, string] => entry[1] !== undefined);
	const response = await fetch(address, { method: 'POST', body, headers: given });
	return [response.status, ((await response.json()) as { status?: string }).status];
}

test('what is not a wanted, authentic delivery starts no execution', async (t) => {
	const trigger = await publish({ events: ['service_invoice.issued'] });
	const body = JSON.stringify({ action: 'issued_successfully', payload: { id: '65fa2c11abc1234567890def', status: 'Issued' } });
	const unauthorized = [401, 'unauthorized'];
	const ignored = [200, 'ignored'];
	const forged = `sha1=${'0'.repeat(40)}`;
	const cases: Array<[string, string, Record<string, string | undefined>, unknown[]]> = [
		['wrong signature', body, { 'x-hub-signature': forged }, unauthorized],
		['no signature', body, { 'x-hub-signature': undefined }, unauthorized],
		['sha256', body, { 'x-hub-signature': `sha256=${'0'.repeat(64)}` }, unauthorized],
		['a ping with a wrong signature', '{"action":"ping","webHook":{}}', { 'x-hub-signature': forged }, unauthorized],
		['Content-MD5 of another body', body, { 'content-md5': createHash('md5').update('x').digest('base64') }, unauthorized],
		['unsigned JSON where the check is empty', '{}', { 'x-hub-signature': undefined }, unauthorized],
		['a resend header without credential', body, { 'x-n8n-redelivery': '1.abcdefgh.00' }, unauthorized],
		['a ping', '{"action":"ping","webHook":{}}', {}, ignored],
		['an event that was not chosen', JSON.stringify({ action: 'product_invoice.issued' }), {}, ignored],
		['an event that cannot be told', '{}', {}, ignored],
		['a list', '[1,2]', {}, ignored],
		['text', 'hello', { 'content-type': 'text/plain' }, ignored],
		['bytes of an unknown type', '\u0000\u0001', { 'content-type': 'application/octet-stream' }, ignored],
		[
			'a header that contradicts the body',
			JSON.stringify({ action: 'cancelled_error', payload: {} }),
			{ 'x-hook-event': 'service_invoice.issued' },
			ignored,
		],
	];
	for (const [caseName, sent, headers, answer] of cases) {
		await t.test(caseName, async () => assert.deepEqual(await post(trigger, sent, headers), answer));
	}
	for (const query of ['', '?echo=abc']) {
		await t.test(`the creation check ${query}`, async () => {
			assert.equal((await fetch(trigger.address + query, { method: 'POST' })).status, 200);
		});
	}
	await t.test('a check with another query', async () => {
		assert.equal((await fetch(`${trigger.address}?token=abc`, { method: 'POST' })).status, 401);
	});
	await t.test('an empty body that is signed', async () => assert.deepEqual(await post(trigger, ''), ignored));
	assert.deepEqual(await n8n.current.executions(trigger.workflowId), []);

	await t.test('a captured delivery counts once, whatever its unsigned headers say', async () => {
		assert.deepEqual(await post(trigger, body), [200, 'accepted']);
		assert.deepEqual(await post(trigger, body), [200, 'duplicate']);
		assert.deepEqual(await post(trigger, body, { 'x-hook-id': undefined }), [200, 'duplicate']);
		assert.deepEqual(await post(trigger, body, { 'x-hook-event': 'service_invoice.issued_error' }), [200, 'duplicate']);
		assert.equal((await n8n.current.untilExecutions(trigger.workflowId, 1)).length, 1);
	});
	await unpublish(trigger);
});

test('a delivery without an action is told by its header and its status, and what stands beside the invoice is kept', async () => {
	const trigger = await publish({ events: ['service_invoice.issued', 'service_invoice.cancelled'] });
	const deliver = async (flowStatus: unknown, header?: string) => {
		const payload = { id: crypto.randomUUID().replaceAll('-', ''), status: 'Issued', flowStatus, provider: { id: company } };
		assert.deepEqual(await post(trigger, JSON.stringify({ payload, properties: { tenant: 'a' } }), { 'x-hook-event': header }), [
			200,
			'accepted',
		]);
		return payload;
	};
	const sent = [
		await deliver('Issued'),
		await deliver('IssueFailed', 'issued_error'),
		await deliver('Cancelled', 'service_invoice'),
		await deliver(-1),
	];
	const executions = await n8n.current.untilExecutions(trigger.workflowId, sent.length);
	const events = new Map(executions.flatMap(itemsOf).map(({ event, reference, data }) => [reference, { event, data }]));
	const names = ['issued_successfully', 'issued_error', 'cancelled_successfully', 'issued_failed'];
	assert.deepEqual(
		sent.map(({ id: invoice }) => events.get(invoice)),
		sent.map((payload, index) => ({
			event: `service_invoice.${names[index]}`,
			data: { ...payload, $envelope: { properties: { tenant: 'a' } } },
		})),
	);
	await unpublish(trigger);
});

test('a vendor that does not accept the address stops the publication, and leaves nothing behind', async () => {
	const wrong = await n8n.current.createCredential('Wrong key', 'nfeIoApi', { apiKey: 'wrong', ...urls });
	const { id: workflowId, webhookId } = await createTrigger(n8n.current, {
		type: 'nfeIoTrigger',
		path: 'nfeio',
		credentials: { nfeIoApi: { id: wrong, name: 'Wrong key' } },
	});
	assert.match(await n8n.current.publishInVain(workflowId), /NFE\.io answered 401|Authorization|does not know this API key/);
	assert.deepEqual(await hooksAt(n8n.current.webhookUrl(webhookId, 'nfeio')), []);
});

test('a credential is tested against the webhooks of the account', async () => {
	const tested = async (key: object) => {
		const data = { ...urls, ...key };
		const id = await n8n.current.createCredential('Test', 'nfeIoApi', data);
		return await n8n.current.rest<{ status: string }>('POST', '/credentials/test', {
			credentials: { id, name: 'Test', type: 'nfeIoApi', data },
		});
	};
	assert.equal((await tested({ apiKey: defaultKeys.mainKey })).status, 'OK');
	assert.equal((await tested({ apiKey: 'wrong' })).status, 'Error');
});

test('the action node downloads a PDF, and the API key stays with the API', async () => {
	const trigger = await publishTrigger(n8n.current, {
		type: 'nfeIoTrigger',
		path: 'nfeio',
		credentials,
		next: [
			actionNode({
				resource: 'serviceInvoice',
				operation: 'download',
				company: { __rl: true, mode: 'id', value: '={{ $json.account }}' },
				invoiceId: '={{ $json.reference }}',
				format: 'pdf',
				binaryField: 'pdf',
			}),
		],
	});
	await registered(trigger);
	await perform('clear-requests');
	await perform('issue-service-invoice', { company, outcome: 'issued' });
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.equal(execution.status, 'success', String(execution.data.resultData.error?.message));
	const [{ binary }] = outputOf(execution) as Array<{ binary?: Record<string, { mimeType: string }> }>;
	assert.equal(binary?.pdf.mimeType, 'application/pdf');
	const all = await requests('limit=100');
	assert.deepEqual(
		all.map(({ server, headerNames }) => [server, headerNames.includes('authorization')]),
		[
			['nfeio-blob', false],
			['nfeio', true],
		],
	);
	await unpublish(trigger);
});

test('the action node repairs the webhook of a trigger, whose secret it derives', async () => {
	const trigger = await publishTrigger(n8n.current, {
		type: 'nfeIoTrigger',
		path: 'nfeio',
		credentials,
		parameters: { options: { includePings: true } },
		next: [
			actionNode({
				resource: 'webhook',
				operation: 'repair',
				webhook: { __rl: true, mode: 'id', value: '={{ $json.data.Id }}' },
			}),
		],
	});
	const { id: webHookId } = await registered(trigger);
	await fetch(`${api}/v2/webhooks/${webHookId}/pings`, { method: 'PUT', headers: { authorization: defaultKeys.mainKey } });
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.equal(execution.status, 'success', String(execution.data.resultData.error?.message));
	assert.ok(!JSON.stringify(itemsOf(execution)).includes('Secret'));
	const [{ json }] = outputOf(execution);
	assert.deepEqual([json.id, json.status, json.statusBefore], [webHookId, 'Active', 'Active']);
	const [{ body }] = await requests('method=PUT&path=/v2/webhooks');
	const secret = createHmac('sha256', defaultKeys.mainKey).update(`nfeio:${trigger.webhookId}`).digest('hex');
	assert.equal((JSON.parse(body) as { webHook: { secret: string } }).webHook.secret, secret);
	await unpublish(trigger);
});

test('the action node checks a trigger from inside', async () => {
	const checked = await publish();
	await registered(checked);
	const instance = await n8n.current.createCredential('This n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: n8n.current.apiKey,
		resendSecret: '',
	});
	const check = actionNode({
		resource: 'webhook',
		operation: 'check',
		workflowId: { __rl: true, mode: 'id', value: checked.workflowId },
	});
	const trigger = await publishTrigger(n8n.current, {
		type: 'nfeIoTrigger',
		path: 'nfeio',
		credentials,
		parameters: { options: { includePings: true }, events: ['product_invoice.issued'] },
		next: [{ ...check, credentials: { ...credentials, n8nInstanceApi: { id: instance, name: 'This n8n' } } }],
	});
	const { id: webHookId } = await registered(trigger);
	await fetch(`${api}/v2/webhooks/${webHookId}/pings`, { method: 'PUT', headers: { authorization: defaultKeys.mainKey } });
	const [execution] = await n8n.current.untilExecutions(trigger.workflowId, 1);
	assert.equal(execution.status, 'success', String(execution.data.resultData.error?.message));
	const rows = Object.fromEntries(outputOf(execution).map(({ json }) => [json.check, json.status]));
	assert.equal(rows['A genuine delivery is accepted'], 'pass');
	assert.equal(rows['A forged delivery is refused'], 'pass');
	assert.deepEqual(await n8n.current.executions(checked.workflowId), []);
	await unpublish(trigger);
	await unpublish(checked);
});
