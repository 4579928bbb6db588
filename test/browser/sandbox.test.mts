import assert from 'node:assert/strict';
import { after, afterEach, beforeEach, test } from 'node:test';

import type { Page } from 'playwright-core';

import { start } from '../../sandbox/core/start.mts';
import type { Sandbox } from '../../sandbox/core/start.mts';
import { vendors } from '../../sandbox/vendors.mts';
import { startReceiver, until } from '../unit/sandbox/support.mts';
import { barriers, overhang } from './checks.mts';
import { launchChromium } from './chromium.mts';
import { log, report, run, untilNewest } from './panel.mts';

const widths = { desktop: 1280, phone: 360 };
const hostile = `"><img src=x onerror="document.title='owned'"><script>document.title='owned'</script>`;

const browser = await launchChromium();
after(async () => await browser.close());

let sandbox: Sandbox;
let control: string;
let receiver: Awaited<ReturnType<typeof startReceiver>>;
let page: Page;
beforeEach(async () => {
	sandbox = await start({ port: 0, seed: 1, speed: 60 });
	control = sandbox.addresses.control;
	receiver = await startReceiver();
	page = await browser.newPage({ viewport: { width: widths.desktop, height: 900 } });
});
afterEach(async () => {
	await page.close();
	await sandbox.close();
	await receiver.close();
});

/** How a person registers a URL on each panel, and then makes something happen that is sent to it. */
const firstSteps: Record<string, { register(): Promise<void>; happen(): Promise<void>; retries: boolean }> = {
	bling: {
		async register() {
			await run(page, 'token');
			await run(page, 'subscribe', { url: receiver.url });
		},
		// Part of no kit: one notice, without virtual_stock.updated after it.
		happen: async () => await run(page, 'move-stock', { product: 'ACUCAR-1K', quantity: '7' }),
		retries: true,
	},
	nfeio: {
		register: async () => await run(page, 'add-hook', { uri: receiver.url, filters: ['product_invoice.issued_successfully'] }),
		happen: async () => await run(page, 'issue-product-invoice', { kind: 'product' }),
		retries: true,
	},
	intelipost: {
		async register() {
			const { hostname, port, pathname } = new URL(receiver.url);
			await run(page, 'add-rule', {
				host: hostname,
				porta: port,
				path: pathname.slice(1),
				usuario: 'n8n',
				senha: 'rule-password',
				states: ['NEW', 'DELIVERED'],
			});
		},
		happen: async () => await run(page, 'create-order', { orderNumber: '' }),
		retries: false,
	},
	iset: {
		async register() {
			await run(page, 'settings', { copies: '1' });
			await run(page, 'add-url', { event: 'stock.changed', url: receiver.url });
		},
		happen: async () => await run(page, 'create-order'),
		retries: false,
	},
};

test('every vendor has first steps here', () => {
	assert.deepEqual(
		Object.keys(firstSteps),
		vendors.map(({ name }) => name),
	);
});

for (const [name, { register, happen, retries }] of Object.entries(firstSteps)) {
	test(`${name}: a URL registered by form receives what happens; failures are shown and resent`, async () => {
		await page.goto(`${control}/${name}`);
		await register();
		receiver.received.length = 0;

		await happen();
		const sent = await untilNewest(page, 'Sucesso');
		await sent.locator('> details > summary').click();
		await sent.getByText('seen').waitFor();
		const [first] = receiver.received;
		assert.ok(first.body.length > 2);

		receiver.status = 500;
		await happen();
		if (retries) {
			await untilNewest(page, 'Aguardando');
			// Each jump makes the next retry due; four virtual days are past every vendor's patience.
			for (let day = 0; day < 12; day++) await run(page, 'clock', { speed: '60', advanceMinutes: '1440' });
		}
		const failed = await untilNewest(page, 'Falha');

		receiver.status = 200;
		const before = receiver.received.length;
		await failed.locator('> details > summary').click();
		const lost = await failed.locator('> details > pre').textContent();
		await failed.getByRole('button', { name: /^Resend/ }).click();
		await report(page, 'resend').getByText('Sent again.').waitFor();
		await untilNewest(page, 'Sucesso');
		assert.deepEqual(
			receiver.received.slice(before).map(({ body }) => body.toString()),
			[lost],
		);
	});

	for (const [device, width] of Object.entries(widths)) {
		test(`${name} on a ${device}: nothing hangs over, nothing shuts people out`, async () => {
			await page.setViewportSize({ width, height: 800 });
			await page.goto(`${control}/${name}`);
			await register();
			await happen();
			await untilNewest(page, 'Sucesso');
			assert.equal(await overhang(page), 0);
			assert.deepEqual(await barriers(page), []);

			// Everything there is, opened.
			await page.evaluate("document.querySelectorAll('details').forEach((one) => (one.open = true))");
			assert.equal(await overhang(page), 0);
			assert.deepEqual(await barriers(page), []);
		});
	}

	test(`${name}: things can be broken`, async () => {
		await page.goto(`${control}/${name}`);
		await register();
		await run(page, 'delivery-faults', { hold: true });
		receiver.received.length = 0;
		await happen();
		await untilNewest(page, 'Retido');
		assert.deepEqual(receiver.received, []);
		await run(page, 'release');
		await untilNewest(page, 'Sucesso');

		await run(page, 'delivery-faults', { hold: false, duplicateChance: '1' });
		receiver.received.length = 0;
		await happen();
		await until(() => {
			const bodies = receiver.received.map(({ body }) => body.toString());
			return bodies.length > 1 && bodies.length === 2 * new Set(bodies).size;
		}, 15_000);

		await run(page, 'api-faults', { errors: '1' });
		const ask = async () => (await fetch(`${sandbox.addresses[name]}/sandbox-test`)).status;
		assert.equal(await ask(), 500);
		assert.notEqual(await ask(), 500);
		await page.getByRole('link', { name: 'Refresh' }).click();
		assert.deepEqual(await page.getByText('GET /sandbox-test').count(), 2);

		await run(page, 'clock', { speed: '600' });
		await page
			.getByText(/speed 600/)
			.first()
			.waitFor();
		assert.equal(sandbox.clock.speed, 600);
	});
}

for (const [device, width] of Object.entries(widths)) {
	test(`the start page on a ${device}: nothing hangs over, nothing shuts people out, and it leads everywhere`, async () => {
		await page.setViewportSize({ width, height: 800 });
		await page.goto(control);
		await run(page, 'clock', { speed: '120' });
		assert.equal(sandbox.clock.speed, 120);
		assert.equal(await overhang(page), 0);
		assert.deepEqual(await barriers(page), []);
		for (const { label } of vendors) {
			await page.goto(control);
			await page.getByRole('navigation').getByRole('link', { name: label, exact: true }).click();
			await page.getByRole('heading', { level: 1, name: label }).waitFor();
		}
	});
}

test('what is typed stays text wherever it is shown', async () => {
	await page.goto(`${control}/intelipost`);
	await run(page, 'add-rule', { name: hostile, path: `x?${hostile}` });
	await run(page, 'create-order', { orderNumber: hostile });
	await page.goto(`${control}/iset`);
	await run(page, 'create-order', { customer: hostile });
	await run(page, 'save-category', { name: hostile });
	await page.goto(`${control}/bling`);
	await run(page, 'create-product', { code: hostile, name: hostile });
	await run(page, 'add-callback', { url: `${receiver.url}?${hostile}` });
	await run(page, 'move-stock', { product: hostile });
	await page.goto(`${control}/nfeio`);
	await run(page, 'issue-service-invoice', { externalId: hostile });
	for (const { name } of vendors) {
		await page.goto(`${control}/${name}`);
		assert.equal(await page.locator('img, script').count(), 0, name);
		assert.notEqual(await page.title(), 'owned', name);
	}
	await page.goto(`${control}/intelipost`);
	assert.ok((await page.getByText(hostile).count()) > 0);
});

test('a form that cannot be done says why and keeps what was typed, except secrets', async () => {
	await page.goto(`${control}/bling`);
	await run(page, 'move-stock', { product: 'NADA-1', quantity: '4' });
	await report(page, 'move-stock').getByText('Not done.').waitFor();
	assert.match(String(await report(page, 'move-stock').textContent()), /no such product/);
	assert.equal(await page.locator('#move-stock-product').inputValue(), 'NADA-1');
	assert.equal(await page.locator('#move-stock-quantity').inputValue(), '4');

	await page.goto(`${control}/intelipost`);
	await run(page, 'add-rule', { host: 'not a host', senha: 'rule-password' });
	await report(page, 'add-rule').getByText('Not done.').waitFor();
	assert.ok(!(await page.content()).includes('rule-password'));

	await page.goto(`${control}/nfeio`);
	receiver.status = 405;
	await run(page, 'add-hook', { uri: receiver.url });
	assert.match(String(await report(page, 'add-hook').textContent()), /verification failed.*405/);
	assert.equal(await log(page).count(), 0);
});
