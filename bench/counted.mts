import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Counter {
	/** Where n8n's API is asked so that it is counted. */
	url: string;
	calls(): number;
	close(): Promise<void>;
}

/** Stands before an n8n and counts what passes, also of one that is restarted. */
export async function countCalls(to: string): Promise<Counter> {
	let calls = 0;
	const server = createServer((incoming, outgoing) => {
		calls++;
		const { method, headers, url } = incoming;
		const onwards = request(new URL(url ?? '/', to), { method, headers }, (answer) => {
			outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(outgoing);
		});
		onwards.on('error', () => outgoing.writeHead(502).end());
		incoming.pipe(onwards);
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		calls: () => calls,
		close: async () => {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
