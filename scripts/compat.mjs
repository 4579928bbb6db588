// `npm run test:compat -- 2.20.12`: the end-to-end tests of triggers and nodes on another release of n8n.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { root } from './setup.mjs';

const [version] = process.argv.slice(2);
if (version === undefined) {
	console.error('Which n8n? A release (2.20.12), "latest", or "previous" for the minor before the latest: npm run test:compat -- 2.20.12');
	process.exit(2);
}
const child = spawn(process.execPath, [join(root, 'scripts', 'test.mjs'), 'compat'], {
	stdio: 'inherit',
	env: { ...process.env, N8N_VERSION: version },
});
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => (process.exitCode = code ?? 1));
