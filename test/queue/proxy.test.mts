import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';

import { until } from '../../scripts/n8n-instance.mts';
import { startProxy } from './support/proxy.mts';

/** What n8n 2.41.1 answers: 200 to everything while it migrates, and 503 to whoever asks whether it is ready. */
async function startN8n(name: string) {
	const state = { ready: false, took: 0 };
	const server = createServer((request, response) => {
		request.resume();
		if (request.url === '/healthz/readiness') return void response.writeHead(state.ready ? 200 : 503).end();
		state.took++;
		response.end(state.ready ? name : 'n8n is starting up. Please wait');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return { state, port: (server.address() as AddressInfo).port, close: () => server.close() && server.closeAllConnections() };
}

test('a webhook processor that starts gets no delivery until it is ready; with none ready the vendor is answered 503', async () => {
	const [main, first, second] = await Promise.all(['main', 'first', 'second'].map(startN8n));
	const folder = await mkdtemp(join(tmpdir(), 'brasil-webhooks-proxy-'));
	const proxy = await startProxy(join(folder, 'proxy'), { main: main.port, 'webhook-1': first.port, 'webhook-2': second.port });
	const post = async (path = '/webhook/id/bling') => {
		const answer = await fetch(proxy.url + path, { method: 'POST', body: '{}' });
		return answer.ok ? await answer.text() : answer.status;
	};
	const posts = async () => new Set(await Promise.all(Array.from({ length: 8 }, async () => await post())));
	try {
		// Caddy looks once a second.
		await until('the first look', async () => ((await post()) === 503 ? true : undefined));
		first.state.took = second.state.took = 0;
		assert.deepEqual(await posts(), new Set([503]));
		assert.deepEqual([first.state.took, second.state.took], [0, 0]);

		first.state.ready = true;
		await until('the first to be found', async () => ((await post()) === 'first' ? true : undefined));
		assert.deepEqual(await posts(), new Set(['first']));
		assert.equal(second.state.took, 0);

		second.state.ready = true;
		await until('both to be found', async () => ((await posts()).size === 2 ? true : undefined));
		assert.deepEqual(await posts(), new Set(['first', 'second']));

		main.state.ready = true;
		assert.equal(await post('/webhook-test/id/bling'), 'main');
	} finally {
		await proxy.stop();
		for (const each of [main, first, second]) each.close();
		await rm(folder, { recursive: true });
	}
});
