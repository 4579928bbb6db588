// `npm run docs:screenshots`: the pictures of sandbox/README.md, taken from a sandbox started only
// for them.
import { mkdir, stat } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';

import type { Page } from 'playwright-core';

import { start } from '../../sandbox/core/start.mts';
import { launchChromium } from '../../test/browser/chromium.mts';
import { run, untilNewest } from '../../test/browser/panel.mts';
import { root } from '../setup.mjs';

const folder = join(root, 'docs', 'images');
const largest = 300 * 1024;
/** Always the same addresses, so that pictures only differ if the pages do. */
const port = 4010;
const receiverPort = 4009;
const receiverUrl = `http://localhost:${receiverPort}/webhook`;

/** Takes n8n's place: accepts everything until told otherwise. */
const receiver = { status: 200 };
const server = createServer((request, response) => {
	request.resume().on('end', () => {
		const body = receiver.status === 200 ? '{"status":"accepted"}' : '{"status":"unavailable"}';
		response.writeHead(receiver.status, { 'content-type': 'application/json' }).end(body);
	});
}).listen(receiverPort, '127.0.0.1');

interface Scene {
	/** The page, by the vendor's name. */
	path: string;
	width: number;
	height: number;
	/** The heading of the part that is shown; left out, the top of the page. */
	part?: string;
	play?(page: Page): Promise<void>;
}

/** One after the other, on the same sandbox. */
const scenes: Record<string, Scene> = {
	'sandbox-inicio': { path: '', width: 1366, height: 440 },
	'sandbox-bling': {
		path: 'bling',
		width: 1366,
		height: 1000,
		async play(page) {
			await run(page, 'token');
			await run(page, 'subscribe', { url: `${receiverUrl}/bling` });
			await page.goto(`${control}/bling`);
		},
	},
	'sandbox-bling-estoque': {
		path: 'bling',
		width: 1366,
		height: 1000,
		part: 'Estoque',
		play: async (page) => await run(page, 'move-stock', { product: 'CAN-300', operation: 'B', quantity: '77' }),
	},
	'sandbox-bling-envios': {
		path: 'bling',
		width: 1366,
		height: 1000,
		part: 'Dispatch log',
		async play(page) {
			await untilNewest(page, 'Sucesso');
			receiver.status = 503;
			await run(page, 'create-order', { product: 'CAN-300', quantity: '2' });
			const waiting = await untilNewest(page, 'Aguardando');
			await waiting.locator('> details > summary').click();
			receiver.status = 200;
		},
	},
	'sandbox-bling-falhas': {
		path: 'bling',
		width: 1366,
		height: 1000,
		part: 'Break things',
		play: async (page) => await run(page, 'delivery-faults', { duplicateChance: '0.2', disorderChance: '0.1' }),
	},
	'sandbox-nfeio': {
		path: 'nfeio',
		width: 1366,
		height: 1250,
		async play(page) {
			await run(page, 'add-hook', { uri: `${receiverUrl}/nfeio` });
			await run(page, 'issue-service-invoice', { externalId: 'pedido-123' });
			await run(page, 'clock', { speed: '60', advanceMinutes: '10' });
			await run(page, 'issue-product-invoice');
			await untilNewest(page, 'Sucesso');
		},
	},
	'sandbox-intelipost': {
		path: 'intelipost',
		width: 1366,
		height: 1000,
		async play(page) {
			await run(page, 'add-rule', {
				host: 'localhost',
				porta: String(receiverPort),
				path: 'webhook/intelipost',
				usuario: 'n8n',
				senha: 'sandbox',
			});
			await run(page, 'walk', { orderNumber: 'PEDIDO0003' });
			await untilNewest(page, 'Sucesso');
		},
	},
	'sandbox-iset': {
		path: 'iset',
		width: 1366,
		height: 1200,
		async play(page) {
			await run(page, 'add-url', {
				event: 'order.saved',
				url: `${receiverUrl}/iset/order.saved?token=sandbox`,
			});
			await run(page, 'add-url', {
				event: 'stock.changed',
				url: `${receiverUrl}/iset/stock.changed?token=sandbox`,
			});
			await run(page, 'create-order');
			await untilNewest(page, 'Sucesso');
		},
	},
	'sandbox-celular': { path: 'iset', width: 360, height: 740, part: 'Dispatch log' },
};

const sandbox = await start({ port, seed: 1, speed: 60 });
const { control } = sandbox.addresses;
const browser = await launchChromium();
try {
	await mkdir(folder, { recursive: true });
	for (const [name, { path, width, height, part, play }] of Object.entries(scenes)) {
		const page = await browser.newPage({ viewport: { width, height } });
		await page.goto(`${control}/${path}`);
		await play?.(page);
		const file = join(folder, `${name}.png`);
		const shown = part === undefined ? page : page.locator('section', { has: page.getByRole('heading', { name: part }) });
		await shown.screenshot({ path: file });
		await page.close();
		const { size } = await stat(file);
		if (size > largest) throw new Error(`${name}.png has ${size} bytes, more than ${largest}`);
		console.log(`docs/images/${name}.png ${Math.round(size / 1024)} KB`);
	}
} finally {
	await browser.close();
	await sandbox.close();
	server.close();
}
