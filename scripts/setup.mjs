import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cp, mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync, readdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { step } from './progress.mjs';

/** The checkout. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * The folder of each vendor in nodes/, according to its identity: some scripts run on a Node that
 * cannot read nodes/vendors.ts.
 */
export const vendorFolders = readdirSync(join(root, 'nodes')).filter((name) => existsSync(join(root, 'nodes', name, 'identity.ts')));

/** n8n needs Node 24; it comes as a development dependency, whatever Node the machine has. */
export const node24 = join(root, 'node_modules', 'node', 'bin', 'node');

/**
 * The event catalogues of nodes/ are CommonJS TypeScript; reading them from .mts files is intended
 * and needs no warning.
 */
export const nodeFlags = ['--disable-warning=MODULE_TYPELESS_PACKAGE_JSON'];

/**
 * Outside the checkout, so that a second clone need not install n8n again. Nothing depends on it:
 * it is filled when empty.
 */
export const cacheFolder = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'n8n-nodes-brasil-webhooks');

const npm = process.platform === 'win32' ? 'npm.cmd' : 'npm';

/** The environment of everything that must run on Node 24. */
export const node24Environment = () => ({
	...process.env,
	PATH: [dirname(node24), join(root, 'node_modules', '.bin'), process.env.PATH].join(delimiter),
});

/**
 * Runs a command to its end. Its output is shown only when it fails, unless `show` is set.
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, show?: boolean, uid?: number, gid?: number }} [options]
 * @returns {Promise<string>} what it printed
 */
export async function run(command, args, { cwd = root, env = process.env, show = false, uid, gid } = {}) {
	return await new Promise((resolve, reject) => {
		const child = spawn(command, args, { cwd, env, uid, gid, stdio: ['ignore', 'pipe', 'pipe'], shell: process.platform === 'win32' });
		let output = '';
		for (const stream of [child.stdout, child.stderr]) {
			stream.on('data', (chunk) => {
				output += chunk;
				if (show) process.stdout.write(chunk);
			});
		}
		child.on('error', reject);
		child.on('close', (code) => {
			if (code === 0) return resolve(output);
			const shown = show ? '' : `\n${output.slice(-4000)}`;
			reject(new Error(`${command} ${args.join(' ')} ended with ${code}${shown}`));
		});
	});
}

const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');

/** Installs the development dependencies if they are missing or older than the lock file. */
export async function ensureDependencies() {
	const stamp = join(root, 'node_modules', '.setup-stamp');
	const wanted = sha256(await readFile(join(root, 'package-lock.json')));
	if ((await readFile(stamp, 'utf8').catch(() => '')) === wanted && existsSync(node24)) return;
	await step('Installing the development dependencies (about 2 minutes)', async () => {
		// npm ci refuses lock files whose optional packages for other platforms a registry lacks; install respects the lock.
		await run(npm, ['install', '--no-save', '--no-audit', '--no-fund', '--prefer-offline']);
		await run(npm, ['rebuild', 'node', '--ignore-scripts=false']);
		await writeFile(stamp, wanted);
	});
}

const isInstalled = async (command) =>
	await run(process.platform === 'win32' ? 'where' : 'which', [command]).then(
		() => true,
		() => false,
	);

/**
 * Installs Debian packages whose commands are missing.
 * @param {Record<string, string>} packages command -> package, such as `{ 'g++': 'g++' }`
 */
export async function ensureSystemPackages(packages) {
	const missing = [];
	for (const [command, name] of Object.entries(packages)) if (!(await isInstalled(command))) missing.push(name);
	if (missing.length === 0) return;
	const hint = `Install ${missing.join(', ')} by your system's package manager, then run this command again.`;
	if (!(await isInstalled('apt-get'))) throw new Error(`Missing on this machine: ${missing.join(', ')}. ${hint}`);
	await step(`Installing ${missing.join(', ')} with apt-get`, async () => {
		const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
		const apt = async (...args) => {
			const [command, ...rest] = [...asRoot, 'apt-get', ...args];
			await run(command, rest, { env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
		};
		try {
			await apt('update');
			await apt('install', '-y', '--no-install-recommends', ...missing);
		} catch (error) {
			throw new Error(`${missing.join(', ')} could not be installed (root or passwordless sudo is needed). ${hint}`, {
				cause: error,
			});
		}
	});
}

const n8nSource = join(root, 'scripts', 'n8n');

/**
 * The release of n8n that N8N_VERSION asks for: `1.123.81`, a tag such as `latest`, or `previous` for the minor before the latest.
 * @param {string} wanted
 * @returns {Promise<string>} such as `2.41.1`
 */
async function n8nRelease(wanted) {
	if (/^\d+\.\d+\.\d+$/.test(wanted)) return wanted;
	const versions = async (range) => {
		const answer = JSON.parse(await run(npm, ['view', `n8n@${range}`, 'version', '--json', '--loglevel=error']));
		return [answer].flat();
	};
	if (wanted !== 'previous') return (await versions(wanted)).at(-1);
	const [major, minor] = (await versions('latest')).at(-1).split('.').map(Number);
	return (await versions(`<${major}.${minor}.0`)).at(-1);
}

/**
 * Where n8n comes from: the committed lock file, or for another release only its name.
 * @returns {Promise<{ name: string, fill: (folder: string) => Promise<void> }>} its folder in the cache, and what fills it
 */
async function n8nToInstall() {
	if (process.env.N8N_VERSION) {
		const version = await n8nRelease(process.env.N8N_VERSION);
		const description = JSON.parse(await readFile(join(n8nSource, 'package.json'), 'utf8'));
		description.dependencies.n8n = version;
		// Releases up to 2.2x fetch it from a host of its own, which not every machine reaches; only n8n's spreadsheet node uses it.
		description.overrides.xlsx = '0.18.5';
		const fill = async (folder) => {
			await mkdir(folder);
			await writeFile(join(folder, 'package.json'), JSON.stringify(description, null, 2));
		};
		return { name: `n8n-${version}`, fill };
	}
	const key = sha256(await readFile(join(n8nSource, 'package-lock.json'))).slice(0, 12);
	return { name: `n8n-${key}`, fill: async (folder) => await cp(n8nSource, folder, { recursive: true }) };
}

/**
 * Installs n8n into the cache, once per lock file: it is large, has its own overrides, and must stay out of the
 * package's dependencies. With N8N_VERSION set, that release instead, once per release and without a lock file.
 * @returns {Promise<string>} the folder whose node_modules holds n8n
 */
export async function ensureN8n() {
	const { name, fill } = await n8nToInstall();
	const folder = join(cacheFolder, name);
	if (existsSync(folder)) return folder;
	await ensureSystemPackages({ python3: 'python3', make: 'make', 'g++': 'g++' });
	await mkdir(cacheFolder, { recursive: true });
	const partial = `${folder}.partial-${process.pid}`;
	await rm(partial, { recursive: true, force: true });
	await fill(partial);
	const env = node24Environment();
	await step(`Installing ${name} (2.9 GB, 2 to 5 minutes, once)`, async () => {
		const flags = ['--omit=dev', '--ignore-scripts', '--no-save', '--prefer-offline', '--no-audit', '--no-fund'];
		await run(npm, ['install', ...flags], { cwd: partial, env });
	});
	await step('Compiling the SQLite driver of n8n (1 to 2 minutes, once)', async () => {
		const headers = join(root, 'node_modules', 'node', 'node_modules', `node-${process.platform}-${process.arch}`);
		await run(npm, ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			cwd: partial,
			env: { ...env, npm_config_nodedir: headers },
		});
	});
	// In one move, so that an interrupted installation is never mistaken for a complete one.
	await rename(partial, folder);
	return folder;
}

/** Compiles the package into dist/ and packs the tarball that users install. */
export async function packPackage() {
	return await step('Building and packing the package', async () => {
		const env = node24Environment();
		await run(npm, ['run', 'build'], { env });
		const target = join(root, 'artifacts');
		await mkdir(target, { recursive: true });
		const [{ filename }] = JSON.parse(await run(npm, ['pack', '--json', '--loglevel=error', '--pack-destination', target], { env }));
		return join(target, filename);
	});
}
