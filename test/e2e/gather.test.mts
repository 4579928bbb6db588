import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import type { Execution } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { clientSecret, post, sign, stockBody } from '../support/bling.mts';
import { createTrigger, publishTrigger, startTestN8n } from '../support/instance.mts';
import { runNode } from '../support/manual.mts';

const accepted = { status: 200, body: { status: 'accepted' } };
const duplicate = { status: 200, body: { status: 'duplicate' } };
const unauthorized = { status: 401, body: { status: 'unauthorized' } };
const unavailable = { status: 503, body: { status: 'unavailable' } };

/** A restart takes over what is written here. */
const env: Record<string, string> = { N8N_PAYLOAD_SIZE_MAX: '1' };
const n8n = await startTestN8n({ env });

const credentialOf = async (secret: string) => ({
	id: await n8n.current.createCredential('Loja', 'blingOAuth2Api', { clientId: 'test-client', clientSecret: secret }),
	name: 'Loja',
});
const credential = await credentialOf(clientSecret);

const publish = async (options: Record<string, unknown>, blingOAuth2Api = credential) =>
	await publishTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials: { blingOAuth2Api }, parameters: { options } });

const idsOf = (execution: Execution) => (execution.data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => json.id);

const idOf = (body: string): string => JSON.parse(body).eventId;

/** Sends a delivery whose client hangs up, once n8n has had it for a moment. */
async function postAndLeave(address: string, body: string): Promise<void> {
	const leaving = new AbortController();
	const sent = fetch(address, {
		method: 'POST',
		body,
		headers: { 'content-type': 'application/json', 'x-bling-signature-256': sign(body) },
		signal: leaving.signal,
	});
	await wait(700);
	leaving.abort();
	await assert.rejects(sent, /abort/i, 'the answer came before the client left');
}

test('a client that leaves mid-window neither loses nor doubles its delivery, whether others stay or not', async () => {
	const { address, workflowId } = await publish({ gatherWindowMs: 2000 });
	const [left, stayed, alone] = [stockBody(), stockBody(), stockBody()];
	const [, answer] = await Promise.all([postAndLeave(address, left), post(address, stayed)]);
	assert.deepEqual(answer, accepted);
	const [together] = await n8n.current.untilExecutions(workflowId, 1);
	assert.deepEqual(new Set(idsOf(together)), new Set([idOf(left), idOf(stayed)]));

	await postAndLeave(address, alone);
	const [latest] = await n8n.current.untilExecutions(workflowId, 2);
	assert.deepEqual(idsOf(latest), [idOf(alone)]);

	// What a vendor does that got no answer.
	for (const body of [left, alone]) assert.deepEqual(await post(address, body), duplicate);
	assert.equal((await n8n.current.untilExecutions(workflowId, 2)).length, 2);
});

test('unpublished mid-window: what has arrived is stored and answered, what comes later is not', async () => {
	const { address, workflowId } = await publish({ gatherWindowMs: 2000 });
	const bodies = [stockBody(), stockBody(), stockBody()];
	const answers = bodies.map(async (body) => await post(address, body));
	await wait(300);
	await n8n.current.unpublish(workflowId);
	const statuses = (await Promise.all(answers)).map(({ status }) => status);
	await n8n.current.untilRegistered(address, false);
	assert.equal((await post(address, stockBody())).status, 404);
	// On a busy machine one may come too late for its address: it is told so, and not stored.
	const stored = bodies.filter((_, index) => statuses[index] === 200).map(idOf);
	assert.ok(stored.length > 0);
	assert.deepEqual(
		statuses.filter((status) => ![200, 404].includes(status)),
		[],
	);
	const executions = await n8n.current.untilExecutions(workflowId, 1);
	assert.deepEqual(new Set(executions.flatMap(idsOf)), new Set(stored));
});

test('a test call gathers too, apart from production', async () => {
	const { address, workflowId } = await publish({ gatherWindowMs: 2000 });
	const answer = await n8n.current.rest<{ waitingForWebhook?: boolean }>('POST', `/workflows/${workflowId}/run`, {
		triggerToStartFrom: { name: 'Trigger' },
	});
	assert.equal(answer.waitingForWebhook, true);
	const testAddress = address.replace('/webhook/', '/webhook-test/');
	const [one, two, real] = [stockBody(), stockBody(), stockBody()];
	const answers = await Promise.all([post(testAddress, one), post(testAddress, two), post(address, real)]);
	assert.deepEqual(answers, [accepted, accepted, accepted]);
	const executions = await n8n.current.untilExecutions(workflowId, 2);
	const gathered = new Map(executions.map((execution) => [execution.mode, new Set(idsOf(execution))]));
	assert.deepEqual(
		gathered,
		new Map([
			['webhook', new Set([idOf(real)])],
			['manual', new Set([idOf(one), idOf(two)])],
		]),
	);
});

test('a window that is not in the list stops the publication, and n8n shows why', async () => {
	const refused = ['={{ 100 }}', -100, '250', 50].map(async (gatherWindowMs) => {
		const { id, webhookId } = await createTrigger(n8n.current, {
			type: 'blingTrigger',
			path: 'bling',
			credentials: { blingOAuth2Api: credential },
			parameters: { options: { gatherWindowMs } },
		});
		assert.match(await n8n.current.publishInVain(id), /Group Events Arriving Within\W+ is .*, which is not in its list/);
		await n8n.current.untilRegistered(n8n.current.webhookUrl(webhookId, 'bling'), false);
	});
	await Promise.all(refused);
});

test('a secret that is kept in memory stops working within 3 s after its credential was changed or deleted', async () => {
	const own = await credentialOf(clientSecret);
	const { address, workflowId } = await publish({}, own);
	const deliver = async (secret: string) => {
		const body = stockBody();
		return await post(address, body, { 'x-bling-signature-256': sign(body, secret) });
	};
	assert.deepEqual(await deliver(clientSecret), accepted);
	await n8n.current.rest('PATCH', `/credentials/${own.id}`, {
		name: own.name,
		type: 'blingOAuth2Api',
		data: { clientId: 'test-client', clientSecret: 'another-secret' },
	});
	await wait(3_000);
	assert.deepEqual(await deliver(clientSecret), unauthorized);
	assert.deepEqual(await deliver('another-secret'), accepted);

	await n8n.current.rest('DELETE', `/credentials/${own.id}`);
	await wait(3_000);
	assert.deepEqual(await deliver('another-secret'), unavailable);
	assert.equal((await n8n.current.untilExecutions(workflowId, 2)).length, 2);
});

test('a credential that the workflow may not use any more: n8n fails the execution before it begins, at once and visibly', async () => {
	const { address, workflowId } = await publish({});
	assert.deepEqual(await post(address, stockBody()), accepted);
	await n8n.current.untilExecutions(workflowId, 1);

	// A credential that is no longer shared with a colleague's workflow.
	await n8n.current.rest('POST', '/invitations', [{ email: 'colleague@example.com', role: 'global:member' }]);
	const projects = await n8n.current.rest<Array<{ id: string; name: string | null; type: string }>>('GET', '/projects');
	const colleague = projects.find(({ type, name }) => type === 'personal' && name?.includes('colleague@example.com'));
	assert.ok(colleague, JSON.stringify(projects));
	await n8n.current.rest('PUT', `/workflows/${workflowId}/transfer`, { destinationProjectId: colleague.id });
	await n8n.current.untilRegistered(address);
	const body = stockBody();
	assert.deepEqual(await post(address, body), accepted);
	const [failed] = await n8n.current.untilExecutions(workflowId, 2);
	assert.equal(failed.status, 'error');
	assert.match(JSON.stringify(failed.data.resultData.error), /access to the credential/i);
	assert.deepEqual(idsOf(failed), []);
});

test('a delivery that waits for a free place for more than a minute is stored once, however often it is repeated', async () => {
	// The last two are for the test after this one.
	Object.assign(env, {
		N8N_CONCURRENCY_PRODUCTION_LIMIT: '1',
		N8N_SSRF_PROTECTION_ENABLED: 'true',
		N8N_SSRF_ALLOWED_HOSTNAMES: 'localhost',
	});
	await n8n.restart('stop');
	const pause = {
		id: crypto.randomUUID(),
		name: 'Pause',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		position: [200, 0] as [number, number],
		parameters: { amount: '={{ $json.account === "slow" ? 64 : 0 }}', unit: 'seconds' },
	};
	const { address, workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential },
		next: [pause],
	});
	const [slow, held] = [stockBody({ companyId: 'slow' }), stockBody()];
	assert.deepEqual(await post(address, slow), accepted);
	const begin = performance.now();
	// As Bling does: it gives up, and sends again.
	do await postAndLeave(address, held);
	while ((await wait(12_000), performance.now() - begin < 62_000));
	await n8n.current.untilExecutions(workflowId, 1);
	await until('the one that was held back to be stored', async () => (await post(address, held)).status === 200 || undefined);
	assert.deepEqual(await post(address, held), duplicate);
	assert.equal((await n8n.current.untilExecutions(workflowId, 2)).length, 2);
});

/** Runs an operation on this n8n, which is called under this host name. */
async function runAt(host: string, parameters: Record<string, unknown>) {
	const { port } = new URL(n8n.current.url);
	const data = { baseUrl: `http://${host}:${port}`, apiKey: n8n.current.apiKey, resendSecret: 'resend-secret-for-tests-of-32-characters' };
	const n8nInstanceApi = { id: await n8n.current.createCredential(host, 'n8nInstanceApi', data), name: host };
	return await runNode(n8n.current, { type: 'webhookDeliveries', credentials: { n8nInstanceApi }, parameters });
}

test('a delivery that n8n does not read, as a resend makes it larger, is told as that', async () => {
	const slot = {
		id: await n8n.current.createCredential('Este n8n', 'n8nInstanceApi', {
			baseUrl: n8n.current.url,
			apiKey: n8n.current.apiKey,
			resendSecret: 'resend-secret-for-tests-of-32-characters',
		}),
		name: 'Este n8n',
	};
	const { workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential, n8nInstanceApi: slot },
	});
	const delivery = "={{ ({ vendor: 'bling', event: 'stock.created', id: 'large', data: { filler: 'x'.repeat(2 ** 20) } }) }}";
	const { error } = await runAt('localhost', { resource: 'delivery', operation: 'send', delivery, workflowId });
	assert.match(`${error?.message} ${error?.description}`, /answered 500 .*"request entity too large".*raise N8N_PAYLOAD_SIZE_MAX/);
});

test('what the SSRF protection of n8n blocks is told as that', async () => {
	const getMany = { resource: 'delivery', operation: 'getMany', options: {} };
	assert.match(String((await runAt('127.0.0.1', getMany)).error?.description), /N8N_SSRF_ALLOWED_HOSTNAMES/);
	const apiKey = { apiKey: 'fake-key', previousApiKey: '', webhooksBaseUrl: 'http://127.0.0.1:9', invoicesBaseUrl: 'http://127.0.0.1:9' };
	const nfeIoApi = { id: await n8n.current.createCredential('NFE.io', 'nfeIoApi', apiKey), name: 'NFE.io' };
	const { error } = await runNode(n8n.current, {
		type: 'nfeIo',
		credentials: { nfeIoApi },
		parameters: { resource: 'webhook', operation: 'getMany' },
	});
	assert.match(`${error?.message} ${error?.description}`, /N8N_SSRF_ALLOWED_HOSTNAMES/);
	assert.equal((await runAt('localhost', getMany)).error, undefined);
});
