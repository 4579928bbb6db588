import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../scripts/setup.mjs';
import type { CaseName } from './cases.mts';
import type { ContenderName, Kind } from './contenders.mts';
import { publishContenders } from './contenders.mts';
import { History } from './database.mts';
import { withN8n } from './instance.mts';
import { startFakeLinear } from './linear.mts';
import { load } from './load.mts';
import type { CpuProfile } from './probe.mts';
import { makeProbe } from './probe.mts';

/** Milliseconds of n8n's main thread per event, by the package whose code ran; only the most expensive ones. */
type Shares = Record<string, number>;

export interface EventProfile {
	case: CaseName;
	contender: ContenderName;
	msPerEvent: Shares;
}

const requests = 1_000;

const profiled: Array<{ name: CaseName; contender: ContenderName; kind: Kind }> = [
	{ name: 'accepted', contender: 'package', kind: 'fresh' },
	{ name: 'accepted', contender: 'webhook', kind: 'fresh' },
	{ name: 'refused', contender: 'package', kind: 'forged' },
];

/**
 * Where an event's time goes, with lazy acquisition on; the full profiles are left in artifacts/
 * for a browser's viewer.
 */
export async function profileEvents(): Promise<EventProfile[]> {
	const linear = await startFakeLinear();
	const probe = await makeProbe();
	const target = join(root, 'artifacts', 'profiles');
	await mkdir(target, { recursive: true });
	try {
		return await withN8n({ env: { ...linear.env, ...probe.env } }, async (n8n) => {
			const contenders = await publishContenders(n8n);
			const history = await History.of(n8n);
			const results: EventProfile[] = [];
			for (const { name, contender: contenderName, kind } of profiled) {
				const contender = contenders.all.get(contenderName);
				if (!contender) throw new Error(`No contender ${contenderName}`);
				const run = async (amount: number) => {
					await load({ address: contender.address, connections: 10, amount, message: () => contender.message(kind) });
					await history.untilIdle();
				};
				await run(200);
				const profile = await probe.profile(async () => await run(requests));
				await writeFile(join(target, `${name}-${contenderName}.cpuprofile`), JSON.stringify(profile));
				results.push({ case: name, contender: contenderName, msPerEvent: sharesOf(profile) });
			}
			await history.close();
			await contenders.close();
			return results;
		});
	} finally {
		await linear.close();
	}
}

/** The package a file belongs to: the last node_modules folder decides. */
function packageOf({ functionName, url }: CpuProfile['nodes'][number]['callFrame']): string {
	if (functionName === '(garbage collector)') return 'GC';
	if (url === '') return 'V8, C++';
	if (url.startsWith('node:')) return 'node';
	const inside = url.split('/node_modules/').at(-1) ?? '';
	const [scope, name] = inside.split('/');
	return scope.startsWith('@') ? `${scope}/${name}` : scope;
}

/** Waiting, what V8 cannot attribute, and the profiler itself. */
const notWork = new Set(['(idle)', '(program)', '(root)', 'post']);

function sharesOf({ nodes, samples, timeDeltas }: CpuProfile): Shares {
	const frames = new Map(nodes.map(({ id, callFrame }) => [id, callFrame]));
	const shares = new Map<string, number>();
	samples.forEach((id, index) => {
		const frame = frames.get(id);
		if (!frame || notWork.has(frame.functionName)) return;
		const name = packageOf(frame);
		shares.set(name, (shares.get(name) ?? 0) + timeDeltas[index] / 1000 / requests);
	});
	const sorted = [...shares].sort(([, a], [, b]) => b - a).slice(0, 10);
	return Object.fromEntries(sorted.map(([name, milliseconds]) => [name, Number(milliseconds.toFixed(3))]));
}
