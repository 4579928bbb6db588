import { Readable } from 'node:stream';

import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { InstanceApi } from '../../../nodes/instance/api';
import { FakeDataTables } from '../../unit/deliveries/dataTables.mts';
import { delivery, execution, triggerNode, workflow } from '../../unit/deliveries/support.mts';

type Json = Record<string, any>;

let made = 0;
const failures = ['error', 'crashed', 'canceled'];

interface Held {
	trigger: Json;
	deliveries: Json[];
	keys: string[];
}

/** How an execution of a delivery ends. */
export type End = 'fair' | 'timeout' | 'crash' | 'lost' | 'running';

/**
 * n8n with one workflow: two triggers of one vendor and a node that fails while `healthy` is false. It retries, saves,
 * deletes and answers as n8n 2.41.1 does, and counts what was really processed.
 */
export class ModelN8n {
	/** Its own: a process remembers what it has seen of an n8n. */
	private readonly baseUrl = `http://n8n-${++made}.example.com`;
	executions: Json[] = [];
	healthy = true;
	/** `default` leaves it to the instance, which `instanceSaves`. */
	saves: 'all' | 'none' | 'default' = 'default';
	instanceSaves = true;
	/** Keys of deliveries in the order in which somebody tried to process them: `<trigger id>|<account>|<id>`. */
	readonly attempts: string[] = [];
	/** The last execution that processed a key, saved or not. */
	readonly processedBy = new Map<string, number>();
	readonly tables = new FakeDataTables();
	triggers = [1, 2].map((n) =>
		triggerNode({ id: `node-${n}`, name: `Loja ${n}`, webhookId: `webhook-${n}`, type: 'n8n-nodes-brasil-webhooks.isetTrigger' }),
	);
	nextNode = 'Next';
	private readonly held = new Map<Json, Held>();
	private newest = 0;
	private names = 0;

	get savesSuccesses(): boolean {
		return this.saves === 'all' || (this.saves === 'default' && this.instanceSaves);
	}

	rename(which: 'node' | 'trigger'): void {
		const name = `Renamed ${++this.names}`;
		if (which === 'node') this.nextNode = name;
		else this.triggers = [{ ...this.triggers[0], name }, this.triggers[1]];
	}

	/** What a vendor sends: these deliveries in one execution of a trigger. */
	deliver(trigger: Json, deliveries: Json[], end: End): void {
		this.execute({ trigger, deliveries, end });
	}

	/** n8n was killed and starts again. */
	restart(): void {
		for (const row of this.executions) if (row.status === 'running') row.status = 'crashed';
	}

	/** A day without trouble: so many other executions. Of most nothing is stored, as what they hold matters to nobody here. */
	busyDay(count: number): void {
		if (!this.savesSuccesses) return;
		for (let index = 0; index < count; index++) {
			const deliveries = [{ ...delivery({ vendor: 'iset', event: 'order.saved' }), id: `other-${this.newest}` }];
			const row = execution(deliveries, {
				id: this.nextId(),
				triggerNode: this.triggers[1],
				startedAt: new Date().toISOString(),
				...(index % 50 === 0 ? {} : { data: null }),
			});
			this.held.set(row, { trigger: this.triggers[1], deliveries, keys: this.keysOf(this.triggers[1], deliveries) });
			this.executions.push(row);
		}
	}

	/** "Retry" in the editor. */
	retryByHand(row: Json): void {
		this.retry(row, true);
	}

	private nextId(): string {
		return String(++this.newest);
	}

	private keysOf = (trigger: Json, deliveries: Json[]) => deliveries.map(({ account, id }) => [trigger.id, account, id].join('|'));

	private execute({ trigger, deliveries, end, own = {} }: { trigger: Json; deliveries: Json[]; end: End; own?: Json }): Json {
		const id = this.nextId();
		const keys = this.keysOf(trigger, deliveries);
		const isGood = end === 'fair' && this.healthy;
		if (end === 'fair') this.attempts.push(...keys);
		if (isGood) for (const key of keys) this.processedBy.set(key, Number(id));
		const status = isGood ? 'success' : { fair: 'error', timeout: 'canceled', crash: 'crashed', lost: 'crashed', running: 'running' }[end];
		const now = new Date().toISOString();
		const row = execution(deliveries, { id, status, triggerNode: trigger, startedAt: now, stoppedAt: now, ...own });
		this.held.set(row, { trigger, deliveries, keys });
		const at = (node: Json) => [{ node, data: { main: [deliveries.map((json) => ({ json }))] } }];
		const next = { name: this.nextNode, type: 'n8n-nodes-base.noOp' };
		row.workflowData = { nodes: [...this.triggers, next] };
		// Stopped: the node that was running has left the stack. Ended with n8n: what was stored when it began.
		row.data.executionData.nodeExecutionStack = isGood || end === 'timeout' ? [] : end === 'fair' ? at(next) : at(trigger);
		if (end === 'crash' || end === 'lost' || end === 'running') row.data.resultData.runData = {};
		if (end === 'lost') row.startedAt = null;
		if (status === 'error') Object.assign(row.data.resultData, { lastNodeExecuted: next.name, error: { message: 'down', node: next } });
		if (status !== 'success' || this.savesSuccesses) this.executions.push(row);
		return row;
	}

	private retry(row: Json, loadWorkflow: boolean): { status: number; body: unknown } {
		if (row.status === 'success') return { status: 409, body: { message: 'The execution succeeded, so it cannot be retried.' } };
		const stack: Json[] = row.data.executionData.nodeExecutionStack;
		const nodes = [...this.triggers.map(({ name }) => name), this.nextNode];
		if (loadWorkflow && stack.some(({ node }) => !nodes.includes(node.name)))
			return { status: 500, body: { message: 'Internal server error' } };
		const { trigger, deliveries } = this.heldBy(row);
		const own = { mode: 'retry', retryOf: row.id, customData: {} };
		const again = this.execute({ trigger, deliveries: stack.length === 0 ? [] : deliveries, end: 'fair', own });
		// Nothing in the stack: nothing is done, and it is called a success.
		if (stack.length === 0) again.status = 'success';
		if (again.status === 'success' && this.executions.includes(again)) row.retrySuccessId = again.id;
		return { status: 200, body: again };
	}

	/** Failed deliveries that nobody made good since, oldest first, each once. */
	get open(): Array<{ row: Json; id: string; key: string }> {
		const found = new Map<string, { row: Json; id: string; key: string }>();
		for (const row of this.executions) {
			if (row.mode !== 'webhook' || !failures.includes(row.status)) continue;
			const { keys, deliveries } = this.heldBy(row);
			for (const [index, key] of keys.entries()) {
				const id = String(deliveries[index].id);
				if ((this.processedBy.get(key) ?? 0) < Number(row.id) && !found.has(key)) found.set(key, { row, id, key });
			}
		}
		return [...found.values()];
	}

	/** What an execution holds, by the trigger as it was called then. */
	heldBy(row: Json): Held {
		const held = this.held.get(row);
		if (!held) throw new Error(`not an execution of this n8n: ${row.id}`);
		return held;
	}

	async api(): Promise<InstanceApi> {
		const request = async ({ method = 'GET', url, qs, body }: IHttpRequestOptions) => {
			const { status, body: answer } = this.answer(
				method,
				url,
				{ ...(qs as Json) },
				Buffer.isBuffer(body) ? JSON.parse(body.toString()) : (body as Json),
			);
			return { statusCode: status, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(answer))]) };
		};
		const node = {
			name: 'Deliveries',
			type: 'webhookDeliveries',
			typeVersion: 1,
			credentials: { n8nInstanceApi: { id: '1', name: 'n8n' } },
		};
		const context = {
			getNode: () => node,
			getCredentials: async () => ({ baseUrl: this.baseUrl, apiKey: 'fake', resendSecret: 'fake-resend-secret-of-forty-characters-1' }),
			getWorkflowDataProxy: () => ({ $execution: { resumeUrl: `${this.baseUrl}/webhook-waiting/1` } }),
			helpers: {
				httpRequest: request,
				httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => await request(options),
			},
		};
		return await InstanceApi.of(context as unknown as IExecuteFunctions, 0);
	}

	private answer(method: string, url: string, query: Json, body: Json): { status: number; body: unknown } {
		const { pathname } = new URL(url);
		if (pathname.startsWith('/webhook/')) return this.post(pathname.split('/')[2], body);
		const [resource, id, verb, ...rest] = pathname.replace('/api/v1/', '').split('/');
		if (resource === 'data-tables') {
			const params = new URLSearchParams(Object.entries(query).map(([name, value]): [string, string] => [name, String(value)]));
			return this.tables.answer(
				method,
				[id, verb, ...rest].filter((part) => part !== undefined),
				params,
				body,
			);
		}
		if (resource === 'workflows') {
			const nodes = [...this.triggers, { name: this.nextNode, type: 'n8n-nodes-base.noOp', parameters: {} }];
			const own = workflow({ nodes, settings: this.saves === 'default' ? {} : { saveDataSuccessExecution: this.saves } });
			return { status: 200, body: id === undefined ? { data: [own], nextCursor: null } : own };
		}
		if (id === undefined) return { status: 200, body: this.list(query) };
		const row = this.executions.find((each) => each.id === id);
		if (row === undefined) return { status: 404, body: { message: 'Not Found' } };
		return verb === 'retry' ? this.retry(row, body.loadWorkflow) : { status: 200, body: row };
	}

	private post(webhookId: string, body: Json): { status: number; body: unknown } {
		const trigger = this.triggers.find((each) => each.webhookId === webhookId);
		if (!trigger) return { status: 404, body: { message: 'not registered' } };
		this.execute({ trigger, deliveries: [{ ...body, redelivery: true }], end: 'fair' });
		return { status: 200, body: { status: 'accepted' } };
	}

	private list({ status, startedAfter, startedBefore, limit = 100, cursor, includeData }: Json): Json {
		const matching = this.executions
			.filter((row) => (status ? row.status === status : row.status !== 'running'))
			.filter((row) => !startedAfter || (row.startedAt !== null && row.startedAt >= startedAfter))
			.filter((row) => !startedBefore || (row.startedAt !== null && row.startedAt <= startedBefore))
			.filter((row) => !cursor || Number(row.id) < Number(cursor))
			.reverse();
		const data = matching.slice(0, limit);
		const bare = ({ data: _data, customData: _tags, workflowData: _workflow, ...row }: Json) => row;
		return { data: includeData ? data : data.map(bare), nextCursor: data.length < matching.length ? data[data.length - 1].id : null };
	}
}
