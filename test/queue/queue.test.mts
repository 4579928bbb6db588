import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import type { Execution } from '../../scripts/n8n-instance.mts';
import { installedPackage, until } from '../../scripts/n8n-instance.mts';
import { node24, run } from '../../scripts/setup.mjs';
import { smallVolume } from '../faults/support/disk.mts';
import { quickStart, seed } from '../faults/support/form.mts';
import { openBling } from '../faults/support/shops.mts';
import { startSandbox } from '../support/sandbox.mts';
import { clientSecret, post, sign, stockBody } from '../support/bling.mts';
import { startFakeNfeIo } from '../support/fake-nfeio.mts';
import type { TriggerSpec, TriggerUnderTest } from '../support/instance.mts';
import { publishTrigger } from '../support/instance.mts';
import { runNode } from '../support/manual.mts';
import { deliver, playedVendors } from '../support/vendors.mts';
import { faultsInQueueMode } from './support/faults.mts';
import { healthScript } from './support/compose.mts';
import { startQueueN8n } from './support/topology.mts';

type Json = Record<string, unknown>;

/** Waits that deploy/compose.yml has for a production system would make a test of many minutes. */
const shorter = {
	QUEUE_WORKER_LOCK_DURATION: '10000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '0.3',
};
const volumes: Array<NonNullable<Awaited<ReturnType<typeof smallVolume>>>> = [];
const q = await startQueueN8n({
	env: { ...shorter, ...quickStart },
	async disk(folder) {
		const volume = await smallVolume(folder, 1024);
		if (volume) volumes.push(volume);
		return async () => await volume?.remove();
	},
});
const sandbox = await startSandbox({ seed, speed: 60 });

const nfeIo = await startFakeNfeIo();

const credential = async (name: string, type: string, data: object) => ({
	id: await q.main.current.createCredential(name, type, data),
	name,
});
const bling = await credential('Loja', 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
const instance = await credential('Este n8n', 'n8nInstanceApi', {
	// Of the proxy: it reaches the API of the main and the addresses of the processors.
	baseUrl: q.proxy.url,
	apiKey: q.main.current.apiKey,
	resendSecret: 'fake-resend-secret-of-forty-characters-1',
});

const publish = async (parameters: Json = {}, next: TriggerSpec['next'] = []) =>
	await publishTrigger(q.main.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: bling, n8nInstanceApi: instance },
		parameters,
		next,
	});

/** A node that keeps the worker busy: below 65 s n8n waits in the worker. */
const pause = (seconds: number) => [
	{
		id: crypto.randomUUID(),
		name: 'Pause',
		type: 'n8n-nodes-base.wait',
		typeVersion: 1.1,
		position: [0, 0],
		parameters: { amount: seconds, unit: 'seconds' },
	},
];

/** From now on its executions and resends pause so long: n8n answers a retry when its execution has ended, and Resend Many does one after the other. */
const pauseFor = async ({ workflowId }: TriggerUnderTest, seconds: number) =>
	await q.main.current.changePublished(workflowId, (nodes) => [nodes[0], ...pause(seconds)] as typeof nodes);

/** The address of a trigger at one processor, past the proxy. */
const at = (processor: number, { address }: TriggerUnderTest) => address.replace(q.proxy.url, q.processors[processor].current.url);

/** The trigger's deliveries; of an execution that did not get that far, those it was to start with. */
const itemsOf = ({ data }: Execution): Json[] => {
	const json = (items: Array<{ json: Json }> = []) => items.map((item) => item.json).filter(({ vendor }) => vendor !== undefined);
	// A retry of what a restarted worker found unfinished has a first run without content.
	const done = (data.resultData.runData.Trigger ?? []).flatMap((run) => json(run.data?.main[0]));
	return done.length > 0 ? done : json(data.executionData?.nodeExecutionStack[0]?.data.main[0]);
};
const idsOf = (execution: Execution) => itemsOf(execution).map(({ id }) => String(id));
const idOf = (body: string): string => JSON.parse(body).eventId;
const isRunning = ({ status }: Execution) => status === 'new' || status === 'running';
const emitted = (executions: Execution[]) => executions.filter(({ status }) => status === 'success').flatMap(idsOf);
const summary = (executions: Execution[]) =>
	Object.entries(Object.groupBy(executions, ({ status }) => status))
		.map(([status, all]) => `${all?.length} ${status}`)
		.join(', ');

/** As time goes by: the service "jobs" looks, n8n's recovery runs, until nothing is running any more. */
async function settled({ workflowId }: TriggerUnderTest): Promise<Execution[]> {
	return await until(
		`the executions of workflow ${workflowId} to end`,
		async () => {
			await q.releaseDeadJobs();
			await wait(1000);
			const executions = await q.main.current.executions(workflowId);
			return executions.some(isRunning) ? undefined : executions;
		},
		180_000,
	);
}

const deliveries = async (parameters: Json): Promise<Json[]> => {
	const { status, items, error } = await runNode(q.main.current, {
		type: 'webhookDeliveries',
		credentials: { n8nInstanceApi: instance },
		parameters,
	});
	assert.equal(status, 'success', `${error?.message} ${error?.description ?? ''}`);
	return items;
};

/** What the hourly alert workflow does: resends what failed or crashed, each delivery once. */
async function resendFailures({ workflowId }: TriggerUnderTest, hopeless: Execution[] = []): Promise<Json[]> {
	const resent = await deliveries({
		resource: 'delivery',
		operation: 'resendMany',
		status: 'failedOrCrashed',
		filters: { workflowIds: workflowId },
		perSecond: 10,
		limit: 100,
		dryRun: false,
	});
	const refused = resent.filter(({ resent: done, executionId }) => !done && !hopeless.some(({ id }) => id === executionId));
	assert.deepEqual(refused, []);
	return resent;
}

/** Sends as vendors do: again until a 2xx. Answers how often it had to. */
async function insist(address: string, body: string): Promise<number> {
	for (let repeats = 0; ; repeats++) {
		const status = await post(address, body).then(
			(answer) => answer.status,
			() => 0,
		);
		if (status === 200) return repeats;
		await wait(200);
	}
}

/** Waits until all of these went through, but for so many; a resend answers before what it started has ended. */
async function untilGood({ workflowId }: TriggerUnderTest, ids: string[], without = 0): Promise<void> {
	await until(`${ids.length - without} deliveries of workflow ${workflowId} to go through`, async () => {
		const good = new Set(emitted(await q.main.current.executions(workflowId)));
		return ids.filter((id) => !good.has(id)).length <= without ? true : undefined;
	});
}

test('all four triggers: each processor accepts and refuses, workers run', async () => {
	for (const played of playedVendors(nfeIo)) {
		const own = await credential(`Loja ${played.vendor}`, played.credentialType, played.credential);
		const target = await publishTrigger(q.main.current, { ...played.trigger, credentials: { [played.credentialType]: own } });
		for (const [index, processor] of q.processors.entries()) {
			assert.equal(await deliver(processor.current, played, target, { reference: `100${index}`, state: 'SHIPPED' }), 200, played.vendor);
			const forged = await fetch(at(index, target), { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } });
			assert.equal(forged.status, 401, played.vendor);
		}
		const executions = await q.main.current.untilExecutions(target.workflowId, 2);
		assert.deepEqual(
			executions.map(({ status }) => status),
			['success', 'success'],
			played.vendor,
		);
		assert.deepEqual(
			executions
				.flatMap(itemsOf)
				.map(({ reference }) => reference)
				.sort(),
			['1000', '1001'],
			played.vendor,
		);
		for (const execution of executions) await q.workerOf(execution);
	}
});

const pairs = 40;

/** Deliveries that Bling sends twice, the first to one processor and the second to the other: twice accepted, for a worker to notice. */
async function twice(target: TriggerUnderTest, between: (send: () => Promise<number>) => Promise<number>): Promise<void> {
	const send = async (processor: number, body: string) => await insist(at(processor, target), body);
	const all = Array.from({ length: pairs }, async (_, index) => {
		// As in a quiet shop, one after the other.
		await wait(index * 500);
		const body = stockBody();
		const first = send(0, body);
		await between(async () => await send(1, body));
		await first;
	});
	await Promise.all(all);
}

/** How many of the pairs went through twice. None is lost: it went through, or an execution that failed shows it. */
async function passedTwice(target: TriggerUnderTest): Promise<number> {
	const executions = await q.main.current.untilExecutions(target.workflowId, 2 * pairs);
	const counts = Map.groupBy(emitted(executions), (id) => id);
	const failed = executions.filter(({ status }) => status !== 'success').length;
	assert.ok(counts.size + failed >= pairs, `${counts.size} went through, ${failed} failed`);
	return [...counts.values()].filter(({ length }) => length > 1).length;
}

test('a duplicate at another processor, at milliseconds, a second and a minute: none passes twice across processes', async (t) => {
	const across = { options: { acrossProcesses: true } };
	const targets = { milliseconds: await publish(across), second: await publish(across), minute: await publish(across) };
	await Promise.all([
		twice(targets.milliseconds, async (send) => await send()),
		twice(targets.second, async (send) => await wait(1000).then(send)),
		twice(targets.minute, async (send) => await wait(60_000).then(send)),
	]);
	for (const [gap, target] of Object.entries(targets)) {
		const doubled = await passedTwice(target);
		t.diagnostic(`${gap} apart: ${doubled} of ${pairs} pairs passed twice`);
		assert.equal(doubled, 0, gap);
	}
});

test('a repeat at another processor runs what failed, across processes', async () => {
	const failing = { name: 'Fail', type: 'n8n-nodes-base.stopAndError', typeVersion: 1, parameters: { errorMessage: 'no' } };
	const target = await publish({ options: { acrossProcesses: true } }, [{ id: crypto.randomUUID(), position: [0, 0], ...failing }]);
	const body = stockBody();
	for (const processor of [0, 1]) {
		await post(at(processor, target), body);
		await q.main.current.untilExecutions(target.workflowId, processor + 1);
	}
	const executions = await q.main.current.executions(target.workflowId);
	assert.equal(summary(executions), '2 error');
	assert.equal(executions.flatMap(idsOf).length, 2);
});

test('windows gathered by two processors stay apart, and every delivery is in one of them', async (t) => {
	const target = await publish({ options: { gatherWindowMs: 2000 } });
	const bodies = Array.from({ length: 28 }, () => stockBody());
	const answers = await Promise.all(bodies.map(async (body, index) => await post(at(index % 2, target), body)));
	assert.deepEqual(new Set(answers.map(({ body }) => JSON.stringify(body))), new Set(['{"status":"accepted"}']));
	const executions = await until('all to be gathered', async () => {
		const found = await q.main.current.executions(target.workflowId);
		return found.flatMap(idsOf).length >= bodies.length && !found.some(isRunning) ? found : undefined;
	});
	t.diagnostic(`28 deliveries, 14 to each processor, in ${executions.length} executions`);
	assert.deepEqual(emitted(executions).sort(), bodies.map(idOf).sort());
	for (const execution of executions) {
		const processors = new Set(idsOf(execution).map((id) => bodies.findIndex((body) => idOf(body) === id) % 2));
		assert.equal(processors.size, 1, 'a window is of one processor');
	}
});

test('a worker killed while it runs: what n8n gives up keeps its payload, and a resend makes it good', async (t) => {
	const target = await publish({}, pause(15));
	const bodies = Array.from({ length: 10 }, () => stockBody());
	for (const body of bodies) await insist(target.address, body);
	const workerOf = async (execution: Execution) => await q.workerOf(execution).catch(() => undefined);
	const [victim] = await until('both workers to be at it', async () => {
		const at = await Promise.all((await q.main.current.executions(target.workflowId)).map(workerOf));
		return q.workers.every((worker) => at.includes(worker)) ? q.workers : undefined;
	});
	await victim.current.kill();
	const killedAt = Date.now();
	const executions = await settled(target);
	await victim.restart();
	t.diagnostic(`${summary(executions)}, known ${Math.round((Date.now() - killedAt) / 1000)} s after the kill`);
	const crashed = executions.filter(({ status }) => status === 'crashed');
	assert.ok(crashed.length > 0, 'somebody was running on it');
	assert.deepEqual(executions.flatMap(idsOf).sort(), bodies.map(idOf).sort(), 'each payload is there');
	for (const execution of crashed) assert.equal(await q.workerOf(execution), victim);

	await pauseFor(target, 0);
	const resent = await resendFailures(target);
	assert.equal(resent.length, crashed.length);
	await untilGood(target, bodies.map(idOf));
});

test('a processor killed in a storm: nothing that it acknowledged is lost', async (t) => {
	const target = await publish();
	const waiting = Array.from({ length: 60 }, () => stockBody());
	const all = waiting.map(idOf);
	let acknowledged = 0;
	let repeats = 0;
	const vendor = async () => {
		for (let body = waiting.shift(); body !== undefined; body = waiting.shift()) {
			repeats += await insist(target.address, body);
			acknowledged++;
		}
	};
	const storm = Promise.all(Array.from({ length: 10 }, vendor));
	await until('the storm to be on', async () => (acknowledged >= 15 ? true : undefined));
	await q.processors[1].current.kill();
	await storm;
	await q.processors[1].restart();

	const executions = await settled(target);
	t.diagnostic(`60 acknowledged, ${repeats} sent again; ${summary(executions)}`);
	if (executions.some(({ status }) => status !== 'success')) await resendFailures(target);
	await untilGood(target, all);
});

test('Redis killed and started again: n8n goes on, and nothing acknowledged is lost', async (t) => {
	const target = await publish({}, pause(8));
	const bodies = Array.from({ length: 6 }, () => stockBody());
	const pids = [...q.processors, ...q.workers, q.main].map(({ current }) => current.pid);
	for (const body of bodies.slice(0, 3)) await insist(target.address, body);
	await q.redis.stop('SIGKILL');
	const began = Date.now();
	const during = bodies.slice(3).map(async (body) => (await post(target.address, body)).status);
	await wait(3000);
	await q.redis.start();
	const statuses = await Promise.all(during);
	t.diagnostic(`sent while Redis was away for 3 s: answered ${statuses.join(', ')} after ${Math.round((Date.now() - began) / 1000)} s`);

	const executions = await settled(target);
	const acknowledged = bodies.filter((_, index) => index < 3 || statuses[index - 3] === 200).map(idOf);
	assert.ok(executions.length >= acknowledged.length, 'each is visible');
	// A job that a worker takes while Redis still loads its file fails, and n8n puts the error in the place of its data.
	const emptied = executions.filter((execution) => idsOf(execution).length === 0);
	t.diagnostic(`${summary(executions)}; emptied by n8n: ${emptied.length}`);
	if (executions.some(({ status }) => status !== 'success')) await resendFailures(target, emptied);
	await untilGood(target, acknowledged, emptied.length);
	assert.deepEqual(
		[...q.processors, ...q.workers, q.main].map(({ current }) => current.pid),
		pids,
	);
	for (const { current } of [...q.processors, ...q.workers, q.main]) assert.ok((await fetch(`${current.url}/healthz/readiness`)).ok);
});

test('PostgreSQL killed and started again: what waited is visible with its payload, and a resend makes it good', async (t) => {
	const target = await publish({}, pause(4));
	const bodies = Array.from({ length: 40 }, () => stockBody());
	for (const body of bodies) await insist(target.address, body);
	await q.postgres.stop('SIGQUIT');
	const during = Array.from({ length: 4 }, () => stockBody());
	const refused = await Promise.all(during.map(async (body) => (await post(target.address, body)).status));
	t.diagnostic(`sent while PostgreSQL was away: answered ${refused.join(', ')}`);
	assert.ok(!refused.includes(200), 'the vendor sends it again');
	await wait(3000);
	await q.postgres.start();
	for (const { current } of [...q.processors, ...q.workers, q.main]) {
		await until('n8n to reach PostgreSQL', async () => ((await fetch(`${current.url}/healthz/readiness`)).ok ? true : undefined));
	}
	for (const body of during) await insist(target.address, body);

	const executions = await settled(target);
	const emptied = executions.filter((execution) => idsOf(execution).length === 0);
	t.diagnostic(`44 acknowledged; ${summary(executions)}; emptied by n8n: ${emptied.length}`);
	const all = [...bodies, ...during].map(idOf);
	const visible = new Set(executions.flatMap(idsOf));
	assert.ok(all.filter((id) => !visible.has(id)).length <= emptied.length, 'each is visible');
	await pauseFor(target, 0);
	if (executions.some(({ status }) => status !== 'success')) await resendFailures(target, emptied);
	await untilGood(target, all, emptied.length);
});

test('Redis emptied: what crashed before it started is found, counted and resent once', async () => {
	const target = await publish();
	const bodies = Array.from({ length: 8 }, () => stockBody());
	const all = bodies.map(idOf).sort();
	// Bull's own switch: the jobs wait as they do where every worker is busy. Emptying Redis takes it back.
	await q.redisCli('SET', 'bull:jobs:meta-paused', '1');
	for (const body of bodies) assert.equal((await post(target.address, body)).status, 200);
	await q.redisCli('FLUSHALL');
	const crashed = await until('n8n to give them up', async () => {
		const executions = await q.main.current.executions(target.workflowId);
		return executions.filter(({ status }) => status === 'crashed').length === bodies.length ? executions : undefined;
	});
	assert.deepEqual(
		crashed.map(({ startedAt }) => startedAt),
		bodies.map(() => null),
		'none has started',
	);

	const filters = { workflowIds: target.workflowId };
	for (const status of ['crashed', 'unsuccessful', 'all']) {
		const found = await deliveries({ resource: 'delivery', operation: 'getMany', status, filters, returnAll: true });
		assert.deepEqual(found.map(({ id }) => id).sort(), all, status);
	}
	const assertCounted = async (recovered: number) => {
		for (const breakdown of ['workflow', 'accountAndEvent']) {
			const rows = await deliveries({ resource: 'statistics', operation: 'get', breakdown, filters });
			assert.deepEqual(
				rows.filter(({ workflowId }) => workflowId === target.workflowId).map((row) => [row.received, row.failed, row.recovered]),
				[[8, 8, recovered]],
				breakdown,
			);
		}
	};
	await assertCounted(0);
	assert.equal((await resendFailures(target)).length, bodies.length);
	await untilGood(target, all);
	assert.deepEqual(await resendFailures(target), []);
	assert.deepEqual(emitted(await q.main.current.executions(target.workflowId)).sort(), all, 'each once');
	await assertCounted(bodies.length);
});

test('two resends at once from two workers: one of them resends', async (t) => {
	const target = await publish({}, [
		{ ...pause(2)[0], type: 'n8n-nodes-base.stopAndError', typeVersion: 1, parameters: { errorMessage: 'down' } },
	]);
	const bodies = Array.from({ length: 4 }, () => stockBody());
	for (const body of bodies) await insist(target.address, body);
	const failed = await q.main.current.untilExecutions(target.workflowId, bodies.length);
	assert.deepEqual(new Set(failed.map(({ status }) => status)), new Set(['error']));
	await pauseFor(target, 2);

	let apart = 0;
	for (const { id: executionId } of failed) {
		const resend = async () =>
			await runNode(q.main.current, {
				type: 'webhookDeliveries',
				credentials: { n8nInstanceApi: instance },
				parameters: { resource: 'delivery', operation: 'resend', executionId },
			});
		const both = await Promise.all([resend(), resend()]);
		const [by, with_] = await Promise.all(both.map(async (each) => await q.workerOf(each)));
		if (by !== with_) apart++;
		const [done, ...more] = both.flatMap(({ items }) => items);
		assert.deepEqual([done?.resent, done?.guard, more], [true, 'table', []]);
		assert.match(both.find(({ error }) => error)?.error?.message ?? '', /was not resent/);
	}
	t.diagnostic(`${apart} of ${failed.length} pairs ran on two workers`);
	assert.ok(apart > 0);
	await untilGood(target, bodies.map(idOf));
	const executions = await settled(target);
	assert.equal(executions.length, 2 * bodies.length, 'one resend of each');
});

test('Webhook Deliveries tells the truth: status, resend, and what both processors refused', async () => {
	const target = await publish();
	const forge = async (processor: number) =>
		assert.equal((await post(at(processor, target), stockBody(), { 'x-bling-signature-256': sign('another body') })).status, 401);
	for (const processor of [0, 0, 0, 1, 1, 1]) await forge(processor);
	const endpoint = async () => {
		const rows = await deliveries({ resource: 'endpoint', operation: 'getMany', filters: { workflowIds: target.workflowId } });
		const own = rows.find(({ workflowId }) => workflowId === target.workflowId);
		assert.ok(own);
		return own;
	};
	assert.equal((await endpoint()).status, 'refusing');

	const body = stockBody();
	assert.equal((await post(target.address, body)).status, 200);
	const [{ id }] = await q.main.current.untilExecutions(target.workflowId, 1);
	assert.equal((await endpoint()).status, 'ok');
	const [resent] = await deliveries({ resource: 'delivery', operation: 'resend', executionId: id, force: true });
	assert.deepEqual([resent.how, resent.newStatus], ['post', 'succeeded']);
	const [again] = await q.main.current.untilExecutions(target.workflowId, 2);
	assert.deepEqual(
		itemsOf(again).map((item) => [item.id, item.redelivery]),
		[[idOf(body), true]],
	);
	// On PostgreSQL, which takes no larger number for an id than it has.
	const [page] = await deliveries({ resource: 'report', operation: 'render', query: JSON.stringify({ periodo: 'last7Days' }) });
	assert.match(String(page.html), /Entregas com erro/);

	// Meanwhile a worker is stopped with an execution that is longer than n8n's own grace of 30 s.
	const slow = await publish({}, pause(40));
	await insist(slow.address, stockBody());
	const worker = await until('a worker to run it', async () => {
		const [running] = await q.main.current.executions(slow.workflowId);
		return running === undefined ? undefined : await q.workerOf(running).catch(() => undefined);
	});
	const stopped = worker.current.stop(300_000);
	await until(
		'both processors to have told what they refused',
		async () => {
			await wait(2000);
			return ((await endpoint()).refused as Json).mismatch === 6 ? true : undefined;
		},
		400_000,
	);
	await stopped;
	assert.deepEqual(
		(await q.main.current.executions(slow.workflowId)).map(({ status }) => status),
		['success'],
	);
	await worker.restart();
});

test('faults in queue mode: nothing that was acknowledged is lost', async (t) => {
	await faultsInQueueMode(t, { q, sandbox, disk: volumes[0] });
});

test("100 executions of one Bling account on two workers: none fails at Bling's 3 requests a second", async (t) => {
	const named = async (name: string, type: string, data: object) => ({ [type]: await credential(name, type, data) });
	const shop = await openBling(q.main.current, sandbox, named);
	const target = await publishTrigger(q.main.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: shop.credential,
		parameters: { events: ['stock.created'], options: { fetchResource: true } },
	});
	await shop.register('stock', target.address);
	const company = await shop.company();
	const began = Date.now();
	const movements = Array.from({ length: 100 }, (_, index) => ({ company, product: 'COADOR', operation: 'B', quantity: index + 1 }));
	await Promise.all(movements.map(async (movement) => await sandbox.act('bling', 'move-stock', movement)));
	const executions = await until(
		'all 100 to have ended',
		async () => {
			await wait(2000);
			const found = await q.main.current.executions(target.workflowId);
			return new Set(found.flatMap(idsOf)).size >= movements.length && !found.some(isRunning) ? found : undefined;
		},
		600_000,
	);

	const asked = (await sandbox.requests('bling')).filter(({ realTime }) => realTime >= began);
	const refused = asked.filter(({ status }) => status === 429).length;
	t.diagnostic(
		`${summary(executions)} within ${Math.round((Date.now() - began) / 1000)} s; ${asked.length} requests, ${refused} answered 429`,
	);
	assert.deepEqual(
		executions.filter(({ status }) => status === 'error').map(({ id, data }) => [id, data.resultData.error?.message]),
		[],
	);
	const ids = [...new Set(executions.flatMap(idsOf))];
	assert.equal(ids.length, movements.length);
	// In a storm n8n's recovery, which looks often here, may give up what has just been stored and is not in Redis yet.
	if (executions.some(({ status }) => status === 'crashed')) await resendFailures(target);
	await untilGood(target, ids);
	const good = (await q.main.current.executions(target.workflowId)).filter(({ status }) => status === 'success');
	assert.ok(
		good.flatMap(itemsOf).every(({ resource }) => resource !== undefined),
		'each was read from Bling',
	);
	assert.equal(new Set(await Promise.all(good.map(q.workerOf))).size, 2, 'both workers ran some');
});

test('a worker without the package: nothing of what it failed is left to resend, and that is said', async () => {
	const target = await publish();
	// For good: this is the last test.
	const [bare] = q.workers;
	const isHealthy = async () =>
		await run(node24, ['-e', healthScript(bare.current.url, bare.current.folder)]).then(
			() => true,
			() => false,
		);
	assert.ok(await isHealthy(), "by deploy/compose.yml's health check");
	await bare.current.kill();
	await rm(installedPackage(bare.current.folder), { recursive: true });
	await bare.restart();
	assert.ok(!(await isHealthy()), 'ready, but without the package');
	const failed = await until('it to take a delivery', async () => {
		await insist(target.address, stockBody());
		return (await q.main.current.executions(target.workflowId)).find(({ status }) => status === 'error');
	});
	await bare.current.kill();
	assert.match(failed.data.resultData.error?.message ?? '', /Unrecognized node type/);

	const filters = { workflowIds: target.workflowId };
	const found = await deliveries({ resource: 'delivery', operation: 'getMany', status: 'failed', filters });
	assert.equal(found.find(({ executionId }) => executionId === failed.id)?.note, 'The data of this execution was not kept');
	const { error } = await runNode(q.main.current, {
		type: 'webhookDeliveries',
		credentials: { n8nInstanceApi: instance },
		parameters: { resource: 'delivery', operation: 'resend', executionId: failed.id },
	});
	assert.match(error?.message ?? '', /nothing to resend: n8n kept no payload/);
});
