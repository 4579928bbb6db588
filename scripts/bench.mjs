// `npm run bench`: the measurements in test/bench/, one after the other. They print figures; none of them is a test.
import { spawnSync } from 'node:child_process';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

await ensureDependencies();
await ensureN8n();
const env = { ...node24Environment(), PACKED_TARBALL: await packPackage() };
const folder = join(root, 'test', 'bench');
for (const file of (await readdir(folder)).filter((name) => name.endsWith('.mts')).sort()) {
	const { status } = spawnSync(node24, [...nodeFlags, join(folder, file)], { stdio: 'inherit', env });
	if (status !== 0) process.exitCode = 1;
}
