import { contentsOf } from '../../../nodes/WebhookDeliveries/history/executions';
import { customPeriod, presetPeriod } from '../../../nodes/WebhookDeliveries/history/period';
import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { loadOptionsOf, place } from '../support/contexts.mts';
import { DateTime } from 'luxon';
import { apiKey, delivery, execution, FakeN8n, inStack, minutesAgo, triggerNode, workflow } from './support.mts';

const moment = (text: string) => DateTime.fromMillis(Date.parse(text));

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const many = { resource: 'delivery', operation: 'getMany', returnAll: true };
const references = (items: Array<Record<string, unknown>>) => items.map(({ reference }) => reference);

describe('where the deliveries of an execution are', () => {
	const one = [delivery({ reference: 'A' })];
	const two = [delivery({ reference: 'A' }), delivery({ reference: 'B' })];
	const custom = triggerNode({ type: 'CUSTOM.blingTrigger' });
	const artificial = inStack(one, { status: 'crashed' });
	artificial.data.resultData.runData = { 'Bling Trigger': [{ data: { main: [[{ json: { isArtificialRecoveredEventItem: true } }]] } }] };
	const redacted = execution(two);
	redacted.data.resultData.runData['Bling Trigger'][0].data.main[0] = [{ json: {}, redaction: { redacted: true } }];
	redacted.data.redactionInfo = { isRedacted: true };

	test.each([
		['output of the trigger', execution(one), ['A'], null],
		['gathered', execution(two), ['A', 'B'], null],
		['a failure after the trigger', execution(one, { status: 'error' }), ['A'], null],
		['the trigger itself failed', inStack(one, { status: 'error' }), ['A'], null],
		['crashed before n8n saved anything', inStack(one, { status: 'crashed' }), ['A'], null],
		['crashed, with artificial items of a restart', artificial, ['A'], null],
		['running', inStack(one, { status: 'running', stoppedAt: null }), ['A'], null],
		['waiting for its turn', inStack(one, { status: 'new', startedAt: null, stoppedAt: null }), ['A'], null],
		['a node of a custom folder', execution(one, { triggerNode: custom }), ['A'], null],
		['redacted: what the tags say', redacted, ['A,B'], /data redaction/],
		['data not kept', execution(one, { data: null }), ['A'], /not kept/],
		['too large for a list', execution(one, { data: undefined, dataTooLargeToDisplay: true }), ['A'], /too large/],
		['unreadable', execution(one, { data: 'broken' }), ['A'], /cannot be read/],
		['a duplicate holds no item', execution([], { customData: { vendor: 'bling', outcome: 'duplicate' } }), [], null],
		[
			'unconfirmed by the vendor',
			execution([], { customData: { vendor: 'bling', reference: 'A', outcome: 'unconfirmed' } }),
			['A'],
			/does not know it/,
		],
		['a test in the editor', execution(one, { mode: 'manual' }), [], null],
		['started by another node', execution(one, { workflowData: { nodes: [] }, customData: {} }), [], null],
	])('%s', async (_name, row, expected, note) => {
		n8n.executions = [row];
		const items = await n8n.run(many);
		expect(references(items)).toEqual(expected);
		for (const item of items) expect(item.note).toEqual(note === null ? null : expect.stringMatching(note));
	});

	test('junk in the place of data is no reason to fail', () => {
		for (const data of [1, 'x', [], { resultData: 1 }, { resultData: { runData: [] } }, { executionData: { nodeExecutionStack: {} } }]) {
			expect(() => contentsOf({ ...execution(one), data } as never)).not.toThrow();
		}
	});
});

test('an item has the delivery, its workflow, and what became of it', async () => {
	n8n.executions = [execution([delivery({ reference: '7', id: 'd-7' })], { status: 'error', id: '70' })];
	const [item] = await n8n.run(many);
	expect(item).toMatchObject({
		vendor: 'bling',
		event: 'order.updated',
		id: 'd-7',
		account: 'conta-1',
		state: 'Em aberto',
		reference: '7',
		status: 'failed',
		recovered: false,
		workflowName: 'Pedidos',
		executionId: '70',
		executionUrl: `${n8n.url}/workflow/workflow-1/executions/70`,
		durationMs: 100,
		failingNode: 'Next',
		errorMessage: 'Sem estoque',
		retrySuccessId: null,
	});
	expect(item).not.toHaveProperty('data');
	const [whole] = await n8n.run({ resource: 'delivery', operation: 'get', executionId: '70' });
	expect(whole.data).toEqual({ numero: '1042' });
});

test.each([
	['all', ['F', 'E', 'D', 'C', 'B', 'A']],
	['succeeded', ['A']],
	['failed', ['B']],
	['crashed', ['C']],
	['failedOrCrashed', ['C', 'B']],
	['stalled', ['F']],
	['unsuccessful', ['F', 'C', 'B']],
	['running', ['D']],
	['waiting', ['E']],
])('status %s', async (status, expected) => {
	n8n.executions = [
		execution([delivery({ reference: 'A' })]),
		execution([delivery({ reference: 'B' })], { status: 'error' }),
		inStack([delivery({ reference: 'C' })], { status: 'crashed' }),
		inStack([delivery({ reference: 'D' })], { status: 'running' }),
		execution([delivery({ reference: 'E' })], { status: 'waiting' }),
		inStack([delivery({ reference: 'F' })], { status: 'running', startedAt: minutesAgo(61) }),
	];
	expect(references(await n8n.run({ ...many, status }))).toEqual(expected);
});

test.each([
	['part of a reference', { search: '10' }, ['1042', '1043']],
	['a delivery id in any case', { search: 'SPECIAL' }, ['1043']],
	['account', { accounts: 'conta-2, conta-3' }, ['1043']],
	['event', { events: 'order.created' }, ['999']],
	['vendor', { vendors: ['iset'] }, []],
	['workflow', { workflowIds: 'workflow-1' }, ['999', '1043', '1042'].sort()],
])('filter by %s', async (_name, filters, expected) => {
	n8n.executions = [
		execution([delivery(), delivery({ reference: '1043', account: 'conta-2', id: 'very-special' })]),
		execution([delivery({ reference: '999', event: 'order.created', id: 'another' })]),
	];
	expect(references(await n8n.run({ ...many, filters })).sort()).toEqual(expected.sort());
});

test('a limit stops the reading: of a long history one page is asked for', async () => {
	n8n.executions = Array.from({ length: 250 }, () => execution([delivery()], { status: 'error' }));
	const items = await n8n.run({ ...many, returnAll: false, limit: 100, status: 'failed' });
	expect(items).toHaveLength(100);
	const isPage = (line: string) => line.includes('status=error') && line.includes('includeData=true');
	const pages = n8n.requests.filter(isPage);
	expect(pages).toHaveLength(1);
	n8n.requests.length = 0;
	expect(await n8n.run({ ...many, status: 'failed' })).toHaveLength(250);
	expect(n8n.requests.filter(isPage)).toHaveLength(3);
});

test('several workflows are merged, newest first, and other workflows are never read', async () => {
	n8n.workflows = [
		workflow(),
		workflow({ id: 'workflow-2', name: 'Estoque' }),
		{ ...workflow({ id: 'other' }), nodes: [], activeVersion: null },
	];
	n8n.executions = Array.from({ length: 120 }, (_, index) =>
		execution([delivery({ reference: String(index) })], { workflowId: ['workflow-1', 'workflow-2', 'other'][index % 3] }),
	);
	const found = references(await n8n.run(many)).map(Number);
	expect(found).toEqual([...found].sort((a, b) => b - a));
	expect(found).toHaveLength(80);
	expect(n8n.requests.some((line) => line.includes('workflowId=other'))).toBe(false);
});

describe('what makes a failure good', () => {
	const failed = (own = {}) => execution([delivery({ id: 'same' })], { status: 'error', ...own });
	/** A success that ended at a node which gave no item, such as one that leaves out what it gave before. */
	function swallowed(own: object, gave: object[][] = [[], []]) {
		const row = execution([delivery({ id: 'same' })], own);
		const { Next: _next, ...runData } = row.data.resultData.runData;
		return { ...row, data: { resultData: { runData: { ...runData, 'Only new': [{ data: { main: gave } }] } } } };
	}

	test.each([
		['a retry', () => [failed({ id: '1', retrySuccessId: '2' }), failed({ id: '2', mode: 'retry', retryOf: '1', status: 'success' })], '2'],
		[
			'a retry of a failed retry',
			() => [
				failed({ id: '1' }),
				failed({ id: '2', mode: 'retry', retryOf: '1', retrySuccessId: '3' }),
				failed({ id: '3', mode: 'retry', retryOf: '2', status: 'success' }),
			],
			'3',
		],
		['a posted resend', () => [failed({ id: '1' }), execution([delivery({ id: 'same', redelivery: true })], { id: '2' })], '2'],
		['a repeat by the vendor', () => [failed({ id: '1' }), execution([delivery({ id: 'same' })], { id: '2' })], '2'],
		['nothing: a later one that left out what had failed', () => [failed({ id: '1' }), swallowed({ id: '2' })], null],
		[
			'the one that did it before a later one left it out',
			() => [failed({ id: '1' }), execution([delivery({ id: 'same' })], { id: '2' }), swallowed({ id: '3' })],
			'2',
		],
		['a later one whose workflow has no such node any more', () => [failed({ id: '1' }), swallowed({ id: '2' }, [[{ json: {} }]])], '2'],
		['nothing: an earlier success', () => [execution([delivery({ id: 'same' })], { id: '0' }), failed({ id: '1' })], null],
		[
			'a retry of a failed resend',
			() => [
				failed({ id: '1' }),
				execution([delivery({ id: 'same', redelivery: true })], { id: '2', status: 'error', retrySuccessId: '3' }),
				failed({ id: '3', mode: 'retry', retryOf: '2', status: 'success' }),
			],
			'3',
		],
		['nothing: the retry failed', () => [failed({ id: '1' }), failed({ id: '2', mode: 'retry', retryOf: '1' })], null],
		['nothing: another delivery', () => [failed({ id: '1' }), execution([delivery({ id: 'other', redelivery: true })], { id: '2' })], null],
		[
			'nothing: the same to another workflow',
			() => [failed({ id: '1' }), execution([delivery({ id: 'same', redelivery: true })], { id: '2', workflowId: 'workflow-2' })],
			null,
		],
	])('%s', async (_name, rows, recoveredBy) => {
		n8n.workflows = [workflow(), workflow({ id: 'workflow-2' })];
		n8n.executions = rows();
		for (const status of ['all', 'failed']) {
			const original = (await n8n.run({ ...many, status })).find(({ executionId }) => executionId === '1');
			expect([original?.recovered, original?.retrySuccessId]).toEqual([recoveredBy !== null, recoveredBy]);
		}
	});

	test('a repetition is an item of its own only where asked for', async () => {
		n8n.executions = [failed({ id: '1' }), failed({ id: '2', mode: 'retry', retryOf: '1' })];
		expect(await n8n.run(many)).toHaveLength(1);
		expect(await n8n.run({ ...many, options: { includeRepetitions: true } })).toHaveLength(2);
	});

	test('a resend after the end of the period counts', async () => {
		// n8n's zone where none is set: at any hour of the day "yesterday" means the same here and in the node.
		const zone = 'America/New_York';
		n8n.executions = [
			failed({ id: '1', startedAt: DateTime.now().setZone(zone).minus({ days: 1 }).startOf('day').plus({ hours: 5 }).toUTC().toISO() }),
			execution([delivery({ id: 'same', redelivery: true })], { id: '2', startedAt: minutesAgo(0) }),
		];
		expect((await n8n.run({ ...many, period: 'yesterday' }))[0]?.recovered).toBe(true);
	});
});

describe('bad input', () => {
	test.each([
		['a wrong key', { credential: { apiKey: 'wrong' } }, /answered 401/, /API key of the "N8n Instance API" credential is wrong/],
		['no address', { credential: { baseUrl: 'n8n' } }, /no valid Base URL/, /Enter the address/],
		[
			'nobody there',
			{ credential: { baseUrl: 'http://127.0.0.1:1' } },
			/could not be reached at http:\/\/127\.0\.0\.1:1$/,
			/Base URL.*ECONNREFUSED/,
		],
	])('%s', async (_name, options, message, description) => {
		const refusal = await n8n.refusal(many, options);
		expect(refusal.message).toMatch(message);
		expect(refusal.description).toMatch(description);
		expect(JSON.stringify(refusal)).not.toContain('fake-resend');
	});

	test.each([
		[
			'an n8n whose API is too old',
			400,
			{ message: "Unknown query parameter 'startedAfter'" },
			/answered 400.*startedAfter/,
			/update n8n to 2\.28\.6 or newer/,
		],
		[
			'an n8n 1, which cannot be asked for crashed ones',
			400,
			{ message: 'request/query/status must be equal to one of the allowed values: error, success' },
			/answered 400.*status/,
			/update n8n to 2\.28\.6 or newer/,
		],
		['a key that may not', 403, { message: 'Forbidden' }, /answered 403/, /lacks the scope workflow:list/],
		['the API switched off', 404, { message: 'not found' }, /answered 404/, /turned off/],
		["another program's page", 200, '<html>log in</html>', /did not answer like n8n/, /login page/],
		['n8n in trouble', 500, {}, /answered 500/, /n8n failed/],
	])('%s', async (_name, status, body, message, description) => {
		n8n.answer = () => ({ status, body });
		const refusal = await n8n.refusal(many);
		expect(refusal.message).toMatch(message);
		expect(refusal.description).toMatch(description);
	});

	test('a workflow that is not ours', async () => {
		expect((await n8n.refusal({ ...many, filters: { workflowIds: 'nope' } })).message).toMatch(/nope has no trigger/);
	});

	test.each([
		['reversed', '2026-11-20', '2026-11-19', /starts after its end/],
		['in the future', '2026-12-20', '2026-12-21', /future/],
		['longer than 30 days', '2026-10-01', '2026-11-20', /30 days/],
		['older than 30 days', '2026-09-01', '2026-09-02', /30 days/],
		['no date', 'soon', undefined, /not a date/],
	])('a period %s', (_name, from, to, message) => {
		const now = moment('2026-11-21T12:00:00-03:00');
		expect(() => customPeriod(from, to, 'America/Sao_Paulo', now)).toThrow(message);
	});

	test('the error of a period reaches the user with its item', async () => {
		const refusal = await n8n.refusal({ ...many, period: 'custom', from: '2030-01-02', to: '2030-01-01' });
		expect(refusal.message).toMatch(/starts after its end/);
	});
});

test.each([
	[
		'a day without a time is the whole day',
		() => customPeriod('2026-11-20', '2026-11-20', 'America/Sao_Paulo', moment('2026-11-21T15:00:00Z')),
		'2026-11-20T03:00:00.000Z',
		'2026-11-21T02:59:59.999Z',
	],
	[
		'today in the zone',
		() => presetPeriod('today', 'America/Sao_Paulo', moment('2026-11-21T01:00:00Z')),
		'2026-11-20T03:00:00.000Z',
		'2026-11-21T01:00:00.000Z',
	],
	[
		'yesterday in the zone',
		() => presetPeriod('yesterday', 'America/Sao_Paulo', moment('2026-11-21T15:00:00Z')),
		'2026-11-20T03:00:00.000Z',
		'2026-11-21T02:59:59.999Z',
	],
])('%s', (_name, period, after, before) => {
	expect(period()).toEqual({ after, before });
});

describe('the list of triggers of Send', () => {
	const options = async (workflowId: string) => {
		const node = new WebhookDeliveries();
		const context = loadOptionsOf(
			place({
				type: node,
				credentials: { n8nInstanceApi: { baseUrl: n8n.url, apiKey, resendSecret: '' } },
				authenticate: (given, request) => ({ ...request, headers: { ...request.headers, 'X-N8N-API-KEY': given.apiKey } }),
			}),
		);
		context.getCurrentNodeParameter = () => workflowId;
		return (await node.methods.loadOptions.publishedTriggers.call(context)).map(({ value }) => value);
	};
	beforeEach(() => {
		n8n.workflows = ['a', 'b'].map((id) => workflow({ id, nodes: [triggerNode({ webhookId: `hook-${id}` })] }));
	});

	test.each([
		['', ['', 'hook-a', 'hook-b']],
		[' b ', ['', 'hook-b']],
		['none', ['']],
	])('with the Workflow ID %j it holds the value of an untouched field and its triggers', async (workflowId, expected) => {
		expect(await options(workflowId)).toEqual(expected);
	});
});
