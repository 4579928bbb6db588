// What `npm start` shows: n8n on SQLite with the packed package, the sandbox beside it, the bundled workflows published.
// With --watch (`npm run dev`), changes of nodes/ and credentials/ show in the running n8n.
import { readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { identity as bling } from '../nodes/Bling/identity.ts';
import { start as startSandbox } from '../sandbox/core/start.mts';
import { startAlertReceiver } from './demo/alert-receiver.mts';
import { connectVendors } from './demo/credentials.mts';
import { prepareStockPool } from './demo/stock-pool.mts';
import { watchPackage } from './demo/watch.mts';
import { importAll } from './demo/workflows.mts';
import { freePort, installedPackage, N8nInstance, owner } from './n8n-instance.mts';
import { step } from './progress.mjs';
import { root } from './setup.mjs';

const { values, positionals } = parseArgs({
	allowPositionals: true,
	options: {
		port: { type: 'string', default: '5678' },
		folder: { type: 'string', default: join(root, '.n8n-demo') },
		watch: { type: 'boolean', default: false },
	},
});
const [tarball] = positionals;

const isFree = async (port: number) =>
	await new Promise<boolean>((resolve) => {
		const server = createServer().once('error', () => resolve(false));
		server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
	});

function isAlive(processId: number): boolean {
	try {
		return process.kill(processId, 0);
	} catch {
		return false;
	}
}

const portOr = async (wanted: number) => ((await isFree(wanted)) ? wanted : await freePort());

/** Process and address of the n8n on this folder: two on one database would run every schedule twice. */
const runningFile = join(values.folder, 'running.txt');
const [pid, address] = (await readFile(runningFile, 'utf8').catch(() => '')).split(' ');
if (address && isAlive(Number(pid)) && (await fetch(`${address}/healthz`).catch(() => undefined))?.ok) {
	console.error(
		`It is running already: ${address}\nEnd it there with Ctrl+C first, or start another beside it: npm start -- --port 5700 --folder /tmp/other`,
	);
	process.exit(1);
}

const sandbox = await step('Starting the sandbox', async () => await startSandbox({ port: (await isFree(4010)) ? 4010 : 0 }));
const n8n = await step(
	'Starting n8n',
	async () =>
		await N8nInstance.start({
			folder: values.folder,
			tarball,
			port: await portOr(Number(values.port)),
			env: values.watch ? { N8N_DEV_RELOAD: 'true' } : {},
		}),
);
await writeFile(runningFile, `${process.pid} ${n8n.url}`);
const { control } = sandbox.addresses;
const receiver = await startAlertReceiver();
const vendors = await step('Connecting the credentials to the sandbox', async () => await connectVendors(n8n, sandbox.addresses));
const imported = await step('Importing and publishing the workflows', async () => await importAll(n8n, control, vendors, receiver.url));
await step('Bringing the stock of two Bling accounts together', async () => await prepareStockPool(n8n, vendors));

const blingUrl = imported.address('Bling: primeiros passos', bling.routes[0].path);
const captured = await readFile(join(root, 'test', 'fixtures', 'bling-stock-created.json'), 'utf8');
console.log(`
n8n is running:   ${n8n.url}
  sign in with    ${owner.email}
  password        ${owner.password}
The sandbox:      ${control}   (the four vendors, imitated)
${imported.problems.map((problem) => `Not published:    ${problem}\n`).join('')}
Try this:
1. Post a real, captured Bling delivery. The answer is 200 {"status":"accepted"}; a second time it is a duplicate:

curl -i -X POST '${blingUrl}' \\
  -H 'Content-Type: application/json' \\
  -H 'X-Bling-Signature-256: sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b' \\
  --data-binary '${captured}'

2. In n8n open "Bling: primeiros passos" → Executions: your delivery is the newest, above those of the stock that this start brought
   together; the duplicate started none. Open ${blingUrl} in a browser: how to register it at Bling.

3. One stock in two accounts. On ${control}/bling → "Estoque" → "Change the stock of a product" choose ${vendors.pool[0].companyName}, CAN-300, E, 10.
   The form answers "Done."; wait some seconds and reload the page (F5). Under "Estoque", above the forms, open "${vendors.pool[1].companyName}: … products":
   the row CAN-300 has 10 more. These are totals of all deposits; what grew is the shared one, "${vendors.pool[1].shared}". What was sent is further down, under "Dispatch log".
   What was written and why, a row an account: n8n → Overview → Data tables → estoque_registro.
   The form (user ${vendors.basic.user}, password ${vendors.basic.password}): ${n8n.url}/form/estoque-conciliar

4. Break it: on ${control}/bling press "Revoke a user" for "App privado 2" and ${vendors.pool[1].companyName}, then change the stock again in ${vendors.pool[0].companyName}.
   Nothing is written: CAN-300 stays as it was in ${vendors.pool[1].companyName}. In n8n "Bling: estoque unificado" → Executions the newest one is red and says why,
   and within a minute this terminal prints a line that begins with ALERT.

5. See it recover: in n8n → Credentials open "${vendors.pool[1].credential.name}", press "Switch account", choose ${vendors.pool[1].companyName} and press "Autorizar".
   Then choose "Suspeitos (o que falhou antes)" in the form ${n8n.url}/form/estoque-conciliar (user and password as above) and press "Conciliar": the balance arrives.

Ctrl+C ends everything; the next start takes seconds.`);

const watcher = values.watch ? await watchPackage(installedPackage(values.folder)) : undefined;
if (watcher) console.log('\nWatching nodes/ and credentials/: save a file, and the running n8n has it some seconds later.');

// A terminal sends the signal to this process and to the one that started it, which passes it on: it comes twice, and
// the second must not end this process before n8n has ended.
let ending: Promise<unknown> | undefined;
const end = () => {
	watcher?.close();
	ending ??= Promise.all([n8n.stop(), sandbox.close(), receiver.close()])
		.then(async () => await rm(runningFile))
		.then(() => process.exit(0));
};
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, end);
