import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { createWriteStream, existsSync } from 'node:fs';
import { chown, mkdir, readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { delimiter, dirname, join } from 'node:path';

import { freePort, until } from '../../../scripts/n8n-instance.mts';
import { ensureSystemPackages, root, run } from '../../../scripts/setup.mjs';

/** A server of this machine's own for one test run, on a free port of 127.0.0.1. */
export interface TestServer {
	port: number;
	start(): Promise<void>;
	stop(signal?: NodeJS.Signals): Promise<void>;
	isRunning(): boolean;
}

const accepts = async (port: number) =>
	await new Promise<true | undefined>((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
		socket.once('error', () => resolve(undefined));
	});

/** A program that listens on `port`; `options` are its user and environment. Its log is beside the folder, whose disk a test may fill. */
export function server(
	name: string,
	command: string,
	args: string[],
	folder: string,
	port: number,
	options: { uid?: number; gid?: number; env?: NodeJS.ProcessEnv } = {},
): TestServer {
	let child: ChildProcess | undefined;
	const logFile = join(dirname(folder), `${name}.log`);
	const endToo = () => child?.kill('SIGKILL');
	const isRunning = () => child !== undefined && child.exitCode === null && child.signalCode === null;
	return {
		port,
		isRunning,
		async start() {
			const log = createWriteStream(logFile, { flags: 'a' });
			const started = spawn(command, args, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], ...options });
			child = started;
			started.stdout.pipe(log);
			started.stderr.pipe(log);
			// A test run that is ended halfway must not leave it running.
			process.once('exit', endToo);
			await until(`${name} to start (see ${logFile})`, async () => {
				if (started.exitCode !== null) throw new Error(`${name} ended with ${started.exitCode}, see ${logFile}`);
				return await accepts(port);
			});
		},
		async stop(signal = 'SIGTERM') {
			const running = child;
			if (running === undefined || !isRunning()) return;
			const ended = new Promise<void>((resolve) => running.once('close', () => resolve()));
			running.kill(signal);
			await ended;
			process.off('exit', endToo);
		},
	};
}

/** Redis with the arguments that deploy/compose.yml gives it. */
export async function startRedis(folder: string, [command, ...args]: string[]): Promise<TestServer> {
	await ensureSystemPackages({ 'redis-server': 'redis-server' });
	await mkdir(folder, { recursive: true });
	const port = await freePort();
	const redis = server('redis', command, [...args, '--port', String(port), '--bind', '127.0.0.1', '--dir', folder], folder, port);
	await redis.start();
	return redis;
}

/** Runs one command on Redis. */
export async function redisCli(port: number, password: string, ...args: string[]): Promise<void> {
	const env = { ...process.env, REDISCLI_AUTH: password };
	await run('redis-cli', ['-p', String(port), ...args], { env });
}

/** One look of the service "jobs" of deploy/compose.yml. */
export const releaseDeadJobs = async (port: number, password: string): Promise<void> =>
	await redisCli(port, password, '--eval', join(root, 'deploy', 'release-dead-jobs.lua'), 'bull:jobs');

/** Where Debian keeps the programs of its newest PostgreSQL, or where the path has them. */
async function postgresPrograms(): Promise<string> {
	const find = async () => {
		const debian = '/usr/lib/postgresql';
		const versions = (await readdir(debian).catch(() => [])).sort((a, b) => Number(b) - Number(a));
		const folders = [...versions.map((version) => join(debian, version, 'bin')), ...(process.env.PATH ?? '').split(delimiter)];
		return folders.find((folder) => existsSync(join(folder, 'initdb')));
	};
	const found = (await find()) ?? (await ensureSystemPackages({ initdb: 'postgresql' }).then(find));
	if (found === undefined) throw new Error('PostgreSQL has no initdb on this machine: install its server');
	return found;
}

/** PostgreSQL refuses to run as root: it gets the user that its own package made, or nobody. */
async function unprivileged(): Promise<{ uid?: number; gid?: number }> {
	if (process.getuid?.() !== 0) return {};
	const id = async (flag: string) => Number(await run('id', [flag, 'postgres']).catch(async () => await run('id', [flag, 'nobody'])));
	return { uid: await id('-u'), gid: await id('-g') };
}

/** PostgreSQL in a new folder, with an empty database `n8n` of a user `n8n` who needs no password on this machine. */
export async function startPostgres(folder: string): Promise<TestServer> {
	const programs = await postgresPrograms();
	const user = await unprivileged();
	const data = join(folder, 'data');
	await mkdir(folder, { recursive: true });
	if (user.uid !== undefined && user.gid !== undefined) await chown(folder, user.uid, user.gid);
	const program = async (name: string, ...args: string[]) => await run(join(programs, name), args, { cwd: folder, ...user });
	await program('initdb', '--pgdata', data, '--auth=trust', '--username=n8n', '--encoding=UTF8', '--no-sync');
	const port = await freePort();
	// Nobody pulls the plug of a test: waiting for the disk proves nothing here. PostgreSQL itself is killed, so a commit is written.
	const settings = [
		'listen_addresses=127.0.0.1',
		`unix_socket_directories=${folder}`,
		'fsync=off',
		'max_connections=200',
		'max_wal_size=64MB',
	];
	const args = ['-D', data, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])];
	const postgres = server('postgres', join(programs, 'postgres'), args, folder, port, user);
	await postgres.start();
	await until(
		'PostgreSQL to make a database',
		async () =>
			await program('createdb', '--host=127.0.0.1', `--port=${port}`, '--username=n8n', 'n8n').then(
				() => true,
				() => undefined,
			),
	);
	return postgres;
}
