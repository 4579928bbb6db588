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
import { languageOf, languages, walk } from './demo/walk.mts';
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
		lang: { type: 'string', default: languageOf(process.env.LANG ?? '') },
	},
});
const [tarball] = positionals;
const language = languages.find((one) => one === values.lang);
if (language === undefined) {
	console.error(`--lang takes ${languages.join(' or ')}, not ${values.lang}.`);
	process.exit(1);
}

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

console.log(
	walk(language, {
		n8n: n8n.url,
		owner,
		control,
		bling: imported.address('Bling: primeiros passos', bling.routes[0].path),
		captured: await readFile(join(root, 'test', 'fixtures', 'bling-stock-created.json'), 'utf8'),
		signature: 'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b',
		vendors,
		problems: imported.problems,
	}),
);

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
