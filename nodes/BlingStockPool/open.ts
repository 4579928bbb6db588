import type { InstanceApi } from './framework';
import { rethrow, Table, TablesUnavailable } from './framework';
import type { PoolTables } from './store';
import { layouts, logLayout } from './layouts';
import { takeOver } from './takeOver';
import { makeTurnRow, turnRow } from './turn';

/** The tables of the pool, and the row of its turn. */
export interface Opened {
	tables: PoolTables;
	turnRow: number;
	log: Table;
	/** Whether those of version 0.1 were just migrated. */
	tookOver: boolean;
}

/**
 * Opens the tables; missing ones are created, and the first time what version 0.1 left is migrated.
 * The row of the turn is created last: without it nobody writes.
 */
export async function openTables(api: InstanceApi): Promise<Opened> {
	return await withTables(api, async () => {
		const log = { ...logLayout, columns: {} };
		const found = await Table.findAll(api, { ...layouts, log });
		const opened = { log: found.log ?? (await Table.open(api, logLayout)) };
		const tables: PoolTables = {
			queue: found.queue ?? (await Table.open(api, layouts.queue)),
			memories: found.memories ?? (await Table.open(api, layouts.memories)),
			turn: found.turn ?? (await Table.open(api, layouts.turn)),
			participants: found.participants ?? (await Table.open(api, layouts.participants)),
			deposits: found.deposits ?? (await Table.open(api, layouts.deposits)),
		};
		const row = await turnRow(tables);
		if (row !== undefined) return { ...opened, tables, turnRow: row, tookOver: false };
		const tookOver = await takeOver(api, tables);
		const made = await makeTurnRow(tables);
		if (made === undefined) throw api.notN8n();
		return { ...opened, tables, turnRow: made, tookOver };
	});
}

/** What to do if the API key may not use the tables. */
export async function withTables<Result>(api: InstanceApi, use: () => Promise<Result>): Promise<Result> {
	try {
		return await use();
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		throw api.refusal(
			`The stock pool cannot use the data tables of this n8n, where it keeps its state: ${error.message}`,
			'Give the API key of the "N8n Instance API" credential the scopes dataTable:* and dataTableRow:* under Settings → n8n API.',
		);
	}
}

const keptLogMs = 90 * 86_400_000;

/** Deletes what is older than 90 days from the log, if its table still is as the pool created it. */
export async function pruneLog(log: Table, now: number): Promise<void> {
	if (!log.columns.has('quando')) return;
	const before = new Date(now - keptLogMs).toISOString();
	await log.deleteWhere([{ columnName: 'quando', condition: 'lt', value: before }]);
}
