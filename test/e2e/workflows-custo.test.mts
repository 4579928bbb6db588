import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';

import { connectVendors } from '../../scripts/demo/credentials.mts';
import { prepareStockPool } from '../../scripts/demo/stock-pool.mts';
import { importAll } from '../../scripts/demo/workflows.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { root } from '../../scripts/setup.mjs';
import { startTestN8n } from '../support/instance.mts';
import { startReceiver } from '../support/receiver.mts';
import { startSandbox } from '../support/sandbox.mts';
import { tableRows } from '../support/tables.mts';

// n8n is paid by execution. All bundled workflows at once, as `npm start` has them, and orders that live their whole life
// one by one: what each step costs each workflow is compared with what docs/en/workflows.md says.

/** Each is placed, invoiced and delivered before the next, so that nothing shares a window: the dearest case. */
const orders = 3;

/** Which events share a gathering window depends on how busy the machine is. */
const tolerance = 1.25;

const sandbox = await startSandbox({ speed: 60 });
const n8n = await startTestN8n({ port: await freePort() });
const { url: receiver } = await startReceiver();
const vendors = await connectVendors(n8n.current, sandbox.addresses);
const { problems } = await importAll(n8n.current, sandbox.addresses.control, vendors, receiver);
assert.deepEqual(problems, []);
await prepareStockPool(n8n.current, vendors);
const { data: imported } = await n8n.current.api<{ data: Array<{ id: string; name: string }> }>('GET', '/workflows?limit=100');

/** How often each workflow was started by an event or by a failure: what runs by the clock is not the orders' doing. */
async function executions(): Promise<Record<string, number>> {
	const counts: Record<string, number> = {};
	for (const { id, name } of imported) {
		const { data } = await n8n.current.api<{ data: Array<{ mode: string }> }>('GET', `/executions?workflowId=${id}&limit=250`);
		assert.ok(data.length < 250);
		counts[name] = data.filter(({ mode }) => mode !== 'trigger').length;
	}
	return counts;
}

/** Waits until nothing runs, nothing is on its way, and no SKU that is due waits; what waits on purpose may. */
async function settled(): Promise<void> {
	let quiet = 0;
	await until(
		'everything to settle',
		async () => {
			const started = await Promise.all(
				['new', 'running'].map(async (status) => (await n8n.current.api<{ data: unknown[] }>('GET', `/executions?status=${status}`)).data),
			);
			const dispatches = await Promise.all(
				['bling', 'iset', 'intelipost', 'nfeio'].map(async (vendor) => await sandbox.dispatches(vendor)),
			);
			const due = (await tableRows(n8n.current, 'estoque_pendentes')).filter(
				({ tentarApos, parado }) => Number(tentarApos) <= Date.now() && !parado,
			);
			quiet =
				started.flat().length + due.length + dispatches.flat().filter(({ state }) => state === 'waiting').length === 0 ? quiet + 1 : 0;
			await wait(200);
			return quiet >= 10 ? true : undefined;
		},
		300_000,
	);
}

interface Bling {
	companies: Array<{ id: string; nome: string; products: Array<{ codigo: string }> }>;
}

const { companies } = await sandbox.state<Bling>('bling');
const [{ companyName, clientId }] = vendors.pool;
const company = String(companies.find(({ nome }) => nome === companyName)?.id);
const [{ id: product }] = (await sandbox.state<{ products: Array<{ id: number }> }>('iset')).products;
const [{ id: nfeIoCompany }] = (await sandbox.state<{ account: { companies: Array<{ id: string }> } }>('nfeio')).account.companies;

/** Bling's button "Lançar estoque". */
async function postStock(order: unknown): Promise<void> {
	const { apiBaseUrl, oauthTokenData } = await sandbox.act('bling', 'token', { app: clientId, company });
	const headers = { authorization: `Bearer ${(oauthTokenData as { access_token: string }).access_token}` };
	const { status } = await fetch(`${String(apiBaseUrl)}/pedidos/vendas/${String(order)}/lancar-estoque`, { method: 'POST', headers });
	assert.equal(status, 204);
}

const states = ['READY_FOR_SHIPPING', 'SHIPPED', 'IN_TRANSIT', 'TO_BE_DELIVERED', 'DELIVERED'];

/** What happens to one order, by who tells it. */
async function live(step: (vendor: string, happens: () => Promise<unknown>) => Promise<void>): Promise<void> {
	let number = '';
	let order: unknown;
	await step(
		'iSET',
		async () =>
			(number = String((await sandbox.act('iset', 'create-order', { product: String(product), status: 'AGUARDANDO PAGAMENTO' })).order)),
	);
	await step('iSET', async () => await sandbox.act('iset', 'change-order', { order: number, status: 'PAGO', paid: true }));
	await step(
		'Bling',
		async () =>
			(order = (await sandbox.act('bling', 'create-order', { company, product: 'CAN-300', quantity: 1, storeNumber: number })).id),
	);
	await step(
		'NFE.io',
		async () => await sandbox.act('nfeio', 'issue-service-invoice', { company: nfeIoCompany, externalId: number, outcome: 'issued' }),
	);
	await step('Bling', async () => await postStock(order));
	await step(
		'Intelipost',
		async () => await sandbox.act('intelipost', 'create-order', { orderNumber: `ENVIO-${number}`, salesOrderNumber: number }),
	);
	for (const state of states)
		await step(
			'Intelipost',
			async () => await sandbox.act('intelipost', 'add-event', { orderNumber: `ENVIO-${number}`, volume: '1', state }),
		);
}

/** The table of the page: workflow → [by its own vendor alone, all workflows at once]. */
async function stated(): Promise<Map<string, [number, number]>> {
	const readme = await readFile(join(root, 'docs', 'en', 'workflows.md'), 'utf8');
	return new Map(
		[...readme.matchAll(/^\| ([^|]+?) +\| (\d+) +\| (\d+) +\|/gm)].map(([, name, alone, together]) => [
			name,
			[Number(alone), Number(together)],
		]),
	);
}

/** Whose notices a workflow is there for. */
const ownVendor = (name: string) => ['Bling', 'iSET', 'Intelipost', 'NFE.io'].find((vendor) => name.startsWith(`${vendor}:`));

test('100 orders cost no more executions than docs/en/workflows.md says', async () => {
	await settled();
	const spent = new Map(imported.map(({ name }) => [name, { alone: 0, together: 0 }]));
	for (let order = 0; order < orders; order++) {
		await live(async (vendor, happens) => {
			const before = await executions();
			await happens();
			await settled();
			for (const [name, count] of Object.entries(await executions())) {
				const cost = spent.get(name);
				assert.ok(cost);
				cost.together += count - before[name];
				if (ownVendor(name) === vendor) cost.alone += count - before[name];
			}
		});
	}
	const per100 = (count: number) => Math.round((count * 100) / orders);
	const measured = new Map([...spent].map(([name, { alone, together }]) => [name, [per100(alone), per100(together)]]));
	for (const [name, [alone, together]] of measured) process.stdout.write(`${name}: ${alone} alone, ${together} with all others\n`);
	const table = await stated();
	assert.deepEqual([...table.keys()].sort(), imported.map(({ name }) => name).sort());
	const dearer = [...measured].filter(([name, costs]) => costs.some((cost, index) => cost > (table.get(name)?.[index] ?? 0) * tolerance));
	assert.deepEqual(dearer, []);
});
