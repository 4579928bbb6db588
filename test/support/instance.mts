import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach } from 'node:test';

import { Agent, setGlobalDispatcher } from 'undici';

import type { StartOptions, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { freePort, N8nInstance } from '../../scripts/n8n-instance.mts';
import { packPackage } from '../../scripts/setup.mjs';

/** Packed once per run by scripts/test.mjs; a test file that runs alone packs by itself. */
export const packedTarball = async () => process.env.PACKED_TARBALL ?? (await packPackage());

// On a busy machine fetch learns too late that the other side has closed a connection kept alive, and uses it once more
// (ECONNRESET): none is kept.
setGlobalDispatcher(new Agent({ pipelining: 0 }));

// A signal alone would skip what ends n8n.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => process.exit(1));

interface TestN8n {
	/** The living instance; `restart` puts a new one in its place. */
	current: N8nInstance;
	restart(how: 'stop' | 'kill'): Promise<void>;
}

/**
 * A real n8n for one test file, with the packed package installed. Await it at the top of the file: it ends with the
 * file, and its logs and database stay if a test failed.
 */
export async function startTestN8n(options: Partial<StartOptions> = {}): Promise<TestN8n> {
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-n8n-'));
	const port = await freePort();
	const start = async (packed?: string) => await N8nInstance.start({ folder, port, tarball: packed, ...options });
	const n8n: TestN8n = {
		current: await start(await packedTarball()),
		async restart(how) {
			await n8n.current[how]();
			n8n.current = await start();
		},
	};
	let failed = false;
	afterEach((context) => {
		if ('passed' in context && !context.passed) failed = true;
	});
	after(async () => {
		await n8n.current.stop();
		if (failed) process.stderr.write(`Logs and database kept in ${folder}\n`);
		else await rm(folder, { recursive: true, force: true });
	});
	return n8n;
}

export interface TriggerSpec {
	type: string;
	credentials: Record<string, { id: string; name: string }>;
	parameters?: Record<string, unknown>;
	/** Last part of the address, such as `bling`. */
	path: string;
	/** 1.1 if left out: the triggers of 0.1, which take all events by themselves. */
	typeVersion?: number;
	/** Nodes after the trigger, connected in a line. */
	next?: WorkflowJson['nodes'];
	settings?: Record<string, unknown>;
}

export interface TriggerUnderTest {
	workflowId: string;
	webhookId: string;
	/** Production address. */
	address: string;
}

let made = 0;

/** Creates and publishes a workflow of one trigger (and a line of nodes after it) and waits until its address answers. */
export async function publishTrigger(n8n: N8nInstance, spec: TriggerSpec): Promise<TriggerUnderTest> {
	const { id, webhookId } = await createTrigger(n8n, spec);
	const address = n8n.webhookUrl(webhookId, spec.path);
	await n8n.publish(id, address);
	return { workflowId: id, webhookId, address };
}

/** The same without publishing. */
export async function createTrigger(
	n8n: N8nInstance,
	{ type, typeVersion = 1.1, credentials, parameters = {}, next = [], settings = {} }: TriggerSpec,
): Promise<{ id: string; webhookId: string }> {
	const webhookId = crypto.randomUUID();
	const trigger = {
		id: crypto.randomUUID(),
		name: 'Trigger',
		type: n8n.nodeType(type),
		typeVersion,
		position: [0, 0],
		webhookId,
		credentials,
		parameters: { ...parameters, options: { allowPrivateUrl: true, ...(parameters.options as object | undefined) } },
	};
	const nodes = [trigger, ...next];
	const connections = Object.fromEntries(
		nodes.slice(1).map((node, index) => [nodes[index].name, { main: [[{ node: node.name, type: 'main', index: 0 }]] }]),
	);
	const { id } = await n8n.createWorkflow({ name: `Test ${++made}`, nodes, connections, settings });
	return { id, webhookId };
}
