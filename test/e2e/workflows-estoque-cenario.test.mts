import assert from 'node:assert/strict';
import { test } from 'node:test';

import { startTestN8n } from '../support/instance.mts';
import { startSandbox } from '../support/sandbox.mts';
import { StockPool } from '../support/stock-pool.mts';
import { runScenario } from '../support/stock-scenario.mts';

/**
 * SCENARIO=full (`npm run test:cenario`) is the whole of it. At 3 requests a second and account the 600 writes that bring
 * 200 products in three accounts together for the first time take minutes by themselves; without it a smaller form runs.
 */
const full = process.env.SCENARIO === 'full';
const size = full ? { products: 200, movements: 500 } : { products: 24, movements: 50 };

const n8n = await startTestN8n();
const sandbox = await startSandbox({ seed: 5, speed: 60 });
const pool = new StockPool(n8n.current, sandbox);
await pool.install(3, {}, { simulate: false, limit: 100 });

test(`scenario: 3 accounts, ${size.products} products, ${size.movements} random movements, duplicates, disorder, one account failing for a while`, async () => {
	const report = await runScenario(pool, { ...size, seed: 7 });
	process.stdout.write(`${JSON.stringify(report)}\n`);
	assert.deepEqual(report.wrong, [], 'every shared deposit shows the sum');
	assert.deepEqual(report.lostReservations, [], 'no reservation was lost');
	assert.deepEqual(report.falseZeros, [], 'nothing became zero that was not');
	assert.ok(report.executions <= (full ? 127 : Infinity), `${report.executions} executions`);
	assert.ok(report.writes <= report.minimum * 1.05, `${report.writes} writes, the minimum is ${report.minimum}`);
});
