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
import { median } from './statistics.mts';
import { cpuSeconds, extraMegabytes } from './usage.mts';

/**
 * Webhook Deliveries with 10,000 executions in n8n's history (SQLite). Twenty real ones of a
 * workflow with seven nodes, one of them failed, are multiplied in the database with times spread
 * over a day, so that the API reads what n8n wrote.
 */
const wanted = 10_000;
const templates = 20;
const rounds = 3;

/** Copies of the workflow's executions, oldest first, each with a delivery id of its own. */
async function multiply(folder: string, workflowId: string): Promise<void> {
	const database = await openDatabase(folder);
	const columns = async (table: string, ...computed: string[]) =>
		(await database.all(`PRAGMA table_info(${table})`)).map(({ name }) => String(name)).filter((name) => !computed.includes(name));
	const quoted = (names: string[], prefix = '') => names.map((name) => `${prefix}"${name}"`).join(', ');
	const entity = await columns('execution_entity', 'id', 'startedAt', 'stoppedAt', 'createdAt');
	const data = await columns('execution_data', 'executionId', 'data');
	const own = 'SELECT id FROM execution_entity WHERE workflowId = ? ORDER BY id';
	const ids = (await database.all(own, [workflowId])).map(({ id }) => Number(id));
	const [{ base }] = await database.all('SELECT max(id) + 1 AS base FROM execution_entity');
	const first = Date.now() - 23.5 * 3_600_000;
	const step = (23.4 * 3_600_000) / wanted;
	const at = (milliseconds: number) => new Date(milliseconds).toISOString().replace('T', ' ').replace('Z', '');
	await database.all('BEGIN');
	for (let copy = 0; copy < wanted - ids.length; copy++) {
		const id = Number(base) + copy;
		const from = ids[copy % ids.length];
		const started = first + copy * step;
		const times = [at(started), at(started + 20 + (copy % 100)), at(started)];
		await database.all(
			`INSERT INTO execution_entity (id, startedAt, stoppedAt, createdAt, ${quoted(entity)}) SELECT ?, ?, ?, ?, ${quoted(entity)} FROM execution_entity WHERE id = ?`,
			[id, ...times, from],
		);
		const deliveryId = '01a05007-571a-7acc-ae53-';
		const newId = `${deliveryId.slice(0, 9)}${String(copy % 10_000).padStart(4, '0')}-7acc-ae53-`;
		await database.all(
			`INSERT INTO execution_data (executionId, data, ${quoted(data)}) SELECT ?, replace(data, ?, ?), ${quoted(data)} FROM execution_data WHERE executionId = ?`,
			[id, deliveryId, newId, from],
		);
		await database.all(
			'INSERT INTO execution_metadata (executionId, "key", value) SELECT ?, "key", replace(value, ?, ?) FROM execution_metadata WHERE executionId = ?',
			[id, deliveryId, newId, from],
		);
	}
	await database.all('COMMIT');
	await database.close();
}

export type DeliveriesCaseName = 'statistics' | 'breakdown' | 'failed' | 'page';

export interface DeliveriesCase {
	name: DeliveriesCaseName;
	/** Median of the rounds. */
	seconds: number;
	limitSeconds: number | null;
	cpuSeconds: number;
	items: number;
	/** n8n's peak memory, above what it was before. */
	extraMegabytes: number;
}

/** How long the operations of Webhook Deliveries take on that history, in a real n8n. */
export async function measureDeliveries(): Promise<DeliveriesCase[]> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-bench-'));
	let n8n = await N8nInstance.start({ folder, tarball: await packedTarball() });
	try {
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
		const seen = await n8n.untilExecutions(workflowId, templates);
		console.log(`templates: ${templates} executions, ${seen.filter(({ status }) => status === 'error').length} failed`);
		await n8n.stop();
		await multiply(folder, workflowId);
		n8n = await N8nInstance.start({ folder });
		const instance = await n8n.createCredential('Este n8n', 'n8nInstanceApi', {
			baseUrl: n8n.url,
			apiKey: n8n.apiKey,
			resendSecret: 'fake-resend-secret-of-forty-characters-1',
		});
		return await measure(n8n, { n8nInstanceApi: { id: instance, name: 'Este n8n' } });
	} finally {
		await n8n.stop();
		await rm(folder, { recursive: true, force: true });
	}
}

const cases: Array<{ name: DeliveriesCaseName; limitSeconds: number | null; parameters: Record<string, unknown> }> = [
	{ name: 'statistics', limitSeconds: 3, parameters: { resource: 'statistics', operation: 'get' } },
	{
		name: 'breakdown',
		limitSeconds: 3,
		parameters: { resource: 'statistics', operation: 'get', breakdown: 'accountAndEvent', maxExecutions: 1_000 },
	},
	{
		name: 'failed',
		limitSeconds: 1,
		parameters: { resource: 'delivery', operation: 'getMany', status: 'failed', limit: 100 },
	},
	{ name: 'page', limitSeconds: null, parameters: { resource: 'report', operation: 'render', query: '{}' } },
];

async function measure(n8n: N8nInstance, credentials: Record<string, { id: string; name: string }>): Promise<DeliveriesCase[]> {
	const pid = Number(n8n.pid);
	const run = async (parameters: Record<string, unknown>) => {
		const result = await runNode(n8n, { type: 'webhookDeliveries', credentials, parameters });
		if (result.status !== 'success') throw new Error(result.error?.message);
		return result;
	};
	// A process that has just started grows for other reasons too.
	for (const { parameters } of cases) await run(parameters);
	const measured: DeliveriesCase[] = [];
	for (const { name, limitSeconds, parameters } of cases) {
		const times: number[] = [];
		const cpuBefore = await cpuSeconds(pid);
		let items = 0;
		const extra = await extraMegabytes(pid, async () => {
			for (let round = 0; round < rounds; round++) {
				const result = await run(parameters);
				times.push(result.milliseconds / 1000);
				items = result.items.length;
			}
		});
		const cpu = ((await cpuSeconds(pid)) - cpuBefore) / rounds;
		measured.push({ name, seconds: median(times), limitSeconds, cpuSeconds: cpu, items, extraMegabytes: extra });
	}
	return measured;
}
