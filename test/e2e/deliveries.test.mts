import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import type { WorkflowJson } from '../../scripts/n8n-instance.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { root } from '../../scripts/setup.mjs';
import type { TriggerUnderTest } from '../support/instance.mts';
import { openDatabase } from '../support/database.mts';
import { startFakeNfeIo } from '../support/fake-nfeio.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { runNode } from '../support/manual.mts';
import type { PlayedVendor } from '../support/vendors.mts';
import { deliver, playedVendors } from '../support/vendors.mts';
import { isTrue, node } from '../support/workflow.mts';

type Json = Record<string, unknown>;

// On one port, so that the credential's address is still right after a restart.
const n8n = await startTestN8n({ port: await freePort() });
const resendSecret = 'fake-resend-secret-of-forty-characters-1';
const instance = {
	id: await n8n.current.createCredential('Este n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: n8n.current.apiKey,
		resendSecret,
	}),
	name: 'Este n8n',
};

const vendors = playedVendors(await startFakeNfeIo());
const perVendor = 50;
/** 30 of 200. */
const failing: Record<string, number> = { bling: 12, iset: 8, intelipost: 6, nfeio: 4 };
/** Would run in the page if anything of it were not escaped. */
const hostile = '"><script>document.title="owned";alert(1)</script><img src=x onerror=alert(2)>';

const numbers: Record<string, number> = { bling: 1000, iset: 2000, intelipost: 3000, nfeio: 4000 };
const referenceOf = (vendor: string, index: number) => (vendor === 'bling' && index === 0 ? hostile : String(numbers[vendor] + index));

const targets = new Map<string, TriggerUnderTest>();

const run = async (parameters: Json) =>
	await runNode(n8n.current, { type: 'webhookDeliveries', credentials: { n8nInstanceApi: instance }, parameters });

async function items(parameters: Json): Promise<Json[]> {
	const result = await run(parameters);
	assert.equal(result.status, 'success', `${result.error?.message} ${result.error?.description ?? ''}`);
	return result.items;
}

before(async () => {
	for (const played of vendors) {
		const failingOrders = Array.from({ length: failing[played.vendor] }, (_, index) => referenceOf(played.vendor, index));
		const id = await n8n.current.createCredential(`Loja ${played.vendor}`, played.credentialType, played.credential);
		const target = await publishTrigger(n8n.current, {
			...played.trigger,
			credentials: { [played.credentialType]: { id, name: `Loja ${played.vendor}` }, n8nInstanceApi: instance },
			next: [
				node('Chosen', 'n8n-nodes-base.if', 2.2, isTrue(`={{ ${JSON.stringify(failingOrders)}.includes($json.reference) }}`)),
				node('Break', 'n8n-nodes-base.stopAndError', 1, { errorMessage: 'Estoque não encontrado' }),
			],
		});
		targets.set(played.vendor, target);
	}
	const queue = Array.from({ length: perVendor }, (_, index) => vendors.map((played) => ({ played, index }))).flat();
	const worker = async () => {
		for (let next = queue.shift(); next; next = queue.shift()) {
			const { played, index } = next;
			const subject = { reference: referenceOf(played.vendor, index), state: 'Em aberto' };
			assert.equal(await deliver(n8n.current, played, targetOf(played), subject), 200);
		}
	};
	await Promise.all(Array.from({ length: 8 }, worker));
	for (const target of targets.values()) await n8n.current.untilExecutions(target.workflowId, perVendor);
});

function targetOf({ vendor }: Pick<PlayedVendor, 'vendor'>): TriggerUnderTest {
	const target = targets.get(vendor);
	assert.ok(target, vendor);
	return target;
}

const sum = (rows: Json[], field: string) => rows.reduce((total, row) => total + Number(row[field]), 0);

async function assertFigures(recovered: number) {
	for (const breakdown of ['workflow', 'accountAndEvent']) {
		const rows = await items({ resource: 'statistics', operation: 'get', breakdown, interval: 'hour' });
		assert.deepEqual(
			['received', 'succeeded', 'failed', 'recovered', 'pending'].map((field) => sum(rows, field)),
			[200, 170, 30, recovered, 0],
			breakdown,
		);
		for (const { vendor } of vendors) {
			const own = rows.filter((row) => row.vendor === vendor);
			assert.deepEqual([sum(own, 'received'), sum(own, 'failed')], [perVendor, failing[vendor]], `${breakdown} ${vendor}`);
		}
	}
}

test('200 deliveries of four vendors, 30 failing: the statistics match exactly', async () => {
	await assertFigures(0);
	const rows = await items({ resource: 'statistics', operation: 'get', breakdown: 'accountAndEvent', interval: 'period' });
	assert.deepEqual(
		rows
			.map(({ vendor, account, event, failureRate }) => ({ vendor, account, event, failureRate }))
			.sort((a, b) => String(a.vendor).localeCompare(String(b.vendor))),
		vendors
			.map(({ vendor, account, event }) => ({ vendor, account, event, failureRate: failing[vendor] / perVendor }))
			.sort((a, b) => a.vendor.localeCompare(b.vendor)),
	);
	for (const { p50Ms, p95Ms } of rows) assert.ok(Number(p50Ms) > 0 && Number(p95Ms) >= Number(p50Ms));
});

test('the list has them all, with what failed and where', async () => {
	const all = await items({ resource: 'delivery', operation: 'getMany', returnAll: true });
	assert.equal(all.length, 200);
	const failed = await items({ resource: 'delivery', operation: 'getMany', returnAll: true, status: 'failed' });
	assert.equal(failed.length, 30);
	for (const item of failed) {
		assert.equal(item.failingNode, 'Break');
		assert.equal(item.errorMessage, 'Estoque não encontrado');
		assert.equal(item.recovered, false);
	}
	assert.equal((await items({ resource: 'delivery', operation: 'getMany', limit: 7 })).length, 7);
});

test('search finds one delivery by its order number', async () => {
	const [found, ...others] = await items({ resource: 'delivery', operation: 'getMany', filters: { search: '2031' } });
	assert.deepEqual(others, []);
	assert.deepEqual([found.vendor, found.reference, found.state, found.status], ['iset', '2031', 'Em aberto', 'succeeded']);
	const [whole] = await items({ resource: 'delivery', operation: 'get', executionId: found.executionId });
	assert.equal((whole.data as Json).orderId, '2031');
});

test('endpoints: found by calling the address, with refusals and accounts never heard from', async () => {
	const junk = async () => {
		const refused = await fetch(targetOf(vendors[0]).address, {
			method: 'POST',
			body: '{}',
			headers: { 'content-type': 'application/json' },
		});
		assert.equal(refused.status, 401);
	};
	const endpoints = async () =>
		await items({
			resource: 'endpoint',
			operation: 'getMany',
			options: {
				expectedAccounts: JSON.stringify([
					{ vendor: 'nfeio', account: 'fake-company-2', accountName: 'Filial', configuredAt: '2026-11-01' },
				]),
			},
		});
	const bling = (all: Json[]) =>
		all.filter(({ vendor }) => vendor === 'bling').map(({ status, refused }) => [status, (refused as Json).missing]);
	await junk();
	assert.deepEqual(bling(await endpoints()), [['failing', 1]], 'one junk request refuses nothing');
	for (let more = 0; more < 9; more++) await junk();
	const rows = await endpoints();
	assert.deepEqual(bling(rows), [['refusing', 10]]);
	const byVendor = (name: string) => rows.filter((row) => row.vendor === name);
	assert.equal(byVendor('intelipost')[0].status, 'failing');
	const [heard, never] = byVendor('nfeio').sort((a, b) => String(a.account).localeCompare(String(b.account)));
	assert.deepEqual(
		[heard.account, heard.resource, heard.deliveries, heard.accountName],
		['fake-company-1', 'service_invoice', 50, 'Loja Serviços'],
	);
	assert.deepEqual(
		[never.account, never.accountName, never.status, never.configuredAt],
		['fake-company-2', 'Filial', 'never', '2026-11-01'],
	);
	assert.ok(byVendor('iset').every(({ url }) => String(url).endsWith('?token=•••')));
});

test('a resend without need is refused, and nothing runs', async () => {
	const [{ executionId }] = await items({ resource: 'delivery', operation: 'getMany', status: 'succeeded', limit: 1 });
	const before = await items({ resource: 'delivery', operation: 'getMany', returnAll: true, options: { includeRepetitions: true } });
	const result = await run({ resource: 'delivery', operation: 'resend', executionId });
	assert.equal(result.status, 'error');
	assert.match(result.error?.message ?? '', /succeeded and was not resent/);
	const missing = await run({ resource: 'delivery', operation: 'resend', executionId: '999999' });
	assert.match(missing.error?.message ?? '', /does not exist/);
	const later = await items({ resource: 'delivery', operation: 'getMany', returnAll: true, options: { includeRepetitions: true } });
	assert.equal(later.length, before.length);
});

const panel = { address: '', browser: undefined as Browser | undefined };

/** A panel as people have it: GET shows the page, POST does what a form asks for and shows it again. */
async function publishPanel(): Promise<string> {
	const path = crypto.randomUUID();
	const webhook = (name: string, httpMethod: string) => ({
		...node(name, 'n8n-nodes-base.webhook', 2, { path, httpMethod, responseMode: 'responseNode', options: {} }),
		webhookId: `${path}-${httpMethod}`,
	});
	const deliveries = (name: string, parameters: Json) => ({
		...node(name, n8n.current.nodeType('webhookDeliveries'), 1, parameters),
		credentials: { n8nInstanceApi: instance },
	});
	const respond = (name: string) =>
		node(name, 'n8n-nodes-base.respondToWebhook', 1.1, {
			respondWith: 'text',
			responseBody: '={{ $json.html }}',
			options: { responseHeaders: { entries: [{ name: 'Content-Type', value: 'text/html; charset=utf-8' }] } },
		});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const workflow: WorkflowJson = {
		name: 'Painel',
		settings: {},
		nodes: [
			webhook('Look', 'GET'),
			deliveries('Render', { resource: 'report', operation: 'render', query: '={{ $json.query }}' }),
			respond('Show'),
			webhook('Act', 'POST'),
			deliveries('Handle', { resource: 'report', operation: 'handleAction', formFields: '={{ $json.body }}' }),
			deliveries('Render again', {
				resource: 'report',
				operation: 'render',
				query: '={{ $json.query ?? {} }}',
				options: { outcome: '={{ $json }}' },
			}),
			respond('Show again'),
		] as unknown as WorkflowJson['nodes'],
		connections: {
			Look: to('Render'),
			Render: to('Show'),
			Act: to('Handle'),
			Handle: to('Render again'),
			'Render again': to('Show again'),
		},
	};
	const { id } = await n8n.current.createWorkflow(workflow);
	const address = `${n8n.current.url}/webhook/${path}`;
	await n8n.current.publish(id, address);
	return address;
}

async function openPanel(width: number, query = ''): Promise<Page> {
	panel.browser ??= await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
	});
	const page = await panel.browser.newPage({ viewport: { width, height: 800 }, locale: 'pt-BR' });
	page.on('dialog', (dialog) => {
		void dialog.dismiss();
		assert.fail(`A payload ran in the page: ${dialog.message()}`);
	});
	await page.goto(panel.address + query);
	return page;
}

after(async () => await panel.browser?.close());

const totals = async (page: Page): Promise<Record<string, string>> =>
	Object.fromEntries(
		await page
			.locator('.totals div')
			.evaluateAll((cards) =>
				cards.map((card) => [card.lastChild?.textContent?.trim() ?? '', card.querySelector('b')?.textContent?.trim() ?? '']),
			),
	);

async function picture(page: Page, name: string): Promise<void> {
	const folder = process.env.SCREENSHOTS ?? join(root, 'artifacts', 'screenshots');
	await mkdir(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

test('the page shows the same numbers, fits a phone, and payloads stay text', async () => {
	panel.address = await publishPanel();
	const page = await openPanel(1280);
	assert.deepEqual(await totals(page), {
		Recebidas: '200',
		'Com sucesso': '170',
		'Com falha': '30',
		Recuperadas: '0',
		'Sem solução': '30',
		'Em andamento': '0',
		'Taxa de falha': '15,0 %',
	});
	assert.equal(await page.locator('tbody tr').count(), 30);
	assert.ok((await page.locator('tbody').innerText()).includes(hostile), 'the hostile order number is shown as text');
	assert.equal(await page.locator('main script, main img').count(), 0);
	assert.equal(await page.title(), 'Painel de webhooks');
	await picture(page, 'painel-1280');

	await page.locator('input[name=busca]').fill('2031');
	await page.getByRole('link', { name: 'Todas as entregas' }).click();
	await page.locator('input[name=busca]').fill('2031');
	await page.getByRole('button', { name: 'Buscar' }).click();
	assert.equal(await page.locator('tbody tr').count(), 1);
	assert.match(await page.locator('tbody tr').innerText(), /2031[\s\S]*Sucesso/);

	const phone = await openPanel(360);
	const overflow = await phone.evaluate('document.documentElement.scrollWidth - document.documentElement.clientWidth');
	assert.equal(overflow, 0, 'the page scrolls sideways on a phone');
	await picture(phone, 'painel-360');
});

test('a form with a forged, foreign or missing token resends nothing', async () => {
	const page = await openPanel(1280);
	const form = page.locator('tbody form').first();
	const fields = Object.fromEntries(
		await form
			.locator('input')
			.evaluateAll((inputs) => inputs.map((input) => [input.getAttribute('name') ?? '', input.getAttribute('value') ?? ''])),
	);
	for (const change of [
		{ token: '' },
		{ token: fields.token.replace(/.$/, (last: string) => (last === '0' ? '1' : '0')) },
		{ ids: '1' },
		{ acao: 'resendAll' },
	]) {
		const response = await fetch(panel.address, { method: 'POST', body: new URLSearchParams({ ...fields, ...change }) });
		assert.match(await response.text(), /O formulário não é válido/);
	}
	await assertFigures(0);
});

test('after the workflow is fixed, resends make the failures good and count them as recovered', async () => {
	for (const target of targets.values()) await change(target, 'Break', node('Break', 'n8n-nodes-base.noOp', 1, {}));
	const page = await openPanel(1280);
	await page
		.locator('tbody tr', { hasText: '1001' })
		.getByRole('button', { name: /^Reenviar/ })
		.click();
	await page.waitForLoadState();
	assert.match(await page.locator('[role=status]').innerText(), /1001: reenviado com sucesso/);
	assert.equal((await totals(page)).Recuperadas, '1');

	const [{ executionId }] = await items({ resource: 'delivery', operation: 'getMany', status: 'failed', filters: { search: '1001' } });
	const again = await run({ resource: 'delivery', operation: 'resend', executionId });
	assert.match(again.error?.message ?? '', /execution \d+ has already recovered it/);

	const planned = await items({ resource: 'delivery', operation: 'resendMany', dryRun: true, limit: 100 });
	assert.equal(planned.length, 29);
	const starts = planned.map(({ startedAt }) => String(startedAt));
	assert.deepEqual(starts, [...starts].sort(), 'oldest first');
	const resent = await items({ resource: 'delivery', operation: 'resendMany', dryRun: false, limit: 100, perSecond: 50 });
	assert.deepEqual(
		resent.map(({ newStatus }) => newStatus),
		Array(29).fill('succeeded'),
	);
	await assertFigures(30);
	assert.deepEqual(await items({ resource: 'delivery', operation: 'resendMany', dryRun: true }), []);

	const after = await openPanel(1280, '?aba=todos');
	const { Recuperadas, 'Sem solução': unsolved } = await totals(after);
	assert.deepEqual([Recuperadas, unsolved], ['30', '0']);
	await picture(after, 'painel-recuperado');
});

/** Puts another node in a node's place, in the published version too. */
const change = async ({ workflowId }: TriggerUnderTest, replaced: string, by: ReturnType<typeof node>): Promise<void> =>
	await n8n.current.changePublished(workflowId, (nodes) => nodes.map((each) => (each.name === replaced ? by : each)));

test('a forced resend posts the delivery to its trigger, which marks it as a redelivery', async () => {
	const [{ executionId, id }] = await items({
		resource: 'delivery',
		operation: 'getMany',
		filters: { vendors: ['intelipost'], search: '3020' },
	});
	const [{ how, newStatus, newExecutionId }] = await items({ resource: 'delivery', operation: 'resend', executionId, force: true });
	assert.deepEqual([how, newStatus], ['post', 'succeeded']);
	const [again] = await items({ resource: 'delivery', operation: 'get', executionId: newExecutionId });
	assert.deepEqual([again.id, again.redelivery, again.verifiedBy], [id, true, ['resend']]);
	await assertReceived(200);
	// Who may not read tables counts it as received: it would part the figures below.
	await n8n.current.api('DELETE', `/executions/${String(newExecutionId)}`);
});

/** A posted resend is an execution of its own, and no delivery: also the quick statistics, which see no data, know it. */
async function assertReceived(received: number) {
	const quick = await items({ resource: 'statistics', operation: 'get', breakdown: 'workflow' });
	const exact = await items({ resource: 'statistics', operation: 'get', breakdown: 'accountAndEvent' });
	assert.deepEqual([sum(quick, 'received'), sum(exact, 'received')], [received, received]);
}

test('a delivery that an API rebuilt is sent to its trigger', async () => {
	const [sent] = await items({
		resource: 'delivery',
		operation: 'send',
		delivery: JSON.stringify({
			vendor: 'iset',
			event: 'order.saved',
			id: 'sweep|2999|1',
			account: 'loja.example.com',
			reference: '2999',
			data: { orderId: '2999' },
		}),
	});
	assert.equal(sent.sent, true);
	const [arrived] = await until('the sent delivery', async () => {
		const found = await items({
			resource: 'delivery',
			operation: 'getMany',
			filters: { search: '2999' },
			options: { includeRepetitions: true },
		});
		return found[0]?.status === 'succeeded' ? found : undefined;
	});
	assert.deepEqual([arrived.redelivery, arrived.id], [true, 'sweep|2999|1']);
});

test('an erasure request deletes all executions of an order, and only with the order written twice', async () => {
	const erase = async (confirmation: string) => await items({ resource: 'delivery', operation: 'delete', reference: '1001', confirmation });
	const listed = await erase('');
	assert.deepEqual(
		listed.map(({ deleted }) => deleted),
		[false, false],
		'the failed execution and its retry',
	);
	const wrong = await run({ resource: 'delivery', operation: 'delete', reference: '1001', confirmation: '1002' });
	assert.equal(wrong.status, 'error');
	assert.deepEqual(
		(await erase('1001')).map(({ deleted }) => deleted),
		[true, true],
	);
	assert.deepEqual(await erase(''), [{ reference: '1001', deleted: 0 }]);
});

/** Waits until the delivery of this reference, not a repetition of it, has the status. */
const untilStatus = async (reference: string, status: string) =>
	await until(`delivery ${reference} to be ${status}`, async () => {
		const [item] = await items({ resource: 'delivery', operation: 'getMany', filters: { search: reference } });
		return item?.status === status ? item : undefined;
	});

test('a crashed delivery is seen and can be resent', async () => {
	const { vendor } = vendors[0];
	const target = targetOf({ vendor });
	await change(target, 'Chosen', node('Chosen', 'n8n-nodes-base.wait', 1.1, { amount: 50, unit: 'seconds' }));
	for (const reference of ['1998', '1999'])
		assert.equal(await deliver(n8n.current, vendors[0], target, { reference, state: 'Em aberto' }), 200);
	await untilStatus('1998', 'running');
	const running = await untilStatus('1999', 'running');
	const refused = await run({ resource: 'delivery', operation: 'resend', executionId: running.executionId, force: true });
	assert.match(refused.error?.message ?? '', /it is still running/);

	await n8n.restart('kill');
	const { executionId } = await untilStatus('1999', 'crashed');
	await change(target, 'Chosen', node('Chosen', 'n8n-nodes-base.noOp', 1, {}));
	const [resent] = await items({ resource: 'delivery', operation: 'resend', executionId });
	assert.deepEqual([resent.how, resent.newStatus], ['retry', 'succeeded']);
	assert.equal((await untilStatus('1999', 'crashed')).recovered, true);
});

test('what n8n calls running for ever has stalled, and is stopped and resent by force', async () => {
	const { executionId } = await untilStatus('1998', 'crashed');
	// As n8n leaves what it was killed in before the first node.
	const database = await openDatabase(join(n8n.current.folder, '.n8n', 'database.sqlite'));
	const longAgo = new Date(Date.now() - 2 * 3_600_000).toISOString().replace('T', ' ').slice(0, -1);
	await database.exec(
		`UPDATE execution_entity SET status = 'running', stoppedAt = NULL, startedAt = '${longAgo}' WHERE id = ${Number(executionId)}`,
	);
	await database.close();
	const [stalled] = await items({ resource: 'delivery', operation: 'getMany', status: 'stalled', filters: { search: '1998' } });
	assert.equal(stalled.executionId, executionId);
	const refused = await run({ resource: 'delivery', operation: 'resend', executionId });
	assert.match(refused.error?.message ?? '', /running for more than an hour/);
	const [resent] = await items({ resource: 'delivery', operation: 'resend', executionId, force: true });
	assert.deepEqual([resent.how, resent.newStatus], ['retry', 'succeeded']);
	assert.equal((await untilStatus('1998', 'canceled')).recovered, true);
});

test('a resend that takes long is started, and its execution is named', async () => {
	const target = targetOf(vendors[1]);
	await change(target, 'Chosen', node('Chosen', 'n8n-nodes-base.stopAndError', 1, { errorMessage: 'down' }));
	assert.equal(await deliver(n8n.current, vendors[1], target, { reference: '2888', state: 'Em aberto' }), 200);
	const [{ executionId }] = await until('the failure', async () => {
		const failed = await items({ resource: 'delivery', operation: 'getMany', status: 'failed', filters: { search: '2888' } });
		return failed.length > 0 ? failed : undefined;
	});
	await change(target, 'Chosen', node('Chosen', 'n8n-nodes-base.wait', 1.1, { amount: 20, unit: 'seconds' }));
	const [started] = await items({ resource: 'delivery', operation: 'resend', executionId });
	assert.deepEqual([started.newStatus, started.retryOf], ['running', executionId]);
	assert.match(String(started.newExecutionId), /^\d+$/);
	const twice = await run({ resource: 'delivery', operation: 'resend', executionId });
	assert.match(twice.error?.message ?? '', /the same delivery is running/);
});

test('closed hours are counted once: the figures are those of the whole history', async () => {
	// Nothing may end between the calls that are compared.
	await until('the resend of the test before to end', async () => (await untilStatus('2888', 'failed')).recovered || undefined);
	const database = await openDatabase(join(n8n.current.folder, '.n8n', 'database.sqlite'));
	const earlier = (column: string, ...by: string[]) => `${column} = strftime('%Y-%m-%d %H:%M:%f', ${[column, "'-8 hours'", ...by].join()})`;
	// As if one had come every half minute.
	const apart = `((id - (SELECT MAX(id) FROM execution_entity)) * 30 + 5 * 3600) || ' seconds'`;
	const shifted = ['startedAt', 'stoppedAt'].map((column) => earlier(column, apart)).join();
	await database.exec(`UPDATE execution_entity SET ${shifted} WHERE stoppedAt IS NOT NULL`);
	await database.exec(`UPDATE workflow_entity SET ${earlier('createdAt')}`);
	await database.close();
	const scopes = (await n8n.current.rest<string[]>('GET', '/api-keys/scopes')).filter((scope) => !scope.startsWith('dataTable'));
	const key = { label: 'without tables', expiresAt: null, scopes };
	const { rawApiKey: apiKey } = await n8n.current.rest<{ rawApiKey: string }>('POST', '/api-keys', key);
	const id = await n8n.current.createCredential('Sem tabelas', 'n8nInstanceApi', { baseUrl: n8n.current.url, apiKey, resendSecret });
	const [from, to] = [-20, -1].map((hours) => new Date(Date.now() + hours * 3_600_000).toISOString());
	const parameters = { resource: 'statistics', operation: 'get', interval: 'hour', period: 'custom', from, to };
	const credentials = { n8nInstanceApi: { id, name: 'Sem tabelas' } };
	const whole = await runNode(n8n.current, { type: 'webhookDeliveries', credentials, parameters });
	assert.ok(sum(whole.items, 'received') >= 200);
	assert.deepEqual(await items(parameters), whole.items);
	assert.deepEqual(await items(parameters), whole.items);

	const byEvent = { ...parameters, breakdown: 'accountAndEvent' };
	const exact = await runNode(n8n.current, { type: 'webhookDeliveries', credentials, parameters: byEvent });
	assert.ok(sum(exact.items, 'received') >= 200);
	const some = { ...byEvent, maxExecutions: 150 };
	const first = await items(some);
	assert.ok(first[0].incomplete && sum(first, 'received') <= 150);
	let last = first;
	for (let calls = 0; last[0].incomplete && calls < 3; calls++) last = await items(some);
	assert.deepEqual(last, exact.items);
});
