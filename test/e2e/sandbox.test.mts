import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { z } from 'zod';

import type { Execution } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { act } from '../../scripts/sandbox-client.mts';
import { start } from '../../sandbox/core/start.mts';
import { launchChromium } from '../browser/chromium.mts';
import { run } from '../browser/panel.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';

const n8n = await startTestN8n();
const sandbox = await start({ port: 0, seed: 1, speed: 60 });
after(async () => await sandbox.close());
const browser = await launchChromium();
after(async () => await browser.close());
const { control } = sandbox.addresses;

/** A published Bling trigger that knows the secret of the sandbox's app, so that only its signatures pass. */
async function publishBling(events = ['*']) {
	const { clientId, clientSecret } = await act(control, 'bling', 'token');
	const credential = {
		id: await n8n.current.createCredential('Bling (sandbox)', 'blingOAuth2Api', { clientId, clientSecret }),
		name: 'Bling (sandbox)',
	};
	return await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential },
		parameters: { events },
	});
}

const itemsOf = (execution: Execution) => (execution.data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => json);

const dispatchesSchema = z.object({
	counts: z.record(z.string(), z.number()),
	dispatches: z.array(
		z.object({
			body: z.string(),
			state: z.string(),
			attempts: z.array(z.object({ status: z.number().nullable() })),
		}),
	),
});

async function dispatches() {
	const response = await fetch(`${control}/sandbox/bling/dispatches?limit=5000`);
	return dispatchesSchema.parse(await response.json());
}

const eventIdOf = ({ body }: { body: string }) => z.object({ eventId: z.string() }).parse(JSON.parse(body)).eventId;

test('a stock balance changed on the panel becomes an execution', async () => {
	// Composite products that hold it report virtual_stock.updated as well.
	const { address, workflowId } = await publishBling(['stock.created']);
	const page = await browser.newPage();
	await page.goto(`${control}/bling`);
	await run(page, 'subscribe', { url: address });
	await run(page, 'move-stock', { product: 'CAN-300', operation: 'B', quantity: '77' });

	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(execution.status, 'success');
	const [{ vendor, event, verifiedBy, data }] = itemsOf(execution);
	assert.deepEqual({ vendor, event, verifiedBy }, { vendor: 'bling', event: 'stock.created', verifiedBy: ['signature'] });
	assert.equal(z.object({ quantidade: z.number() }).parse(data).quantidade, 77);

	await page.getByRole('link', { name: 'Refresh' }).click();
	await page.locator('ul.log > li', { hasText: 'stock.created' }).first().getByText('Sucesso').waitFor();
	await n8n.current.unpublish(workflowId);
});

test('n8n is gone for an hour: the retries arrive, and each notice ends as one execution with an item', async (t) => {
	const { address, workflowId } = await publishBling();
	await act(control, 'bling', 'clear-dispatches');
	await act(control, 'bling', 'subscribe', { url: address });
	const hour = 60 * 60_000;
	sandbox.clock.setSpeed(600);

	/** Stock, orders and the virtual stock that follows them. */
	const trade = async (times: number) => {
		for (let done = 0; done < times; done++) {
			await act(control, 'bling', 'move-stock', { quantity: done });
			await act(control, 'bling', 'create-order', { more: 1 });
		}
	};
	await trade(5);
	// In the middle of things.
	await Promise.all([n8n.current.stop(), trade(10)]);
	const goneAt = sandbox.clock.now();
	await trade(10);
	await until('a virtual hour', async () => (sandbox.clock.now() - goneAt > hour ? true : undefined));
	const { counts } = await dispatches();
	assert.ok(counts.waiting >= 20, 'notices wait for n8n');

	await n8n.restart('stop');
	await until('all retries', async () => ((await dispatches()).counts.waiting === 0 ? true : undefined), 180_000);
	const sent = await dispatches();
	assert.deepEqual(sent.counts, { held: 0, waiting: 0, success: sent.dispatches.length, failure: 0 });
	const retried = sent.dispatches.filter(({ attempts }) => attempts.length > 1);
	assert.ok(retried.length >= 20, 'notices were retried');

	const eventIds = sent.dispatches.map(eventIdOf).sort();
	assert.equal(new Set(eventIds).size, eventIds.length);
	const executions = await n8n.current.untilExecutions(workflowId, eventIds.length);
	// A notice that was stored but not answered in time comes twice: the second one ends without items.
	const delivered = executions.flatMap(itemsOf).map(({ id }) => String(id));
	assert.deepEqual(delivered.sort(), eventIds);
	assert.ok(executions.every(({ status }) => status === 'success'));
	t.diagnostic(
		`${eventIds.length} notices, ${retried.length} of them retried, up to ${Math.max(...retried.map(({ attempts }) => attempts.length))} attempts; ${executions.length} executions`,
	);
});
