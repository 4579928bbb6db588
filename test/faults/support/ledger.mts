import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { WorkflowJson } from '../../../scripts/n8n-instance.mts';
import type { Random } from '../../../sandbox/core/random.mts';

/** A delivery that reached the end of its workflow. */
export interface Arrival {
	workflowId: string;
	executionId: string;
	item: Record<string, unknown>;
}

/**
 * Where the workflows end: a server outside n8n that writes down what reaches it, so that a kill of n8n cannot take the
 * count with it. It takes its time, so that executions are under way when n8n is killed.
 */
export async function startLedger(random: Random) {
	const arrivals: Arrival[] = [];
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			// n8n was killed while it sent.
			if (!request.complete || chunks.length === 0) return;
			arrivals.push(JSON.parse(Buffer.concat(chunks).toString('utf8')) as Arrival);
			setTimeout(() => response.setHeader('content-type', 'application/json').end('{"ok":true}'), random.integer(0, 400));
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		arrivals,
		/** The last node of a workflow. */
		node: (): WorkflowJson['nodes'][number] => ({
			id: crypto.randomUUID(),
			name: 'Ledger',
			type: 'n8n-nodes-base.httpRequest',
			typeVersion: 4.2,
			position: [200, 0],
			parameters: {
				method: 'POST',
				url: `http://127.0.0.1:${port}/`,
				sendBody: true,
				specifyBody: 'json',
				jsonBody: '={{ JSON.stringify({ workflowId: $workflow.id, executionId: $execution.id, item: $json }) }}',
				options: {},
			},
		}),
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
