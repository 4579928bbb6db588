import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject } from 'n8n-workflow';

import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import type { Placed } from '../support/contexts.mts';
import { callExecute, place } from '../support/contexts.mts';
import { FakeDataTables } from './dataTables.mts';

type Json = Record<string, any>;

export const resendSecret = 'fake-resend-secret-of-forty-characters-1';
export const apiKey = 'fake-api-key';

/** The id that n8n's contexts in these tests give to the node's own credential. */
export const instanceCredentialId = 'credential-n8nInstanceApi';

/** The workflow that the node under test stands in. */
export const panelWorkflowId = 'panel-workflow';

/** A moment of the past in ISO 8601. */
export const minutesAgo = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

let made = 0;

/** A delivery as the Bling trigger emits it. */
export const delivery = (own: Json = {}): Json => ({
	vendor: 'bling',
	event: 'order.updated',
	id: `delivery-${++made}`,
	account: 'conta-1',
	accountName: 'Matriz',
	state: 'Em aberto',
	reference: '1042',
	occurredAt: '2026-11-01T10:00:00.000Z',
	receivedAt: '2026-11-01T10:00:01.000Z',
	attempt: null,
	verifiedBy: ['signature'],
	redelivery: false,
	data: { numero: '1042' },
	...own,
});

/** A Bling trigger as n8n's API shows it in a workflow. */
export const triggerNode = (own: Json = {}): Json => ({
	id: 'trigger-1',
	name: 'Bling Trigger',
	type: 'n8n-nodes-brasil-webhooks.blingTrigger',
	webhookId: 'webhook-1',
	parameters: {},
	credentials: { blingOAuth2Api: { id: 'bling-1', name: 'Matriz' }, n8nInstanceApi: { id: instanceCredentialId, name: 'n8n' } },
	...own,
});

/** A published workflow, as n8n's API shows it, with a trigger of this package. */
export function workflow(own: Json = {}): Json {
	const nodes = own.nodes ?? [triggerNode(), { name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} }];
	return {
		id: 'workflow-1',
		name: 'Pedidos',
		createdAt: minutesAgo(60 * 24 * 20),
		versionId: 'version-1',
		activeVersionId: 'version-1',
		nodes,
		activeVersion: { nodes, createdAt: minutesAgo(600), workflowPublishHistory: [{ event: 'activated', createdAt: minutesAgo(590) }] },
		settings: {},
		staticData: null,
		...own,
	};
}

const items = (deliveries: Json[]) => deliveries.map((json) => ({ json, pairedItem: { item: 0 } }));

const tags = (deliveries: Json[]): Json =>
	deliveries.length === 0
		? {}
		: {
				vendor: deliveries[0].vendor,
				event: deliveries[0].event,
				account: deliveries[0].account,
				delivery_id: deliveries.map(({ id }) => id).join(','),
				reference: [...new Set(deliveries.map(({ reference }) => reference))].join(','),
				...(deliveries.length > 1 ? { deliveries: String(deliveries.length) } : {}),
				outcome: 'emitted',
			};

let executions = 0;

/** An execution as the public API returns it with its data; newer ones have higher ids. */
export function execution(deliveries: Json[], own: Json = {}): Json {
	const failed = own.status === 'error';
	const trigger = own.triggerNode ?? triggerNode();
	const started = own.startedAt ?? minutesAgo(30);
	return {
		id: String(++executions),
		status: 'success',
		mode: 'webhook',
		retryOf: null,
		retrySuccessId: null,
		startedAt: started,
		stoppedAt: new Date(Date.parse(started) + 100).toISOString(),
		workflowId: 'workflow-1',
		customData: tags(deliveries),
		workflowData: { nodes: [trigger] },
		data: {
			resultData: {
				runData: { [trigger.name]: [{ data: { main: [items(deliveries)] } }], Next: [{}] },
				...(failed
					? { lastNodeExecuted: 'Next', error: { message: 'Sem estoque', node: { name: 'Next' } } }
					: { lastNodeExecuted: 'Next' }),
			},
			// What failed stands in the stack again, with what reached it.
			executionData: {
				nodeExecutionStack: failed ? [{ node: { name: 'Next', type: 'n8n-nodes-base.noOp' }, data: { main: [items(deliveries)] } }] : [],
			},
		},
		...own,
	};
}

/** The same where the items stand only in the stack: the trigger failed, crashed, or runs. */
export function inStack(deliveries: Json[], own: Json = {}): Json {
	const trigger = own.triggerNode ?? triggerNode();
	return execution(deliveries, {
		data: {
			resultData: {
				runData: {},
				...(own.status === 'error' ? { lastNodeExecuted: trigger.name, error: { message: 'Down', node: trigger } } : {}),
			},
			executionData: { nodeExecutionStack: [{ node: trigger, data: { main: [items(deliveries)] } }] },
		},
		...own,
	});
}

/** Announces more than any answer may hold. */
export const tooMuch = Symbol('too much');

/** n8n's public API and its webhook addresses, as far as the node uses them, from what a test puts in. */
export class FakeN8n {
	workflows: Json[] = [workflow()];
	executions: Json[] = [];
	readonly dataTables = new FakeDataTables();
	/** Every request, as `GET /executions?…`. */
	readonly requests: string[] = [];
	/** Bodies posted to triggers, with their headers. */
	readonly posted: Array<{ path: string; body: Json; headers: IncomingMessage['headers'] }> = [];
	/** Answers some requests itself. */
	answer: (request: IncomingMessage, path: string, body: Json) => { status: number; body: unknown; delayMs?: number } | undefined = () =>
		undefined;
	/** Whether the connection of a request is ended without an answer. */
	hangsUp: (path: string) => boolean = () => false;
	private readonly server = createServer((request, response) => void this.handle(request, response));

	async open(): Promise<this> {
		await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
		return this;
	}

	async close(): Promise<void> {
		this.server.closeAllConnections();
		await new Promise((resolve) => this.server.close(resolve));
	}

	get url(): string {
		return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
	}

	/** What changed something: retries, deletions, posts to triggers. */
	get actions(): string[] {
		return this.requests.filter((line) => !line.startsWith('GET') && !line.includes('/data-tables'));
	}

	private async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const url = new URL(request.url ?? '/', this.url);
		const text = Buffer.concat(chunks).toString('utf8');
		const body = text === '' ? {} : JSON.parse(text);
		this.requests.push(`${request.method} ${request.url}`);
		if (this.hangsUp(url.pathname)) return void request.socket.destroy();
		const answer = this.answer(request, url.pathname, body) ?? this.route(request, url, body);
		const delayMs = 'delayMs' in answer ? Number(answer.delayMs ?? 0) : 0;
		if (delayMs > 0) await new Promise((resolve) => setTimeout(resolve, delayMs));
		if (answer.body === tooMuch) {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': 65 * 1024 * 1024 }).flushHeaders();
			return;
		}
		const isText = typeof answer.body === 'string';
		response.writeHead(answer.status, { 'content-type': isText ? 'text/html' : 'application/json' });
		response.end(isText ? answer.body : JSON.stringify(answer.body));
	}

	private route(request: IncomingMessage, url: URL, body: Json): { status: number; body: unknown } {
		const { pathname, searchParams } = url;
		if (pathname.startsWith('/webhook/')) return this.trigger(request, pathname, body);
		if (request.headers['x-n8n-api-key'] !== apiKey) return { status: 401, body: { message: 'Unauthorized' } };
		const [, resource, id, verb, ...rest] = pathname.replace('/api/v1', '').split('/');
		if (resource === 'data-tables') return this.dataTables.answer(request.method ?? '', [id, verb, ...rest], searchParams, body);
		if (resource === 'workflows') {
			if (!id) return { status: 200, body: { data: this.workflows, nextCursor: null } };
			const found = this.workflows.find((each) => each.id === id);
			return found ? { status: 200, body: found } : { status: 404, body: { message: 'Not Found' } };
		}
		if (!id) {
			const list = this.list(searchParams);
			return { status: 200, body: this.isTooLarge(list.data) ? tooMuch : list };
		}
		const found = this.executions.find((each) => each.id === id);
		if (found && this.isTooLarge([found])) return { status: 200, body: tooMuch };
		if (!found) return { status: 404, body: { message: 'Not Found' } };
		if (request.method === 'DELETE') {
			this.executions = this.executions.filter((each) => each !== found);
			return { status: 200, body: found };
		}
		if (verb !== 'retry') return { status: 200, body: found };
		if (found.status === 'success') return { status: 409, body: { message: 'The execution succeeded, so it cannot be retried.' } };
		const retry = { ...found, id: this.nextId(), mode: 'retry', status: 'success', retryOf: found.id, startedAt: new Date().toISOString() };
		found.retrySuccessId = retry.id;
		this.executions.push(retry);
		return { status: 200, body: retry };
	}

	/** As n8n counts: newer executions have higher ids. */
	nextId(): string {
		return String(Math.max(0, ...this.executions.map(({ id }) => Number(id))) + 1);
	}

	/** Takes a resend as a trigger does. */
	private trigger(request: IncomingMessage, path: string, body: Json): { status: number; body: unknown } {
		if (request.method === 'GET') return { status: 200, body: '<html>This address receives webhooks</html>' };
		this.posted.push({ path, body, headers: request.headers });
		if ('n8nProbe' in body) {
			return {
				status: 200,
				body: { status: 'probe', since: minutesAgo(60), accepted: tally(3), duplicate: tally(0), ignored: tally(0), refused: this.refused },
			};
		}
		const places = this.workflows.flatMap(({ id, nodes }) => nodes.map((node: Json) => ({ workflowId: id, triggerNode: node })));
		const target = places.find((each) => each.triggerNode.webhookId === path.split('/')[2]);
		this.executions.push(
			execution([{ ...body, redelivery: true, verifiedBy: ['resend'] }], {
				...target,
				id: this.nextId(),
				startedAt: new Date().toISOString(),
			}),
		);
		return { status: 200, body: { status: 'accepted' } };
	}

	refused: Json = { missing: tally(0), malformed: tally(0), mismatch: tally(0), resend: tally(0) };

	/** Executions whose data is more than a page may hold. */
	readonly tooLarge = new Set<string>();
	/** Answers that were too large. */
	thrownAway = 0;

	private isTooLarge(rows: Json[]): boolean {
		const isTooLarge = rows.some(({ id, data }) => data !== undefined && this.tooLarge.has(id));
		if (isTooLarge) this.thrownAway++;
		return isTooLarge;
	}

	/** As n8n lists them: newest first, running ones only where asked for, page by page. */
	private list(query: URLSearchParams): Json {
		const { workflowId, status, startedAfter, startedBefore, cursor, limit = '100', includeData } = Object.fromEntries(query);
		const matching = this.executions
			.filter((each) => (status ? each.status === status : each.status !== 'running'))
			.filter((each) => !workflowId || each.workflowId === workflowId)
			.filter((each) => !startedAfter || each.startedAt >= startedAfter)
			.filter((each) => !startedBefore || each.startedAt <= startedBefore)
			.sort((a, b) => Number(b.id) - Number(a.id));
		// A cursor of n8n holds the limit too, and that one counts.
		const decoded: { lastId?: string; limit?: number } = cursor ? JSON.parse(Buffer.from(cursor, 'base64').toString()) : {};
		const { lastId = String(Number.MAX_SAFE_INTEGER), limit: wanted = Number(limit) } = decoded;
		const rest = matching.filter(({ id }) => Number(id) < Number(lastId));
		const data = rest.slice(0, wanted);
		const next = rest.length > wanted ? Buffer.from(JSON.stringify({ lastId: data.at(-1)?.id, limit: wanted })).toString('base64') : null;
		const bare = ({ data: _data, customData: _tags, workflowData: _workflow, ...row }: Json) => row;
		return { data: includeData === 'true' ? data : data.map(bare), nextCursor: next };
	}

	/** Runs one operation of the node for one item, empty if none is given, and returns the items of each output and the hints. */
	async told(
		parameters: Json,
		{
			credential = {},
			withSlot = true,
			input = {},
			workflowId = panelWorkflowId,
			continueOnFail = false,
			next = [],
			settings = {},
		}: {
			settings?: Placed['settings'];
			next?: Placed['next'];
			credential?: Json;
			withSlot?: boolean;
			input?: Json;
			workflowId?: string;
			continueOnFail?: boolean;
		} = {},
	): Promise<{ outputs: Json[][]; hints: unknown[] }> {
		const target = place({
			type: new WebhookDeliveries(),
			workflowId,
			continueOnFail,
			next,
			settings,
			parameters: parameters as IDataObject,
			credentials: withSlot ? { n8nInstanceApi: { baseUrl: this.url, apiKey, resendSecret, ...credential } } : {},
			authenticate: (given, options) => ({ ...options, headers: { ...options.headers, 'X-N8N-API-KEY': given.apiKey } }),
		});
		const { outputs, hints } = await callExecute(target, [{ json: input as IDataObject }]);
		return { outputs: outputs.map((items) => items.map(({ json }) => json)), hints };
	}

	/** The same without the hints. */
	async outputs(...given: Parameters<FakeN8n['told']>): Promise<Json[][]> {
		return (await this.told(...given)).outputs;
	}

	/** The same, whatever output they leave through. */
	async run(...given: Parameters<FakeN8n['outputs']>): Promise<Json[]> {
		return (await this.outputs(...given)).flat();
	}

	/** The error of an operation, with what it advises. */
	async refusal(parameters: Json, options?: { credential?: Json }): Promise<{ message: string; description: string }> {
		const failed = await this.run(parameters, options).then(
			(found) => {
				throw new Error(`expected a refusal, got ${JSON.stringify(found)}`);
			},
			(error: Error & { description?: string }) => error,
		);
		return { message: failed.message, description: failed.description ?? '' };
	}
}

/** One entry of a trigger's counters. */
export const tally = (count: number, lastAt: string | null = null) => ({ count, lastAt });

/** Refusals of one reason, at these minutes ago. */
export const refusals = (...minutes: number[]) => {
	const moments = minutes.map(minutesAgo).sort();
	return { count: moments.length, lastAt: moments.at(-1) ?? null, moments };
};
