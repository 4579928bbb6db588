import { createRandom } from '../../sandbox/core/random.mts';
import type { StockPool } from './stock-pool.mts';
import { modes } from './stock-pool.mts';

interface ScenarioReport {
	/** SKUs whose shared deposits do not show the sum at the end. */
	wrong: string[];
	lostReservations: string[];
	/** Writes of zero to a SKU whose sum never was zero or less. */
	falseZeros: string[];
	writes: number;
	/** Shared deposits whose balance had to change between begin and end: nobody can do with fewer writes. */
	minimum: number;
	movements: number;
	executions: number;
	executionsPer100Movements: number;
	/** If every order comes alone, with nothing else in its window: placed, and later its stock posted. */
	executionsPer100LoneOrders: number;
	seconds: number;
}

/** The world has so many products already. */
const seeded = 19;

/**
 * Random movements and orders in the principal deposits of all accounts while the workflow runs, with duplicates,
 * disorder, and one account whose access is revoked for a third of the time; then what is left is made up for by the form.
 */
export async function runScenario(
	pool: StockPool,
	{ products, movements, seed }: { products: number; movements: number; seed: number },
): Promise<ScenarioReport> {
	const { sandbox, accounts } = pool;
	const random = createRandom(seed).next;
	const pick = <T,>(items: readonly T[]): T => items[Math.floor(random() * items.length)];
	await sandbox.act('bling', 'generate-products', { count: products - seeded });
	await pool.reconcile(modes.all);
	await pool.settled(900_000);

	const began = Date.now();
	const before = await pool.shown();
	const skus = [...before.keys()].filter((sku) => Object.keys(before.get(sku)?.shared ?? {}).length === accounts.length);
	const lowest = new Map(skus.map((sku) => [sku, before.get(sku)?.sum ?? 0]));
	const recordsBefore = (await pool.rows('estoque_registro')).length;
	const executionsBefore = (await pool.executions()).length;
	const reservedBefore = await reservations(pool);
	const ordered = new Map<string, number>();
	const orders: Array<{ companyId: string; numero: string; sku: string; quantity: number }> = [];
	await sandbox.act('bling', 'delivery-faults', { duplicateChance: 0.1, disorderChance: 0.2, disorderMs: 60_000 });

	const add = (companyId: string, sku: string, quantity: number) =>
		ordered.set(`${companyId} ${sku}`, (ordered.get(`${companyId} ${sku}`) ?? 0) + quantity);
	const failing = accounts[1];
	for (let index = 0; index < movements; index++) {
		if (index === Math.floor(movements / 3))
			await sandbox.act('bling', 'revoke-user', { app: failing.clientId, company: failing.companyId });
		if (index === Math.floor((movements * 2) / 3)) await pool.authorise(failing);
		const { companyId, principals } = pick(accounts);
		const sku = pick(skus);
		const kind = random();
		if (kind < 0.25) {
			const quantity = 1 + Math.floor(random() * 3);
			const { numero } = await sandbox.act('bling', 'create-order', { company: companyId, product: sku, quantity });
			orders.push({ companyId, numero: String(numero), sku, quantity });
			add(companyId, sku, quantity);
		} else if (kind < 0.32 && orders.length > 0) {
			const [order] = orders.splice(Math.floor(random() * orders.length), 1);
			await sandbox.act('bling', 'order-situation', { company: order.companyId, order: order.numero, situation: '12' });
			add(order.companyId, order.sku, -order.quantity);
		} else {
			const operation = kind < 0.6 ? 'S' : kind < 0.9 ? 'E' : 'B';
			const quantity = operation === 'B' ? Math.floor(random() * 80) : 1 + Math.floor(random() * 6);
			await sandbox.act('bling', 'move-stock', {
				company: companyId,
				product: sku,
				deposit: String(pick(principals).id),
				operation,
				quantity,
			});
		}
		for (const [one, { sum }] of await pool.shown()) lowest.set(one, Math.min(lowest.get(one) ?? 0, sum));
	}
	await pool.settled(900_000);
	// Account B was deaf while it was revoked: its movements left no event, and others waited for it.
	await sandbox.act('bling', 'delivery-faults', {});
	await pool.reconcile(modes.suspects);
	await pool.reconcile(modes.all);
	await pool.settled(900_000);

	const after = await pool.shown();
	const executions = (await pool.executions()).length - executionsBefore;
	const written = (await pool.rows('estoque_registro')).slice(recordsBefore).filter(({ resultado }) => resultado === 'gravado');
	const minimum = [...after].flatMap(([sku, { shared }]) =>
		Object.entries(shared).filter(([name, { physical }]) => before.get(sku)?.shared[name]?.physical !== physical),
	).length;
	const reserved = await reservations(pool);
	const expected = (key: string) => (reservedBefore.get(key) ?? 0) + (ordered.get(key) ?? 0);
	const wrong = await pool.wrong();
	const seconds = Math.round((Date.now() - began) / 1000);
	return {
		wrong,
		lostReservations: [...reserved]
			.filter(([key, quantity]) => quantity !== expected(key))
			.map(([key, quantity]) => `${key}: ${quantity} instead of ${expected(key)}`),
		falseZeros: written
			.filter(({ depois, sku }) => depois === 0 && (lowest.get(String(sku)) ?? 0) > 0)
			.map(({ sku, conta }) => `${sku} in ${conta}`),
		writes: written.length,
		minimum,
		movements,
		executions,
		executionsPer100Movements: Math.round((executions * 100) / movements),
		executionsPer100LoneOrders: await perLoneOrders(pool, skus.slice(0, loneOrders)),
		seconds,
	};
}

const loneOrders = 3;

/** Executions per 100 orders that come one by one: each is placed, and its stock is posted when everything is quiet again. */
async function perLoneOrders(pool: StockPool, skus: string[]): Promise<number> {
	const [{ companyId, clientId }] = pool.accounts;
	const { apiBaseUrl, oauthTokenData } = await pool.sandbox.act('bling', 'token', { app: clientId, company: companyId });
	const headers = { authorization: `Bearer ${(oauthTokenData as { access_token: string }).access_token}` };
	const before = (await pool.executions()).length;
	for (const sku of skus) {
		const { id } = await pool.sandbox.act('bling', 'create-order', { company: companyId, product: sku, quantity: 1 });
		await pool.settled();
		const { status } = await fetch(`${String(apiBaseUrl)}/pedidos/vendas/${String(id)}/lancar-estoque`, { method: 'POST', headers });
		if (status !== 204) throw new Error(`The stock of order ${String(id)} could not be posted: ${status}`);
		await pool.settled();
	}
	return Math.round((((await pool.executions()).length - before) * 100) / skus.length);
}

/** What is reserved of each SKU in each account. */
async function reservations(pool: StockPool): Promise<Map<string, number>> {
	const { companies } = await pool.state();
	return new Map(
		companies.flatMap(({ id, products }) =>
			products
				.filter(({ formato }) => formato === 'S')
				.map(({ codigo, depositos }) => [
					`${id} ${codigo}`,
					depositos.reduce((sum, { saldoFisico, saldoVirtual }) => sum + saldoFisico - saldoVirtual, 0),
				]),
		),
	);
}
