// `npm run bench`: the measurements of bench/, written to bench/results.json and into the tables of the documentation.
// `npm run bench -- lazy` and so on measures a part; `npm run bench -- report` only writes charts and tables again.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

const wanted = process.argv.slice(2);
await ensureDependencies();
const env = node24Environment();
if (wanted.join() !== 'report') {
	await ensureN8n();
	env.PACKED_TARBALL ??= await packPackage();
}
const { status } = spawnSync(node24, [...nodeFlags, join(root, 'bench', 'main.mts'), ...wanted], { stdio: 'inherit', env });
process.exitCode = status ?? 1;
