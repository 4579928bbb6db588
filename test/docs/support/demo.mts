import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { freePort, until } from '../../../scripts/n8n-instance.mts';
import { node24, node24Environment, nodeFlags, packPackage, root } from '../../../scripts/setup.mjs';

interface Demo {
	/** What it printed. */
	output: string;
	n8n: string;
	sandbox: string;
	/** The address of the first trigger, as in the printed curl. */
	trigger: string;
	end(): Promise<void>;
}

/** What `npm start` runs once everything is set up, on free ports and a folder of its own. */
export async function startDemo(): Promise<Demo> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-demo-'));
	const tarball = process.env.PACKED_TARBALL ?? (await packPackage());
	const port = String(await freePort());
	const child = spawn(node24, [...nodeFlags, join(root, 'scripts', 'demo.mts'), tarball, '--port', port, '--folder', folder], {
		env: node24Environment(),
	});
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	process.once('exit', () => child.kill('SIGTERM'));
	await until(
		'the demo to say that it is ready',
		async () => {
			if (child.exitCode !== null) throw new Error(`The demo ended with ${child.exitCode}:\n${output}`);
			return output.includes('Ctrl+C ends everything') ? true : undefined;
		},
		600_000,
	);
	const printed = (pattern: RegExp) => {
		const [, value] = pattern.exec(output) ?? [];
		if (value === undefined) throw new Error(`The demo did not print ${String(pattern)}:\n${output}`);
		return value;
	};
	return {
		output,
		n8n: printed(/^n8n is running:\s+(\S+)/m),
		sandbox: printed(/^The sandbox:\s+(\S+)/m),
		trigger: printed(/^curl -i -X POST '([^']+)'/m),
		async end() {
			child.kill('SIGTERM');
			await ended;
			await rm(folder, { recursive: true, force: true });
		},
	};
}
