import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nInstance } from '../scripts/n8n-instance.mts';
import { clientSecret, post, stockBody } from '../test/support/bling.mts';
import { publishTrigger } from '../test/support/instance.mts';
import { runNode } from '../test/support/manual.mts';
import { isTrue, node } from '../test/support/workflow.mts';
import { openDatabase } from './database.mts';
import { packedTarball } from './instance.mts';
import { extraMegabytes } from './usage.mts';

/** A history as a busy shop has it. The second call is measured after the first has counted what is closed. */
export type HistoryCaseName = 'first' | 'second' | 'manyWorkflows' | 'month' | 'monthAgain';

export interface HistoryCase {
	name: HistoryCaseName;
	seconds: number;
	limitSeconds: number | null;
	extraMegabytes: number;
}

const templates = 20;
const dayMs = 86_400_000;
const workflows = 200;
/** Only of the newest ones anything is read but the list. */
const withData = 5_000;
/** Ids of the last day; those of the days before are lower. */
const firstId = 2_000_000;

interface Copies {
	workflowId: string;
	fromId: number;
	count: number;
	startMs: number;
	stepMs: number;
}

/** Copies of the workflow's twenty executions with their data, oldest first: what the API must read is what n8n wrote. */
async function fill(folder: string, { workflowId, fromId, count, startMs, stepMs }: Copies): Promise<void> {
	const database = await openDatabase(folder);
	const names = async (table: string, ...computed: string[]) =>
		(await database.all(`PRAGMA table_info(${table})`))
			.map(({ name }) => String(name))
			.filter((name) => !computed.includes(name))
			.map((name) => `t."${name}"`);
	const plain = (columns: string[]) => columns.map((name) => name.slice(2)).join(', ');
	const entity = await names('execution_entity', 'id', 'startedAt', 'stoppedAt', 'createdAt');
	const data = await names('execution_data', 'executionId');
	const at = (expression: string) => `strftime('%Y-%m-%d %H:%M:%f', (${expression}) / 1000.0, 'unixepoch')`;
	const start = `${startMs} + i * ${stepMs}`;
	const copies = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}),
		old AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM (SELECT id FROM execution_entity WHERE workflowId = '${workflowId}' AND id < 1000 ORDER BY id LIMIT ${templates}))`;
	const from = (table: string, id: string) => `FROM n JOIN old ON old.place = i % ${templates} JOIN ${table} t ON t."${id}" = old.id`;
	const times = `${at(start)}, ${at(`${start} + 20 + i % 100`)}, ${at(start)}`;
	await database.all(
		`INSERT INTO execution_entity (id, startedAt, stoppedAt, createdAt, ${plain(entity)}) ${copies} SELECT ${fromId} + i, ${times}, ${entity.join(', ')} ${from('execution_entity', 'id')}`,
	);
	await database.all(
		`INSERT INTO execution_data (executionId, ${plain(data)}) ${copies} SELECT ${fromId} + i, ${data.join(', ')} ${from('execution_data', 'executionId')} WHERE i >= ${count - withData}`,
	);
	// What ran before a workflow existed is not looked for.
	await database.all(`UPDATE workflow_entity SET createdAt = ${at(`${startMs - dayMs}`)} WHERE id = ?`, [workflowId]);
	await database.close();
}

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

/** Statistics and the page on 100,000 executions of a day and 300,000 of a month, in a real n8n with SQLite. */
export async function measureHistory(): Promise<HistoryCase[]> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-bench-'));
	let n8n = await N8nInstance.start({ folder, tarball: await packedTarball() });
	const measured: HistoryCase[] = [];
	try {
		const workflowId = await prepare(n8n);
		const secret = 'fake-resend-secret-of-forty-characters-1';
		const id = await n8n.createCredential('Este n8n', 'n8nInstanceApi', { baseUrl: n8n.url, apiKey: n8n.apiKey, resendSecret: secret });
		const credentials = { n8nInstanceApi: { id, name: 'Este n8n' } };
		const measure = async (name: HistoryCaseName, limitSeconds: number | null, parameters: Record<string, unknown>) => {
			let seconds = 0;
			const extra = await extraMegabytes(Number(n8n.pid), async () => {
				const result = await runNode(n8n, { type: 'webhookDeliveries', credentials, parameters });
				if (result.status !== 'success') throw new Error(result.error?.message);
				seconds = result.milliseconds / 1000;
			});
			measured.push({ name, seconds, limitSeconds, extraMegabytes: extra });
			console.log(`${name}: ${seconds.toFixed(2)} s, ${extra.toFixed(0)} MB`);
		};
		const port = Number(new URL(n8n.url).port);
		const restart = async (change: () => Promise<void>) => {
			await n8n.stop();
			await change();
			n8n = await N8nInstance.start({ folder, port });
			// A process that has just started grows for other reasons too.
			await runNode(n8n, { type: 'webhookDeliveries', credentials, parameters: { resource: 'delivery', operation: 'getMany', limit: 1 } });
		};
		const now = Date.now();
		await restart(
			async () =>
				await fill(folder, { workflowId, fromId: firstId, count: 100_000, startMs: now - 0.98 * dayMs, stepMs: (0.97 * dayMs) / 100_000 }),
		);
		await measure('first', 15, statistics);
		await measure('second', 1, statistics);
		await restart(
			async () =>
				await fill(folder, {
					workflowId,
					fromId: firstId - 300_000,
					count: 200_000,
					startMs: now - 29.9 * dayMs,
					stepMs: (28.9 * dayMs) / 200_000,
				}),
		);
		await measure('month', null, month);
		await measure('monthAgain', 2, month);
		await restart(async () => await addWorkflows(folder, workflowId));
		await measure('manyWorkflows', 1, { resource: 'delivery', operation: 'getMany', status: 'failed', limit: 100 });
		return measured;
	} finally {
		await n8n.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

/** A workflow of seven nodes with twenty executions, one of them failed. */
async function prepare(n8n: N8nInstance): Promise<string> {
	const bling = await n8n.createCredential('Loja', 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
	const { workflowId, address } = await publishTrigger(n8n, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: { id: bling, name: 'Loja' } },
		next: [
			...['A', 'B', 'C', 'D'].map((name) => node(name, 'n8n-nodes-base.noOp', 1, {})),
			node('Chosen', 'n8n-nodes-base.if', 2.2, isTrue('={{ $json.reference === "1" }}')),
			node('Break', 'n8n-nodes-base.stopAndError', 1, { errorMessage: 'Estoque não encontrado' }),
		],
	});
	for (let index = 0; index < templates; index++) {
		const data = {
			produto: { id: index === 0 ? 1 : 100 + index },
			saldoFisicoTotal: 6,
			saldoVirtualTotal: 6,
			deposito: { id: 7 },
			operacao: 'B',
			quantidade: 6,
		};
		await post(address, stockBody({ data, event: index % 2 === 0 ? 'stock.created' : 'stock.updated' }));
	}
	await n8n.untilExecutions(workflowId, templates);
	return workflowId;
}
