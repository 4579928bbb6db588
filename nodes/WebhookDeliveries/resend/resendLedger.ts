import { createHash, randomBytes } from 'node:crypto';

import { sleep } from 'n8n-workflow';
import { z } from 'zod';

import type { Cell, Condition, Row } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { clockMs } from '../../shared/clock';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi } from '../../instance/api';
import { executionId } from '../history/executionId';
import { state } from '../../state';

/** Records that a delivery was resent, as n8n's history may not show it. */
export interface Resent {
	/**
	 * Failures with an ID up to this one are covered: the execution that was resent, and the newest
	 * one at that time.
	 */
	upTo: number;
	/** `sent`: the result is unknown. */
	outcome: 'sent' | 'succeeded';
	/** The execution that processed it; '' if it was not seen. */
	newExecution: string;
}

/** The exclusive right to resend one delivery. */
export interface Claim {
	/** False if it took so long that somebody else may have it by now. */
	renew(): Promise<boolean>;
	release(): Promise<void>;
}

/** Who is resending what, and what was resent. Keys are those of `deliveryKey`. */
export interface Ledger {
	/** `table`: holds for all processes that share this n8n's data tables. `process`: only for this one. */
	guard: 'table' | 'process';
	/** Why it holds only for this process; '' for a table. */
	why: string;
	/** Undefined if somebody is already resending it. */
	claim(key: string): Promise<Claim | undefined>;
	find(key: string): Promise<Resent | undefined>;
	note(key: string, resent: Resent): Promise<void>;
	/** Links an execution to the one whose delivery was posted again; to itself if that one holds others too. */
	link(newExecution: string, original: string): Promise<void>;
}

/** What is remembered of resends, in n8n's own data tables: the table's name and columns are saved names. */
export const resendsTable = {
	name: 'webhook_deliveries_resends',
	columns: {
		/**
		 * `slot`: a lock shared by several deliveries. `resent`: what was resent. `posted`: the
		 * execution (`key`) it repeats.
		 */
		kind: 'string',
		key: 'string',
		/** For a slot: who holds it. */
		token: 'string',
		holder: 'string',
		/** Unix milliseconds: when a slot is free again, or what was resent may be forgotten. */
		until: 'number',
		upTo: 'number',
		outcome: 'string',
		newExecution: 'string',
	},
} as const;

/** Tables have no unique keys, so the rows used for compare-and-set are created once, with the table. */
const slots = 32;
const leaseMs = 180_000;
const waitForSlotMs = 15_000;
/** n8n keeps no execution longer than this node looks back. */
const rememberMs = 31 * 24 * 3_600_000;
const mostRemembered = 10_000;

const stored = z.object({
	key: z.string(),
	upTo: z.number(),
	outcome: z.enum(['sent', 'succeeded']),
	newExecution: z
		.string()
		.nullish()
		.transform((id) => id ?? ''),
});

const is = (columnName: string, value: string | number): Condition => ({
	columnName,
	condition: 'eq',
	value,
});
const isResent = is('kind', 'resent');
const isPosted = is('kind', 'posted');
const isNoSlot: Condition = { columnName: 'kind', condition: 'neq', value: 'slot' };
const before = (columnName: string, value: number): Condition => ({ columnName, condition: 'lt', value });

const hashOf = (key: string) => createHash('sha256').update(key).digest('hex').slice(0, 40);

class TableLedger implements Ledger {
	readonly guard = 'table';
	readonly why = '';

	constructor(private readonly table: Table) {}

	async claim(key: string): Promise<Claim | undefined> {
		const holder = hashOf(key);
		const slot = await this.slotOf(holder);
		const token = randomBytes(16).toString('hex');
		for (const deadline = clockMs() + waitForSlotMs; clockMs() < deadline; await sleep(250)) {
			const free = [is('id', slot), before('until', Date.now())];
			const taken = await this.table.updateWhere(free, { token, holder, until: Date.now() + leaseMs });
			if (taken.some((row) => row.token === token)) return this.held(slot, token);
			// Another delivery may hold the slot, but not for long.
			for await (const row of this.table.rows([is('id', slot)])) if (row.holder === holder) return undefined;
		}
		return undefined;
	}

	private held(slot: number, token: string): Claim {
		const set = async (until: number) => (await this.table.updateWhere([is('id', slot), is('token', token)], { until })).length === 1;
		return {
			renew: async () => await set(Date.now() + leaseMs),
			release: async () => {
				await this.table.updateWhere([is('id', slot), is('token', token)], {
					until: 0,
					holder: '',
					token: '',
				});
			},
		};
	}

	/** The ID of the row; if two processes created rows at once, the oldest counts. */
	private async slotOf(holder: string): Promise<number> {
		const key = `slot-${parseInt(holder.slice(0, 8), 16) % slots}`;
		const find = async (): Promise<Row | undefined> => {
			for await (const row of this.table.rows([is('kind', 'slot'), is('key', key)])) return row;
			return undefined;
		};
		// Whoever creates the table creates them. Others wait, and only step in if that process was
		// killed.
		for (let attempt = 0; attempt < 20 && !this.table.isNew; attempt++) {
			const found = await find();
			if (found) return found.id;
			await sleep(250);
		}
		const free = { kind: 'slot', token: '', holder: '', until: 0 };
		await this.table.insert(Array.from({ length: slots }, (_, n) => ({ ...free, key: `slot-${n}` })));
		return (await find())?.id ?? 0;
	}

	async find(key: string): Promise<Resent | undefined> {
		for await (const row of this.table.rows([isResent, is('key', hashOf(key))])) return stored.safeParse(row).data;
		return undefined;
	}

	/** Only the holder of the claim records, so no second row is created. */
	async note(key: string, resent: Resent): Promise<void> {
		const data = { ...resent, kind: 'resent', key: hashOf(key), until: Date.now() + rememberMs };
		const known = await this.table.updateWhere([isResent, is('key', data.key)], data);
		if (known.length > 0) return;
		await this.insert(data);
	}

	async link(newExecution: string, original: string): Promise<void> {
		await this.insert({ kind: 'posted', key: original, newExecution, until: Date.now() + rememberMs });
	}

	private async insert(data: Record<string, Cell>): Promise<void> {
		const [id] = await this.table.insert([data]);
		if (id % 100 !== 0) return;
		await this.table.deleteWhere([isNoSlot, before('until', Date.now())]);
		await this.table.deleteWhere([isNoSlot, before('id', id - mostRemembered)]);
	}
}

const nameOf = ({ baseUrl }: InstanceApi, key: string) => ({ instance: baseUrl, delivery: key });

class ProcessLedger implements Ledger {
	readonly guard = 'process';

	constructor(
		private readonly api: InstanceApi,
		readonly why: string,
	) {}

	async claim(key: string): Promise<Claim | undefined> {
		const name = nameOf(this.api, key);
		if (state.beingResent.get(name) || !state.beingResent.keep(name, true)) return undefined;
		return { renew: async () => true, release: async () => state.beingResent.forget(name) };
	}

	async find(key: string): Promise<Resent | undefined> {
		return state.resent.get(nameOf(this.api, key));
	}

	async note(key: string, resent: Resent): Promise<void> {
		state.resent.keep(nameOf(this.api, key), resent);
	}

	/** Only a table is visible to other processes. */
	async link(): Promise<void> {}
}

/**
 * Claims a delivery in the ledger of this n8n: in its data tables if the API key may use them, else
 * in the memory of this process. Undefined if somebody else holds it. Throws if a table of that
 * name has other columns.
 */
export async function claimDelivery(api: InstanceApi, key: string): Promise<{ ledger: Ledger; claim: Claim | undefined }> {
	let ledger: Ledger;
	try {
		ledger = new TableLedger(await Table.open(api, resendsTable));
		return { ledger, claim: await ledger.claim(key) };
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		ledger = new ProcessLedger(api, error.message);
	}
	return { ledger, claim: await ledger.claim(key) };
}

/** What was resent, by delivery key, as n8n's history may not show it. Empty if there is no table. */
export async function rememberedResends(api: InstanceApi): Promise<(key: string) => Resent | undefined> {
	const found = new Map<string, Resent>();
	try {
		const table = await Table.find(api, resendsTable);
		for await (const row of table?.rows([isResent]) ?? []) {
			const resent = stored.safeParse(row).data;
			if (resent) found.set(resent.key, resent);
		}
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
	}
	return (key) => found.get(hashOf(key)) ?? state.resent.get(nameOf(api, key));
}

const posted = z
	.object({ key: executionId, newExecution: executionId })
	.refine(({ key, newExecution }) => Number(key) <= Number(newExecution));

/**
 * For each execution that a posted resend started, the ID of the one it repeats. Throws if the
 * table cannot be read.
 */
export async function postedResends(api: InstanceApi): Promise<Map<string, string>> {
	const found = new Map<string, string>();
	const table = await Table.find(api, resendsTable);
	for await (const row of table?.rows([isPosted]) ?? []) {
		const link = posted.safeParse(row).data;
		if (link) found.set(link.newExecution, link.key);
	}
	return found;
}
