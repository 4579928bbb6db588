import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after } from 'node:test';

interface Received {
	path: string;
	headers: Record<string, unknown>;
	body: Buffer;
	json: Record<string, unknown>;
}

/** Somebody else's system: keeps whatever is posted to it, oldest first, and answers 200. It ends with the test file. */
export async function startReceiver(): Promise<{ url: string; received: Received[] }> {
	const received: Received[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			const body = Buffer.concat(chunks);
			received.push({ path: request.url ?? '', headers: request.headers, body, json: parse(body) });
			response.setHeader('content-type', 'application/json');
			response.end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	after(() => server.close());
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, received };
}

function parse(body: Buffer): Record<string, unknown> {
	try {
		return JSON.parse(body.toString('utf8'));
	} catch {
		return {};
	}
}
