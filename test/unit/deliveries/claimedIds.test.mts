import { Readable } from 'node:stream';

import { jest } from '@jest/globals';
import fc from 'fast-check';
import type { IExecuteFunctions, IHttpRequestOptions } from 'n8n-workflow';

import { InstanceApi } from '../../../nodes/instance/api';
import type { Wanted } from '../../../nodes/instance/claimedIds';
import { ClaimedIds, claimsTable, mostPerBucket } from '../../../nodes/instance/claimedIds';
import { FakeDataTables } from './dataTables.mts';

type Json = Record<string, any>;

/** How one call of the API goes. `late`: the caller hears of a time-out, and it is done afterwards. */
type Fate = 'fair' | 'failed' | 'lost' | 'late' | 'killed before' | 'killed after';

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
	private readonly baseUrl = `http://claims-${++made}.example.com`;
	calls = 0;

	/** The API for one execution, whose calls go so; `delay` tells how long one takes. */
	async api(fates: Iterator<Fate, undefined> = [][Symbol.iterator](), delay: () => number = () => 0): Promise<InstanceApi> {
		const request = async ({ method = 'GET', url, qs, body }: IHttpRequestOptions) => {
			this.calls++;
			const fate = fates.next().value ?? 'fair';
			const query = new URLSearchParams(Object.entries((qs ?? {}) as Json).map(([name, value]): [string, string] => [name, String(value)]));
			const parts = new URL(url).pathname.replace('/api/v1/data-tables', '').split('/').filter(Boolean);
			const act = () =>
				structuredClone(this.tables.answer(method, parts, query, (Buffer.isBuffer(body) ? JSON.parse(body.toString()) : body) as Json));
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
			getCredentials: async () => ({ baseUrl: this.baseUrl, apiKey: 'fake', resendSecret: '' }),
			helpers: {
				httpRequest: request,
				httpRequestWithAuthentication: async (_credential: string, options: IHttpRequestOptions) => await request(options),
			},
		};
		return await InstanceApi.of(context as unknown as IExecuteFunctions, 0);
	}

	get rows(): Json[] {
		return this.tables.tables.find(({ name }) => name === claimsTable.name)?.rows ?? [];
	}
}

const wanted = (id: string, rest: Partial<Wanted> = {}): Wanted => ({ id, arrivedAt: 0, windowMs: 10 * minute, again: false, ...rest });
const claim = async (n8n: N8n, owner: string, ...ids: Wanted[]) => [...(await ClaimedIds.claim(await n8n.api(), owner, ids))];

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

test('a retry and a resend get what another has, and are remembered', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	expect(await claim(n8n, '2', wanted('a', { again: true }), wanted('b', { again: true }))).toEqual(['a', 'b']);
	expect(await claim(n8n, '3', wanted('b'))).toEqual([]);
});

test('one execution alone costs two calls, and one with 500 events two for each row at most', async () => {
	const n8n = new N8n();
	await claim(n8n, '0', wanted('first'));
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
	expect(await claim(n8n, '3', wanted('a'))).toEqual(['a']);
	expect(words()).toEqual([expect.stringMatching(/^[\w-]{16}\.0\.\w+\.3$/)]);
});

test('a full row refuses, in words, rather than forget what is within its window', async () => {
	const n8n = new N8n();
	await claim(n8n, '1', wanted('a'));
	const row = n8n.rows.find(({ ids }) => ids !== '');
	if (row) row.ids = Array.from({ length: mostPerBucket }, (_, n) => `${String(n).padStart(16, 'x')}.0.${(9e15).toString(36)}.1`).join(' ');
	await expect(claim(n8n, '2', wanted('a'))).rejects.toMatchObject({
		message: expect.stringMatching(/is full/),
		description: expect.stringMatching(/"Remember Events For".*"Ignore Duplicates Across Processes"/),
	});
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

test('what n8n answers late or not is asked again for 20 seconds, and then fails with nothing claimed', async () => {
	const n8n = new N8n();
	await claim(n8n, '0', wanted('first'));
	const restarting: Fate[] = ['failed', 'lost', 'fair', 'failed', 'fair', 'lost'];
	expect([...(await ClaimedIds.claim(await n8n.api(restarting.values()), '1', [wanted('a')]))]).toEqual(['a']);
	expect(await claim(n8n, '2', wanted('a'))).toEqual([]);
	const down = (function* (): Generator<Fate, undefined> {
		for (;;) yield 'failed';
	})();
	const began = clock;
	await expect(ClaimedIds.claim(await n8n.api(down), '3', [wanted('b')])).rejects.toThrow(/n8n answered 500/);
	expect(clock - began).toBeGreaterThanOrEqual(20_000);
	expect(await claim(n8n, '4', wanted('b'))).toEqual(['b']);
});

test('what it had already when a later part fails is given back', async () => {
	const n8n = new N8n();
	await claim(n8n, '0', wanted('first'));
	const ids = ['a', 'b', 'c', 'd'].map((id) => wanted(id));
	const began = clock;
	const denied = (function* (): Generator<Fate, undefined> {
		yield* ['fair', 'fair', 'fair'] as const;
		while (clock - began <= 20_000) yield 'failed';
		yield 'failed';
	})();
	await expect(ClaimedIds.claim(await n8n.api(denied), '1', ids)).rejects.toThrow(/500/);
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
			await claim(n8n, '0', wanted('first'));
			const ends = new Map<number, string[] | 'failed'>();
			for (const [index, { ids, fates, delays }] of runs.entries()) {
				const api = await n8n.api(fates.values(), () => Number(delays.next().value));
				void ClaimedIds.claim(
					api,
					String(index + 1),
					ids.map((id) => wanted(id)),
				).then(
					(own) => ends.set(index, [...own]),
					() => ends.set(index, 'failed'),
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
			// A crash is made good by a resend, and after it the id is a duplicate for everybody.
			for (const [index, { ids }] of runs.entries()) {
				if (Array.isArray(ends.get(index))) continue;
				const again = ids.map((id) => wanted(id, { again: true }));
				expect(await claim(n8n, `resend-${index}`, ...again)).toEqual(expect.arrayContaining(ids));
				expect(await claim(n8n, `repeat-${index}`, ...ids.map((id) => wanted(id)))).toEqual([]);
			}
		}),
		{ numRuns: 100, seed: Number(process.env.MODEL_SEED ?? 1) },
	);
});
