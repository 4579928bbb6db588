import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { StartOptions } from '../scripts/n8n-instance.mts';
import { N8nInstance } from '../scripts/n8n-instance.mts';
import { packPackage } from '../scripts/setup.mjs';

/** The package as users install it; packed once per run by scripts/bench.mjs. */
export const packedTarball = async (): Promise<string> => process.env.PACKED_TARBALL ?? (await packPackage());

/** Runs a task with a new n8n with the packed package, in its own folder, and removes both. */
export async function withN8n<T>(options: Partial<StartOptions>, task: (n8n: N8nInstance) => Promise<T>): Promise<T> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-bench-'));
	try {
		const n8n = await N8nInstance.start({ folder, tarball: await packedTarball(), ...options });
		try {
			return await task(n8n);
		} finally {
			await n8n.stop();
		}
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
