import { jest } from '@jest/globals';

import { delivery, execution, FakeN8n, inStack, triggerNode, workflow } from '../../unit/deliveries/support.mts';

type Json = Record<string, any>;

let n8n: FakeN8n;
let now: number;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
	now = Date.parse('2026-11-10T12:00:00Z');
	jest.spyOn(Date, 'now').mockImplementation(() => now);
});
afterEach(async () => {
	jest.restoreAllMocks();
	await n8n.close();
});

const hour = 3_600_000;
const at = (milliseconds: number) => new Date(milliseconds).toISOString();
const get = { resource: 'statistics', operation: 'get', breakdown: 'accountAndEvent', interval: 'period' };
const tableName = 'webhook_history_events';
const rows = () => n8n.dataTables.tables.find(({ name }) => name === tableName)?.rows ?? [];
const withData = () => n8n.requests.filter((line) => line.includes('includeData=true')).length;

/** The same question to all that n8n has ever had, without what is remembered of it. */
async function fully(parameters: Json, all: Json[] = n8n.executions): Promise<Json[]> {
	const [kept, { tables }] = [n8n.executions, n8n.dataTables];
	n8n.executions = all;
	n8n.dataTables.tables = tables.filter(({ name }) => name !== tableName);
	n8n.dataTables.denied = ['dataTable:create'];
	const found = await n8n.run({ ...parameters, maxExecutions: 1_000_000 });
	n8n.executions = kept;
	n8n.dataTables.tables = tables;
	n8n.dataTables.denied = [];
	return found;
}

const isIncomplete = (found: Json[]) => found.some(({ incomplete }) => incomplete === true);

/** Asked until it is complete; how often. */
async function untilComplete(parameters: Json, most = 60): Promise<{ found: Json[]; calls: number }> {
	for (let calls = 1; ; calls++) {
		const found = await n8n.run(parameters);
		if (!isIncomplete(found) || calls === most) return { found, calls };
	}
}

/** Numbers that look like chance, the same each time. */
function chance(seed: number) {
	let state = seed;
	const next = () => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return state / 4_294_967_296;
	};
	const below = (limit: number) => Math.floor(next() * limit);
	return { below, is: (share: number) => next() < share, of: <T,>(all: T[]): T => all[below(all.length)] };
}

const spread = (count: number, own: (index: number) => Json = () => ({})) =>
	Array.from({ length: count }, (_, index) =>
		execution([delivery()], { startedAt: at(now - 23 * hour + Math.floor((index * 22 * hour) / count)), ...own(index) }),
	);

test('each call reads so many of what is new, the newest first, and the next goes on until all is known', async () => {
	n8n.executions = spread(2_000, (index) => ({ status: index % 40 === 0 ? 'error' : 'success' }));
	const whole = await fully(get);
	const [first] = await n8n.run({ ...get, maxExecutions: 300 });
	expect(first).toMatchObject({ received: 300, incomplete: true });
	const [second] = await n8n.run({ ...get, maxExecutions: 300 });
	expect(second.incomplete).toBe(true);
	expect(second.received).toBeGreaterThan(500);
	const { found, calls } = await untilComplete({ ...get, maxExecutions: 300 });
	expect(calls).toBeLessThan(9);
	expect(found).toEqual(whole);
	const asked = withData();
	expect(await n8n.run({ ...get, maxExecutions: 300 })).toEqual(whole);
	expect(withData() - asked).toBeLessThan(8);
});

test('an hour with more than one call may read is counted part by part, and kept as an hour', async () => {
	n8n.workflows = [...n8n.workflows, workflow({ id: 'workflow-2', name: 'Estoque' })];
	n8n.executions = Array.from({ length: 900 }, (_, index) => {
		const [status, workflowId] = [index % 30 === 0 ? 'error' : 'success', index % 3 === 0 ? 'workflow-2' : 'workflow-1'];
		return execution([delivery()], { status, workflowId, startedAt: at(now - 5 * hour + index * 4_000) });
	});
	const whole = await fully(get);
	const first = await n8n.run({ ...get, maxExecutions: 200 });
	expect(first.reduce((sum, { received }) => sum + received, 0)).toBe(200);
	expect(isIncomplete(first)).toBe(true);
	const { found, calls } = await untilComplete({ ...get, maxExecutions: 200 });
	expect(found).toEqual(whole);
	expect(calls).toBeLessThan(9);
	// Who asks for one workflow keeps the hour of the other too.
	await n8n.run({ ...get, filters: { workflows: ['workflow-1'] } });
	n8n.executions = [];
	now += 9 * 24 * hour;
	expect(await n8n.run({ ...get, period: 'last30Days' })).toEqual(
		whole.map((row) => ({ ...row, periodFrom: expect.any(String), periodTo: expect.any(String) })),
	);
});

test('where the next call would get no further it says so, and nothing found yet is no empty answer', async () => {
	n8n.executions = Array.from({ length: 40 }, () => execution([delivery()], { startedAt: at(now - 2 * 60_000) }));
	const few = { ...get, maxExecutions: 10 };
	for (let call = 0; call < 2; call++) {
		const { outputs, hints } = await n8n.told(few);
		expect(outputs[0]).toEqual([expect.objectContaining({ received: 10, incomplete: true })]);
		expect(hints).toEqual([expect.objectContaining({ message: expect.stringMatching(/will not get further.*more than 10/) })]);
	}
	const { outputs } = await n8n.told({ ...few, filters: { events: 'stock.deleted' } });
	expect(outputs[0]).toEqual([{ periodFrom: expect.any(String), periodTo: expect.any(String), incomplete: true }]);
	expect((await n8n.told({ ...get, maxExecutions: 100 })).hints).toEqual([]);

	n8n.dataTables.tables = [];
	n8n.executions = spread(100);
	const { outputs: first, hints } = await n8n.told(few);
	expect(first[0]).toEqual([expect.objectContaining({ received: 10, incomplete: true })]);
	expect(hints).toEqual([]);
});

test.each(['accountAndEvent', 'workflow'])(
	'of a period that ends within an hour %s keeps all but its last five minutes',
	async (breakdown) => {
		n8n.workflows = [workflow({ createdAt: at(now - 100 * hour) })];
		const [from, to] = [at(now - 45 * hour), at(now - 40 * hour + 30 * 60_000 - 1)];
		n8n.executions = Array.from({ length: 60 }, (_, index) =>
			execution([delivery()], { startedAt: at(now - 45 * hour + 1_000 + index * 5.5 * 60_000) }),
		);
		const asked = { ...get, breakdown, period: 'custom', from, to };
		const whole = await n8n.run(asked);
		expect(whole).toEqual([expect.objectContaining({ received: 60, incomplete: false })]);
		n8n.executions = [];
		expect(await n8n.run(asked)).toEqual(whole);
	},
);

test('what a queue started late is not missed where a call stops', async () => {
	const late = execution([delivery({ event: 'order.created' })], { startedAt: at(now - 3.5 * hour) });
	const many = (fromMs: number) =>
		Array.from({ length: 100 }, (_, index) => execution([delivery()], { startedAt: at(fromMs + index * 30_000) }));
	n8n.executions = [late, ...many(now - 5 * hour), ...many(now - 4 * hour)];
	const whole = await fully(get);
	const { found, calls } = await untilComplete({ ...get, maxExecutions: 150 });
	expect(found).toEqual(whole);
	expect(calls).toBe(2);
});

test('what waits in the queue belongs to the present, in both breakdowns', async () => {
	n8n.executions = [
		execution([delivery()], { status: 'new', startedAt: null, stoppedAt: null }),
		execution([delivery()], { startedAt: at(now - 20 * hour) }),
	];
	for (const breakdown of ['accountAndEvent', 'workflow']) {
		expect(await n8n.run({ ...get, breakdown })).toMatchObject([{ received: 2, pending: 1 }]);
		const earlier = { ...get, breakdown, period: 'custom', from: at(now - 22 * hour), to: at(now - hour) };
		expect(await n8n.run(earlier)).toMatchObject([{ received: 1, pending: 0 }]);
	}
});

test('exactly as many as one call may read are all', async () => {
	n8n.executions = spread(30);
	expect(await n8n.run({ ...get, maxExecutions: 30 })).toEqual(await fully(get));
});

test('what n8n deleted stays, with its accounts and events, and so does what a resend made good', async () => {
	const [one, other] = [delivery({ account: 'conta-2', accountName: 'Filial' }), delivery({ event: 'order.created' })];
	n8n.executions = [
		execution([one], { status: 'error', startedAt: at(now - 5 * hour) }),
		execution([other], { startedAt: at(now - 5 * hour) }),
	];
	await n8n.run(get);
	n8n.executions = [execution([{ ...one, redelivery: true }], { startedAt: at(now - 60_000) })];
	const expected = [
		{ account: 'conta-2', accountName: 'Filial', received: 1, failed: 1, recovered: 1, incomplete: false },
		{ account: 'conta-1', event: 'order.created', received: 1, succeeded: 1 },
	];
	expect(await n8n.run(get)).toMatchObject([...expected].reverse());
	now += 3 * hour;
	await n8n.run(get);
	n8n.executions = [];
	expect(await n8n.run(get)).toMatchObject([...expected].reverse());
	expect(await n8n.run({ ...get, filters: { accounts: 'conta-2' } })).toMatchObject([{ received: 1, recovered: 1 }]);
});

test('neither references nor delivery IDs are kept', async () => {
	n8n.executions = [
		execution([delivery({ reference: 'Pedido-4711', id: 'entrega-4711' })], { startedAt: at(now - 5 * hour) }),
		execution([delivery({ reference: 'Pedido-4711', id: 'entrega-4711' })], { startedAt: at(now - 5 * hour), status: 'error' }),
	];
	await n8n.run(get);
	expect(rows().length).toBeGreaterThan(20);
	expect(JSON.stringify(rows())).toContain('conta-1');
	expect(JSON.stringify(rows())).not.toContain('4711');
});

test('a failure that is older than all that was asked for so far: a newer success of its delivery makes it good', async () => {
	const same = delivery();
	n8n.executions = [
		inStack([same], { status: 'crashed', startedAt: at(now - 30 * hour) }),
		execution([same], { startedAt: at(now - 5 * hour) }),
	];
	await n8n.run(get);
	const week = { ...get, period: 'last7Days' };
	const whole = await fully(week);
	expect(whole).toMatchObject([{ received: 2, failed: 1, recovered: 1 }]);
	n8n.executions = [n8n.executions[0]];
	expect(await n8n.run(week)).toEqual(whole);
});

test('of a period that is over, both it and what came after are read, so many of each', async () => {
	n8n.executions = spread(400);
	const custom = { ...get, period: 'custom', from: at(now - 20 * hour), to: at(now - 10 * hour - 1) };
	const [first] = await n8n.run({ ...custom, maxExecutions: 100 });
	expect(first).toMatchObject({ received: 100, incomplete: true });
	const { found } = await untilComplete({ ...custom, maxExecutions: 100 });
	expect(found).toEqual(await fully(custom));
});

test.each<[string, Json, { timezone?: string }]>([
	['a search', { filters: { search: '1042' } }, {}],
	['a zone whose hours begin at half past', {}, { timezone: 'Asia/Kolkata' }],
])('%s: nothing is remembered', async (_what, own, settings) => {
	n8n.executions = spread(50);
	const found = await n8n.run({ ...get, ...own, interval: 'hour', maxExecutions: 20 }, { settings });
	expect(found.reduce((sum, { received }) => sum + received, 0)).toBe(20);
	expect(isIncomplete(found)).toBe(true);
	expect(rows()).toEqual([]);
});

test.each(['dataTable:list', 'dataTable:create', 'dataTableRow:read', 'dataTableRow:create'])(
	'a key without %s is told why nothing is remembered, and all is as without a memory',
	async (scope) => {
		n8n.executions = spread(50);
		const whole = await fully(get);
		n8n.dataTables.denied = [scope];
		const { outputs, hints } = await n8n.told(get);
		expect(outputs).toEqual([whole]);
		expect(hints).toEqual([
			expect.objectContaining({ message: expect.stringMatching(new RegExp(`"${tableName}".*the API key lacks the scope ${scope}`)) }),
		]);
	},
);

/** What nobody can have written is read again. */
test.each<[string, (x: Json) => unknown]>([
	['no details', () => undefined],
	['less than nothing', (x) => ({ ...x, g: { 'workflow-1': [[['bling', 'a', 'b', 'c', true], '5', { s: -1, o: 0, d: [] }]] } })],
	['half a key', (x) => ({ ...x, k: { 'workflow-1': [[null, 'abc']] } })],
	['words for an id', (x) => ({ ...x, g: { 'workflow-1': [[['bling', 'a', 'b', 'c', true], 'abc', { s: 1, o: 0, d: [] }]] } })],
	['a failure without its deliveries', (x) => ({ ...x, p: {} })],
])('what is nonsense in the table counts as not remembered: %s', async (_what, wrong) => {
	n8n.executions = [
		execution([delivery()], { startedAt: at(now - 5 * hour), status: 'error' }),
		execution([delivery()], { startedAt: at(now - 5 * hour) }),
	];
	const whole = await fully(get);
	await n8n.run(get);
	for (const row of rows()) {
		const data = JSON.parse(String(row.data));
		if (data.t?.length > 0) row.data = JSON.stringify({ ...data, x: wrong(data.x) });
	}
	expect(await n8n.run(get)).toEqual(whole);
});

test('the hourly check goes on with it, once somebody has asked for it', async () => {
	n8n.executions = spread(60);
	const check = { resource: 'alert', operation: 'check', options: { testCredentials: false } };
	await n8n.run(check);
	expect(n8n.dataTables.tables.some(({ name }) => name === tableName)).toBe(false);
	await n8n.run({ ...get, period: 'today' });
	const before = rows().length;
	await n8n.run(check);
	expect(rows().length).toBeGreaterThan(before);
	const whole = await fully(get);
	n8n.executions = n8n.executions.filter(({ startedAt }) => Date.parse(startedAt) > now - 2 * hour);
	expect(await n8n.run(get)).toMatchObject([{ received: whole[0].received, incomplete: false }]);
});

const iset = triggerNode({
	id: 'trigger-2',
	name: 'iSET Trigger',
	type: 'n8n-nodes-brasil-webhooks.isetTrigger',
	webhookId: 'webhook-2',
	credentials: {},
});
const mixed = workflow({ id: 'workflow-2', name: 'Estoque', nodes: [triggerNode(), iset] });

/** Ways in which n8n stores an execution. */
const stored: Record<string, (deliveries: Json[], own: Json) => Json> = {
	whole: execution,
	stack: inStack,
	notKept: (deliveries, own) => execution(deliveries, { ...own, data: null }),
	tooLarge: (deliveries, own) => execution(deliveries, { ...own, data: undefined, dataTooLargeToDisplay: true }),
	redacted(deliveries, own) {
		const made = execution(deliveries, own);
		const hidden = deliveries.map(() => ({ json: {} }));
		made.data.redactionInfo = { isRedacted: true };
		made.data.resultData.runData[made.workflowData.nodes[0].name] = [{ data: { main: [hidden] } }];
		made.data.executionData = { nodeExecutionStack: [] };
		return made;
	},
	duplicate(deliveries, own) {
		const made = execution([], own);
		return { ...made, customData: { ...execution(deliveries).customData, outcome: 'duplicate' } };
	},
	unconfirmed(deliveries, own) {
		const made = execution([], own);
		return { ...made, customData: { ...execution(deliveries).customData, outcome: 'unconfirmed' } };
	},
	cutShort(deliveries, own) {
		const made = execution(deliveries, own);
		const { Next, ...ran } = made.data.resultData.runData;
		made.data.resultData.runData = { ...ran, Filter: [{ data: { main: [[]] } }] };
		return made;
	},
};
const ways = ['whole', 'whole', 'whole', 'whole', ...Object.keys(stored)];

const seeds = process.env.MODEL_SEED ? [Number(process.env.MODEL_SEED)] : [1, 2];

test.each(seeds)(
	'what is remembered equals the full read, chance %i',
	async (seed) => {
		const { below, is, of } = chance(seed);
		/** What n8n has ever had; `n8n.executions` is what it has not deleted. */
		const all: Json[] = [];
		const deliveriesOf = new Map<Json, Json[]>();
		const add = (deliveries: Json[], own: Json) => {
			const way = own.retryOf || own.startedAt === null ? 'whole' : of(ways);
			const made = stored[way](deliveries, { id: String(all.length + 1), ...own });
			if (made.status === 'error' && is(0.3) && made.data?.resultData.error) made.data.resultData.error.node = { name: 'Other' };
			all.push(made);
			n8n.executions.push(made);
			deliveriesOf.set(made, deliveries);
			return made;
		};
		let renamed = 0;
		const one = (workflowId: string) =>
			delivery({
				...(workflowId === 'workflow-2' && is(0.5) ? { vendor: 'iset' } : {}),
				account: of(['conta-1', 'conta-2']),
				accountName: of(['Matriz', `Filial ${renamed}`, null]),
				event: of(['order.created', 'order.updated', 'invoice.issued']),
				redelivery: is(0.05),
			});
		const lasts = () => 10 ** below(5) + below(900);
		const isMoving = ({ status }: Json) => ['running', 'waiting', 'new'].includes(status);
		const waitsSince = new Map<Json, number>();
		const givenUp = () => of(['crashed', 'canceled', 'error']);
		let hasDeleted = false;
		for (let step = 0; step < 40; step++) {
			const before = now;
			now += below(is(0.2) ? 20 * hour : 2 * hour);
			const starts = Array.from({ length: below(9) }, () => before + below(Math.max(1, now - before))).sort((a, b) => a - b);
			for (const start of starts) {
				const workflowId = is(0.3) ? 'workflow-2' : 'workflow-1';
				const known = all.length > 0 && is(0.1) ? deliveriesOf.get(of(all)) : undefined;
				const deliveries = known ?? (is(0.2) ? [one(workflowId), one(workflowId)] : [one(workflowId)]);
				const startedAt = at(start);
				const stoppedAt = at(start + lasts());
				const own = { workflowId, triggerNode: deliveries[0].vendor === 'iset' ? iset : triggerNode() };
				const mode = is(0.1) ? 'manual' : 'webhook';
				const kind = of([
					'success',
					'success',
					'success',
					'success',
					'error',
					'crashed',
					'canceled',
					'running',
					'waiting',
					'new',
					'unstarted',
					'odd',
				]);
				if (kind === 'unstarted') add(deliveries, { ...own, status: givenUp(), startedAt: null, stoppedAt: startedAt });
				else if (kind === 'new') waitsSince.set(add(deliveries, { ...own, status: 'new', startedAt: null, stoppedAt: null }), now);
				else add(deliveries, { ...own, status: kind, mode, startedAt, stoppedAt: isMoving({ status: kind }) ? null : stoppedAt });
			}
			for (const moving of n8n.executions.filter(isMoving)) {
				if (is(0.7)) continue;
				const waits = waitsSince.get(moving) ?? 0;
				const isGivenUp = moving.status === 'new' && waits > now - 20 * hour && is(0.5);
				if (isGivenUp) Object.assign(moving, { status: givenUp(), stoppedAt: at(now) });
				else
					Object.assign(moving, {
						status: of(['success', 'error', 'crashed']),
						startedAt: moving.startedAt ?? at(now),
						stoppedAt: at(now),
					});
			}
			const failed = n8n.executions.filter(({ status, data }) => data && ['error', 'crashed'].includes(status));
			const again = (from: Json, own: Json) => {
				const status = of(['success', 'success', 'error', 'running']);
				const { workflowId } = from;
				const trigger = from.workflowData.nodes[0];
				const stoppedAt = status === 'running' ? null : at(now);
				return { status, workflowId, triggerNode: trigger, startedAt: at(now), stoppedAt, ...own };
			};
			for (const from of failed) {
				const deliveries = deliveriesOf.get(from) ?? [];
				if (is(0.06)) {
					const made = add(deliveries, again(from, { mode: 'retry', retryOf: from.id }));
					if (made.status === 'success') from.retrySuccessId = made.id;
				}
				// Resent by the node, or posted again by the vendor.
				if (is(0.05)) add([{ ...of(deliveries), redelivery: true }], again(from, {}));
				if (is(0.05)) add(deliveries, again(from, {}));
			}
			if (step === 15) n8n.workflows = [...n8n.workflows, mixed];
			if (is(0.2)) renamed++;
			const interval = of(['hour', 'day', 'period']);
			// Of an hour that n8n has deleted nobody knows a part: a period that reaches so far begins with an hour.
			const from = now - below(200) * hour - below(hour);
			const custom = { period: 'custom', from: at(hasDeleted ? Math.floor(from / hour) * hour : from), to: at(now - below(10) * hour) };
			const presets = ['last24Hours', 'today', ...(hasDeleted ? [] : ['last7Days', 'last30Days'])].map((period) => ({ period }));
			const period = of([custom, custom, ...presets]);
			const filters = {
				...(is(0.2) ? { accounts: 'conta-1' } : {}),
				...(is(0.2) ? { events: 'order.created, invoice.issued' } : {}),
				...(is(0.2) ? { vendors: ['bling'] } : {}),
				...(is(0.2) ? { workflows: ['workflow-1'] } : {}),
			};
			if (is(0.3)) await n8n.run({ ...get, period: 'last24Hours' });
			if (Date.parse(custom.from) > Date.parse(custom.to)) continue;
			const asked = { ...get, interval, filters, ...period };
			const { found: some } = await untilComplete({ ...asked, maxExecutions: of([60, 120, 1_000]) }, 12);
			// Five minutes may hold more than that.
			const found = isIncomplete(some) ? await n8n.run({ ...asked, maxExecutions: 1_000 }) : some;
			expect({ step, asked, found }).toEqual({ step, asked, found: await fully(asked, all) });
			if (step > 16 && is(0.2)) {
				// n8n deletes what is old, once it was asked for.
				await n8n.run({ ...get, period: 'last30Days', maxExecutions: 100_000 });
				n8n.executions = n8n.executions.filter((each) => isMoving(each) || Date.parse(each.startedAt ?? each.stoppedAt) > now - 30 * hour);
				hasDeleted = true;
			}
		}
		expect(all.length).toBeGreaterThan(150);
		expect(rows().length).toBeLessThan(31 * 24 + all.length);
	},
	180_000,
);
