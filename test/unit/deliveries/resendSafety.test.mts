import { delivery, execution, FakeN8n, inStack, minutesAgo, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const resend = (own = {}) => ({ resource: 'delivery', operation: 'resend', executionId: '1', ...own });
const many = (own = {}) => ({ resource: 'delivery', operation: 'resendMany', perSecond: 50, limit: 50, dryRun: false, ...own });
const getMany = (own = {}) => ({ resource: 'delivery', operation: 'getMany', returnAll: true, ...own });
const failed = (own = {}, given = {}) => execution([delivery({ id: 'd-1', ...given })], { id: '1', status: 'error', ...own });
/** Saved, so that n8n is seen to save successes of the workflow. */
const otherSuccess = (id: string) => execution([delivery()], { id });

const shop = (n: number, own = {}) =>
	triggerNode({ id: `shop-${n}`, name: `Loja ${n}`, type: 'n8n-nodes-brasil-webhooks.isetTrigger', webhookId: `webhook-${n}`, ...own });
const fromShop = (n: number, own = {}, given = {}) =>
	execution(
		[
			delivery({
				vendor: 'iset',
				event: 'order.saved',
				id: 'order.saved|1326|x',
				account: `loja${n}.example.com`,
				reference: '1326',
				...given,
			}),
		],
		{
			triggerNode: shop(n),
			...own,
		},
	);

describe('a delivery is the same only within its account and its trigger', () => {
	const next = { name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} };
	const twoShops = () => workflow({ nodes: [shop(1), shop(2), next] });

	test.each([
		['two shops', {}],
		['two triggers of one account', { account: 'loja.example.com' }],
	])('%s: the success of one does not hide the failure of the other', async (_name, given) => {
		n8n.workflows = [twoShops()];
		n8n.executions = [fromShop(1, { id: '1', status: 'error' }, given), fromShop(2, { id: '2' }, given)];
		expect((await n8n.run(getMany({ status: 'failed' })))[0]).toMatchObject({ recovered: false });
		expect(await n8n.run(many({ dryRun: true }))).toMatchObject([{ executionId: '1' }]);
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, how: 'retry' }]);
	});

	test('a renamed trigger is still the same', async () => {
		n8n.workflows = [workflow({ nodes: [shop(1, { name: 'Loja nova' })] })];
		n8n.executions = [fromShop(1, { id: '1', status: 'error' }), fromShop(1, { id: '2', triggerNode: shop(1, { name: 'Loja nova' }) })];
		expect((await n8n.refusal(resend())).message).toMatch(/execution 2 has already recovered it/);
	});

	test.each([
		['by its node', { name: 'Renamed' }, 'webhook-1'],
		['by its address, where it was pasted anew', { id: 'pasted', name: 'Renamed' }, 'webhook-1'],
		['by its node, where its address is new', { name: 'Renamed', webhookId: 'webhook-9' }, 'webhook-9'],
	])('a post goes to the trigger that took it, found %s', async (_name, own, webhookId) => {
		n8n.workflows = [workflow({ nodes: [shop(2), shop(1, own)] })];
		n8n.executions = [fromShop(1, { id: '1' })];
		await n8n.run(resend({ force: true }));
		expect(n8n.posted.map(({ path }) => path)).toEqual([`/webhook/${webhookId}/iset/order.saved`]);
	});

	test('a post never goes to another trigger of the vendor, not even to one of the same name', async () => {
		n8n.workflows = [workflow({ nodes: [shop(2, { name: 'Loja 1' })] })];
		n8n.executions = [fromShop(1, { id: '1' })];
		const refusal = await n8n.refusal(resend({ force: true }));
		expect(refusal.message).toMatch(/iSET trigger "Loja 1", which received this delivery, is no longer in the workflow/);
		expect(refusal.description).toMatch(/"Loja 1".*Send/);
		expect(n8n.actions).toEqual([]);
	});
});

describe('resend many, in the order of what happened', () => {
	const updates = (...states: string[]) => states.map((state) => delivery({ id: `update-${state}`, state }));
	const states = () => n8n.posted.map(({ body }) => body.state);

	test('the updates of one gathered execution, oldest first', async () => {
		n8n.executions = [execution(updates('1', '2', '3', '4'), { id: '1', status: 'error' })];
		await n8n.run(many());
		expect(states()).toEqual(['1', '2', '3', '4']);
	});

	test('a limit takes the oldest, also within an execution', async () => {
		n8n.executions = [
			execution(updates('1', '2', '3'), { id: '1', status: 'error' }),
			execution(updates('4', '5'), { id: '2', status: 'error' }),
		];
		await n8n.run(many({ limit: 2 }));
		expect(states()).toEqual(['1', '2']);
	});
});

describe('a delivery that a retry cannot make good', () => {
	const stopped = (own = {}) => {
		const row = failed({ status: 'canceled', ...own });
		row.data.executionData.nodeExecutionStack = [];
		return row;
	};
	const renamed = () => workflow({ nodes: [triggerNode(), { name: 'Renamed', type: 'n8n-nodes-base.noOp', parameters: {} }] });
	const otherTriggerName = () =>
		workflow({ nodes: [triggerNode({ name: 'Pedidos' }), { name: 'Next', type: 'n8n-nodes-base.noOp', parameters: {} }] });
	const afterMiddle = () => {
		const row = failed();
		row.data.resultData.runData.Frete = [{}];
		return row;
	};

	test.each([
		['timed out: its running node is no longer in the stack', stopped, workflow, 'post'],
		['stopped before it began: nothing is left out', () => inStack([delivery()], { id: '1', status: 'canceled' }), workflow, 'retry'],
		['stopped by hand: a retry would end at once with the same error', stoppedByHand, workflow, 'post'],
		['the failing node was renamed, replaced or deleted', failed, renamed, 'post'],
		['a node between them was renamed', afterMiddle, workflow, 'post'],
		['a node that has run was renamed: what reads it by its name would fail for ever', failed, otherTriggerName, 'post'],
		['the failing trigger was renamed', () => inStack([delivery()], { id: '1', status: 'error' }), otherTriggerName, 'post'],
		['crashed, with nothing in the stack', () => ({ ...stopped(), status: 'crashed' }), workflow, 'post'],
	])('%s', async (_name, row, workflows, how) => {
		n8n.executions = [row()];
		n8n.workflows = [workflows()];
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, how, newStatus: 'succeeded' }]);
	});

	test.each([
		['timed out, with the draft', stopped, workflow, { version: 'draft' }, /would skip the node in which it was stopped/],
		['timed out, as it was', stopped, workflow, { version: 'executed' }, /would skip the node in which it was stopped/],
		['a renamed node, with the draft', failed, renamed, { version: 'draft' }, /no longer has the node "Next"/],
		['a renamed trigger, with the draft', failed, otherTriggerName, { version: 'draft' }, /no longer has the node "Bling Trigger"/],
		['n8n kept no payload', () => ({ ...failed(), data: null }), workflow, {}, /nothing to resend: n8n kept no payload/],
		['a worker did not know the trigger', unrecognized, workflow, {}, /nothing to resend: n8n kept no payload/],
	])('%s: is refused with the true reason', async (_name, row, workflows, parameters, message) => {
		n8n.executions = [row()];
		n8n.workflows = [workflows()];
		expect((await n8n.refusal(resend(parameters))).message).toMatch(message);
		expect(n8n.actions).toEqual([]);
	});

	test('what failed is retried as it was although its node is gone', async () => {
		n8n.executions = [failed()];
		n8n.workflows = [renamed()];
		expect(await n8n.run(resend({ version: 'executed' }))).toMatchObject([{ how: 'retry' }]);
	});

	test('an archived workflow is called so', async () => {
		n8n.executions = [failed()];
		n8n.workflows = [workflow({ isArchived: true })];
		expect((await n8n.refusal(resend())).message).toMatch(/workflow "Pedidos" of the execution 1 is archived/);
		expect((await n8n.refusal(many({ filters: { workflowIds: 'workflow-1' } }))).message).toMatch(/"Pedidos" is archived/);
	});
});

/** As n8n 2.41.1 leaves what was stopped by hand while its second node ran. */
function stoppedByHand() {
	const row = inStack([delivery()], { id: '1', status: 'canceled' });
	return { ...row, data: { ...row.data, resultData: { runData: {}, error: { message: 'The execution was cancelled manually' } } } };
}

/** As n8n 2.41.1 leaves it where a worker lacks the package. */
function unrecognized() {
	const trigger = triggerNode();
	return failed({
		customData: {},
		data: {
			resultData: {
				runData: { [trigger.name]: [{ error: {} }] },
				lastNodeExecuted: trigger.name,
				error: { message: 'Unrecognized node type', node: trigger },
			},
			executionData: { nodeExecutionStack: [{ node: trigger, data: {} }] },
		},
	});
}

describe('what n8n gave up', () => {
	const lost = (id: string, own = {}) =>
		inStack([delivery({ id: `lost-${id}` })], { id, status: 'crashed', startedAt: null, stoppedAt: minutesAgo(5), ...own });

	test('before it started is listed, counted and resent', async () => {
		n8n.executions = [otherSuccess('1'), lost('2'), lost('3', { status: 'canceled' }), lost('4', { stoppedAt: minutesAgo(60 * 30) })];
		expect((await n8n.run(getMany({ status: 'unsuccessful' }))).map(({ executionId }) => executionId)).toEqual(['3', '2']);
		expect((await n8n.run(getMany())).map(({ executionId }) => executionId)).toEqual(['3', '2', '1']);
		for (const breakdown of ['workflow', 'accountAndEvent'])
			expect(await n8n.run({ resource: 'statistics', operation: 'get', breakdown, interval: 'period' })).toMatchObject([
				{ received: 3, failed: 2 },
			]);
		expect((await n8n.run(many())).map(({ executionId, resent }) => [executionId, resent])).toEqual([
			['2', true],
			['3', true],
		]);
	});

	test('as it took too long is found by its status', async () => {
		n8n.executions = [failed({ status: 'canceled' })];
		for (const status of ['canceled', 'failedOrCrashed', 'unsuccessful'])
			expect(await n8n.run(getMany({ status }))).toMatchObject([{ status: 'canceled' }]);
		expect(await n8n.run(many({ dryRun: true }))).toHaveLength(1);
	});
});

describe('far back in the history', () => {
	test('1,500 newer executions do not hide that it was made good', async () => {
		n8n.executions = [failed(), failed({ id: '2', status: 'success' })];
		for (let id = 3; id < 1_503; id++) n8n.executions.push(otherSuccess(String(id)));
		expect((await n8n.refusal(resend())).message).toMatch(/execution 2 has already recovered it/);
		expect(n8n.actions).toEqual([]);
	});

	test('where the search ends without an answer, it is refused', async () => {
		n8n.executions = [failed()];
		const row = otherSuccess('2');
		n8n.answer = (request) => {
			const query = new URL(request.url ?? '/', n8n.url).searchParams;
			if (!request.url?.includes('/executions?') || query.get('status') || query.get('includeData') !== 'true') return undefined;
			const from = Number(query.get('cursor') ?? 30_000);
			const data = Array.from({ length: 250 }, (_, index) => ({ ...row, data: null, id: String(from - index) }));
			return { status: 200, body: { data, nextCursor: String(from - 250) } };
		};
		expect((await n8n.refusal(resend())).message).toMatch(/more than 20000 times since/);
		expect(n8n.actions).toEqual([]);
	}, 60_000);
});

describe('where n8n does not save successes', () => {
	/** Retries and posts succeed and leave no trace. */
	function saveNone() {
		const retries: string[] = [];
		n8n.answer = (_request, path) => {
			const [, id] = /executions\/(\d+)\/retry$/.exec(path) ?? [];
			if (id === undefined) return undefined;
			retries.push(id);
			return { status: 200, body: { id: '900', status: 'success' } };
		};
		return retries;
	}

	const settings = { saveDataSuccessExecution: 'none' };

	test.each([
		['the workflow says so', settings],
		['no success of it is there', {}],
	])('a resend is remembered, and a scheduled one ends: %s', async (_name, own) => {
		n8n.workflows = [workflow({ settings: own })];
		n8n.executions = [failed(), execution([delivery()], { id: '2', status: 'error' })];
		const retries = saveNone();
		for (let hour = 0; hour < 3; hour++) await n8n.run(many({ limit: 1 }));
		expect(retries).toEqual(['1', '2']);
		expect((await n8n.refusal(resend())).message).toMatch(/execution 900 has already recovered it/);
		expect(await n8n.run(getMany({ status: 'failed' }))).toMatchObject([{ recovered: true }, { recovered: true }]);
		expect(await n8n.run(resend({ force: true }))).toMatchObject([{ resent: true }]);
	});

	test('without a table it is refused without Force, with the reason', async () => {
		n8n.dataTables.denied = ['dataTable:list'];
		n8n.workflows = [workflow({ settings })];
		n8n.executions = [failed()];
		const retries = saveNone();
		const refusal = await n8n.refusal(resend());
		expect(refusal.message).toMatch(/does not seem to save successful executions of the workflow "Pedidos"/);
		expect(refusal.description).toMatch(/lacks the scope dataTable:list/);
		expect(await n8n.run(many())).toMatchObject([{ resent: false }]);
		expect(retries).toEqual([]);
		expect(await n8n.run(resend({ force: true }))).toMatchObject([{ resent: true, guard: 'process' }]);
	});

	test('what was seen to be gone at once is refused from then on, although older successes are there', async () => {
		n8n.dataTables.denied = ['dataTable:list'];
		n8n.workflows = [workflow({ id: 'changed', settings: {} })];
		n8n.executions = [
			execution([delivery()], { id: '0', workflowId: 'changed' }),
			failed({ workflowId: 'changed' }),
			execution([delivery()], { id: '2', status: 'error', workflowId: 'changed' }),
		];
		const retries = saveNone();
		for (let hour = 0; hour < 3; hour++) await n8n.run(many());
		expect(retries).toEqual(['1']);
	});

	test('a resend of which nothing tells what became of it is not repeated', async () => {
		n8n.workflows = [workflow({ settings })];
		n8n.executions = [failed()];
		n8n.answer = (_request, path) => (path.endsWith('/retry') ? { status: 200, body: {}, delayMs: 6_500 } : undefined);
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, newStatus: 'running' }]);
		expect((await n8n.refusal(resend())).message).toMatch(/its result is unknown/);
		n8n.executions.push(failed({ id: '2', mode: 'retry', retryOf: '1' }));
		n8n.answer = () => undefined;
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, newStatus: 'succeeded' }]);
	}, 30_000);
});

describe('several processes', () => {
	const slots = () => n8n.dataTables.tables[0].rows.filter(({ kind }) => kind === 'slot');

	test.each([409, 500])('two at once resend once, and the table is made once, of which n8n says %i to one', async (conflict) => {
		n8n.dataTables.conflict = conflict;
		n8n.executions = [otherSuccess('0'), failed()];
		n8n.answer = (_request, path) =>
			path.endsWith('/retry') ? { status: 200, body: { id: '9', status: 'running' }, delayMs: 300 } : undefined;
		const both = await Promise.allSettled([n8n.run(resend()), n8n.run(resend())]);
		expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
		expect(n8n.actions).toHaveLength(1);
		expect([n8n.dataTables.tables.length, slots().length]).toEqual([1, 32]);
		expect(slots().every(({ until }) => until === 0)).toBe(true);
	});

	test('what another process holds is not resent, and what it left behind is, once its time is over', async () => {
		n8n.executions = [otherSuccess('0'), failed(), failed({ id: '2' }, { id: 'd-2' })];
		await n8n.run(resend());
		const hold = (until: number) => slots().forEach((slot) => Object.assign(slot, { token: 'other', until }));
		hold(Date.now() + 3_000);
		expect(await n8n.run(resend({ executionId: '2' }))).toMatchObject([{ resent: true, guard: 'table' }]);
		expect(slots().filter(({ token }) => token !== 'other')).toHaveLength(1);
	}, 20_000);

	test('whoever lost the claim while it looked does not resend', async () => {
		n8n.executions = [otherSuccess('0'), failed()];
		n8n.answer = (request) => {
			const looks = request.url?.includes('/executions?') && n8n.dataTables.tables.length > 0;
			if (looks) slots().forEach((slot) => Object.assign(slot, { token: 'other' }));
			return undefined;
		};
		expect((await n8n.refusal(resend())).message).toMatch(/took so long that another resend may have started/);
		expect(n8n.actions).toEqual([]);
	});

	test.each(['dataTable:list', 'dataTable:create', 'dataTableRow:read', 'dataTableRow:update'])(
		'a key without %s: one process, and it says so',
		async (scope) => {
			n8n.dataTables.denied = [scope];
			n8n.executions = [otherSuccess('0'), failed()];
			expect(await n8n.run(resend())).toMatchObject([{ resent: true, guard: 'process' }]);
		},
	);

	test('a key that may lock but not remember does not resend what nobody would remember', async () => {
		n8n.executions = [otherSuccess('0'), failed(), failed({ id: '2', workflowId: 'unsaved' })];
		n8n.workflows.push(workflow({ id: 'unsaved', settings: { saveDataSuccessExecution: 'none' } }));
		await n8n.run(resend());
		n8n.requests.length = 0;
		n8n.dataTables.denied = ['dataTableRow:create'];
		expect((await n8n.refusal(resend({ executionId: '2' }))).message).toMatch(
			/could not be recorded: the API key lacks the scope dataTableRow:create/,
		);
		expect(n8n.actions).toEqual([]);
	});

	test('a table of that name with other columns is refused, and nothing is written', async () => {
		n8n.dataTables.tables.push({
			id: 't',
			name: 'webhook_deliveries_resends',
			createdAt: '',
			columns: [{ name: 'key', type: 'string' }],
			rows: [],
		});
		n8n.executions = [failed()];
		expect((await n8n.refusal(resend())).message).toMatch(/lacks columns: kind \(string\), token \(string\)/);
		expect(n8n.dataTables.tables[0].rows).toEqual([]);
		expect(n8n.actions).toEqual([]);
	});
});

describe('send to one of several triggers', () => {
	const send = (own = {}) => ({
		resource: 'delivery',
		operation: 'send',
		delivery: JSON.stringify(delivery({ vendor: 'iset', event: 'order.saved' })),
		...own,
	});

	test.each(['webhook-2', 'Loja 2'])('it goes to the chosen one: %s', async (trigger) => {
		n8n.workflows = [workflow({ nodes: [shop(1), shop(2)] })];
		await n8n.run(send({ trigger, workflowId: 'workflow-1' }));
		expect(n8n.posted.map(({ path }) => path)).toEqual(['/webhook/webhook-2/iset/order.saved']);
	});

	test('without a choice, or with a wrong one, it says what to choose from', async () => {
		n8n.workflows = [workflow({ nodes: [shop(1), shop(2)] })];
		expect((await n8n.refusal(send({ workflowId: 'workflow-1' }))).description).toMatch(
			/field "Trigger Name or ID": "Loja 1" .*, "Loja 2"/,
		);
		expect((await n8n.refusal(send({ trigger: 'webhook-3' }))).message).toMatch(/chosen trigger is not a published iSET trigger/);
		expect(n8n.actions).toEqual([]);
	});
});
