import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

import { productionPaths } from './compose.mts';

export interface Proxy {
	url: string;
	/** The processors that are asked in turn; a test may take one away. */
	processors: string[];
	close(): void;
}

/**
 * Stands for Caddy: deploy/Caddyfile's production paths go to the processors in turn, and to the next one if one cannot
 * be reached; everything else goes to the main.
 */
export async function startProxy(main: () => string, processors: string[]): Promise<Proxy> {
	const paths = productionPaths();
	let turn = 0;
	const server = createServer((incoming, answer) => {
		const chunks: Buffer[] = [];
		incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
		incoming.on('end', () => {
			const body = Buffer.concat(chunks);
			const production = paths.some((path) => incoming.url?.startsWith(path));
			const first = production ? turn++ : 0;
			const all = production ? proxy.processors : [main()];
			void forward(
				incoming,
				body,
				answer,
				all.map((_, index) => all[(first + index) % all.length]),
			);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const proxy = {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		processors,
		close: () => {
			server.close();
			server.closeAllConnections();
		},
	};
	return proxy;
}

async function forward(incoming: IncomingMessage, body: Buffer, answer: ServerResponse, targets: string[]): Promise<void> {
	for (const target of targets) {
		const result = await once(incoming, body, answer, target);
		if (result === 'answered') return;
		// What may have reached a processor is not sent again: the vendor does that.
		if (result === 'broken') break;
	}
	answer.writeHead(502).end();
}

async function once(
	incoming: IncomingMessage,
	body: Buffer,
	answer: ServerResponse,
	target: string,
): Promise<'answered' | 'unreachable' | 'broken'> {
	return await new Promise((resolve) => {
		const { method, url, headers } = incoming;
		const outgoing = request(`${target}${url ?? ''}`, { method, headers, agent: false }, (response) => {
			answer.writeHead(response.statusCode ?? 502, response.headers);
			response.pipe(answer);
			response.on('error', () => answer.destroy());
			resolve('answered');
		});
		outgoing.on('error', (error) => resolve('code' in error && error.code === 'ECONNREFUSED' ? 'unreachable' : 'broken'));
		outgoing.end(body);
	});
}
