import { Readable } from 'node:stream';

import { jest } from '@jest/globals';
import fc from 'fast-check';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { InstanceApi } from '../../../nodes/instance/api';
import type { Wanted } from '../../../nodes/instance/claimedIds';
import { ClaimedIds } from '../../../nodes/instance/claimedIds';
import { bucketOf, mostHeld, mostPerBucket } from '../../../nodes/instance/claimEntries';
import { claimsTable } from '../../../nodes/instance/claimsPlace';
import { state } from '../../../nodes/state';
import { FakeDataTables } from './dataTables.mts';

type Json = Record<string, any>;

/** How one call of the API goes. `late`: the caller hears of a time-out, and it is done afterwards. */
type Fate = 'fair' | 'failed' | 'lost' | 'late' | 'killed before' | 'killed after';

/** Its memory is gone. */
const restart = ({ baseUrl }: N8n) => state.claimsPlaces.forget({ instance: baseUrl, credential: '1' });

const minute = 60_000;
let made = 0;

/** Time passes when somebody waits. */
let clock = 0;
beforeEach(() => {
	jest.spyOn(performance, 'now').mockImplementation(() => clock);
	jest.spyOn(globalThis, 'setTimeout').mockImplementation(((task: () => void, ms = 0) => {
		clock += ms;
		setImmediate(task);
	}) as typeof setTimeout);
});
afterEach(() => {
	jest.restoreAllMocks();
});

const turns = async (count: number) => {
	for (let turn = 0; turn < count; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
};

class N8n {
	readonly tables = new FakeDataTables();
	/** What n8n answers about an execution: a status, its row, or a code. */
	readonly executions = new Map<string, string | number | Json>();
	readonly baseUrl = `http://claims-${++made}.example.com`;
	calls = 0;

	/** The API for one execution, whose calls go so; `delay` tells how long one takes. */
	async api(fates: Iterator<Fate, undefined> = [][Symbol.iterator](), delay: () => number = () => 0): Promise<InstanceApi> {
		const request = async ({ method = 'GET', url, qs, body }: IHttpRequestOptions) => {
			this.calls++;
			const fate = fates.next().value ?? 'fair';
			const query = new URLSearchParams(Object.entries((qs ?? {}) as Json).map(([name, value]): [string, string] => [name, String(value)]));
			const parts = new URL(url).pathname.replace('/api/v1/data-tables', '').split('/').filter(Boolean);
			const act = () =>
				parts[0] === 'api'
					? parts.at(-1) === 'executions'
						? this.list(query.get('status'))
						: this.execution(parts.at(-1) ?? '')
					: structuredClone(this.tables.answer(method, parts, query, (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as Json));
			await turns(delay());
			if (fate === 'killed before') await new Promise(() => {});
			const answer = fate === 'failed' ? { status: 500, body: { message: 'SQLITE_BUSY' } } : fate === 'late' ? undefined : act();
			if (fate === 'late') void turns(delay() * 3).then(act);
			if (fate === 'killed after') await new Promise(() => {});
			await turns(delay());
			if (answer === undefined || fate === 'lost') throw Object.assign(new Error('timeout'), { code: 'ECONNABORTED' });
			return { statusCode: answer.status, headers: {}, body: Readable.from([Buffer.from(JSON.stringify(answer.body))]) };
		};
		const context = {
			getNode: () => ({ name: 'Trigger', type: 'blingTrigger', typeVersion: 1, credentials: { n8nInstanceApi: { id: '1', name: 'n8n' } } }),
			getWorkflow: () => ({ id: 'workflow-1' }),
			getCredentials: async () => ({ baseUrl: this.baseUrl, apiKey: 'fake', resendSecret: '' }),
			helpers: {
				httpRequest: request,
				httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => await request(options),
			},
		};
		return await InstanceApi.of(context as unknown as IExecuteFunctions, 0);
	}

	private execution(id: string) {
		if (!/^[1-9]\d*$/.test(id)) return { status: 400, body: { message: 'request/params/executionId must be a positive integer' } };
		const said = this.executions.get(id) ?? 404;
		if (typeof said === 'number') return { status: said, body: { message: said === 403 ? 'Forbidden' : 'Not Found' } };
		return { status: 200, body: { id, ...(typeof said === 'string' ? { status: said, retryOf: null, retrySuccessId: null } : said) } };
	}

	private list(status: string | null) {
		const data = [...this.executions.keys()].map((id) => this.execution(id).body as Json).filter((one) => one.status === status);
		return { status: 200, body: { data, nextCursor: null } };
	}

	get rows(): Json[] {
		return this.tables.tables.find(({ name }) => name === claimsTable.name)?.rows ?? [];
	}
}

const wanted = (id: string, rest: Partial<Wanted> = {}): Wanted => ({ id, arrivedAt: 0, windowMs: 10 * minute, isResend: false, ...rest });
const execution = (id: string) => ({ id, isRetry: false });
/** n8n knows an execution that runs. */
const claim = async (n8n: N8n, id: string, ...ids: Wanted[]) => {
	if (!n8n.executions.has(id)) n8n.executions.set(id, 'running');
	return [...(await ClaimedIds.claim(await n8n.api(), execution(id), ids))];
};
const retry = async (n8n: N8n, id: string, ...ids: Wanted[]) => [...(await ClaimedIds.claim(await n8n.api(), { id, isRetry: true }, ids))];

test('the first gets an id, the second does not, and asking again changes nothing', async () => {
	const n8n = new N8n();
	expect(await claim(n8n, '1', wanted('a'), wanted('b'))).toEqual(['a', 'b']);
	expect(await claim(n8n, '2', wanted('a'), wanted('c'))).toEqual(['c']);
	expect(await claim(n8n, '1', wanted('a'))).toEqual(['a']);
});

test('what arrives within the window is the same, in whichever order it runs; what arrives later is another', async () => {
	const n8n = new N8n();
	expect(await claim(n8n, '1', wanted('a', { arrivedAt: 11 * minute }))).toEqual(['a']);
	expect(await claim(n8n, '2', wanted('a', { arrivedAt: 2 * minute }))).toEqual([]);
	expect(await claim(n8n, '3', wanted('a', { arrivedAt: minute }))).toEqual(['a']);
	expect(await claim(n8n, '4', wanted('a', { arrivedAt: 22 * minute }))).toEqual(['a']);
	expect(await claim(n8n, '5', wanted('a', { arrivedAt: 20 * minute }))).toEqual([]);
});

test('a resend gets what another has, and is remembered', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	expect(await claim(n8n, '2', wanted('a', { isResend: true }), wanted('b', { isResend: true }))).toEqual(['a', 'b']);
	expect(await claim(n8n, '3', wanted('b'))).toEqual([]);
});

test.each<[string, string | number | Json, string[]]>([
	...['success', 'running', 'waiting', 'new'].map((status): [string, string, string[]] => [`is ${status}`, status, []]),
	...['error', 'crashed', 'canceled'].map((status): [string, string, string[]] => [`is ${status}`, status, ['a']]),
	['failed and was retried with success', { status: 'error', retrySuccessId: '7' }, []],
	['was not saved', 404, []],
])('an execution that %s: who wants its id later, arrival or retry', async (_, said, own) => {
	for (const [id, again] of [['2', claim] as const, ['3', retry] as const]) {
		const n8n = new N8n();
		n8n.executions.set(id, 'running');
		await claim(n8n, '1', wanted('a'));
		n8n.executions.set('1', said);
		expect(await again(n8n, id, wanted('a'), wanted('b'))).toEqual([...own, 'b']);
	}
});

test('an id that passed on has no other owner than the last that did not fail', async () => {
	const n8n = new N8n();
	for (const id of ['1', '2']) {
		expect(await claim(n8n, id, wanted('a'))).toEqual(['a']);
		n8n.executions.set(id, 'error');
	}
	expect(await claim(n8n, '3', wanted('a'))).toEqual(['a']);
	n8n.executions.set('3', 'success');
	expect(await claim(n8n, '4', wanted('a'))).toEqual([]);
	n8n.executions.set('3', 'error').set('1', { status: 'error', retrySuccessId: 9 });
	expect(await claim(n8n, '5', wanted('a'))).toEqual([]);
});

test.each<[string, string | number, RegExp, RegExp]>([
	['may not be read', 403, /Execution 1 may have run the same event.*403/, /lacks the scope execution:read.*retry this execution/],
	['does not answer', 500, /Execution 1 may have run the same event.*500/, /retry this execution/],
	['has a status of its own', 'paused', /Execution 1 may have run the same event.*"paused"/, /retry this execution/],
])('an execution that %s: it keeps its id, and who wants it too fails with what is missing', async (_, said, message, description) => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	n8n.executions.set('1', said);
	for (const again of [() => claim(n8n, '2', wanted('a'), wanted('b')), () => retry(n8n, '3', wanted('a'))]) {
		await expect(again()).rejects.toMatchObject({
			message: expect.stringMatching(message),
			description: expect.stringMatching(description),
		});
	}
	expect(await claim(n8n, '4', wanted('b'))).toEqual(['b']);
});

test('a key that sees no execution of this workflow makes nothing end with nothing', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	for (const id of ['1', '2', '3']) n8n.executions.set(id, 404);
	for (const again of [() => claim(n8n, '2', wanted('a')), () => retry(n8n, '3', wanted('a'))]) {
		await expect(again()).rejects.toMatchObject({
			message: expect.stringMatching(/cannot see the executions of this workflow/),
			description: expect.stringMatching(/Share the workflow/),
		});
	}
});

test.each(['new', 'running', 'waiting'])(
	'a failed execution whose retry is %s keeps its id, also where it is the retry of its retry',
	async (status) => {
		const n8n = new N8n();
		await claim(n8n, '1', wanted('a'));
		n8n.executions.set('1', 'error').set('2', { status, retryOf: '1', retrySuccessId: null });
		expect(await claim(n8n, '3', wanted('a'))).toEqual([]);
		n8n.executions.set('2', { status: 'error', retryOf: '1' }).set('4', { status, retryOf: 2 });
		expect(await claim(n8n, '5', wanted('a'))).toEqual([]);
		n8n.executions.set('4', { status: 'error', retryOf: 2 });
		expect(await claim(n8n, '6', wanted('a'))).toEqual(['a']);
	},
);

test('a retry that succeeds while it is looked for is not overlooked', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	n8n.executions.set('1', 'error');
	const keys = n8n.executions.keys.bind(n8n.executions);
	jest.spyOn(n8n.executions, 'keys').mockImplementation(() => {
		n8n.executions.set('1', { status: 'error', retryOf: null, retrySuccessId: '2' });
		return keys();
	});
	expect(await claim(n8n, '3', wanted('a'))).toEqual([]);
});

test('of two retries that run the trigger again the first gets the id', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	n8n.executions.set('1', 'crashed').set('2', { status: 'running', retryOf: '1' }).set('3', { status: 'running', retryOf: '1' });
	expect(await retry(n8n, '3', wanted('a'))).toEqual([]);
	expect(await retry(n8n, '2', wanted('a'))).toEqual(['a']);
});

test.each([429, 502])('what is answered %d for a while is waited for', async (code) => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	n8n.executions.set('1', code);
	const ends = clock + minute;
	jest.spyOn(n8n.executions, 'get').mockImplementation((id) => (id === '1' ? (clock < ends ? code : 'error') : 'running'));
	expect(await claim(n8n, '2', wanted('a'))).toEqual(['a']);
	expect(clock).toBeGreaterThanOrEqual(ends);
});

test('rows that were exchanged by hand are not used: their places are read again', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	const mine = bucketOf('a');
	const [one, other] = [n8n.rows.find(({ bucket }) => bucket === mine), n8n.rows.find(({ bucket }) => bucket !== mine)];
	[one!.bucket, other!.bucket] = [other!.bucket, mine];
	expect(await claim(n8n, '2', wanted('b'), wanted('c'))).toEqual(['b', 'c']);
	restart(n8n);
	expect(await claim(n8n, '3', wanted('b'), wanted('c'))).toEqual([]);
});

test('of many that want the id of a failed execution one gets it', async () => {
	const n8n = new N8n();
	await claim(n8n, '99', wanted('a'));
	n8n.executions.set('99', 'error');
	for (const id of ['1', '2', '3', '4', '5', '6']) n8n.executions.set(id, 'running');
	const all = await Promise.all(
		['1', '2', '3', '4', '5', '6'].map(
			async (id) => await ClaimedIds.claim(await n8n.api(undefined, () => Number(id) % 3), execution(id), [wanted('a')]),
		),
	);
	expect(all.map((own) => own.size).sort()).toEqual([0, 0, 0, 0, 0, 1]);
});

test('only duplicates cost a call more, and one for each execution that has them', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'), wanted('b'));
	n8n.executions.set('1', 'success');
	n8n.calls = 0;
	expect(await claim(n8n, '2', wanted('a'), wanted('b'))).toEqual([]);
	expect(n8n.calls).toBe(2);
});

test('one execution alone costs two calls, and one with 500 events two for each row at most', async () => {
	const n8n = new N8n();
	await claim(n8n, '99', wanted('first'));
	n8n.calls = 0;
	await claim(n8n, '1', wanted('a'));
	expect(n8n.calls).toBe(2);
	n8n.calls = 0;
	const many = Array.from({ length: 500 }, (_, n) => wanted(`event ${n}`));
	expect(await claim(n8n, '2', ...many)).toHaveLength(500);
	expect(n8n.calls).toBeLessThanOrEqual(66);
	expect(await claim(n8n, '3', ...many)).toEqual([]);
});

test('ids are forgotten an hour after their window, and not before', async () => {
	const n8n = new N8n();
	const now = jest.spyOn(Date, 'now').mockReturnValue(0);
	await claim(n8n, '1', wanted('a'));
	const words = () => n8n.rows.map(({ ids }) => ids).filter((ids) => ids !== '');
	now.mockReturnValue(69 * minute);
	await claim(n8n, '2', wanted('a'));
	expect(words()).toHaveLength(1);
	now.mockReturnValue(71 * minute);
	n8n.executions.set('1', 'success');
	expect(await claim(n8n, '3', wanted('a'))).toEqual(['a']);
	expect(words()).toEqual([expect.stringMatching(/^[\w-]{16}\.0\.\w+\.3$/)]);
});

const filled = (keptUntil: (n: number) => number) =>
	Array.from({ length: mostPerBucket }, (_, n) => `${String(n).padStart(16, 'x')}.0.${keptUntil(n).toString(36)}.1`).join(' ');

test('a full row refuses, with figures, rather than forget what is within its window', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	const row = n8n.rows.find(({ ids }) => ids !== '');
	if (row) row.ids = filled(() => 9e15);
	await expect(claim(n8n, '2', wanted('a', { windowMs: 72 * 60 * minute }))).rejects.toMatchObject({
		message: expect.stringMatching(/is full: it holds about 115,200 events.*for 72 hours/),
		description: expect.stringMatching(/"Remember Events For".*"Ignore Duplicates Across Processes"/),
	});
});

test('a full row forgets what is past its window, oldest first, and no more than it must', async () => {
	const n8n = new N8n();
	const now = jest.spyOn(Date, 'now').mockReturnValue(0);
	await claim(n8n, '1', wanted('a'));
	const row = n8n.rows.find(({ ids }) => ids !== '');
	if (row) row.ids = filled((n) => (n < 3 ? 200 - n : 1_000) * minute);
	now.mockReturnValue(139 * minute);
	await expect(claim(n8n, '2', wanted('a'))).resolves.toEqual(['a']);
	const left = () =>
		String(row?.ids)
			.split(' ')
			.map((word) => word.slice(0, 16).replaceAll('x', ''))
			.slice(0, 3);
	expect(left()).toEqual(['0', '1', '3']);
	expect(String(row?.ids).split(' ')).toHaveLength(mostPerBucket);
});

test('the table holds as many events as its error and the docs say', async () => {
	const counts = new Map<number, number>();
	for (let n = 0; n < mostHeld; n++) counts.set(bucketOf(`event ${n}`), (counts.get(bucketOf(`event ${n}`)) ?? 0) + 1);
	expect(Math.max(...counts.values())).toBeLessThanOrEqual(mostPerBucket);
});

test('a row that somebody changed by hand refuses; a table that somebody deleted is made anew', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	for (const row of n8n.rows) row.ids = 'anything';
	await expect(claim(n8n, '2', wanted('a'))).rejects.toThrow(/was changed manually/);
	n8n.tables.tables = [];
	expect(await claim(n8n, '3', wanted('a'))).toEqual(['a']);
	expect(n8n.rows).toHaveLength(64);
});

test.each<[string, (rows: Json[]) => Json[], RegExp]>([
	['two rows for one bucket', (rows) => [...rows, { ...rows[7], id: 999 }], /rows \d+ and 999 are both for bucket 7/],
	['a bucket too many', (rows) => [...rows, { ...rows[7], id: 999, bucket: 64 }], /row 999 does not belong there/],
	['a bucket without a number', (rows) => [...rows, { ...rows[7], id: 999, bucket: null }], /row 999 does not belong there/],
	['a row too few', (rows) => rows.slice(1), /lacks rows/],
])('%s: a process that opens the table refuses it until it is mended', async (_, change, problem) => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	const [table] = n8n.tables.tables;
	const right = table.rows;
	table.rows = change(right);
	restart(n8n);
	for (const id of ['2', '3']) await expect(claim(n8n, id, wanted('b'))).rejects.toThrow(problem);
	table.rows = right;
	expect(await claim(n8n, '4', wanted('b'), wanted('a'))).toEqual(['b']);
});

test('a process that knew the table uses the row that somebody left of two', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	const [table] = n8n.tables.tables;
	table.rows = table.rows.map((row) => ({ ...row, id: Number(row.id) + 1_000 }));
	expect(await claim(n8n, '2', wanted('a'), wanted('b'))).toEqual(['b']);
});

test('a table that somebody renamed is left within a minute by those who knew it', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('first'));
	n8n.tables.tables[0].name = 'old';
	n8n.calls = 0;
	clock += 59_000;
	await claim(n8n, '2', wanted('second'));
	expect(n8n.calls).toBe(2);
	clock += 2_000;
	expect(await claim(n8n, '3', wanted('a'))).toEqual(['a']);
	restart(n8n);
	expect(await claim(n8n, '4', wanted('a'))).toEqual([]);
	expect(n8n.tables.tables.map(({ name }) => name)).toEqual(['old', claimsTable.name]);
});

test('where nothing changed it is asked for once a minute, with one call', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('first'));
	clock += 61_000;
	n8n.calls = 0;
	await claim(n8n, '2', wanted('a'));
	await claim(n8n, '3', wanted('b'));
	expect(n8n.calls).toBe(5);
});

test('what n8n answers late or not is asked again for two minutes, and then fails with nothing claimed', async () => {
	const n8n = new N8n();
	await claim(n8n, '99', wanted('first'));
	const restarting: Fate[] = ['failed', 'lost', 'fair', 'failed', 'fair', 'lost'];
	expect([...(await ClaimedIds.claim(await n8n.api(restarting.values()), execution('1'), [wanted('a')]))]).toEqual(['a']);
	expect(await claim(n8n, '2', wanted('a'))).toEqual([]);
	const down = (function* (): Generator<Fate, undefined> {
		for (;;) yield 'failed';
	})();
	const began = clock;
	await expect(ClaimedIds.claim(await n8n.api(down), execution('3'), [wanted('b')])).rejects.toThrow(/n8n answered 500/);
	expect(clock - began).toBeGreaterThanOrEqual(120_000);
	expect(await claim(n8n, '4', wanted('b'))).toEqual(['b']);
});

test('what it had already when a later part fails is given back', async () => {
	const n8n = new N8n();
	await claim(n8n, '99', wanted('first'));
	const ids = ['a', 'b', 'c', 'd'].map((id) => wanted(id));
	const began = clock;
	const denied = (function* (): Generator<Fate, undefined> {
		yield* ['fair', 'fair', 'fair'] as const;
		while (clock - began <= 120_000) yield 'failed';
		yield 'failed';
	})();
	await expect(ClaimedIds.claim(await n8n.api(denied), execution('1'), ids)).rejects.toThrow(/500/);
	expect((await claim(n8n, '2', ...ids)).sort()).toEqual(['a', 'b', 'c', 'd']);
});

const fate = fc.oneof(
	{ weight: 8, arbitrary: fc.constant<Fate>('fair') },
	{ weight: 4, arbitrary: fc.constantFrom<Fate>('failed', 'lost', 'late') },
	{ weight: 1, arbitrary: fc.constantFrom<Fate>('killed before', 'killed after') },
);
const run = fc.record({
	ids: fc.uniqueArray(fc.constantFrom<string>('a', 'b', 'c', 'd'), { minLength: 1 }),
	fates: fc.array(fate, { maxLength: 12 }),
	delays: fc.infiniteStream(fc.nat({ max: 4 })),
});

test('whatever calls do and however they interleave: nobody twice, and what nobody got failed or crashed', async () => {
	await fc.assert(
		fc.asyncProperty(fc.array(run, { minLength: 2, maxLength: 6 }), async (runs) => {
			const n8n = new N8n();
			await claim(n8n, '99', wanted('first'));
			const ends = new Map<number, string[] | 'failed'>();
			for (const [index, { ids, fates, delays }] of runs.entries()) {
				const api = await n8n.api(fates.values(), () => Number(delays.next().value));
				n8n.executions.set(String(index + 1), 'running');
				void ClaimedIds.claim(
					api,
					execution(String(index + 1)),
					ids.map((id) => wanted(id)),
				).then(
					(own) => {
						ends.set(index, [...own]);
						n8n.executions.set(String(index + 1), 'success');
					},
					() => {
						ends.set(index, 'failed');
						n8n.executions.set(String(index + 1), 'error');
					},
				);
			}
			const mayEnd = runs.filter(({ fates }) => !fates.some((one) => one.startsWith('killed'))).length;
			for (let turn = 0; turn < 2_000 && (ends.size < mayEnd || turn < 60); turn++) await turns(1);
			expect(ends.size).toBeGreaterThanOrEqual(mayEnd);
			for (const id of ['a', 'b', 'c', 'd']) {
				const asked = runs.flatMap(({ ids }, index) => (ids.includes(id) ? [ends.get(index) ?? 'crashed'] : []));
				const got = asked.filter((end) => Array.isArray(end) && end.includes(id)).length;
				const visible = asked.some((end) => end === 'failed' || end === 'crashed');
				expect(got).toBeLessThanOrEqual(1);
				expect(asked.length === 0 || got === 1 || visible).toBe(true);
			}
			for (const index of runs.keys()) if (!ends.has(index)) n8n.executions.set(String(index + 1), 'crashed');
			// Retries, all at once and twice, run each that nobody got once.
			const late = runs.flatMap(({ ids }, index) =>
				Array.isArray(ends.get(index)) ? [] : [1, 2].map((n) => ({ id: `${index + 1}00${n}`, ids })),
			);
			const got = runs.flatMap((_, index) => ends.get(index) ?? []).filter((id) => id !== 'failed');
			for (const { id } of late) n8n.executions.set(id, 'running');
			for (const own of await Promise.all(late.map(async ({ id, ids }) => await retry(n8n, id, ...ids.map((one) => wanted(one))))))
				got.push(...own);
			expect(got.sort()).toEqual([...new Set(runs.flatMap(({ ids }) => ids))].sort());
			// After a resend an id is a duplicate for everybody.
			for (const [index, { ids }] of runs.entries()) {
				const again = ids.map((id) => wanted(id, { isResend: true }));
				expect(await claim(n8n, `8000${index}`, ...again)).toEqual(expect.arrayContaining(ids));
				expect(await claim(n8n, `repeat-${index}`, ...ids.map((id) => wanted(id)))).toEqual([]);
			}
		}),
		{ numRuns: 100, seed: Number(process.env.MODEL_SEED ?? 1) },
	);
});
