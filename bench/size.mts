import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ensureN8n, node24, node24Environment, run } from '../scripts/setup.mjs';
import { packedTarball } from './instance.mts';
import { median } from './statistics.mts';

export interface Size {
	tarballBytes: number;
	unpackedBytes: number;
	files: number;
	/** The time n8n needs to load all nodes and credentials, with n8n-workflow and zod already loaded, as in n8n. */
	loadMs: number;
}

const repeats = 7;

/** Run in a separate process: prints the milliseconds that the package's files took to load. */
const loader = `
const { join } = require('node:path');
require('n8n-workflow'); require('zod'); require('luxon');
const { n8n } = require(join(process.argv[1], 'package.json'));
const began = performance.now();
for (const file of [...n8n.nodes, ...n8n.credentials]) {
	const [name, Class] = Object.entries(require(join(process.argv[1], file)))[0];
	if (typeof Class !== 'function') throw new Error(name + ' is no class');
	new Class();
}
console.log(performance.now() - began);
`;

/** The tarball's bytes and files, and how long n8n's process takes to load its nodes. */
export async function measureSize(): Promise<Size> {
	const tarball = await packedTarball();
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-size-'));
	try {
		await run('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1']);
		const entries = (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
		const sizes = await Promise.all(entries.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
		const env = { ...node24Environment(), NODE_PATH: join(await ensureN8n(), 'node_modules') };
		const times = [];
		for (let repeat = 0; repeat < repeats; repeat++) {
			const { stdout } = await promisify(execFile)(node24, ['-e', loader, folder], { env });
			times.push(Number(stdout));
		}
		return {
			tarballBytes: (await stat(tarball)).size,
			unpackedBytes: sizes.reduce((sum, size) => sum + size, 0),
			files: entries.length,
			loadMs: median(times),
		};
	} finally {
		await rm(folder, { recursive: true, force: true });
	}
}
