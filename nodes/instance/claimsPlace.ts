import { NodeOperationError, sleep } from 'n8n-workflow';

import { clockMs } from '../shared/clock';
import type { AnyInstanceApi } from './api';
import { buckets } from './claimEntries';
import { Table } from './tables';

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

/** Where the claims are: the table, and the row ID of each bucket. */
export interface ClaimsPlace {
	path: string;
	rows: ReadonlyMap<number, number>;
	/** When the table was last seen to be the one of this name, by `clockMs`. */
	checkedMs: number;
}

/** The bucket that only probes name: no row has it. */
export const probedBucket = -1;
/** A table renamed or replaced by hand is noticed after this time at most. */
const checkedForMs = 60_000;

/** The table is not as this package made it. */
export class Damaged extends NodeOperationError {}

/** The error for a table that somebody changed; `problem` completes the sentence. */
export const damaged = ({ context, itemIndex }: AnyInstanceApi, problem = 'lacks rows or was changed manually'): Damaged =>
	new Damaged(context.getNode(), `The data table "${claimsTable.name}" ${problem}`, {
		itemIndex,
		description:
			'Delete it under Data tables: the next execution recreates it. Then retry the failed executions. Until then it is unknown which events have already run.',
	});

/** The place if it is still the right one, after one call if it was not checked lately; otherwise opens the right one. */
export async function currentPlace(api: AnyInstanceApi, known: ClaimsPlace | undefined): Promise<ClaimsPlace> {
	if (known === undefined) return await openPlace(api);
	const now = clockMs();
	if (now - known.checkedMs < checkedForMs) return known;
	const table = await Table.find(api, claimsTable);
	return table?.path === known.path ? { ...known, checkedMs: now } : await openPlace(api);
}

/**
 * The table and its rows, which only its creator creates, in one call: rows made by two processes
 * would contradict each other. Until then others wait.
 */
export async function openPlace(api: AnyInstanceApi): Promise<ClaimsPlace> {
	const checkedMs = clockMs();
	const table = await Table.open(api, claimsTable);
	if (table.isNew) {
		await table.add(Array.from({ length: buckets }, (_, bucket) => ({ bucket, version: 0, token: '', ids: '' })));
	}
	for (let attempt = 0; attempt < 20; attempt++) {
		const rows = new Map<number, number>();
		for await (const { id, bucket } of table.rows([{ columnName: 'bucket', condition: 'neq', value: probedBucket }])) {
			// With two rows for one bucket, processes would claim in different ones.
			if (typeof bucket !== 'number' || !isBucket(bucket)) throw damaged(api, `was changed manually: row ${id} does not belong there`);
			if (rows.has(bucket)) throw damaged(api, `was changed manually: rows ${rows.get(bucket)} and ${id} are both for bucket ${bucket}`);
			rows.set(bucket, id);
		}
		if (rows.size === buckets) return { path: table.path, rows, checkedMs };
		await sleep(250);
	}
	throw damaged(api);
}

const isBucket = (bucket: number) => Number.isInteger(bucket) && bucket >= 0 && bucket < buckets;
