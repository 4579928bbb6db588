import { mkdtemp, rm } from 'node:fs/promises';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nInstance } from '../scripts/n8n-instance.mts';
import { runNode } from '../test/support/manual.mts';
import { countCalls } from './counted.mts';
import { openDatabase } from './database.mts';
import { addTemplates, dayMs, fill, instanceCredentials, templates } from './filled.mts';
import { packedTarball } from './instance.mts';
import { extraMegabytes } from './usage.mts';

/** A history as a busy shop has it. The second call is measured after the first has counted what is closed. */
export type HistoryCaseName = 'bare' | 'first' | 'second' | 'manyWorkflows' | 'month' | 'monthAgain';

export interface HistoryCase {
	name: HistoryCaseName;
	seconds: number;
	limitSeconds: number | null;
	extraMegabytes: number;
	/** Calls of n8n's API: they do not depend on the machine. */
	calls: number;
}

const workflows = 200;
/** Only of the newest ones anything is read but the list. */
const withData = 5_000;
/** Ids of the last day; those of the days before are lower. */
const firstId = 2_000_000;

/** Copies of the workflow that are not published, and the newest failures spread over them. */
async function addWorkflows(folder: string, workflowId: string): Promise<void> {
	const database = await openDatabase(folder);
	const columnsOf = async (table: string, ...computed: string[]) =>
		(await database.all(`PRAGMA table_info(${table})`)).map(({ name }) => `"${String(name)}"`).filter((name) => !computed.includes(name));
	const own = (await columnsOf('workflow_entity', '"id"', '"name"', '"active"', '"activeVersionId"')).join(', ');
	const shared = (await columnsOf('shared_workflow', '"workflowId"')).join(', ');
	for (let index = 1; index < workflows; index++) {
		const id = `copy${index}`;
		await database.all(`INSERT INTO workflow_entity (id, name, active, ${own}) SELECT ?, ?, 0, ${own} FROM workflow_entity WHERE id = ?`, [
			id,
			`Loja ${index}`,
			workflowId,
		]);
		await database.all(
			`INSERT INTO shared_workflow (workflowId, ${shared}) SELECT ?, ${shared} FROM shared_workflow WHERE workflowId = ?`,
			[id, workflowId],
		);
	}
	await database.all(
		`UPDATE execution_entity SET workflowId = 'copy' || (1 + (id / ${templates}) % ${workflows - 1}) WHERE id >= ${firstId} AND status = 'error'`,
	);
	await database.close();
}

const statistics = { resource: 'statistics', operation: 'get' };
const month = { resource: 'report', operation: 'render', query: JSON.stringify({ periodo: 'last30Days' }) };
const failed = { resource: 'delivery', operation: 'getMany', status: 'failed', limit: 100 };
/** The month's first call takes minutes on a busy machine. */
const limitMs = 30 * 60_000;

/** The same pages as the first call reads them, asked for from outside: what n8n needs for them, whoever asks. */
async function readBare(n8n: N8nInstance, workflowId: string): Promise<number> {
	let calls = 0;
	let cursor: string | null = null;
	do {
		const after = new Date(Date.now() - dayMs).toISOString();
		const query = new URLSearchParams({ workflowId, startedAfter: after, limit: '250', ...(cursor === null ? {} : { cursor }) });
		const page: { nextCursor: string | null } = await n8n.api('GET', `/executions?${query}`);
		cursor = page.nextCursor;
		calls++;
	} while (cursor !== null);
	return calls;
}

/** Statistics and the page on 100,000 executions of a day and 300,000 of a month, in a real n8n with SQLite. */
export async function measureHistory(): Promise<HistoryCase[]> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-bench-'));
	let n8n = await N8nInstance.start({ folder, tarball: await packedTarball() });
	const counter = await countCalls(n8n.url);
	const measured: HistoryCase[] = [];
	try {
		const workflowId = await addTemplates(n8n);
		const credentials = await instanceCredentials(n8n, counter.url);
		const run = async (parameters: Record<string, unknown>) => {
			const result = await runNode(n8n, { type: 'webhookDeliveries', credentials, parameters, limitMs });
			if (result.status !== 'success') throw new Error(result.error?.message);
			return { seconds: result.milliseconds / 1000 };
		};
		const record = async (name: HistoryCaseName, limitSeconds: number | null, task: () => Promise<{ seconds: number; calls?: number }>) => {
			const before = counter.calls();
			let done = { seconds: 0 };
			const extra = await extraMegabytes(Number(n8n.pid), async () => void (done = await task()));
			const one = { name, limitSeconds, extraMegabytes: extra, calls: counter.calls() - before, ...done };
			measured.push(one);
			console.log(`${name}: ${one.seconds.toFixed(2)} s, ${one.calls} calls, ${extra.toFixed(0)} MB; load ${loadavg()[0].toFixed(1)}`);
		};
		const measure = async (name: HistoryCaseName, limitSeconds: number | null, parameters: Record<string, unknown>) =>
			await record(name, limitSeconds, async () => await run(parameters));
		const port = Number(new URL(n8n.url).port);
		const restart = async (change: () => Promise<void> = async () => {}) => {
			await n8n.stop();
			await change();
			n8n = await N8nInstance.start({ folder, port });
			// A process that has just started grows for other reasons too.
			await run({ resource: 'delivery', operation: 'getMany', limit: 1 });
		};
		const now = Date.now();
		const day = { workflowId, fromId: firstId, count: 100_000, startMs: now - 0.98 * dayMs, stepMs: (0.97 * dayMs) / 100_000, withData };
		await restart(async () => await fill(folder, day));
		await record('bare', null, async () => {
			const started = performance.now();
			const calls = await readBare(n8n, workflowId);
			return { calls, seconds: (performance.now() - started) / 1000 };
		});
		await restart();
		await measure('first', 15, statistics);
		await measure('second', 1, statistics);
		const before = { startMs: now - 29.9 * dayMs, stepMs: (28.9 * dayMs) / 200_000, withData: 0 };
		await restart(async () => await fill(folder, { workflowId, fromId: firstId - 300_000, count: 200_000, ...before }));
		await measure('month', null, month);
		await measure('monthAgain', 2, month);
		await restart(async () => await addWorkflows(folder, workflowId));
		await measure('manyWorkflows', 1, failed);
		return measured;
	} finally {
		await counter.close();
		await n8n.stop();
		await rm(folder, { recursive: true, force: true });
	}
}
