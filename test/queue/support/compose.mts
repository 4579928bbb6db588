import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { parse } from 'yaml';
import { z } from 'zod';

import { root } from '../../../scripts/setup.mjs';

const words = z.union([z.string().transform((line) => line.split(' ')), z.array(z.string())]);

const service = z.object({
	image: z.string(),
	command: words.default([]),
	entrypoint: z.array(z.string()).default([]),
	stop_grace_period: z.string().optional(),
	restart: z.string(),
	environment: z.record(z.string(), z.string()).default({}),
	healthcheck: z.object({ test: z.array(z.string()).min(2) }).optional(),
	volumes: z.array(z.string()).default([]),
	depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
	deploy: z.object({ replicas: z.number() }).default({ replicas: 1 }),
});

const composeFile = z.object({
	services: z
		.object({
			package: service,
			postgres: service,
			redis: service,
			jobs: service,
			main: service,
			'webhook-1': service,
			'webhook-2': service,
			worker: service,
			proxy: service,
		})
		.strict(),
	volumes: z.record(z.string(), z.null()),
});

type Compose = z.infer<typeof composeFile>;

const deployed = (name: string) => readFileSync(join(root, 'deploy', name), 'utf8');

/**
 * deploy/compose.yml with its variables filled in. The topology of the tests takes settings and commands from here: what
 * is recommended is what is tested. A variable without a value is an error, as it is for Compose.
 */
export function readCompose(variables: Record<string, string>): Compose {
	const text = deployed('compose.yml').replace(/\$\{(\w+):\?\}/g, (_, name: string) => {
		const value = variables[name];
		if (!value) throw new Error(`deploy/compose.yml asks for ${name}`);
		return value;
	});
	return composeFile.parse(parse(text, { merge: true }));
}

/** What .env.example gives to the variables that a person fills in, by name. */
export const exampleVariables = (): Record<string, string> =>
	Object.fromEntries([...deployed('.env.example').matchAll(/^(\w+)=(.*)$/gm)].map(([, name, value]) => [name, value]));

/** deploy/Caddyfile with another address in the place of each `service:5678`. */
export const readCaddyfile = (addressOf: (service: string) => string): string =>
	deployed('Caddyfile').replace(/\b([\w-]+):5678\b/g, (_, service: string) => addressOf(service));

/** What the health check of an n8n process runs, for one that listens at `url` and has its packages in `folder`. */
export function healthScript(url: string, folder: string): string {
	const { healthcheck } = readCompose(Object.fromEntries(Object.keys(exampleVariables()).map((name) => [name, 'fake']))).services.worker;
	const [, , , script = ''] = healthcheck?.test ?? [];
	return script.replace('http://127.0.0.1:5678', url).replace('/home/node', folder);
}
