import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** The plain webhook that receives the demo's alerts: prints them where `npm start` runs. */
export async function startAlertReceiver(): Promise<{ url: string; close(): Promise<void> }> {
	const server = createServer((request, response) => {
		let body = '';
		request.setEncoding('utf8');
		request.on('data', (chunk: string) => (body += chunk));
		request.on('end', () => {
			console.log(`\nALERT ${new Date().toLocaleTimeString('pt-BR')}: ${readable(body)}`);
			response.setHeader('content-type', 'application/json');
			response.end('{"ok":true}');
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/aviso`,
		close: async () => await new Promise((resolve) => server.close(() => resolve())),
	};
}

function readable(body: string): string {
	try {
		const { titulo, texto } = JSON.parse(body) as { titulo?: string; texto?: string };
		return [titulo, texto].filter(Boolean).join('\n') || body;
	} catch {
		return body;
	}
}
