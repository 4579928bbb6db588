import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { node24, root } from '../setup.mjs';

const compiled = join(root, 'artifacts', 'dev');
const isAsset = (file: string) => /\.(svg|json)$/.test(file);
const isCompiled = (file: string) => /\.(js|json)$/.test(file);

/**
 * Compiles what changes in nodes/ and credentials/ and puts it into the package that a running n8n has installed. With
 * N8N_DEV_RELOAD=true n8n sees that, loads the package anew and tells open editors.
 * @param installed folder of the installed package
 */
export async function watchPackage(installed: string): Promise<{ close(): void }> {
	const dist = join(installed, 'dist');
	await mkdir(compiled, { recursive: true });
	const watchers = [
		follow(compiled, dist, isCompiled),
		...['nodes', 'credentials'].map((folder) => follow(join(root, folder), join(dist, folder), isAsset)),
	];
	const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
	const compiler = spawn(node24, [tsc, '--watch', '--preserveWatchOutput', '--outDir', compiled], {
		cwd: root,
		stdio: ['ignore', 'inherit', 'inherit'],
	});
	return {
		close() {
			for (const watcher of watchers) watcher.close();
			compiler.kill();
		},
	};
}

/**
 * Copies changed files once they have settled, and only those that differ: the compiler's first
 * pass writes every file, and n8n knows no node while it loads them.
 */
function follow(from: string, to: string, belongs: (file: string) => boolean) {
	const changed = new Set<string>();
	let copying = Promise.resolve();
	const copyAll = () => {
		const names = [...changed];
		changed.clear();
		copying = copying.then(async () => {
			for (const name of names) {
				await copyIfDifferent(join(from, name), join(to, name)).catch((error: Error) =>
					console.error(`Not copied: ${name} (${error.message})`),
				);
			}
		});
	};
	let timer: NodeJS.Timeout | undefined;
	return watch(from, { recursive: true }, (_event, name) => {
		if (name === null || !belongs(name)) return;
		changed.add(name);
		clearTimeout(timer);
		timer = setTimeout(copyAll, 200);
	});
}

async function copyIfDifferent(source: string, target: string): Promise<void> {
	const bytes = await readFile(source);
	const before = await readFile(target).catch(() => undefined);
	if (before?.equals(bytes)) return;
	await mkdir(dirname(target), { recursive: true });
	await writeFile(target, bytes);
}
