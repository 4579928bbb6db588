import { publishContenders } from './contenders.mts';
import type { Kind } from './contenders.mts';
import { withN8n } from './instance.mts';
import { startFakeLinear } from './linear.mts';
import { load } from './load.mts';
import { makeProbe } from './probe.mts';

interface Growth {
	requests: number;
	/** Heap and external memory still in use after a collection, above the level before. */
	megabytes: number;
	seconds: number;
	/** Executions that they started: there should be none. */
	executions: number;
}

export type Memory = Record<'refused' | 'duplicate', Growth>;

const requests = 50_000;
const warmUp = 3_000;

/** How much more memory n8n uses after this many refusals, and after this many duplicates. */
export async function measureMemory(): Promise<Memory> {
	const linear = await startFakeLinear();
	const probe = await makeProbe();
	try {
		return await withN8n({ env: { ...linear.env, ...probe.env } }, async (n8n) => {
			const contenders = await publishContenders(n8n);
			const trigger = contenders.all.get('package');
			if (!trigger?.workflowId) throw new Error('No trigger of this package');
			const { address, workflowId, message } = trigger;
			const post = async (kind: Kind, amount: number) => await load({ address, connections: 10, amount, message: () => message(kind) });
			// A process that has just started grows for other reasons too.
			for (const kind of ['forged', 'repeated'] as const) await post(kind, warmUp);
			const grow = async (kind: Kind): Promise<Growth> => {
				const executionsBefore = (await n8n.executions(workflowId)).length;
				const before = await probe.usedBytes();
				const { seconds } = await post(kind, requests);
				const megabytes = ((await probe.usedBytes()) - before) / 1024 / 1024;
				return { requests, megabytes, seconds, executions: (await n8n.executions(workflowId)).length - executionsBefore };
			};
			const memory = { refused: await grow('forged'), duplicate: await grow('repeated') };
			await contenders.close();
			return memory;
		});
	} finally {
		await linear.close();
	}
}
