import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { exampleVariables, readCaddyfile, readCompose } from '../queue/support/compose.mts';

const names = Object.keys(exampleVariables());
const variables = Object.fromEntries(names.map((name) => [name, `fake-${name}`]));
const { services, volumes } = readCompose(variables);
const n8n = [services.main, services['webhook-1'], services['webhook-2'], services.worker];

test('the proxy lets no large body through to a webhook: n8n would parse it before any node is asked', async () => {
	const caddyfile = await readFile(new URL('../../deploy/Caddyfile', import.meta.url), 'utf8');
	expect(caddyfile).toMatch(/@delivery path \/webhook\/\* \/form\/\*\n\s*request_body @delivery \{\n\s*max_size 4MB\n/);
});

describe('deploy/compose.yml', () => {
	test('asks for what .env.example lists, and .env.example holds no value', () => {
		for (const name of names) expect(() => readCompose({ ...variables, [name]: '' })).toThrow(`asks for ${name}`);
		expect(new Set(Object.values(exampleVariables()))).toEqual(new Set(['']));
	});

	test.each(Object.entries(services))('%s: a pinned image', (_, { image }) => {
		expect(image).toMatch(/^[a-z0-9/]+:\d+\.\d+(\.\d+)?(-alpine)?$/);
	});

	test.each(Object.entries(services).filter(([name]) => name !== 'package'))(
		'%s: restarts, with a health check',
		(_, { restart, healthcheck }) => {
			expect(restart).toBe('unless-stopped');
			expect(healthcheck?.test[0]).toMatch(/^CMD(-SHELL)?$/);
		},
	);

	test('every volume is declared, and every declared one is used', () => {
		const named = Object.values(services)
			.flatMap((service) => service.volumes.map((volume) => volume.split(':')[0]))
			.filter((name) => !name.startsWith('.'));
		expect(new Set(named)).toEqual(new Set(Object.keys(volumes)));
	});

	test('every n8n process has the same settings, image and package; processors and workers start after the main', () => {
		for (const process of n8n) {
			expect(process.environment).toEqual(services.main.environment);
			expect(process.image).toBe(services.package.image);
			expect(process.volumes).toContain('nodes:/home/node/.n8n/nodes:ro');
		}
		expect(services.main.depends_on.package.condition).toBe('service_completed_successfully');
		for (const { depends_on } of [services['webhook-1'], services['webhook-2'], services.worker, services.proxy])
			expect(depends_on.main.condition).toBe('service_healthy');
		expect(n8n.map(({ command, deploy }) => [command[0], deploy.replicas])).toEqual([
			['start', 1],
			['webhook', 1],
			['webhook', 1],
			['worker', 2],
		]);
	});

	test('what keeps deliveries: no stalled check of n8n, recovery within minutes, Redis on disk and never evicting', () => {
		expect(services.main.environment).toMatchObject({
			EXECUTIONS_MODE: 'queue',
			QUEUE_WORKER_STALLED_INTERVAL: '0',
			N8N_EXECUTIONS_QUEUE_RECOVERY_INTERVAL: '5',
			N8N_DISABLE_PRODUCTION_MAIN_PROCESS: 'true',
			N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE: 'true',
		});
		expect(services.redis.command.join(' ')).toContain('--appendonly yes --maxmemory-policy noeviction');
		expect(services.jobs.command.join(' ')).toContain('--eval /release-dead-jobs.lua bull:jobs');
	});

	test('the proxy names each processor, and production addresses go there', () => {
		const named: string[] = [];
		const caddyfile = readCaddyfile((name) => String(named.push(name)));
		expect(named).toEqual([...Object.keys(services).filter((name) => name.startsWith('webhook-')), 'main']);
		expect(caddyfile).toContain('@production path /webhook/* /webhook-waiting/* /form/* /form-waiting/*\n');
	});

	test('a stop leaves n8n the time that it may take', () => {
		for (const { environment, stop_grace_period } of n8n)
			expect(Number.parseInt(stop_grace_period ?? '', 10)).toBeGreaterThan(Number(environment.N8N_GRACEFUL_SHUTDOWN_TIMEOUT));
	});

	test('no n8n starts before the package is there', async () => {
		const folder = await mkdtemp(join(tmpdir(), 'deploy-'));
		await mkdir(join(folder, 'nodes', 'node_modules', 'n8n-nodes-brasil-webhooks'), { recursive: true });
		const [tini, dashes, shell, flag, script, name] = services.worker.entrypoint;
		expect([tini, dashes, shell, flag, name]).toEqual(['tini', '--', 'sh', '-c', 'n8n']);
		const here = script
			.replace('/home/node/.n8n', folder)
			.replace('/docker-entrypoint.sh', 'echo')
			.replaceAll('$$', '$')
			.replace('sleep 2', 'exit 3');
		const run = () => spawnSync('sh', ['-c', here, name, ...services.worker.command], { encoding: 'utf8' });
		expect(run().status).toBe(3);
		await writeFile(join(folder, 'nodes', 'node_modules', 'n8n-nodes-brasil-webhooks', 'package.json'), '{}');
		expect(run().stdout).toBe('worker --concurrency=10\n');
		await rm(folder, { recursive: true });
	});
});

describe.each(['docs/en/operate.md', 'docs/pt-BR/operate.md'])('%s', (page) => {
	const read = async (path: string) => await readFile(new URL(`../../${path}`, import.meta.url), 'utf8');

	test('each row of what happens in a failure names the test that shows it', async () => {
		const tests = (await Promise.all(['queue/queue', 'queue/proxy'].map(async (name) => await read(`test/${name}.test.mts`)))).join('');
		const [, table] = /\n(\| (?:Down|Cai) \|[^]*?)\n\n/.exec(await read(page)) ?? [];
		const rows = table.split('\n').slice(2);
		expect(rows.length).toBeGreaterThan(8);
		for (const row of rows) {
			const [, name] = /`([^`]+)` \|$/.exec(row) ?? [];
			expect([row, tests.includes(`test('${name}`)]).toEqual([row, true]);
		}
	});

	test('an update replaces each process of its own, the main first', async () => {
		const [, names] = /for service in (.+); do/.exec(await read(page)) ?? [];
		expect(names.split(' ')).toEqual(['main', 'webhook-1', 'webhook-2', 'worker']);
	});
});
