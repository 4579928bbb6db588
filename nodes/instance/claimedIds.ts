import { createHash, randomBytes } from 'node:crypto';

import { NodeApiError, sleep } from 'n8n-workflow';
import { z } from 'zod';

import { clockMs } from '../shared/clock';
import { isUnsent } from '../shared/http/request';
import { rethrow } from '../shared/rethrow';
import { state } from '../state';
import { instanceCredential } from './address';
import type { AnyInstanceApi } from './api';
import { Unanswered } from './pages';
import type { Condition } from './tables';
import { Table, TablesUnavailable } from './tables';

/**
 * The event IDs that processes of this n8n have claimed, in its data tables: the table's name and
 * columns are saved names.
 */
export const claimsTable = {
	name: 'webhook_deliveries_claims',
	columns: {
		bucket: 'number',
		/** Increases with every change: a change names the version it is based on, so that only one of several wins. */
		version: 'number',
		/** Whoever made this version. */
		token: 'string',
		/** One word per ID: its hash, when it arrived, how long it is kept, and who has it. */
		ids: 'string',
	},
} as const;

/** An ID that an execution wants for itself. */
export interface Wanted {
	id: string;
	/** Unix milliseconds. */
	arrivedAt: number;
	/** A repeat within this time is the same delivery. */
	windowMs: number;
	/** A retry or resend gets the ID whoever has it, and is recorded. */
	again: boolean;
}

/** Where the claims are: the table, and the row ID of each bucket. */
export interface ClaimsPlace {
	path: string;
	rows: ReadonlyMap<number, number>;
}

/** More rows would mean less waiting, but more calls for grouped deliveries. */
const buckets = 64;
/** A word takes about 45 bytes: 90 kB for a full row, 6 MB for the full table. */
export const mostPerBucket = 2_000;
/** How long an ID is kept beyond its window: its repeat may be waiting for a worker. */
const graceMs = 3_600_000;
/** How long to keep trying: n8n may be restarting. */
const patienceMs = 20_000;

const is = (columnName: string, value: number): Condition => ({ columnName, condition: 'eq', value });

interface Entry {
	hash: string;
	arrivedAt: number;
	keptUntil: number;
	owner: string;
}

const bytesOf = (id: string) => createHash('sha256').update(id).digest();
const hashOf = (id: string) => bytesOf(id).toString('base64url').slice(0, 16);
const bucketOf = (id: string) => bytesOf(id)[31] % buckets;

const wordOf = ({ hash, arrivedAt, keptUntil, owner }: Entry) => [hash, arrivedAt.toString(36), keptUntil.toString(36), owner].join('.');

const entry = z
	.string()
	.regex(/^[\w-]{16}\.[0-9a-z]+\.[0-9a-z]+\.[\w-]+$/)
	.transform((word): Entry => {
		const [hash, arrivedAt, keptUntil, owner] = word.split('.');
		return { hash, arrivedAt: parseInt(arrivedAt, 36), keptUntil: parseInt(keptUntil, 36), owner };
	});
const entries = z
	.string()
	.transform((ids) => ids.split(' ').filter((word) => word !== ''))
	.pipe(z.array(entry));
const versionRow = z.object({ id: z.number(), version: z.number(), ids: entries });

type Version = z.infer<typeof versionRow>;

/** The IDs claimed by executions of any process of this n8n, for one that wants to claim too. */
export class ClaimedIds {
	private deadline = clockMs() + patienceMs;

	private constructor(
		private readonly api: AnyInstanceApi,
		/** The execution. */
		private readonly owner: string,
	) {}

	/**
	 * Returns the IDs that this execution owns from now on. Throws if that cannot be known; then
	 * nobody may use them. A lost answer is settled by reading again, as each ID names its owner.
	 */
	static async claim(api: AnyInstanceApi, owner: string, wanted: Wanted[]): Promise<ReadonlySet<string>> {
		if (wanted.length === 0) return new Set();
		const claims = new ClaimedIds(api, owner);
		const known = state.claimsPlaces.get(nameOf(api));
		try {
			return await claims.claim(wanted);
		} catch (error) {
			if (!(error instanceof TablesUnavailable) || known === undefined) return rethrow(error);
		}
		// Somebody deleted the known table.
		state.claimsPlaces.forget(nameOf(api), known);
		return await claims.claim(wanted);
	}

	/** Opens the table, creating it if needed, and tries everything a claim needs; throws what prevents it. */
	static async prepare(api: AnyInstanceApi): Promise<void> {
		const { path } = await openPlace(api);
		await Table.at(api, path, claimsTable).updateWhere([is('bucket', -1)], { token: '' });
	}

	private async claim(wanted: Wanted[]): Promise<ReadonlySet<string>> {
		const { path, rows } = await this.place();
		const table = Table.at(this.api, path, claimsTable);
		const rowOf = (id: string) => rows.get(bucketOf(id)) ?? 0;
		const byRow = groupBy(wanted, ({ id }) => rowOf(id));
		const known = await this.insist(async () => await this.read(table, [...byRow.keys()]));
		const won = new Set<string>();
		try {
			for (const [row, own] of byRow) {
				const change = (entries: Entry[]) => this.withClaims(entries, own);
				for (const id of await this.change(table, row, change, known.get(row))) won.add(id);
			}
		} catch (error) {
			this.deadline = clockMs() + patienceMs / 4;
			await this.giveBack(table, groupBy(won, rowOf));
			return rethrow(error);
		}
		return won;
	}

	private async place(): Promise<ClaimsPlace> {
		const known = state.claimsPlaces.get(nameOf(this.api));
		if (known) return known;
		const place = await this.insist(async () => await openPlace(this.api));
		state.claimsPlaces.keep(nameOf(this.api), place);
		return place;
	}

	private async read(table: Table, ids: number[]): Promise<Map<number, Version>> {
		const found = new Map<number, Version>();
		for await (const row of table.rows({ any: ids.map((id) => is('id', id)) })) {
			const version = versionRow.safeParse(row);
			if (!version.success) throw damaged(this.api);
			found.set(version.data.id, version.data);
		}
		if (found.size < ids.length) throw damaged(this.api);
		return found;
	}

	/** Compare-and-set: of all who change the same version one wins; the others read the result and try again. */
	private async change<Result>(
		table: Table,
		row: number,
		make: (entries: Entry[]) => { entries: Entry[]; isNew: boolean; result: Result },
		read?: Version,
	): Promise<Result> {
		let known = read;
		return await this.insist(async () => {
			const { version, ids } = known ?? (await this.read(table, [row])).get(row) ?? { version: 0, ids: [] };
			known = undefined;
			const { entries, isNew, result } = make(ids);
			if (!isNew) return result;
			const token = randomBytes(12).toString('hex');
			const data = { version: version + 1, token, ids: entries.map(wordOf).join(' ') };
			const changed = await table.updateWhere([is('id', row), is('version', version)], data);
			if (changed.some((one) => one.token === token)) return result;
			throw new Outrun();
		});
	}

	private withClaims(known: Entry[], wanted: Wanted[]) {
		const now = Date.now();
		const entries = known.filter(({ keptUntil }) => keptUntil > now);
		const result: string[] = [];
		let isNew = false;
		for (const { id, arrivedAt, windowMs, again } of wanted) {
			const hash = hashOf(id);
			const same = entries.filter((one) => one.hash === hash);
			if (same.some(({ owner }) => owner === this.owner)) result.push(id);
			else if (again || !same.some((one) => Math.abs(one.arrivedAt - arrivedAt) < windowMs)) {
				result.push(id);
				entries.push({ hash, arrivedAt, keptUntil: now + windowMs + graceMs, owner: this.owner });
				isNew = true;
			}
		}
		if (entries.length > mostPerBucket) throw full(this.api);
		return { entries, isNew, result };
	}

	/**
	 * The execution fails, so that a repeat does not count as its duplicate. If the repeat fails
	 * too, a resend helps.
	 */
	private async giveBack(table: Table, byRow: Map<number, string[]>): Promise<void> {
		for (const [row, ids] of byRow) {
			const own = new Set(ids.map(hashOf));
			const change = (known: Entry[]) => {
				const entries = known.filter(({ hash, owner }) => owner !== this.owner || !own.has(hash));
				return { entries, isNew: entries.length < known.length, result: undefined };
			};
			await this.change(table, row, change).catch(() => undefined);
		}
	}

	/** Repeats when others were faster, or when n8n did not answer. */
	private async insist<Result>(run: () => Promise<Result>): Promise<Result> {
		for (let pauseMs = 25; ; pauseMs = Math.min(pauseMs * 2, 2_000)) {
			try {
				return await run();
			} catch (error) {
				const isOver = clockMs() >= this.deadline;
				if (isOver && error instanceof Outrun) throw outrun(this.api);
				if (isOver || !mayPass(error)) return rethrow(error);
			}
			await sleep(pauseMs * (0.5 + Math.random()));
		}
	}
}

function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => number): Map<number, Item[]> {
	const groups = new Map<number, Item[]>();
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
	return groups;
}

/** Somebody else has changed the row since it was read. */
class Outrun extends Error {}

function mayPass(error: unknown): boolean {
	if (error instanceof Outrun || error instanceof Unanswered || isUnsent(error)) return true;
	return error instanceof NodeApiError && Number(error.httpCode) >= 500;
}

const nameOf = ({ context, baseUrl }: AnyInstanceApi) => ({
	instance: baseUrl,
	credential: context.getNode().credentials?.[instanceCredential]?.id ?? '',
});

/**
 * The table and its rows, which only its creator creates, in one call: rows made by two processes
 * would contradict each other. Until then others wait.
 */
async function openPlace(api: AnyInstanceApi): Promise<ClaimsPlace> {
	const table = await Table.open(api, claimsTable);
	if (table.isNew) {
		await table.add(Array.from({ length: buckets }, (_, bucket) => ({ bucket, version: 0, token: '', ids: '' })));
	}
	for (let attempt = 0; attempt < 20; attempt++) {
		const rows = new Map<number, number>();
		for await (const { id, bucket } of table.rows([{ columnName: 'bucket', condition: 'gte', value: 0 }])) rows.set(Number(bucket), id);
		if (rows.size === buckets) return { path: table.path, rows };
		await sleep(250);
	}
	throw damaged(api);
}

const damaged = (api: AnyInstanceApi) =>
	api.refusal(
		`The data table "${claimsTable.name}" lacks rows or was changed manually`,
		'Delete it under Data tables and publish the workflow again, which recreates it. Until then it is unknown which events have already run.',
	);

const full = (api: AnyInstanceApi) =>
	api.refusal(
		`The data table "${claimsTable.name}" is full: it holds as many events as this n8n may remember`,
		'Shorten "Remember Events For" in the triggers with "Ignore Duplicates Across Processes", or turn that option off where it is not needed. Then retry this execution.',
	);

const outrun = (api: AnyInstanceApi) =>
	api.refusal(
		'Too many executions recorded their events at the same time',
		'Retry this execution. If this happens often, use "Group Events Arriving Within" in the trigger to run several events as one execution.',
	);
