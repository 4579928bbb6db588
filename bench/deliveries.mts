import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { N8nInstance } from '../scripts/n8n-instance.mts';
import { runNode } from '../test/support/manual.mts';
import { addTemplates, fill, instanceCredentials, templates } from './filled.mts';
import { packedTarball } from './instance.mts';
import { median } from './statistics.mts';
import { cpuSeconds, extraMegabytes } from './usage.mts';

/**
 * Webhook Deliveries with 10,000 executions in n8n's history (SQLite). Twenty real ones of a
 * workflow with seven nodes, one of them failed, are multiplied in the database with times spread
 * over a day, so that the API reads what n8n wrote.
 */
const wanted = 10_000;
const rounds = 3;

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
		const workflowId = await addTemplates(n8n);
		await n8n.stop();
		const stepMs = (23.4 * 3_600_000) / wanted;
		await fill(folder, { workflowId, fromId: 100_000, count: wanted - templates, startMs: Date.now() - 23.5 * 3_600_000, stepMs });
		n8n = await N8nInstance.start({ folder });
		return await measure(n8n, await instanceCredentials(n8n));
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
