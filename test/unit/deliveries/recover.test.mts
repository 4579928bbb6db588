import type { IDataObject, INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import type { DateTime } from 'luxon';

import { completeDelivery } from '../../../nodes/shared/trigger/delivery';
import { vendors } from '../../../nodes/vendors';
import type { Change, Recoverable, Told } from '../../../nodes/WebhookDeliveries/recover/change';
import { recoverOperation } from '../../../nodes/WebhookDeliveries/recover/recoverMissed';
import { callExecute } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';
import { apiKey, delivery, execution, FakeN8n, minutesAgo, resendSecret, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;

beforeEach(async () => {
	n8n = await new FakeN8n().open();
});

afterEach(async () => await n8n.close());

interface Changed {
	reference: string;
	state?: string;
	minutesAgo?: number;
	toldBy?: Told;
	gone?: boolean;
	fails?: string;
	id?: string;
}

const [{ vendor }] = vendors;
const account = 'conta-1';

const bling: INode = { id: '1', name: 'Recuperar', type: 'bling', typeVersion: 1, position: [0, 0], parameters: {} };

function changeOf({ reference, state, minutesAgo: ago = 60, toldBy, gone = false, fails, id }: Changed): Change {
	const change = { event: 'order.updated', id: id ?? `sweep|${reference}`, account, reference };
	return {
		...change,
		key: [reference, state].join('|'),
		toldBy: toldBy ?? { by: 'reference', since: minutesAgo(ago), state },
		rebuild: async () => {
			if (fails !== undefined) throw new NodeApiError(bling, { message: fails }, { message: fails, httpCode: '401' });
			return gone
				? undefined
				: completeDelivery(vendor, { ...change, state, data: {} }, { accountName: null, verifiedBy: ['api'], redelivery: true });
		},
	};
}

/** Runs the operation for what a vendor lists. */
async function recover(changed: Changed[], parameters: Record<string, unknown> = {}, credentials: Record<string, IDataObject> = {}) {
	const spans: Array<{ from: DateTime; to: DateTime }> = [];
	const recoverable: Recoverable<undefined> = {
		identity: vendors[0],
		limits: 'Stock leaves no trace.',
		async *changes(_call, span) {
			spans.push(span);
			yield* changed.map(changeOf);
		},
	};
	const resources = [{ name: 'Webhook', value: 'webhook', operations: [recoverOperation(recoverable)] }];
	const target = placeOperations(resources, {
		parameters: {
			resource: 'webhook',
			operation: 'recoverMissed',
			hours: 24,
			graceMinutes: 15,
			workflowId: '',
			trigger: '',
			...parameters,
		},
		credentials: { ...credentials, n8nInstanceApi: { baseUrl: n8n.url, apiKey, resendSecret } },
		authenticate: (given, options) => ({ ...options, headers: { ...options.headers, 'X-N8N-API-KEY': given.apiKey } }),
	});
	const { output } = await callExecute(target, [{ json: {} }]);
	return { summary: output[0].json as Record<string, any>, span: spans[0] };
}

const refusalOf = async (run: Promise<unknown>) =>
	await run.then(
		() => {
			throw new Error('it was not refused');
		},
		(error: Error & { description?: string }) => ({ message: error.message, description: error.description ?? '' }),
	);

const remembered = () => n8n.dataTables.tables.find(({ name }) => name === 'reconciliacao_envios')?.rows;
const posted = () => n8n.posted.map(({ body }) => body.reference);
const heard = (own: object = {}, more: object = {}) => {
	const occurredAt = minutesAgo(30);
	n8n.executions.push(execution([delivery({ reference: '1', state: '6', occurredAt, ...own })], more));
};

test('what the history does not tell of is sent once: the next run finds it there', async () => {
	heard();
	const changed = [
		{ reference: '1', state: '6' },
		{ reference: '2', state: '6' },
	];
	const { summary } = await recover(changed);
	expect(posted()).toEqual(['2']);
	expect(summary).toMatchObject({
		vendor,
		changes: 2,
		arrived: 1,
		sentBefore: 0,
		sent: 1,
		ignored: 0,
		gone: 0,
		limits: 'Stock leaves no trace.',
	});
	expect(summary.deliveries).toEqual([expect.objectContaining({ result: 'sent', reference: '2', workflowName: 'Pedidos' })]);
	const { summary: second } = await recover(changed);
	expect(second).toMatchObject({ arrived: 2, sent: 0, deliveries: [] });
	expect(posted()).toEqual(['2']);
});

test.each<[what: string, own: object, change: Changed, isMissing: boolean]>([
	['told after the change', { occurredAt: minutesAgo(50) }, { reference: '1', state: '6', minutesAgo: 60 }, false],
	['told before the change', { occurredAt: minutesAgo(70) }, { reference: '1', state: '6', minutesAgo: 60 }, true],
	['told in another state', { state: '9' }, { reference: '1', state: '6' }, true],
	['told without a state', { state: null }, { reference: '1', state: '6' }, false],
	['a change without a state', { state: '9' }, { reference: '1' }, false],
	['of another account', { account: 'conta-2' }, { reference: '1', state: '6' }, true],
	[
		'of another account where references are of all accounts',
		{ account: 'x' },
		{ reference: '1', toldBy: { by: 'reference', inAnyAccount: true } },
		false,
	],
	['of another kind', { event: 'invoice.updated' }, { reference: '1', state: '6' }, true],
	['of the same kind with another action', { event: 'order.created' }, { reference: '1', state: '6' }, false],
	['of another vendor', { vendor: 'iset' }, { reference: '1', state: '6' }, true],
	['by its id', { id: 'A|1|7' }, { reference: '1', id: 'A|1|7', toldBy: { by: 'id' } }, false],
	['by another id of the same reference', { id: 'A|1|6' }, { reference: '1', id: 'A|1|7', toldBy: { by: 'id' } }, true],
	['without a time of its own', { occurredAt: null, receivedAt: minutesAgo(10) }, { reference: '1', state: '6' }, false],
])('%s', async (_, own, change, isMissing) => {
	heard(own);
	heard({ reference: 'other' });
	await recover([change]);
	expect(posted()).toEqual(isMissing ? ['1'] : []);
});

test('the latest delivery counts, in whatever order they arrived', async () => {
	heard({ state: '9', occurredAt: minutesAgo(20) });
	heard({ state: '6', occurredAt: minutesAgo(40) });
	await recover([{ reference: '1', state: '9' }]);
	expect(posted()).toEqual([]);
});

test('a delivery that failed has arrived: the alerts and the panel have it', async () => {
	heard({}, { status: 'error' });
	heard({ reference: 'other' });
	await recover([{ reference: '1', state: '6' }]);
	expect(posted()).toEqual([]);
});

test('executions whose data are hidden tell by their tags, those with several orders too', async () => {
	const row = execution([delivery({ reference: '1' }), delivery({ reference: '2' })], { startedAt: minutesAgo(5) });
	n8n.executions.push({ ...row, data: null });
	heard({ reference: 'other' });
	await recover([{ reference: '1', state: '6' }, { reference: '2' }, { reference: '3' }]);
	expect(posted()).toEqual(['3']);
});

test('an execution that ends while the history is read is seen', async () => {
	heard({ reference: 'other' });
	const own = delivery({ reference: '1', occurredAt: minutesAgo(5) });
	const ending = execution([own], { status: 'running', startedAt: minutesAgo(0) });
	n8n.executions.push(ending);
	let asked = false;
	n8n.answer = (request) => {
		if (!request.url?.includes('/executions')) return undefined;
		if (asked) ending.status = 'success';
		asked = true;
		return undefined;
	};
	await recover([{ reference: '1' }]);
	expect(posted()).toEqual([]);
});

test('what the trigger dropped as unknown to the vendor has told nobody, and is sent again only until then', async () => {
	const dropped = delivery({ reference: '1', id: 'first' });
	n8n.executions.push({
		...execution([], {
			customData: { vendor: 'bling', event: 'order.updated', account, reference: '1', delivery_id: 'first', outcome: 'unconfirmed' },
		}),
	});
	heard({ reference: 'other' });
	await recover([{ reference: '1' }, { reference: '1', id: dropped.id, toldBy: { by: 'id' } }]);
	expect(posted()).toEqual(['1']);
});

test('what was deleted at the vendor since is no failure', async () => {
	heard({ reference: 'other' });
	const { summary } = await recover([{ reference: '1', gone: true }, { reference: '2' }]);
	expect(posted()).toEqual(['2']);
	expect(summary).toMatchObject({ sent: 1, gone: 1 });
});

test('one thing that changed several times is sent once, as it is now', async () => {
	heard({ reference: 'other' });
	await recover([
		{ reference: '1', minutesAgo: 120 },
		{ reference: '1', minutesAgo: 60 },
	]);
	expect(posted()).toEqual(['1']);
});

test('what the trigger does not want is remembered, and not sent again', async () => {
	heard({ reference: 'other' });
	n8n.answer = (_, path) => (path.startsWith('/webhook/') ? { status: 200, body: { status: 'ignored' } } : undefined);
	let asked = 0;
	const { answer } = n8n;
	n8n.answer = (request, path, body) => {
		if (path.startsWith('/webhook/')) asked++;
		return answer(request, path, body);
	};
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ ignored: 1, sent: 0 });
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ ignored: 1, sentBefore: 0 });
	expect(asked).toBe(1);
	expect(remembered()).toEqual([
		expect.objectContaining({ fornecedor: 'bling', resultado: 'não enviado' }),
		expect.objectContaining({
			chave: '["workflow-1","trigger-1","1|6"]',
			fornecedor: 'bling',
			resultado: expect.stringMatching(/^o gatilho não quer este evento \([0-9a-f]{12}\)$/),
		}),
	]);
});

test.each([
	['with tables', []],
	['without', ['dataTable:list', 'dataTable:create']],
])('what the trigger ignored is sent once its events are chosen and it is published again, %s', async (_, denied) => {
	n8n.dataTables.denied = denied;
	heard({ reference: 'other' });
	n8n.workflows = [workflow({ nodes: [triggerNode({ parameters: { events: ['invoice.created'] } })] })];
	n8n.answer = (_, path) => (path.startsWith('/webhook/') ? { status: 200, body: { status: 'ignored' } } : undefined);
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ ignored: 1 });
	n8n.workflows = [workflow({ nodes: [triggerNode({ parameters: { events: ['invoice.created', 'order.updated'] } })] })];
	n8n.answer = () => undefined;
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ sent: 1, ignored: 0, sentBefore: 0 });
	expect(posted()).toEqual(['1']);
});

test('what a run held when it was killed is not "sent before": it is said, and the next run takes it when the claim has ended', async () => {
	heard({ reference: 'other' });
	const changed = ['1', '2', '3'].map((reference) => ({ reference, state: '6' }));
	// The slot that the killed run left, as its row in the table.
	let killed = 0;
	n8n.answer = ({ method }, path) =>
		method === 'PATCH' && path.includes('/data-tables') && killed++ > 0 ? { status: 500, body: { message: 'killed' } } : undefined;
	await refusalOf(recover(changed.slice(0, 1)));
	n8n.answer = () => undefined;
	expect(posted()).toEqual([]);
	const { message, description } = await refusalOf(recover(changed));
	expect(message).toBe('1 of 3 missing deliveries are being sent by another run, the first being order.updated of 1');
	expect(description).toContain(
		'whether it sends them is unknown. A run that starts in 3 minutes or later sends what it left. 2 were sent.',
	);
	expect(posted()).toEqual(['2', '3']);
	for (const row of n8n.dataTables.tables.find(({ name }) => name === 'webhook_deliveries_resends')?.rows ?? []) row.until = 0;
	expect((await recover(changed)).summary).toMatchObject({ arrived: 2, sent: 1, sentBefore: 0 });
	expect(posted()).toEqual(['2', '3', '1']);
}, 20_000);

test.each([
	['says so', 'none'],
	['leaves it to n8n, and none was seen', 'DEFAULT'],
])('a workflow that keeps no successful executions is sent nothing: what it received would look missing (%s)', async (_, setting) => {
	n8n.workflows = [workflow({ settings: { saveDataSuccessExecution: setting } })];
	const { message, description } = await refusalOf(recover([{ reference: '1', state: '6' }]));
	expect(message).toMatch(/^1 of 1 missing.*"Pedidos" does not seem to keep its successful executions/);
	expect(description).toContain('Save successful production executions to Save');
	expect(posted()).toEqual([]);
});

test('what one workflow did not want is another one for the other workflow, and for another trigger of it', async () => {
	heard({ reference: 'other' });
	n8n.answer = (_, path) => (path.startsWith('/webhook/') ? { status: 200, body: { status: 'ignored' } } : undefined);
	await recover([{ reference: '1', state: '6' }]);
	n8n.answer = () => undefined;
	const second = triggerNode({ id: 'trigger-2', webhookId: 'webhook-2' });
	n8n.workflows = [workflow({ nodes: [second] })];
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ sent: 1, sentBefore: 0 });
});

test.each([
	['with tables', []],
	['without', ['dataTable:list', 'dataTable:create']],
])('two runs at once send each change once, %s', async (_, denied) => {
	heard({ reference: 'other' });
	n8n.dataTables.denied = denied;
	const changed = ['1', '2', '3'].map((reference) => ({ reference, state: '6' }));
	await Promise.all([recover(changed), recover(changed)]);
	expect(posted().sort()).toEqual(['1', '2', '3']);
});

test('a run that ended while it sent: it is said, and not sent again', async () => {
	heard({ reference: 'other' });
	const lost = { status: 408, body: {} };
	n8n.answer = (_, path) => (path.startsWith('/webhook/') ? lost : undefined);
	await refusalOf(recover([{ reference: '1', state: '6' }]));
	expect(remembered()).toEqual([expect.objectContaining({ resultado: 'sendo enviado' })]);
	n8n.answer = () => undefined;
	const { message, description } = await refusalOf(recover([{ reference: '1', state: '6' }]));
	expect(message).toContain('A run ended while sending order.updated of 1, so whether it arrived is unknown');
	expect(description).toContain('reconciliacao_envios');
	expect(posted()).toEqual([]);
});

test('a run that is killed after the trigger took it, and before that is kept: the next finds it in the history', async () => {
	heard({ reference: 'other' });
	n8n.answer = ({ method }, path) =>
		method === 'PATCH' && path.includes('/data-tables') && n8n.posted.length > 0 ? { status: 500, body: { message: 'killed' } } : undefined;
	await refusalOf(recover([{ reference: '1', state: '6' }]));
	expect(remembered()).toEqual([expect.objectContaining({ resultado: 'sendo enviado' })]);
	n8n.answer = () => undefined;
	expect((await recover([{ reference: '1', state: '6' }])).summary).toMatchObject({ arrived: 1, sent: 0 });
	expect(posted()).toEqual(['1']);
});

test('a token that expires half-way: what was sent is said, and the next run sends the rest only', async () => {
	heard({ reference: 'other' });
	const changes = (fails?: string) => [{ reference: '1' }, ...['2', '3'].map((reference) => ({ reference, fails }))];
	const { message, description } = await refusalOf(recover(changes('invalid_token')));
	expect(message).toMatch(/^2 of 3 missing deliveries were not accepted.*invalid_token/);
	expect(description).toContain('1 was sent');
	expect((await recover(changes())).summary).toMatchObject({ arrived: 1, sent: 2 });
	expect(posted()).toEqual(['1', '2', '3']);
});

describe('the credential of the node is not that of the trigger', () => {
	const bling = { blingOAuth2Api: {} };

	test('of another account nothing is sent', async () => {
		heard({ reference: 'other', account: 'conta-2' });
		const { message, description } = await refusalOf(recover([{ reference: '1' }], {}, bling));
		expect(message).toContain('uses a different Bling credential than this node, and has never received deliveries of the account conta-1');
		expect(description).toContain(
			'Choose that trigger\'s credential in this node, or name the account in the option "Account Names or IDs"',
		);
		expect(posted()).toEqual([]);
	});

	test.each([
		['it heard of the account from Bling itself', {}, 'conta-1'],
		['it names the account', { parameters: { accounts: ['conta-1'] } }, 'conta-2'],
		['it is the same', { credentials: { blingOAuth2Api: { id: 'credential-blingOAuth2Api' }, n8nInstanceApi: { id: 'x' } } }, 'conta-2'],
	])('%s: it is sent', async (_, own, account) => {
		n8n.workflows = [workflow({ nodes: [triggerNode(own)] })];
		heard({ reference: 'other', account });
		await recover([{ reference: '1' }], {}, bling);
		expect(posted()).toEqual(['1']);
	});
});

test('of two triggers in one workflow the field chooses, by name or from the list', async () => {
	const second = triggerNode({ id: 'trigger-2', name: 'Segundo', webhookId: 'webhook-2' });
	n8n.workflows = [workflow({ nodes: [triggerNode(), second] })];
	heard({ reference: 'other' });
	expect((await refusalOf(recover([{ reference: '1' }]))).description).toContain('"Trigger Name or ID"');
	await recover([{ reference: '1' }], { trigger: 'Segundo' });
	await recover([{ reference: '2' }], { trigger: 'webhook-1' });
	expect(n8n.posted.map(({ path }) => path)).toEqual(['/webhook/webhook-2/bling', '/webhook/webhook-1/bling']);
});

test('what is not accepted is an error that says what was sent, and the next run tries it again', async () => {
	heard({ reference: 'other' });
	n8n.answer = (_, path, body) =>
		path.startsWith('/webhook/') && body.reference === '2' ? { status: 503, body: { status: 'unavailable' } } : undefined;
	const { message, description } = await refusalOf(recover(['1', '2', '3'].map((reference) => ({ reference }))));
	expect(message).toMatch(/^1 of 3 missing deliveries were not accepted, the first of them order\.updated of 2: .*answered 503/);
	expect(description).toMatch(/2 were sent\. Run it again/);
	n8n.answer = () => undefined;
	await recover(['1', '2', '3'].map((reference) => ({ reference })));
	expect(posted()).toEqual(['1', '3', '2']);
});

test('where nothing is accepted it ends after some', async () => {
	heard({ reference: 'other' });
	let asked = 0;
	n8n.answer = (_, path) => {
		if (!path.startsWith('/webhook/')) return undefined;
		asked++;
		return { status: 503, body: { status: 'unavailable' } };
	};
	const changed = Array.from({ length: 40 }, (_, index) => ({ reference: String(index) }));
	const { message, description } = await refusalOf(recover(changed));
	expect(message).toMatch(/^40 of 40 missing/);
	expect(description).toContain('35 more were not attempted');
	expect(asked).toBe(5);
});

test('several workflows take it: the field chooses, and only the chosen one is compared', async () => {
	const second = triggerNode({ id: 'trigger-2', webhookId: 'webhook-2' });
	n8n.workflows.push(workflow({ id: 'workflow-2', name: 'Cópia', nodes: [second] }));
	heard({ reference: 'other' });
	heard();
	expect((await refusalOf(recover([{ reference: '2' }]))).description).toContain('Choose one of them in the field "Workflow"');
	n8n.executions.push(execution([delivery({ reference: 'other' })], { workflowId: 'workflow-2', triggerNode: second }));
	await recover([{ reference: '1' }], { workflowId: { __rl: true, mode: 'id', value: 'workflow-2' } });
	expect(n8n.posted.map(({ path }) => path)).toEqual(['/webhook/webhook-2/bling']);
});

test('nothing is published: an error, and nothing is lost', async () => {
	n8n.workflows = [workflow({ activeVersion: null, activeVersionId: null })];
	expect((await refusalOf(recover([{ reference: '1' }]))).message).toContain('No published workflow has a Bling trigger');
});

test('the period is that of the fields', async () => {
	const { span } = await recover([], { hours: 6, graceMinutes: 30 });
	expect(Math.round(span.to.diff(span.from, 'minutes').minutes)).toBe(330);
});

test.each([
	[{ hours: 0 }, '"Hours to Look Back"'],
	[{ hours: 169 }, '"Hours to Look Back"'],
	[{ hours: 1, graceMinutes: 60 }, '"Minutes to Wait"'],
	[{ graceMinutes: -1 }, '"Minutes to Wait"'],
])('%j is refused before any request', async (parameters, field) => {
	expect((await refusalOf(recover([], parameters))).message).toContain(field);
	expect(n8n.requests).toEqual([]);
});
