import { parseArgs } from 'node:util';
import { z } from 'zod';

const schema = z.object({
	port: z.coerce.number().int().min(0).max(65_000).default(4010),
	host: z.string().min(1).default('127.0.0.1'),
	seed: z.coerce.number().int().default(1),
	speed: z.coerce.number().min(0).max(1_000_000).default(60),
	'allow-host': z.array(z.string().min(1)).default([]),
	json: z.boolean().default(false),
});

/** How a sandbox is started. */
export interface Options {
	/** The control surface; the vendors follow on the next ports. 0 = free ports. */
	port: number;
	host: string;
	seed: number;
	/** Virtual seconds per real second. */
	speed: number;
	/** Hosts other than this machine that webhooks may be sent to. */
	allowHosts: readonly string[];
}

export const usage = `node sandbox/main.mts [--port 4010] [--host 127.0.0.1] [--seed 1] [--speed 60] [--allow-host NAME]… [--json]`;

/** The command line; throws with a readable message. */
export function parseOptions(argv: readonly string[]): Options & { json: boolean } {
	const { values } = parseArgs({
		args: [...argv],
		options: {
			port: { type: 'string' },
			host: { type: 'string' },
			seed: { type: 'string' },
			speed: { type: 'string' },
			'allow-host': { type: 'string', multiple: true },
			json: { type: 'boolean' },
		},
	});
	const { 'allow-host': allowHosts, ...rest } = schema.parse(values);
	return { ...rest, allowHosts };
}
