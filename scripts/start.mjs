// `npm start`: the whole setup, then a real n8n with this package, the sandbox and the bundled
// workflows.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

console.log('The first start installs a real n8n and takes some minutes; later ones take about half a minute.');
await ensureDependencies();
await ensureN8n();
const tarball = await packPackage();
const demo = spawn(node24, [...nodeFlags, join(root, 'scripts', 'demo.mts'), tarball, ...process.argv.slice(2)], {
	stdio: 'inherit',
	env: node24Environment(),
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => demo.kill(signal));
demo.on('close', (code) => (process.exitCode = code ?? 0));
