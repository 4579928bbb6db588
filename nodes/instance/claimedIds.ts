import { randomBytes } from 'node:crypto';

import { z } from 'zod';

import { rethrow } from '../shared/rethrow';
import { state } from '../state';
import { instanceCredential } from './address';
import type { AnyInstanceApi } from './api';
import type { Claimant } from './claimants';
import { Claimants } from './claimants';
import type { Entry } from './claimEntries';
import { bucketOf, cellOf, entriesCell, fitting, hashOf, keptUntil, mostHeld } from './claimEntries';
import type { ClaimsPlace } from './claimsPlace';
import { claimsTable, currentPlace, Damaged, damaged, openPlace, probedBucket } from './claimsPlace';
import { Outrun, Patience } from './patience';
import type { Condition } from './tables';
import { Table, TablesUnavailable } from './tables';

/** An ID that an execution wants for itself. */
export interface Wanted {
	id: string;
	/** Unix milliseconds. */
	arrivedAt: number;
	/** A repeat within this time is the same delivery. */
	windowMs: number;
	/** Somebody wants it to run again: it gets the ID whoever has it, and is recorded. */
	isResend: boolean;
}

const giveBackMs = 30_000;

const is = (columnName: string, value: number): Condition => ({ columnName, condition: 'eq', value });

const versionRow = z.object({ id: z.number(), bucket: z.number(), version: z.number(), ids: entriesCell });

type Version = z.infer<typeof versionRow>;

/**
 * The IDs claimed by executions of any process of this n8n, for one that wants to claim too. An ID
 * belongs to the execution that claimed it as long as that one has not failed.
 */
export class ClaimedIds {
	private readonly claimants: Claimants;
	/** By bucket. */
	private rows: ClaimsPlace['rows'] = new Map();

	private constructor(
		private readonly api: AnyInstanceApi,
		private readonly own: Claimant,
		private patience = new Patience(api),
	) {
		this.claimants = new Claimants(api, own, patience);
	}

	/**
	 * Returns the IDs that this execution owns from now on. Throws if that cannot be known; then
	 * nobody may use them. A lost answer is settled by reading again, as each ID names its owner.
	 */
	static async claim(api: AnyInstanceApi, own: Claimant, wanted: Wanted[]): Promise<ReadonlySet<string>> {
		if (wanted.length === 0) return new Set();
		const known = state.claimsPlaces.get(nameOf(api));
		try {
			return await new ClaimedIds(api, own).claim(wanted);
		} catch (error) {
			if (!(error instanceof TablesUnavailable || error instanceof Damaged) || known === undefined) return rethrow(error);
		}
		// Somebody deleted or changed the known table, and may have mended it since.
		state.claimsPlaces.forget(nameOf(api));
		return await new ClaimedIds(api, own).claim(wanted);
	}

	/** Opens the table, creating it if needed, and tries everything a claim needs; throws what prevents it. */
	static async prepare(api: AnyInstanceApi): Promise<void> {
		const { path } = await openPlace(api);
		await Claimants.prepare(api);
		await Table.at(api, path, claimsTable).updateWhere([is('bucket', probedBucket)], { token: '' });
	}

	private async claim(wanted: Wanted[]): Promise<ReadonlySet<string>> {
		const { path, rows } = await this.place();
		this.rows = rows;
		const table = Table.at(this.api, path, claimsTable);
		const rowOf = (id: string) => rows.get(bucketOf(id)) ?? 0;
		const byRow = groupBy(wanted, ({ id }) => rowOf(id));
		const versions = await this.patience.insist(async () => await this.read(table, [...byRow.keys()]));
		const won = new Set<string>();
		try {
			for (const [row, own] of byRow) {
				const change = async (entries: Entry[]) => await this.withClaims(entries, own);
				for (const id of await this.change(table, row, change, versions.get(row))) won.add(id);
			}
		} catch (error) {
			this.patience = new Patience(this.api, giveBackMs);
			await this.giveBack(table, groupBy(won, rowOf));
			return rethrow(error);
		}
		return won;
	}

	private async place(): Promise<ClaimsPlace> {
		const name = nameOf(this.api);
		const place = await this.patience.insist(async () => await currentPlace(this.api, state.claimsPlaces.get(name)));
		state.claimsPlaces.keep(name, place);
		return place;
	}

	private async read(table: Table, ids: number[]): Promise<Map<number, Version>> {
		const found = new Map<number, Version>();
		for await (const row of table.rows({ any: ids.map((id) => is('id', id)) })) {
			const version = versionRow.safeParse(row);
			if (!version.success || this.rows.get(version.data.bucket) !== version.data.id) throw damaged(this.api);
			found.set(version.data.id, version.data);
		}
		if (found.size < ids.length) throw damaged(this.api);
		return found;
	}

	/** Compare-and-set: of all who change the same version one wins; the others read the result and try again. */
	private async change<Result>(
		table: Table,
		row: number,
		make: (entries: Entry[]) => Promise<{ entries: Entry[]; isNew: boolean; result: Result }>,
		read?: Version,
	): Promise<Result> {
		let known = read;
		return await this.patience.insist(async () => {
			const { version, ids } = known ?? (await this.read(table, [row])).get(row) ?? { version: 0, ids: [] };
			known = undefined;
			const { entries, isNew, result } = await make(ids);
			if (!isNew) return result;
			const token = randomBytes(12).toString('hex');
			const data = { version: version + 1, token, ids: cellOf(entries) };
			const changed = await table.updateWhere([is('id', row), is('version', version)], data);
			if (changed.some((one) => one.token === token)) return result;
			throw new Outrun();
		});
	}

	private async withClaims(known: Entry[], wanted: Wanted[]) {
		const now = Date.now();
		const entries = known.filter((one) => one.keptUntil > now);
		const before = entries.length;
		const result: string[] = [];
		for (const { id, arrivedAt, windowMs, isResend } of wanted) {
			const hash = hashOf(id);
			const same = entries.filter((one) => one.hash === hash);
			const others = same.filter((one) => Math.abs(one.arrivedAt - arrivedAt) < windowMs).map(({ owner }) => owner);
			if (same.some(({ owner }) => owner === this.own.id)) result.push(id);
			else if (isResend || (await this.haveFailed(others))) {
				result.push(id);
				entries.push({ hash, arrivedAt, keptUntil: keptUntil(now, windowMs), owner: this.own.id });
			}
		}
		const fit = fitting(entries, now);
		if (fit === undefined) throw full(this.api, wanted[0].windowMs);
		return { entries: fit, isNew: entries.length > before, result };
	}

	/** The last one first, as the ones before it must have failed. */
	private async haveFailed(owners: string[]): Promise<boolean> {
		for (const owner of owners.reverse()) {
			if (!(await this.claimants.hasFailed(owner))) return false;
		}
		return true;
	}

	/**
	 * The execution fails, so that a repeat does not count as its duplicate. If the repeat fails
	 * too, a resend helps.
	 */
	private async giveBack(table: Table, byRow: Map<number, string[]>): Promise<void> {
		for (const [row, ids] of byRow) {
			const own = new Set(ids.map(hashOf));
			const change = async (known: Entry[]) => {
				const entries = known.filter(({ hash, owner }) => owner !== this.own.id || !own.has(hash));
				return { entries, isNew: entries.length < known.length, result: undefined };
			};
			await this.change(table, row, change).catch(() => undefined);
		}
	}
}

function groupBy<Item>(items: Iterable<Item>, keyOf: (item: Item) => number): Map<number, Item[]> {
	const groups = new Map<number, Item[]>();
	for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
	return groups;
}

const nameOf = ({ context, baseUrl }: AnyInstanceApi) => ({
	instance: baseUrl,
	credential: context.getNode().credentials?.[instanceCredential]?.id ?? '',
});

function full(api: AnyInstanceApi, windowMs: number) {
	const minutes = Math.round(windowMs / 60_000);
	const [count, unit] = minutes % 60 === 0 ? [minutes / 60, 'hour'] : [minutes, 'minute'];
	return api.refusal(
		`The data table "${claimsTable.name}" is full: it holds about ${mostHeld.toLocaleString('en-US')} events, those of this trigger for ${count} ${unit}${count === 1 ? '' : 's'}`,
		'Shorten "Remember Events For" in the triggers with "Ignore Duplicates Across Processes", or turn that option off where it is not needed. What the table holds already goes in its time; to have room at once, delete the table under Data tables: then repeats of these events run again. Then retry this execution.',
	);
}
