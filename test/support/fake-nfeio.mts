import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

/**
 * Takes every registration, as NFE.io would, so that its trigger is published without a network; `invoice` is what it
 * returns for every service invoice; it has no others. Returns its address, and ends with the test file.
 */
export async function startFakeNfeIo(invoice?: unknown): Promise<string> {
	const server = createServer((request, response) => {
		request.resume();
		response.setHeader('content-type', 'application/json');
		if (invoice !== undefined && request.url?.includes('/serviceinvoices/')) response.end(JSON.stringify(invoice));
		else if (/\/(product|consumer)invoices\//.test(request.url ?? '')) {
			response.statusCode = 404;
			response.end('""');
		} else response.end(JSON.stringify(request.method === 'GET' ? { webHooks: [] } : { webHook: { id: 'fake-webhook' } }));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	after(() => server.close());
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
