// `npm run sandbox`: the four vendors, imitated, on this machine. Arguments go through: docs/sandbox.md.
import { spawn } from 'node:child_process';
import { join } from 'node:path';

import { ensureDependencies, node24, nodeFlags, root } from './setup.mjs';

await ensureDependencies();
const child = spawn(node24, [...nodeFlags, join(root, 'sandbox', 'main.mts'), ...process.argv.slice(2)], { stdio: 'inherit' });
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => child.kill(signal));
child.on('close', (code) => (process.exitCode = code ?? 0));
