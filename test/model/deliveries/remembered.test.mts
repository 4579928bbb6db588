import { jest } from '@jest/globals';

import { resendsTable } from '../../../nodes/WebhookDeliveries/resend/resendLedger';
import { delivery, execution, FakeN8n, triggerNode, workflow } from '../../unit/deliveries/support.mts';

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
const get = { resource: 'statistics', operation: 'get' };

/** The same question to n8n's whole history, without what is remembered of it. */
async function fully(parameters: Json, all: Json[]): Promise<Json[]> {
	const [kept, { tables }] = [n8n.executions, n8n.dataTables];
	n8n.executions = all;
	n8n.dataTables.tables = tables.filter(({ name }) => name !== 'webhook_history');
	n8n.dataTables.denied = ['dataTable:create'];
	const rows = await n8n.run(parameters);
	n8n.executions = kept;
	n8n.dataTables.tables = tables;
	n8n.dataTables.denied = [];
	return rows;
}

/** As a resend that was posted notes it. */
function noteResend(original: string, again: string): void {
	const { tables } = n8n.dataTables;
	const name = 'webhook_deliveries_resends';
	if (!tables.some((table) => table.name === name)) {
		const columns = Object.entries(resendsTable.columns).map(([column, type]) => ({ name: column, type }));
		tables.push({ id: 'resends', name, createdAt: '2026-01-01', columns, rows: [] });
	}
	const rows = tables.find((table) => table.name === name)?.rows ?? [];
	rows.push({ id: rows.length + 1, kind: 'posted', key: original, newExecution: again, until: now + 31 * 24 * hour });
}

/** Numbers that look like chance, the same each time. */
function chance(seed: number) {
	let state = seed;
	const next = () => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return state / 4_294_967_296;
	};
	return { below: (limit: number) => Math.floor(next() * limit), is: (share: number) => next() < share };
}

const lists = () => n8n.requests.filter((line) => line.startsWith('GET /api/v1/executions?')).length;

test('closed hours are asked for once; a late retry is true at once; a key that may not write only reads', async () => {
	n8n.executions = Array.from({ length: 3_000 }, (_, index) =>
		execution([delivery()], { startedAt: at(now - 23 * hour + index * 20_000) }),
	);
	const failed = execution([delivery()], { status: 'error', startedAt: at(now - 20 * hour) });
	n8n.executions.push(failed);
	const [first] = await n8n.run({ ...get, interval: 'period' });
	const asked = lists();
	n8n.executions.push(execution([delivery()], { mode: 'retry', retryOf: failed.id, startedAt: at(now) }));
	n8n.dataTables.denied = ['dataTableRow:create'];
	expect(await n8n.run({ ...get, interval: 'period' })).toEqual([{ ...first, recovered: 1 }]);
	expect(asked).toBeGreaterThan(17);
	expect(lists() - asked).toBeLessThan(10);
});

describe('the hour in which the period begins, and the one that is not over', () => {
	beforeEach(() => {
		now = Date.parse('2026-11-10T12:37:20Z');
		const perSecond = (fromMs: number, seconds: number) =>
			Array.from({ length: seconds }, (_, index) =>
				execution([], {
					status: index % 50 === 0 ? 'error' : 'success',
					startedAt: at(fromMs + index * 1_000),
					stoppedAt: at(fromMs + index * 1_000 + 10 + (index % 90)),
				}),
			);
		n8n.executions = [...perSecond(now - 24 * hour - 2_240_000, 3_600), ...perSecond(now - 2_240_000, 2_240)];
	});
	const rows = () => n8n.dataTables.tables.find(({ name }) => name === 'webhook_history')?.rows ?? [];

	test.each(['hour', 'period'])('are not read again, and each %s is the same', async (interval) => {
		const whole = await fully({ ...get, interval }, n8n.executions);
		expect(await n8n.run({ ...get, interval })).toEqual(whole);
		const asked = lists();
		expect(await n8n.run({ ...get, interval })).toEqual(whole);
		expect(lists() - asked).toBeLessThan(11);
		now += 7 * 60_000;
		expect(await n8n.run({ ...get, interval })).toEqual(await fully({ ...get, interval }, n8n.executions));
	});

	test('of what still moves its part is read again, and what is nonsense counts as not remembered', async () => {
		const late = n8n.executions[3_600 + 60];
		Object.assign(late, { status: 'waiting', stoppedAt: null });
		await n8n.run(get);
		Object.assign(late, { status: 'error', stoppedAt: at(now) });
		const whole = await fully(get, n8n.executions);
		expect(await n8n.run(get)).toEqual(whole);
		for (const row of rows().filter((each) => Number(each.hour) < 0)) row.data = JSON.stringify([[12, {}], ['a'], [0, { v: 1 }]]);
		expect(await n8n.run(get)).toEqual(whole);
	});

	test('are forgotten after eight days', async () => {
		await n8n.run(get);
		expect(rows().filter((each) => Number(each.hour) < 0)).toHaveLength(2);
		now += 9 * 24 * hour;
		await n8n.run(get);
		expect(rows().filter((each) => Number(each.hour) < 0)).toEqual([]);
	});
});

describe('what n8n gave up before it started', () => {
	const errors = () => n8n.requests.filter((line) => line.includes('/executions?status=error')).length;
	const broken = (own: Json) => execution([delivery()], { status: 'error', ...own });
	beforeEach(() => {
		n8n.executions = Array.from({ length: 1_000 }, (_, index) => broken({ startedAt: at(now - 23 * hour + index * 80_000) }));
	});

	test('is looked for once: among a thousand failures only the newest are read again', async () => {
		await n8n.run({ ...get, interval: 'period' });
		const asked = errors();
		expect(asked).toBeGreaterThan(3);
		expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1_000, failed: 1_000 }]);
		expect(errors() - asked).toBe(1);
	});

	test('late: it waited while all else was looked through, and is asked for by its id', async () => {
		const waits = execution([], { id: '1', status: 'new', startedAt: null, stoppedAt: null });
		n8n.executions.push(waits);
		await n8n.run({ ...get, interval: 'period' });
		Object.assign(waits, { status: 'canceled', stoppedAt: at(now) });
		now += 2 * hour;
		n8n.executions.push(broken({ startedAt: at(now - 60_000) }));
		const asked = errors();
		const rows = await n8n.run({ ...get, interval: 'period' });
		expect(errors() - asked).toBe(1);
		expect(rows).toEqual(await fully({ ...get, interval: 'period' }, n8n.executions));
		expect(await n8n.run({ ...get, period: 'last7Days', interval: 'period' })).toMatchObject([{ received: 1_002, failed: 1_002 }]);
	});

	test('in the hour that is not over, n8n deletes it afterwards: it was, and stays, once its hour is counted', async () => {
		n8n.executions.push(execution([], { status: 'crashed', startedAt: null, stoppedAt: at(now - 60_000) }));
		expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1_001 }]);
		now += 2 * hour;
		n8n.executions.push(broken({ startedAt: at(now - 60_000) }));
		expect(await n8n.run({ ...get, period: 'last7Days', interval: 'period' })).toMatchObject([{ received: 1_002 }]);
		n8n.executions = n8n.executions.filter(({ startedAt }) => startedAt !== null);
		expect(await n8n.run({ ...get, period: 'last7Days', interval: 'period' })).toMatchObject([{ received: 1_002 }]);
	});

	test.each([{ u: 'abc', o: [] }, { u: '5', o: [['abc', 'workflow-1']] }, { u: '5' }, 7, null])(
		'what cannot have been noted of that is not noted: %j',
		async (g) => {
			await n8n.run({ ...get, interval: 'period' });
			const table = n8n.dataTables.tables.find(({ name }) => name === 'webhook_history');
			for (const row of table?.rows ?? []) row.data = JSON.stringify({ ...JSON.parse(String(row.data)), g });
			const asked = errors();
			expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1_000 }]);
			expect(errors() - asked).toBeGreaterThan(3);
		},
	);
});

const seeds = process.env.MODEL_SEED ? [Number(process.env.MODEL_SEED)] : [1, 2];

test.each(seeds)(
	'what is remembered equals the whole history, chance %i',
	async (seed) => {
		const { below, is } = chance(seed);
		const second = workflow({ id: 'workflow-2', name: 'Estoque', nodes: [triggerNode({ webhookId: 'webhook-2' })] });
		/** What n8n has ever had; `n8n.executions` is what it has not deleted. */
		const all: Json[] = [];
		const add = (own: Json) => {
			const made = execution(is(0.2) ? [delivery(), delivery()] : [delivery({ redelivery: is(0.1) })], {
				id: String(all.length + 1),
				...own,
			});
			all.push(made);
			n8n.executions.push(made);
			return made;
		};
		const lasts = () => 10 ** below(5) + below(900);
		const end = (one: Json, status: string) => Object.assign(one, { status, startedAt: one.startedAt ?? at(now), stoppedAt: at(now) });
		/** n8n itself looks a day back for those. */
		const waitsSince = new Map<Json, number>();
		const givenUp = () => ['crashed', 'canceled', 'error'][below(3)];
		let hasDeleted = false;
		for (let step = 0; step < 40; step++) {
			const before = now;
			now += below(is(0.2) ? 20 * hour : 2 * hour);
			for (let count = below(8); count > 0; count--) {
				const startedAt = at(before + below(Math.max(1, now - before)));
				const workflowId = is(0.3) ? 'workflow-2' : 'workflow-1';
				const stoppedAt = at(Date.parse(startedAt) + lasts());
				const mode = is(0.1) ? 'manual' : 'webhook';
				const kind = ['success', 'success', 'success', 'error', 'crashed', 'canceled', 'running', 'waiting', 'new', 'unstarted'][below(10)];
				if (kind === 'unstarted') add({ workflowId, status: givenUp(), startedAt: null, stoppedAt: startedAt });
				else if (kind === 'new') waitsSince.set(add({ workflowId, status: 'new', startedAt: null, stoppedAt: null }), now);
				else add({ workflowId, status: kind, mode, startedAt, stoppedAt: ['running', 'waiting'].includes(kind) ? null : stoppedAt });
			}
			for (const one of n8n.executions) {
				if (!['running', 'waiting', 'new'].includes(one.status) || is(0.7)) continue;
				const waits = waitsSince.get(one) ?? 0;
				if (one.status === 'new' && waits > now - 20 * hour && is(0.5)) Object.assign(one, { status: givenUp(), stoppedAt: at(now) });
				else end(one, ['success', 'error', 'crashed'][below(3)]);
			}
			const failed = n8n.executions.filter(({ status, data }) => data !== null && ['error', 'crashed'].includes(status));
			for (const one of failed) {
				if (!is(0.1)) continue;
				const status = ['success', 'success', 'error', 'running'][below(4)];
				const { workflowId, id } = one;
				const made = add({
					workflowId,
					status,
					mode: 'retry',
					retryOf: id,
					startedAt: at(now),
					stoppedAt: status === 'running' ? null : at(now),
				});
				if (status === 'success') one.retrySuccessId = made.id;
			}
			for (const one of failed.filter(() => is(0.05))) {
				const status = ['success', 'success', 'error', 'running'][below(4)];
				const stoppedAt = status === 'running' ? null : at(now);
				const again = add({ workflowId: one.workflowId, status, startedAt: at(now), stoppedAt });
				noteResend(one.id, again.id);
			}
			if (step === 15) n8n.workflows = [...n8n.workflows, second];
			const interval = ['hour', 'day', 'period'][below(3)];
			// Of an hour that n8n has deleted nobody knows a part: a period that reaches so far begins with an hour.
			const from = now - below(200) * hour - below(hour);
			const custom = { period: 'custom', from: at(hasDeleted ? Math.floor(from / hour) * hour : from), to: at(now - below(10) * hour) };
			const presets = ['last24Hours', 'today', ...(hasDeleted ? [] : ['last7Days', 'last30Days'])].map((period) => ({ period }));
			const period = [custom, custom, ...presets][below(presets.length + 2)];
			if (is(0.3)) await n8n.run({ ...get, period: 'last24Hours' });
			if (Date.parse(custom.from) > Date.parse(custom.to)) continue;
			expect({ step, rows: await n8n.run({ ...get, interval, ...period }) }).toEqual({
				step,
				rows: await fully({ ...get, interval, ...period }, all),
			});
			if (step > 16 && is(0.2)) {
				// n8n deletes what is old, once it was asked for.
				await n8n.run({ ...get, period: 'last30Days' });
				const isKept = ({ status, startedAt, stoppedAt }: Json) =>
					['running', 'waiting', 'new'].includes(status) || Date.parse(startedAt ?? stoppedAt) > now - 30 * hour;
				n8n.executions = n8n.executions.filter(isKept);
				hasDeleted = true;
			}
		}
		const table = n8n.dataTables.tables.find(({ name }) => name === 'webhook_history');
		expect(table?.rows.length).toBeLessThan(31 * 24 + all.length);
	},
	180_000,
);

describe('a resend that was posted makes its failure good and is no new delivery', () => {
	const resend = { resource: 'delivery', operation: 'resend', version: 'published' };

	test.each([false, true])('also where n8n has deleted the failure: %s', async (isDeleted) => {
		n8n.workflows = [workflow({ versionId: 'version-2' })];
		const failed = execution([delivery()], { status: 'error', startedAt: at(now - 5 * hour) });
		n8n.executions = [failed, execution([delivery()], { startedAt: at(now - 5 * hour) })];
		const period = { ...get, interval: 'period' };
		expect(await n8n.run(period)).toMatchObject([{ received: 2, failed: 1, recovered: 0 }]);
		expect(await n8n.run({ ...resend, executionId: failed.id })).toMatchObject([{ how: 'post' }]);
		const again = n8n.executions.at(-1) ?? {};
		Object.assign(again, { startedAt: at(now), stoppedAt: at(now + 50) });
		if (isDeleted) n8n.executions = [again];
		expect(await n8n.run(period)).toMatchObject([{ received: 2, succeeded: 1, failed: 1, recovered: 1 }]);
		now += 4 * hour;
		expect(await n8n.run(period)).toMatchObject([{ received: 2, succeeded: 1, failed: 1, recovered: 1 }]);
		if (!isDeleted) return;
		n8n.executions = [execution([], { workflowId: 'other', startedAt: at(now) })];
		expect(await n8n.run(period)).toMatchObject([{ received: 2, succeeded: 1, failed: 1, recovered: 1 }]);
	});

	test('one delivery of several does not make the others good', async () => {
		n8n.workflows = [workflow({ versionId: 'version-2' })];
		const both = [delivery(), delivery()];
		n8n.executions = [execution(both, { status: 'error', startedAt: at(now - 5 * hour) })];
		await n8n.run({ ...resend, executionId: n8n.executions[0].id, deliveryId: both[0].id });
		Object.assign(n8n.executions.at(-1) ?? {}, { startedAt: at(now), stoppedAt: at(now + 50) });
		expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1, failed: 1, recovered: 0 }]);
	});

	test.each([{ key: 'abc' }, { key: '' }, { newExecution: null }, { key: '9', newExecution: '3' }])(
		'what cannot be one links nothing: %j',
		async (wrong) => {
			n8n.executions = [execution([delivery()], { id: '3', startedAt: at(now - 5 * hour) })];
			noteResend('2', '3');
			Object.assign(n8n.dataTables.tables[0].rows[0], wrong);
			expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1 }]);
		},
	);

	test('a table that is wrong stops nobody, and the user is told', async () => {
		n8n.executions = [execution([delivery()], { startedAt: at(now - 5 * hour) })];
		noteResend('2', '3');
		n8n.dataTables.tables[0].columns = [];
		const { outputs, hints } = await n8n.told({ ...get, interval: 'period' });
		expect(outputs).toMatchObject([[{ received: 1 }]]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('webhook_deliveries_resends') }]);
	});

	test('where it cannot be noted it is resent all the same, and the user is told', async () => {
		n8n.workflows = [workflow({ versionId: 'version-2' })];
		n8n.executions = [execution([delivery()], { status: 'error', startedAt: at(now - 5 * hour) })];
		n8n.answer = (_request, path, body) =>
			path.endsWith('/rows') && body.data?.[0]?.kind === 'posted'
				? { status: 400, body: { message: 'Data table size limit exceeded' } }
				: undefined;
		const { outputs, hints } = await n8n.told({ ...resend, executionId: n8n.executions[0].id });
		expect(outputs).toMatchObject([[{ resent: true }]]);
		expect(hints).toMatchObject([{ message: expect.stringContaining('size limit exceeded') }]);
	});
});

describe('a table that cannot be used stops nobody', () => {
	const started = () => at(now - 5 * hour);
	const wrong = { id: 'wrong', name: 'webhook_history', createdAt: '2026-01-01', columns: [{ name: 'hour', type: 'string' }], rows: [] };
	const full = (method: string, path: string) => method === 'POST' && path.endsWith('/rows') && !path.includes('alerts');
	const broken: Array<[string, () => void]> = [
		['has other columns', () => void n8n.dataTables.tables.push(wrong)],
		[
			'is full',
			() => {
				n8n.answer = (request, path) =>
					full(request.method ?? '', path) ? { status: 400, body: { message: 'Data table size limit exceeded' } } : undefined;
			},
		],
		[
			'answers something else',
			() => {
				n8n.answer = (request, path) =>
					request.method === 'GET' && path.endsWith('/rows') ? { status: 200, body: { data: 'none' } } : undefined;
			},
		],
	];

	test.each(broken)('Statistics, where it %s', async (_what, breaks) => {
		n8n.executions = [
			execution([delivery()], { startedAt: started() }),
			execution([delivery()], { startedAt: started(), status: 'error' }),
		];
		const whole = await fully(get, n8n.executions);
		breaks();
		expect(await n8n.run(get)).toEqual(whole);
		expect(whole).toEqual([expect.objectContaining({ received: 2, failed: 1 })]);
	});
});

/** What nobody can have written: each alone in the table, beside what n8n itself tells. */
describe('what is nonsense in the table counts as not remembered', () => {
	const closed = () => Math.floor((now - 5 * hour) / hour);
	const W = 'workflow-1';
	const counted = (own: Json = {}) => ({ v: 1, w: { [W]: { s: 7, o: 0, d: [] } }, t: [], l: [], e: null, ...own });
	const told = (own: Json) => counted({ w: { [W]: null }, t: [Object.assign(['99', W, 'error', 'webhook', 5, null, null, null], own)] });
	const nonsense: Array<[string, () => { hour: unknown; data: Json }]> = [
		['an hour of the far future', () => ({ hour: 1e15, data: counted() })],
		['an hour that is not over', () => ({ hour: Math.floor(now / hour), data: counted() })],
		['half an hour', () => ({ hour: closed() + 0.5, data: counted() })],
		['no hour', () => ({ hour: null, data: counted() })],
		['an endless failure', () => ({ hour: closed(), data: told({ 4: 1e300 }) })],
		['a failure that ended before it began', () => ({ hour: closed(), data: told({ 4: -1 }) })],
		['one given up in another hour', () => ({ hour: closed(), data: told({ 7: 1e300 }) })],
		['a failure without an id', () => ({ hour: closed(), data: told({ 0: 'abc' }) })],
		['a retry of nothing', () => ({ hour: closed(), data: told({ 5: '' }) })],
		['a success among the failures', () => ({ hour: closed(), data: told({ 2: 'success' }) })],
		['what still runs among the failures', () => ({ hour: closed(), data: told({ 2: 'running' }) })],
		['words for an id', () => ({ hour: closed(), data: counted({ l: [['abc', W]] }) })],
		['no id', () => ({ hour: closed(), data: counted({ l: [['', W]] }) })],
		['an id beyond all', () => ({ hour: closed(), data: counted({ l: [['99999999999', W]] }) })],
		['less than nothing', () => ({ hour: closed(), data: counted({ w: { [W]: { s: -7, o: 0, d: [] } } }) })],
		['half a success', () => ({ hour: closed(), data: counted({ w: { [W]: { s: 0.5, o: 0, d: [] } } }) })],
		['more successes than there can be', () => ({ hour: closed(), data: counted({ w: { [W]: { s: 1e300, o: 0, d: [] } } }) })],
		['more durations than successes', () => ({ hour: closed(), data: counted({ w: { [W]: { s: 1, o: 0, d: [[100, 2]] } } }) })],
		['an endless duration', () => ({ hour: closed(), data: counted({ w: { [W]: { s: 1, o: 0, d: [[1e300, 1]] } } }) })],
		['it settles no id', () => ({ hour: closed(), data: counted({ e: 'abc' }) })],
	];

	test.each(nonsense)('%s', async (_what, row) => {
		n8n.executions = [
			execution([delivery()], { startedAt: at(now - 5 * hour) }),
			execution([delivery()], { startedAt: at(now - 5 * hour), status: 'error' }),
			execution([delivery()], { startedAt: at(now - 60_000) }),
		];
		const whole = await fully(get, n8n.executions);
		const { hour: of, data } = row();
		await n8n.run({ ...get, period: 'custom', from: at(now - 60_000) });
		const [table] = n8n.dataTables.tables;
		table.rows = [{ id: 1, hour: of, data: JSON.stringify(data) }];
		n8n.answer = (_request, path) =>
			/executions\/\w/.test(path) && !/executions\/\d{1,10}$/.test(path) ? { status: 400, body: { message: 'must be an id' } } : undefined;
		expect(await n8n.run(get)).toEqual(whole);
		expect(await n8n.run(get)).toEqual(whole);
	});

	test('what was late and is another execution counts once', async () => {
		n8n.executions = [execution([delivery()], { startedAt: at(now - 5 * hour) })];
		const whole = await fully(get, n8n.executions);
		await n8n.run(get);
		const [table] = n8n.dataTables.tables;
		const before = closed() - 2;
		table.rows = table.rows.filter(({ hour: of }) => of !== before);
		table.rows.push({ id: 9_999, hour: before, data: JSON.stringify(counted({ w: { [W]: null }, l: [[n8n.executions[0].id, W]] })) });
		expect(await n8n.run(get)).toEqual(whole);
	});
});

test.each(['dataTable:list', 'dataTable:create', 'dataTableRow:read', 'dataTableRow:create'])(
	'a key without %s is told why nothing is remembered',
	async (scope) => {
		n8n.executions = [execution([delivery()], { startedAt: at(now - 5 * hour) })];
		n8n.dataTables.denied = [scope];
		const { hints } = await n8n.told(get);
		expect(hints).toEqual([expect.objectContaining({ message: expect.stringContaining(`the API key lacks the scope ${scope}`) })]);
	},
);

test('a call that ends halfway has counted what it read: the next one goes on', async () => {
	n8n.executions = Array.from({ length: 12_000 }, (_, index) => execution([], { startedAt: at(now - 6 * hour + index * 1_800) }));
	let left = 40;
	n8n.answer = (_request, path) => (path.endsWith('/executions') && left-- <= 0 ? { status: 500, body: { message: 'ended' } } : undefined);
	await expect(n8n.run(get)).rejects.toThrow('ended');
	n8n.answer = () => undefined;
	const asked = lists();
	expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 12_000 }]);
	expect(lists() - asked).toBeLessThan(40);
});

test.each([1, 3])('a clock that is set back by %i hours: what was counted ahead of it is counted again', async (back) => {
	now = Date.parse('2026-11-10T12:37:20Z');
	const until = (count: number) => Array.from({ length: count }, (_, index) => execution([], { startedAt: at(now - 4_000 * index) }));
	n8n.executions = until(1_000);
	await n8n.run(get);
	now -= back * hour;
	n8n.executions.push(...until(150));
	expect(await n8n.run(get)).toEqual(await fully(get, n8n.executions));
	now += back * hour + 10 * 60_000;
	expect(await n8n.run(get)).toEqual(await fully(get, n8n.executions));
	expect(await n8n.run({ ...get, interval: 'period' })).toMatchObject([{ received: 1_150 }]);
});

/** A month of so many executions, an hour of which the memory holds like the next; n8n itself still has the last three hours. */
async function callsOfMonth(executions: number): Promise<{ received: unknown; calls: number }> {
	now = Date.parse('2026-11-10T12:37:20Z');
	n8n.workflows[0].createdAt = at(now - 60 * 24 * hour);
	const perHour = Math.round(executions / (30 * 24));
	n8n.executions = Array.from({ length: 3 * perHour }, (_, index) =>
		execution([], { status: index % 20 === 0 ? 'error' : 'success', startedAt: at(now - (3 * hour * (index + 0.5)) / (3 * perHour)) }),
	).reverse();
	n8n.executions.forEach((one, index) => (one.id = String(1_000_000 + index)));
	await n8n.run(get);
	const table = n8n.dataTables.tables.find(({ name }) => name === 'webhook_history');
	if (table === undefined) throw new Error('no table');
	const { hour: last, data } = table.rows.find((row) => Number(row.hour) === Math.floor(now / hour) - 2) ?? {};
	const { data: windows } = table.rows.find((row) => Number(row.hour) === -Number(last)) ?? {};
	const first = Math.floor((now - 30 * 24 * hour) / hour);
	table.rows = table.rows.filter((row) => Math.abs(Number(row.hour)) >= Number(last));
	for (let each = first; each < Number(last); each++)
		table.rows.push({ id: 10_000 + each, hour: each, data: String(data).replaceAll('["1', '["9') });
	table.rows.push({ id: 9_999, hour: -first, data: windows });
	const before = n8n.requests.length;
	const [{ received }] = await n8n.run({ ...get, period: 'last30Days', interval: 'period' });
	return { received, calls: n8n.requests.length - before };
}

test('a million executions of a month cost no more calls than ten thousand, but for those of the last minutes', async () => {
	const few = await callsOfMonth(10_000);
	n8n.dataTables.tables = [];
	const many = await callsOfMonth(1_000_000);
	expect(Number(many.received)).toBeGreaterThan(950_000);
	expect(few.calls).toBeLessThan(20);
	expect(many.calls).toBeLessThanOrEqual(few.calls + 2);
});

test('n8n keeps fourteen days, the memory thirty', async () => {
	n8n.workflows[0].createdAt = at(now - 60 * 24 * hour);
	n8n.executions = Array.from({ length: 30 * 24 }, (_, index) =>
		execution([delivery()], { status: index % 10 === 0 ? 'error' : 'success', startedAt: at(now - index * hour - 60_000) }),
	);
	const month = { ...get, period: 'last30Days', interval: 'period' };
	await n8n.run({ ...get, period: 'last7Days' });
	const [whole] = await n8n.run(month);
	n8n.executions = n8n.executions.filter(({ startedAt }) => Date.parse(startedAt) > now - 14 * 24 * hour);
	expect(await n8n.run(month)).toMatchObject([{ received: whole.received, failed: whole.failed, p95Ms: whole.p95Ms }]);
	const page = { resource: 'report', operation: 'render', query: { periodo: 'last30Days' } };
	const [{ received, warnings, historySince }] = await n8n.run(page);
	expect(received).toBe(720);
	expect(warnings).toEqual([
		expect.stringContaining('"webhook_history" guardou, desde 11/10, 09:00; a lista mostra só o que o n8n ainda tem'),
	]);
	expect(Date.parse(String(historySince))).toBeGreaterThan(now - 14 * 24 * hour);
});

test('the hourly check counts a part, the newest first, and goes on next time', async () => {
	n8n.workflows[0].createdAt = at(now - 60 * hour);
	n8n.executions = Array.from({ length: 6_500 }, (_, index) => execution([], { startedAt: at(now - 40 * hour + index * 22_000) }));
	const table = () => n8n.dataTables.tables.find(({ name }) => name === 'webhook_history');
	const hours = () => table()?.rows.filter((row) => Number(row.hour) > 0).length ?? 0;
	const check = { resource: 'alert', operation: 'check', options: { testCredentials: false } };
	await n8n.run(check);
	const first = hours();
	expect(first).toBeGreaterThan(20);
	expect(first).toBeLessThan(40);
	await n8n.run(check);
	expect(hours()).toBeGreaterThan(40);
}, 180_000);
