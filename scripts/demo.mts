// What `npm start` shows: n8n on SQLite with the packed package, the sandbox beside it, the bundled workflows.
import { readdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import type { Sandbox } from '../sandbox/core/start.mts';
import { start as startSandbox } from '../sandbox/core/start.mts';
import type { WorkflowJson } from './n8n-instance.mts';
import { freePort, N8nInstance, owner } from './n8n-instance.mts';
import { step } from './progress.mjs';
import { act, pressAuthorize } from './sandbox-client.mts';
import { root } from './setup.mjs';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: { port: { type: 'string', default: '5678' }, folder: { type: 'string', default: join(root, '.n8n-demo') } },
});
const [tarball] = positionals;

const isFree = async (port: number) =>
	await new Promise<boolean>((resolve) => {
		const server = createServer().once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});

const portOr = async (wanted: number) => ((await isFree(wanted)) ? wanted : await freePort());

const sandbox = await step('Starting the sandbox', async () => await startSandbox({ port: (await isFree(4010)) ? 4010 : 0 }));
const n8n = await step('Starting n8n', async () =>
	await N8nInstance.start({ folder: values.folder, tarball, port: await portOr(Number(values.port)) }),
);
const blingUrl = await step('Importing the workflows', async () => await prepare(n8n, sandbox));

const captured = await readFile(join(root, 'test', 'fixtures', 'bling-stock-created.json'), 'utf8');
console.log(`
n8n is running:   ${n8n.url}
  sign in with    ${owner.email}
  password        ${owner.password}
The sandbox:      ${sandbox.addresses.control}   (the four vendors, imitated)

Try this:
1. Post a real, captured Bling delivery. The answer is 200 {"status":"accepted"}; a second time it is a duplicate:

curl -i -X POST '${blingUrl}' \\
  -H 'Content-Type: application/json' \\
  -H 'X-Bling-Signature-256: sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b' \\
  --data-binary '${captured}'

2. In n8n open "Bling: primeiros passos" → Executions: the delivery is there.
3. On the sandbox's page "Bling" change a stock balance: it sends a signed webhook, and an execution appears.
4. Open ${blingUrl} in a browser: what arrived, what was refused.
5. The other workflows are imported too: open one, read its note, press "Execute workflow" to see it run on example data.

Ctrl+C ends everything; the next start takes seconds.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
	process.once(signal, () => void Promise.all([n8n.stop(), sandbox.close()]).then(() => process.exit(0)));
}

/** Fills the instance once and connects it to the sandbox, which forgets everything between starts. */
async function prepare(instance: N8nInstance, { addresses: { control } }: Sandbox): Promise<string> {
	const token = await act(control, 'bling', 'token');
	const bling = await credential(instance, 'Bling (sandbox)', 'blingOAuth2Api', {
		clientId: token.clientId,
		clientSecret: token.clientSecret,
		environment: 'custom',
		apiBaseUrl: token.apiBaseUrl,
		customAuthUrl: token.authUrl,
		customAccessTokenUrl: token.accessTokenUrl,
	});
	const redirectUrl = `${instance.url}/rest/oauth2-credential/callback`;
	await act(control, 'bling', 'set-redirect', { app: token.clientId, url: redirectUrl });
	await instance.connectOAuth2(bling.id, async (url) => await pressAuthorize(url, String(token.companyId)));
	const credentials = { blingOAuth2Api: bling };

	for (const workflow of await bundledWorkflows()) await ensureWorkflow(instance, workflow, credentials);
	// The others wait for a person to fill in what only he knows: accounts, deposits, who is told.
	const { id, nodes } = await ensureWorkflow(instance, await bundledWorkflow('bling-primeiros-passos.json'), credentials);
	const trigger = nodes.find(({ type }) => type === instance.nodeType('blingTrigger'));
	const url = instance.webhookUrl(String(trigger?.webhookId), 'bling');
	await instance.publish(id, url);
	await act(control, 'bling', 'subscribe', { app: token.clientId, url });
	return url;
}

async function credential(instance: N8nInstance, name: string, type: string, data: object) {
	const all = await instance.rest<Array<{ id: string; name: string; type: string }>>('GET', '/credentials');
	const known = all.find((one) => one.name === name && one.type === type);
	if (known) await instance.rest('PATCH', `/credentials/${known.id}`, { name, type, data });
	return { id: known?.id ?? (await instance.createCredential(name, type, data)), name };
}

const workflowsFolder = join(root, 'workflows');

/** Without its description: the editor reads it, the public API refuses it. */
async function bundledWorkflow(file: string): Promise<WorkflowJson> {
	const { description, ...workflow } = JSON.parse(await readFile(join(workflowsFolder, file), 'utf8'));
	return workflow;
}

async function bundledWorkflows(): Promise<WorkflowJson[]> {
	const files = (await readdir(workflowsFolder)).filter((name) => name.endsWith('.json')).sort();
	return await Promise.all(files.map(bundledWorkflow));
}

/** The node types of the package that take the demo's credential. */
const takesBling = ['blingTrigger', 'bling'];

/** As a person would: import, pick the credentials, allow the address of this machine. */
async function ensureWorkflow(
	instance: N8nInstance,
	workflow: WorkflowJson,
	credentials: Record<string, { id: string; name: string }>,
): Promise<WorkflowJson & { id: string }> {
	const { data } = await instance.api<{ data: Array<WorkflowJson & { id: string }> }>('GET', '/workflows?limit=250');
	const known = data.find(({ name }) => name === workflow.name);
	if (known) return known;
	const nodes = workflow.nodes.map((node) => {
		const { type, parameters } = node;
		const picked = takesBling.some((name) => type === instance.nodeType(name)) ? { credentials } : {};
		if (!/[.]\w+Trigger$/.test(type) || !type.startsWith(instance.nodeType(''))) return { ...node, ...picked };
		const options = { ...(parameters.options as object | undefined), allowPrivateUrl: true };
		return { ...node, ...picked, parameters: { ...parameters, options }, webhookId: crypto.randomUUID() };
	});
	return await instance.createWorkflow({ ...workflow, nodes });
}
