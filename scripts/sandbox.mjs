// `npm run sandbox`: the four vendors, imitated, on this machine. Arguments go through: sandbox/README.md.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { cacheFolder, ensureDependencies, node24, nodeFlags, root } from './setup.mjs';

await ensureDependencies();
// A small heap, collected often: a storm of webhooks otherwise leaves some hundred megabytes of garbage lying about.
const smallHeap = ['--optimize-for-size', '--max-semi-space-size=1', '--max-old-space-size=96'];
// TypeScript is stripped and compiled once: later starts take half the time.
const env = { ...process.env, NODE_COMPILE_CACHE: join(cacheFolder, 'compiled') };
const child = spawn(node24, [...nodeFlags, ...smallHeap, join(root, 'sandbox', 'main.mts'), ...process.argv.slice(2)], {
	stdio: 'inherit',
	env,
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => (process.exitCode = code ?? 0));
