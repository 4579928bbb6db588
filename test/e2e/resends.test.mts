import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, beforeEach, test } from 'node:test';

import fc from 'fast-check';

import type { WorkflowJson } from '../../scripts/n8n-instance.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { openDatabase } from '../support/database.mts';
import { clientSecret, post, stockBody } from '../support/bling.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { runNode } from '../support/manual.mts';
import { node } from '../support/workflow.mts';

// What a resend really processes, counted outside of n8n: a shop's system that can be down.

type Json = Record<string, unknown>;

const shop = { isUp: true, delayMs: 0, attempts: [] as string[] };
const server = createServer((request, response) => {
	request.resume();
	request.on('end', () => {
		shop.attempts.push((request.url ?? '').slice(1));
		setTimeout(() => response.writeHead(shop.isUp ? 200 : 400, { 'content-type': 'application/json' }).end('{}'), shop.delayMs);
	});
});
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
after(() => {
	server.closeAllConnections();
	server.close();
});
const shopUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

const n8n = await startTestN8n({ port: await freePort() });
const token = 'fake-token-fake-token-fake-token-fake-token';
const webhookIds = [crypto.randomUUID(), crypto.randomUUID()];
const instance = {
	id: await n8n.current.createCredential('Este n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: n8n.current.apiKey,
		resendSecret: 'fake-resend-secret-of-forty-characters-1',
	}),
	name: 'Este n8n',
};

let workflowId = '';
/** All of them, as n8n keeps what a change leaves out. */
const settings = { executionOrder: 'v1', executionTimeout: -1, saveDataSuccessExecution: 'all' };

before(async () => {
	const nodes: WorkflowJson['nodes'] = [];
	const connections: Record<string, unknown> = {};
	for (const [index, webhookId] of webhookIds.entries()) {
		const storeUrl = `https://loja${index}.example.com`;
		const id = await n8n.current.createCredential(`Loja ${index}`, 'isetApi', {
			storeUrl,
			storeId: '1',
			accessKey: 'fake-key',
			webhookToken: `${token}-${index}`,
		});
		const trigger = {
			...node(`Loja ${index}`, n8n.current.nodeType('isetTrigger'), 1.1, {
				events: ['*'],
				options: { confirmByApi: false, allowPrivateUrl: true },
			}),
			webhookId,
			credentials: { isetApi: { id, name: `Loja ${index}` }, n8nInstanceApi: instance },
		};
		nodes.push(trigger as WorkflowJson['nodes'][number], tell(index));
		connections[trigger.name] = { main: [[{ node: `Avisar ${index}`, type: 'main', index: 0 }]] };
	}
	const made = await n8n.current.createWorkflow({ name: 'Duas lojas', nodes, connections, settings });
	workflowId = made.id;
	await n8n.current.publish(workflowId, n8n.current.webhookUrl(webhookIds[0], 'iset/order.saved'));
});

const tell = (index: number) =>
	node(`Avisar ${index}`, 'n8n-nodes-base.httpRequest', 4.2, {
		method: 'POST',
		url: `=${shopUrl}/${index}/{{ $json.reference }}`,
		options: {},
	});

beforeEach(() => {
	Object.assign(shop, { isUp: true, delayMs: 0, attempts: [] });
});

let orders = 1000;
const sent = new Set<string>();

/** One order of a shop, until n8n is done with it. Both shops may send the same number. */
async function deliver(index: number, order = ++orders): Promise<number> {
	const seen = shop.attempts.length;
	sent.add(`${index}/${order}`);
	const address = n8n.current.webhookUrl(webhookIds[index], 'iset/order.saved');
	const answer = await fetch(`${address}?token=${token}-${index}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ orderId: order }),
	});
	assert.equal(answer.status, 200, await answer.text());
	await until(`order ${order} to reach the shop`, async () => (shop.attempts.length > seen ? true : undefined));
	return order;
}

const run = async (parameters: Json) =>
	await runNode(n8n.current, {
		type: 'webhookDeliveries',
		credentials: { n8nInstanceApi: instance },
		parameters: { resource: 'delivery', ...parameters },
	});

async function items(parameters: Json): Promise<Json[]> {
	const result = await run(parameters);
	assert.equal(result.status, 'success', `${result.error?.message} ${result.error?.description ?? ''}`);
	return result.items;
}

/** The delivery of an order as soon as n8n has stored how it ended. */
const ended = async (order: number, index: number, status: string) =>
	await until(`order ${order} to be ${status}`, async () => {
		const found = await items({ operation: 'getMany', filters: { search: String(order) }, status });
		return found.find(({ account }) => String(account).startsWith(`loja${index}`));
	});

async function failing(index: number, order?: number): Promise<Json & { order: number }> {
	shop.isUp = false;
	const sent = await deliver(index, order);
	const item = await ended(sent, index, 'failed');
	shop.isUp = true;
	shop.attempts.length = 0;
	return { ...item, order: sent };
}

const resend = async ({ executionId }: Json, own: Json = {}) => (await items({ operation: 'resend', executionId, ...own }))[0];
const refusal = async ({ executionId }: Json, own: Json = {}) =>
	(await run({ operation: 'resend', executionId, ...own })).error?.message ?? '';
const resendMany = async () => await items({ operation: 'resendMany', dryRun: false, limit: 100, perSecond: 50 });

type Nodes = WorkflowJson['nodes'];

/** Changes the published workflow; connections go by name, so that a renamed node is renamed in them too. */
async function change(nodes: (given: Nodes) => Nodes, { from, to }: { from?: string; to?: string } = {}, own: Json = {}): Promise<void> {
	const current = await n8n.current.api<WorkflowJson>('GET', `/workflows/${workflowId}`);
	const renamed = (name: string) => (name === from && to !== undefined ? to : name);
	const connections = JSON.parse(
		JSON.stringify(Object.fromEntries(Object.entries(current.connections).map(([name, ways]) => [renamed(name), ways])), (key, value) =>
			key === 'node' ? renamed(value) : value,
		),
	);
	const body = {
		name: current.name,
		nodes: nodes(current.nodes).map((each) => ({ ...each, name: renamed(each.name) })),
		connections,
		settings: { ...settings, ...own },
	};
	const { versionId } = await n8n.current.api<{ versionId: string }>('PUT', `/workflows/${workflowId}`, body);
	await n8n.current.publish(workflowId);
	await until('the new version', async () => {
		const { activeVersionId } = await n8n.current.api<{ activeVersionId: string }>('GET', `/workflows/${workflowId}`);
		return activeVersionId === versionId ? true : undefined;
	});
}

const same = (nodes: Nodes) => nodes;
const rename = async (from: string, to: string) => await change(same, { from, to });
const set = async (own: Json) => await change(same, {}, own);

test('a timed-out execution is found, and posted, as a retry would leave out what was running', async () => {
	await set({ executionTimeout: 1 });
	shop.delayMs = 8_000;
	const order = await deliver(0);
	const stopped = await ended(order, 0, 'canceled');
	Object.assign(shop, { delayMs: 0, attempts: [] });
	await set({});
	assert.equal(
		(await items({ operation: 'getMany', status: 'unsuccessful' })).filter(({ reference }) => reference === String(order)).length,
		1,
	);
	const done = await resend(stopped);
	assert.deepEqual([done.how, done.newStatus, shop.attempts], ['post', 'succeeded', [`0/${order}`]]);
	assert.match(await refusal(stopped), /has already recovered it/);
});

test('an execution that was stopped by hand is found and resent like one that timed out', async () => {
	shop.delayMs = 8_000;
	const order = await deliver(0);
	const { executionId } = await ended(order, 0, 'running');
	await n8n.current.rest('POST', `/executions/${String(executionId)}/stop`, {});
	await ended(order, 0, 'canceled');
	Object.assign(shop, { delayMs: 0, attempts: [] });
	assert.deepEqual(
		(await resendMany()).map(({ how, newStatus }) => [how, newStatus]),
		[['post', 'succeeded']],
	);
	assert.deepEqual(shop.attempts, [`0/${order}`]);
});

test('a retry that takes too long is told as canceled, and can be repeated', async () => {
	const failed = await failing(0);
	await set({ executionTimeout: 1 });
	shop.delayMs = 8_000;
	assert.deepEqual(
		[await resend(failed)].map(({ how, newStatus }) => [how, newStatus]),
		[['retry', 'canceled']],
	);
	Object.assign(shop, { delayMs: 0, attempts: [] });
	await set({});
	assert.equal((await resend(failed)).newStatus, 'succeeded');
	assert.deepEqual(shop.attempts, [`0/${failed.order}`]);
});

test('that a workflow is archived is told, and unarchived its delivery is resent', async () => {
	const failed = await failing(0);
	await n8n.current.rest('POST', `/workflows/${workflowId}/archive`, {});
	assert.match(await refusal(failed), /The workflow "Duas lojas" of the execution \d+ is archived/);
	await n8n.current.rest('POST', `/workflows/${workflowId}/unarchive`, {});
	for (const webhookId of webhookIds) await n8n.current.publish(workflowId, n8n.current.webhookUrl(webhookId, 'iset/order.saved'));
	assert.equal((await resend(failed)).newStatus, 'succeeded');
	assert.deepEqual(shop.attempts, [`0/${failed.order}`]);
});

test('two shops of one workflow with the same order number: the success of one hides nothing of the other', async () => {
	const failed = await failing(0);
	await deliver(1, failed.order);
	await ended(failed.order, 1, 'succeeded');
	shop.attempts.length = 0;
	assert.equal((await ended(failed.order, 0, 'failed')).recovered, false);
	assert.deepEqual(
		(await resendMany()).map(({ how, newStatus }) => [how, newStatus]),
		[['retry', 'succeeded']],
	);
	assert.deepEqual(shop.attempts, [`0/${failed.order}`]);
});

test('four updates of one order in one gathered execution are resent oldest first, and a limit takes the oldest', async () => {
	const credential = {
		id: await n8n.current.createCredential('Bling', 'blingOAuth2Api', { clientId: 'test-client', clientSecret }),
		name: 'Bling',
	};
	const next = [
		node('Avisar', 'n8n-nodes-base.httpRequest', 4.2, { method: 'POST', url: `=${shopUrl}/bling/{{ $json.state }}`, options: {} }),
	];
	const parameters = { events: ['order.updated'], options: { gatherWindowMs: 1000 } };
	const gathered = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential, n8nInstanceApi: instance },
		parameters,
		next,
	});
	shop.isUp = false;
	const updates = [6, 15, 9, 12].map((id) => stockBody({ event: 'order.updated', data: { id: 77, numero: 1042, situacao: { id } } }));
	await Promise.all(updates.map(async (body) => assert.equal((await post(gathered.address, body)).status, 200)));
	const [failed] = await n8n.current.untilExecutions(gathered.workflowId, 1);
	const states = (failed.data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => `bling/${String(json.state)}`);
	assert.equal(states.length, 4);
	Object.assign(shop, { isUp: true, attempts: [] });
	const oldest = async (limit: number) =>
		(await items({ operation: 'resendMany', dryRun: false, limit, perSecond: 50, filters: { workflowIds: gathered.workflowId } })).map(
			({ resent }) => resent,
		);
	assert.deepEqual(await oldest(1), [true]);
	assert.deepEqual(shop.attempts, states.slice(0, 1));
	assert.deepEqual(await oldest(100), [true, true, true]);
	assert.deepEqual(shop.attempts, states);
	await n8n.current.unpublish(gathered.workflowId);
});

test('a post goes to the trigger that took it, whatever it is called now, and to no other', async () => {
	const order = await deliver(1);
	const done = await ended(order, 1, 'succeeded');
	shop.attempts.length = 0;
	await rename('Loja 1', 'Loja de baixo');
	assert.equal((await resend(done, { force: true })).newStatus, 'succeeded');
	assert.deepEqual(shop.attempts, [`1/${order}`]);
	await change((nodes) => nodes.map((each) => (each.name === 'Loja de baixo' ? { ...each, disabled: true } : each)));
	assert.match(await refusal(done, { force: true }), /iSET trigger "Loja 1", which received this delivery, is no longer/);
	await change((nodes) => nodes.map((each) => (each.name === 'Loja de baixo' ? { ...each, disabled: false } : each)), {
		from: 'Loja de baixo',
		to: 'Loja 1',
	});
	assert.deepEqual(shop.attempts, [`1/${order}`]);
});

test('a failing node that was renamed, replaced or deleted: n8n cannot retry it, and the delivery is posted', async () => {
	const renamedNode = await failing(0);
	await rename('Avisar 0', 'Avisar a loja');
	const { url, headers } = {
		url: `${n8n.current.url}/api/v1/executions/${String(renamedNode.executionId)}/retry`,
		headers: { 'x-n8n-api-key': n8n.current.apiKey, 'content-type': 'application/json' },
	};
	assert.equal((await fetch(url, { method: 'POST', headers, body: '{"loadWorkflow":true}' })).status, 500, 'what n8n itself says');
	assert.match(await refusal(renamedNode, { version: 'draft' }), /no longer has the node "Avisar 0"/);
	const done = await resend(renamedNode);
	assert.deepEqual([done.how, done.newStatus, shop.attempts], ['post', 'succeeded', [`0/${renamedNode.order}`]]);

	const replacedNode = await failing(0);
	await change((nodes) => [...nodes.filter(({ name }) => name !== 'Avisar a loja'), { ...tell(0), name: 'Outro nó' }], {
		from: 'Avisar a loja',
		to: 'Outro nó',
	});
	assert.deepEqual([(await resend(replacedNode)).how, shop.attempts], ['post', [`0/${replacedNode.order}`]]);

	const deletedNode = await failing(0);
	await change((nodes) => nodes.map((each) => (each.name === 'Outro nó' ? { ...tell(0), name: 'Mais um' } : each)), {
		from: 'Outro nó',
		to: 'Mais um',
	});
	assert.deepEqual([(await resend(deletedNode)).how, shop.attempts], ['post', [`0/${deletedNode.order}`]]);
	await rename('Mais um', 'Avisar 0');
});

const oldDatabase = async (sql: string) => {
	const database = await openDatabase(join(n8n.current.folder, '.n8n', 'database.sqlite'));
	await database.exec(sql).finally(async () => await database.close());
};

test('what crashed before it started is found, counted and resent', async () => {
	const lost = await failing(0);
	await oldDatabase(`UPDATE execution_entity SET status = 'crashed', startedAt = NULL WHERE id = ${Number(lost.executionId)}`);
	for (const status of ['crashed', 'unsuccessful', 'all']) {
		const found = await items({ operation: 'getMany', status, returnAll: true });
		assert.ok(
			found.some(({ executionId }) => executionId === lost.executionId),
			status,
		);
	}
	assert.deepEqual(
		(await resendMany()).map(({ executionId, newStatus }) => [executionId, newStatus]),
		[[lost.executionId, 'succeeded']],
	);
	assert.deepEqual(shop.attempts, [`0/${lost.order}`]);
});

test('1,100 newer executions do not hide that a delivery was made good', async () => {
	const failed = await failing(0);
	await resend(failed);
	const other = await ended(await deliver(1), 1, 'succeeded');
	// As n8n would have stored them; the tie between the failure and its retry is taken away, as a post has none.
	const copy = (table: string, key: string) =>
		`CREATE TEMP TABLE copy AS SELECT * FROM ${table} WHERE ${key} = ${Number(other.executionId)}; UPDATE copy SET ${key} = (SELECT id FROM newest);
		${`UPDATE copy SET ${key} = ${key} + 1; INSERT INTO ${table} SELECT * FROM copy; `.repeat(1_100)} DROP TABLE copy;`;
	await oldDatabase(
		`BEGIN IMMEDIATE; CREATE TEMP TABLE newest AS SELECT MAX(id) AS id FROM execution_entity; ${copy('execution_entity', 'id')} ${copy('execution_data', 'executionId')} UPDATE execution_entity SET retrySuccessId = NULL WHERE id = ${Number(failed.executionId)}; COMMIT;`,
	);
	shop.attempts.length = 0;
	assert.match(await refusal(failed), /has already recovered it/);
	assert.deepEqual(shop.attempts, []);
});

test('where successes are not saved a resend is remembered, and a scheduled one ends', async () => {
	await set({ saveDataSuccessExecution: 'none' });
	const failed = await failing(0);
	const posted = await failing(1);
	await rename('Avisar 1', 'Avisar outra');
	await set({ saveDataSuccessExecution: 'none' });
	for (let hour = 0; hour < 3; hour++) await resendMany();
	assert.deepEqual(shop.attempts, [`0/${failed.order}`, `1/${posted.order}`]);
	assert.match(await refusal(failed), /already recovered it/);
	assert.match(await refusal(posted), /a resend that n8n did not save has already recovered it/);
	assert.equal((await ended(failed.order, 0, 'failed')).recovered, true);
	await change(same, { from: 'Avisar outra', to: 'Avisar 1' });
});

test('two resends at once from two executions: one of them resends', async () => {
	const failed = await failing(0);
	shop.delayMs = 1_500;
	const both = await Promise.all([
		run({ operation: 'resend', executionId: failed.executionId }),
		run({ operation: 'resend', executionId: failed.executionId }),
	]);
	assert.deepEqual(both.map(({ status }) => status).sort(), ['error', 'success']);
	assert.deepEqual(
		both.flatMap(({ items: [item] }) => item?.guard ?? []),
		['table'],
	);
	assert.deepEqual(shop.attempts, [`0/${failed.order}`]);
});

interface Step {
	kind: 'fail' | 'succeed' | 'resend' | 'resendMany' | 'rename' | 'unsaved';
	index: number;
}

const step = fc.record({
	kind: fc.constantFrom<Step['kind']>(
		'fail',
		'fail',
		'fail',
		'succeed',
		'resend',
		'resend',
		'resend',
		'resendMany',
		'resendMany',
		'resendMany',
		'rename',
		'unsaved',
	),
	index: fc.nat(1),
});

test('in 30 random sequences what failed is processed by resends once, in its order, and nothing else is', async (context) => {
	const seed = Number(process.env.MODEL_SEED ?? Date.now() % 1_000_000);
	context.diagnostic(`seed ${seed}`);
	const open: Array<Json & { order: number; index: number }> = [];
	const good: Json[] = [];
	const names = ['Avisar 0', 'Avisar 1'];
	let changes = 0;
	const expectAttempts = (expected: string[], what: string) => {
		assert.deepEqual(shop.attempts, expected, what);
		shop.attempts.length = 0;
	};
	const keyOf = ({ index, order }: { index: number; order: number }) => `${index}/${order}`;
	const perform = async ({ kind, index }: Step, what: string) => {
		if (kind === 'fail') {
			open.push({ ...(await failing(index)), index });
		} else if (kind === 'succeed') {
			// The same number as an open order of the other shop, if there is one that this shop has not sent.
			await deliver(index, open.find((each) => each.index !== index && !sent.has(keyOf({ index, order: each.order })))?.order);
			shop.attempts.length = 0;
		} else if (kind === 'resend') {
			const chosen = open.pop();
			if (chosen) {
				await resend(chosen);
				expectAttempts([keyOf(chosen)], what);
				good.push(chosen);
			} else if (good.length > 0) {
				assert.match(await refusal(good[good.length - 1]), /already recovered it/, what);
				expectAttempts([], what);
			}
		} else if (kind === 'resendMany') {
			await resendMany();
			expectAttempts(open.map(keyOf), what);
			good.push(...open.splice(0));
		} else if (kind === 'rename' && changes++ < 4) {
			const name = `Avisar ${index} ${changes}`;
			await rename(names[index], name);
			names[index] = name;
		} else if (kind === 'unsaved' && changes++ < 8) {
			await set(index === 0 ? { saveDataSuccessExecution: 'none' } : {});
		}
	};
	const sequences = fc.sample(fc.array(step, { minLength: 2, maxLength: 4 }), { numRuns: 30, seed });
	for (const [number, steps] of sequences.entries())
		for (const each of steps) await perform(each, `seed ${seed}, sequence ${number}: ${JSON.stringify(steps)}`);
});
