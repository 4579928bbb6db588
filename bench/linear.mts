import { createServer as createTlsServer } from 'node:https';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';

import { makeCertificates } from '../test/support/certificates.mts';

interface FakeLinear {
	/** What n8n must be started with so that Linear's trigger can register without the internet. */
	env: Record<string, string>;
	close(): Promise<void>;
}

/**
 * Linear's API as far as its trigger calls it when published: "no webhook yet", then "created". n8n
 * reaches it through a proxy that sends every https connection here; the trigger itself is
 * unchanged.
 */
export async function startFakeLinear(): Promise<FakeLinear> {
	const certificates = await makeCertificates();
	const api = createTlsServer(certificates.selfSigned, (request, response) => {
		request.resume().on('end', () => {
			const data = {
				webhooks: { nodes: [] },
				webhookCreate: { success: true, webhook: { id: 'fake-webhook', enabled: true } },
				webhookDelete: { success: true },
			};
			response.setHeader('content-type', 'application/json');
			response.end(JSON.stringify({ data }));
		});
	});
	await new Promise<void>((resolve) => api.listen(0, '127.0.0.1', resolve));
	const proxy = createServer().on('connect', (_request, client, head) => {
		const server = connect((api.address() as AddressInfo).port, '127.0.0.1', () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			server.write(head);
			client.pipe(server).pipe(client);
		});
		for (const [one, other] of [
			[client, server],
			[server, client],
		] as const)
			one.on('error', () => other.destroy());
	});
	await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
	const { port } = proxy.address() as AddressInfo;
	return {
		env: { HTTPS_PROXY: `http://127.0.0.1:${port}`, NO_PROXY: '127.0.0.1,localhost', NODE_TLS_REJECT_UNAUTHORIZED: '0' },
		async close() {
			for (const server of [api, proxy]) {
				server.closeAllConnections();
				server.close();
			}
			await certificates.remove();
		},
	};
}
