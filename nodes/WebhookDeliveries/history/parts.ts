import { createHash } from 'node:crypto';

import type { TrackedWorkflow } from '../../instance/workflows';
import type { ExecutionRow } from './history';
import { recordsOf, repeatableOf } from './records';

/** Whose delivery it is and what it tells; null for what is unknown. */
export interface About {
	vendor: string | null;
	account: string | null;
	accountName: string | null;
	event: string | null;
	/** Otherwise these are the tags of its execution, which may hold several values separated by commas. */
	isRead: boolean;
}

/** One delivery of an execution, as far as statistics need it: no reference, no ID, and hashes instead of keys. */
export interface Part extends About {
	weight: number;
	isRepetition: boolean;
	/** As of `Repeatable`, hashed; null instead of undefined. */
	key: string | null;
	anyKey: string | null;
	failingNode: string | null;
	only: string[] | null;
}

/** An execution with its deliveries, where these are wanted, instead of its data. */
export interface SeenRow extends ExecutionRow {
	parts?: Part[];
}

/** So long that two keys of a month hardly ever share one. */
export const hashLength = 8;
const hash = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, hashLength);
const hashed = (text: string | null | undefined): string | null => (typeof text === 'string' ? hash(text) : null);

/** The same execution without its data; with its deliveries, if it is of one of these workflows. */
export function withParts(row: ExecutionRow, workflow: TrackedWorkflow | undefined): SeenRow {
	const parts = (workflow === undefined ? [] : recordsOf(row, workflow)).map((record): Part => {
		const { vendor, account, accountName, event, weight, isRepetition, delivery } = record;
		const { key, anyKey, failingNode, only } = repeatableOf(record);
		const about = { vendor, account, accountName, event, isRead: delivery !== undefined };
		const keys = { key: hashed(key), anyKey: hashed(anyKey), failingNode: hashed(failingNode), only: only?.map(hash) ?? null };
		return { ...about, weight, isRepetition, ...keys };
	});
	return { ...row, data: undefined, workflowData: undefined, customData: undefined, parts };
}
