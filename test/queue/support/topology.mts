import { existsSync } from 'node:fs';
import { chmod, cp, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';

import type { Execution } from '../../../scripts/n8n-instance.mts';
import { freePort, installPackage, N8nInstance } from '../../../scripts/n8n-instance.mts';
import { ensureN8n, packPackage } from '../../../scripts/setup.mjs';
import { readCompose } from './compose.mts';
import type { Proxy } from './proxy.mts';
import { startProxy } from './proxy.mts';
import type { TestServer } from './servers.mts';
import { redisCli, releaseDeadJobs, startPostgres, startRedis } from './servers.mts';

// A signal alone would skip what ends the processes.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

const processorNames = ['webhook-1', 'webhook-2'] as const;

type Role = 'main' | (typeof processorNames)[number] | 'worker';

/** One n8n process of the topology; `restart` puts a new one in its place, on the same port and folder. */
export interface Part {
	current: N8nInstance;
	restart(): Promise<void>;
}

export interface QueueN8n {
	main: Part;
	processors: Part[];
	workers: Part[];
	proxy: Proxy;
	redis: TestServer;
	postgres: TestServer;
	/** Runs one command on Redis. */
	redisCli(...args: string[]): Promise<void>;
	/** One look of the service "jobs": it takes two of them to release a job. */
	releaseDeadJobs(): Promise<void>;
	/** Which worker started the execution, by its log. */
	workerOf(execution: Pick<Execution, 'id'>): Promise<Part>;
}

interface QueueOptions {
	env?: Record<string, string>;
	/** Puts PostgreSQL's folder, before it starts, on a disk of its own. Returns what takes it away again. */
	disk?(folder: string): Promise<() => Promise<void>>;
}

const variables = {
	N8N_DOMAIN: 'n8n.example.com',
	N8N_ENCRYPTION_KEY: 'fake-encryption-key-of-the-queue-tests',
	POSTGRES_PASSWORD: 'fake-postgres-password',
	REDIS_PASSWORD: 'fake-redis-password',
	PACKAGE_VERSION: '0.0.0',
};

/**
 * The topology of deploy/compose.yml as plain processes: its settings, its commands and its number of replicas, with real
 * Redis and PostgreSQL and the packed package in the folder of every n8n. Await it at the top of a test file: it ends
 * with the file, and its logs stay if a test failed. `env` differs from deploy/compose.yml: times short enough for a test.
 */
export async function startQueueN8n({ env = {}, disk }: QueueOptions = {}): Promise<QueueN8n> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-queue-'));
	// PostgreSQL runs as another user and must reach its own part.
	await chmod(folder, 0o755);
	const ends: Array<() => Promise<void> | void> = [];
	let failed = false;
	afterEach((context) => {
		if ('passed' in context && !context.passed) failed = true;
	});
	const endAll = async () => {
		for (const end of ends.splice(0).reverse()) await end();
	};
	after(async () => {
		await endAll();
		if (failed) process.stderr.write(`Logs kept in ${folder}\n`);
		else await rm(folder, { recursive: true, force: true });
	});

	try {
		return await startAll(folder, { env, disk }, ends);
	} catch (error) {
		// What fails before the first test ends the file without its hooks.
		await endAll();
		throw error;
	}
}

async function startAll(folder: string, { env, disk }: QueueOptions, ends: Array<() => Promise<void> | void>): Promise<QueueN8n> {
	const compose = readCompose(variables);
	const removeDisk = await disk?.(join(folder, 'postgres'));
	if (removeDisk) ends.push(removeDisk);
	const [redis, postgres, n8nFolder, tarball] = await Promise.all([
		startRedis(join(folder, 'redis'), compose.services.redis.command),
		startPostgres(join(folder, 'postgres')),
		ensureN8n(),
		process.env.PACKED_TARBALL ?? packPackage(),
	]);
	ends.push(
		async () => await postgres.stop('SIGQUIT'),
		async () => await redis.stop(),
	);

	const here = {
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(postgres.port),
		QUEUE_BULL_REDIS_HOST: '127.0.0.1',
		QUEUE_BULL_REDIS_PORT: String(redis.port),
		...env,
	};
	const packed = join(folder, 'package');
	await installPackage(packed, tarball);
	const start = async (role: Role, name: string, port: number): Promise<Part> => {
		const { environment, command } = compose.services[role];
		const own = join(folder, name);
		if (!existsSync(own)) await cp(packed, own, { recursive: true });
		const launch = async () => await N8nInstance.launch(n8nFolder, own, port, { ...environment, ...here }, command);
		const part: Part = {
			current: await launch(),
			async restart() {
				await part.current.kill();
				part.current = await launch();
				if (role === 'main') await part.current.signIn();
				part.current.webhookBase = proxy.url;
			},
		};
		ends.push(async () => await part.current.kill());
		return part;
	};

	// The proxy is told where they are before they are there.
	const ports = Object.fromEntries(await Promise.all(['main', ...processorNames].map(async (name) => [name, await freePort()] as const)));
	const proxy = await startProxy(join(folder, 'proxy'), ports);
	ends.push(async () => await proxy.stop());
	Object.assign(here, { WEBHOOK_URL: `${proxy.url}/`, N8N_EDITOR_BASE_URL: `${proxy.url}/` });
	const main = await start('main', 'main', ports.main);
	await main.current.setUpOwner();
	await main.current.signIn();
	main.current.webhookBase = proxy.url;
	const workerNames = Array.from({ length: compose.services.worker.deploy.replicas }, (_, index) => `worker-${index + 1}`);
	const [processors, workers] = await allOf([
		allOf(processorNames.map(async (name) => await start(name, name, ports[name]))),
		allOf(workerNames.map(async (name) => await start('worker', name, await freePort()))),
	]);

	return {
		main,
		processors,
		workers,
		proxy,
		redis,
		postgres,
		redisCli: async (...args) => await redisCli(redis.port, variables.REDIS_PASSWORD, ...args),
		releaseDeadJobs: async () => await releaseDeadJobs(redis.port, variables.REDIS_PASSWORD),
		async workerOf({ id }) {
			for (const worker of workers) {
				const log = await readFile(join(worker.current.folder, 'n8n.log'), 'utf8');
				if (log.includes(`Worker started execution ${id} `)) return worker;
			}
			throw new Error(`No worker started execution ${id}`);
		},
	};
}

/** Waits for all even if one fails, so that none starts after what ends them. */
async function allOf<T>(starting: Array<Promise<T>>): Promise<T[]> {
	await Promise.allSettled(starting);
	return await Promise.all(starting);
}
