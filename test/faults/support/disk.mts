import { execFile, spawn } from 'node:child_process';
import { cp, mkdir, readFile, rename, rm, statfs, unlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ensureSystemPackages } from '../../../scripts/setup.mjs';
import { openDatabase } from '../../support/database.mts';

const run = promisify(execFile);

/** Room for n8n's database and its log of events, and little more. */
const megabytes = 256;

/** The disk that an n8n keeps its database on, and the ways to break it. */
export interface Disk {
	/** How it is made full, for the report. */
	fullBy: string;
	/** From now on nothing more can be written. */
	fill(pid?: number): Promise<void>;
	free(pid?: number): Promise<void>;
	/** Lets every write-out to the disk take this long. Returns what ends it. */
	slowDown(pid: number, milliseconds: number): Promise<() => Promise<void>>;
	/** Another process holds the database for itself. Returns what ends it. */
	lock(): Promise<() => Promise<void>>;
	/** Takes the disk away again and leaves its contents in the folder; n8n must have ended. */
	remove(): Promise<void>;
}

/**
 * Puts `<folder>/.n8n`, before n8n starts, on a small disk in memory, where root may mount one; elsewhere a full disk is a
 * limit on the size of the process's files (`prlimit --fsize`), which fails its writes as well.
 */
export async function smallDisk(folder: string): Promise<Disk> {
	const target = join(folder, '.n8n');
	const original = join(folder, 'original');
	await rename(target, original);
	await mkdir(target);
	const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', target]).then(
		() => true,
		() => false,
	);
	await cp(original, target, { recursive: true, verbatimSymlinks: true });
	await rm(original, { recursive: true });
	const database = join(target, 'database.sqlite');
	return {
		...(mounted ? tmpfs(target) : limit(database)),
		slowDown,
		lock: async () => await lockDatabase(database),
		async remove() {
			if (!mounted) return;
			await cp(target, original, { recursive: true, verbatimSymlinks: true });
			await run('umount', [target]);
			await rm(target, { recursive: true });
			await rename(original, target);
		},
	};
}

/** A disk of a database server, or undefined where none may be mounted. Before the server starts; what is on it is lost. */
export async function smallVolume(target: string, size: number): Promise<Pick<Disk, 'fullBy' | 'fill' | 'free' | 'remove'> | undefined> {
	await mkdir(target, { recursive: true });
	const mounted = await run('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', target]).then(
		() => true,
		() => false,
	);
	return mounted ? { ...tmpfs(target, size), remove: async () => void (await run('umount', [target])) } : undefined;
}

function tmpfs(target: string, size = megabytes): Pick<Disk, 'fullBy' | 'fill' | 'free'> {
	const ballast = join(target, 'ballast');
	return {
		fullBy: `um disco de ${size} MB na memória, tmpfs, cheio até o último bloco`,
		async fill() {
			const { bavail, bsize } = await statfs(target);
			// n8n writes at the same time: what is left is taken block by block.
			await writeFile(ballast, Buffer.alloc(bavail * bsize)).catch(ignoreFull);
			for (let left = 1; left > 0; ) {
				left = (await statfs(target)).bavail;
				if (left > 0) await writeFile(ballast, Buffer.alloc(left * bsize), { flag: 'a' }).catch(ignoreFull);
			}
		},
		free: async () => await unlink(ballast),
	};
}

function ignoreFull(error: NodeJS.ErrnoException): void {
	if (error.code !== 'ENOSPC') throw error;
}

function limit(database: string): Pick<Disk, 'fullBy' | 'fill' | 'free'> {
	const set = async (pid: number | undefined, bytes: string) =>
		void (await run('prlimit', ['--pid', String(pid), `--fsize=${bytes}:unlimited`]));
	return {
		fullBy: 'um limite de tamanho dos arquivos, prlimit: aqui não se pôde montar um disco',
		fill: async (pid) => await set(pid, String((await readFile(database)).length)),
		free: async (pid) => await set(pid, 'unlimited'),
	};
}

/** strace holds each of these system calls of the process up. */
async function slowDown(pid: number, milliseconds: number): Promise<() => Promise<void>> {
	await ensureSystemPackages({ strace: 'strace' });
	const held = 'fsync,fdatasync,pwrite64';
	const tracer = spawn(
		'strace',
		['-f', '-qq', '-o', '/dev/null', '-p', String(pid), '-e', `trace=${held}`, '-e', `inject=${held}:delay_enter=${milliseconds * 1000}`],
		{
			stdio: ['ignore', 'ignore', 'pipe'],
		},
	);
	let said = '';
	tracer.stderr.on('data', (chunk: Buffer) => (said += chunk.toString('utf8')));
	const ended = new Promise<void>((resolve) => tracer.once('close', () => resolve()));
	return async () => {
		if (tracer.exitCode !== null) throw new Error(`strace ended by itself: ${said}`);
		tracer.kill('SIGINT');
		await ended;
	};
}

async function lockDatabase(file: string): Promise<() => Promise<void>> {
	const database = await openDatabase(file);
	await database.exec('BEGIN EXCLUSIVE');
	return async () => {
		await database.exec('ROLLBACK');
		await database.close();
	};
}
