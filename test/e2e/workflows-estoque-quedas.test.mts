import assert from 'node:assert/strict';
import { test } from 'node:test';

import { until } from '../../scripts/n8n-instance.mts';
import { startTestN8n } from '../support/instance.mts';
import { startSandbox } from '../support/sandbox.mts';
import { modes, StockPool } from '../support/stock-pool.mts';
import { expectedStory, tableStory } from '../support/table-story.mts';

// What must not get lost: reservations in the shared deposit, what a run leaves over, and what a crash interrupts.

const n8n = await startTestN8n();
const sandbox = await startSandbox({ seed: 5, speed: 60 });
const pool = new StockPool(n8n.current, sandbox);
await pool.install(2, { gatherWindowMs: 250 }, { simulate: false, limit: 100 });
const [a, b] = pool.accounts;
await pool.reconcile(modes.all);
await pool.settled();

const foreignMovements = async () =>
	(await pool.rows('estoque_registro')).filter(({ resultado }) => resultado === 'movimento no depósito compartilhado');

test('the tables of a real n8n do what those of the unit tests do', async () => {
	assert.deepEqual(
		await tableStory(async (method, path, body) => await n8n.current.api(method, `/data-tables${path}`, body)),
		expectedStory,
	);
});

test('what orders reserve in the shared deposit survives every write', async () => {
	const sku = 'BALANCA';
	const sharedOfB = async () => {
		const shown = (await pool.shown()).get(sku);
		return { sum: shown?.sum ?? Number.NaN, ...shown?.shared[b.name] };
	};
	const before = await sharedOfB();
	await sandbox.act('bling', 'create-order', { company: b.companyId, product: sku, quantity: 3, deposit: String(b.shared.id) });
	await pool.settled();
	assert.deepEqual(
		await sharedOfB(),
		{ sum: before.sum, physical: before.sum + 3, virtual: before.sum },
		'the shop can still sell all that the principals have',
	);

	await pool.move(a, sku, 'E', 5, a.principals[0].id);
	await pool.settled();
	assert.deepEqual(await sharedOfB(), { sum: before.sum + 5, physical: before.sum + 8, virtual: before.sum + 5 });

	await sandbox.act('bling', 'order-situation', { company: b.companyId, situation: '12' });
	await pool.settled();
	assert.deepEqual(await sharedOfB(), { sum: before.sum + 5, physical: before.sum + 5, virtual: before.sum + 5 });
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(await foreignMovements(), []);
});

test('a run that has taken its last batch leaves the rest, due at once, to the next', async () => {
	// As it ships, 100 batches of 50 SKUs; here 2.
	await pool.set({ batches: 2 });
	await pool.reconcile(
		modes.list,
		Array.from({ length: 105 }, (_, index) => `NENHUM-${index}`),
	);
	await until('the run to leave the rest', async () => ((await pool.rows('estoque_fila')).length === 5 ? true : undefined), 300_000);
	await pool.idle();
	const [{ dono }] = await pool.rows('estoque_vez');
	const left = await pool.rows('estoque_fila');
	assert.equal(dono, '', 'the next one may begin');
	assert.equal(left.length, 5);
	assert.ok(left.every(({ tentarApos }) => Number(tentarApos) <= Date.now()));

	await pool.set({ batches: 100 });
	await pool.move(a, 'CAN-300', 'E', 1, a.principals[0].id);
	await pool.settled();
	assert.deepEqual(await pool.rows('estoque_fila'), []);
	assert.deepEqual(await pool.wrong(), []);
});

test('a principal that moves while a run writes is written once more, by what its event tells', async () => {
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	const skus = [...(await pool.shown()).keys()].slice(0, 12);
	for (const sku of skus) await pool.move(a, sku, 'E', 2, a.principals[0].id);
	const before = await pool.writes();
	const sent = pool.reconcile(modes.list, skus);
	await until('the first write', async () => ((await pool.writes()) > before ? true : undefined), 300_000);
	const moved = skus[11];
	await pool.move(a, moved, 'E', 4, a.principals[0].id);
	await sandbox.act('bling', 'delivery-faults', {});
	await sandbox.act('bling', 'release');
	await sent;
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	const last = (await pool.rows('estoque_registro')).filter(({ sku, resultado }) => sku === moved && resultado === 'gravado').slice(-4);
	assert.deepEqual(last.map(({ conta }) => conta).sort(), [a.name, a.name, b.name, b.name]);
	// The events of its own writes came too: of two, the second one is what it remembers.
	assert.deepEqual(await foreignMovements(), []);
});

test('n8n killed in the middle of writing: nobody writes before the turn expires, then everything is made up for, and our own writes are no foreign movement', async () => {
	await sandbox.act('bling', 'delivery-faults', { hold: true });
	for (const sku of [...(await pool.shown()).keys()].slice(0, 12)) await pool.move(a, sku, 'E', 3, a.principals[0].id);
	const before = await pool.writes();
	await pool.reconcile(modes.all);
	await until('some writes', async () => ((await pool.writes()) >= before + 4 ? true : undefined), 300_000);
	await n8n.restart('kill');
	pool.n8n = n8n.current;
	for (const address of pool.addresses) await pool.n8n.untilRegistered(address);
	const written = await pool.writes();
	const [{ dono, expira }] = await pool.rows('estoque_vez');
	assert.notEqual(dono, '');
	assert.ok(Number(expira) <= Date.now() + 300_000, 'the turn expires within 5 minutes');
	assert.notDeepEqual(await pool.wrong(), [], 'it was in the middle');

	await sandbox.act('bling', 'delivery-faults', {});
	await sandbox.act('bling', 'release');
	await until(
		'the events to be queued',
		async () => ((await pool.rows('estoque_fila')).some(({ tipo }) => tipo === 'produto') ? true : undefined),
		300_000,
	);
	await pool.idle();
	if (Date.now() < Number(expira)) assert.equal(await pool.writes(), written, 'the turn is still taken');

	// As if five minutes had passed.
	const { data: tables } = await pool.n8n.api<{ data: Array<{ id: string; name: string }> }>('GET', '/data-tables?limit=100');
	const control = tables.find(({ name }) => name === 'estoque_vez')?.id;
	const filter = { type: 'and', filters: [{ columnName: 'nome', condition: 'eq', value: 'vez' }] };
	await pool.n8n.api('PATCH', `/data-tables/${control}/rows/update`, { filter, data: { expira: Date.now() - 1 } });
	await pool.reconcile(modes.suspects);
	await pool.settled();
	assert.deepEqual(await pool.wrong(), []);
	assert.deepEqual(await pool.rows('estoque_fila'), []);
	assert.deepEqual(await foreignMovements(), []);
});
