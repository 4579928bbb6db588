import { rounded } from './bling';
import type { Memory, Outcome, Reading, Result, Work, Write } from './document';
import { isConfirmed } from './plan';
import * as texts from './texts';

/** The result of a planned write if no node carried it out. */
export type WriteEnd = Omit<Result, 'result'> & { result: Result['result'] | 'unwritten' };

export type MemoryRow = Omit<Memory, 'ids'>;

/** How many orders that explained a balance are kept: what is reversed later is recent. */
const keptSales = 20;

const blank = {
	since: 0,
	turn: 0,
	productId: null,
	depositId: null,
	physical: null,
	reserved: null,
	writing: null,
	sum: null,
	held: false,
	situation: '',
	message: '',
	sales: [],
};

/** How every planned write ended; one without an answer from a node was not written. */
export const endsOf = ({ plan, results }: Work): WriteEnd[] => [
	...results,
	...(plan?.writes ?? [])
		.filter(({ sku, company }) => !results.some((one) => one.sku === sku && one.company === company))
		.map(
			({ account, company, sku, productId, physical }): WriteEnd => ({
				account,
				company,
				sku,
				productId,
				result: 'unwritten',
				before: physical,
				after: physical,
				reserved: null,
				message: texts.details.unwritten,
			}),
		),
];

/** The rows with what is now known about the SKUs, and the IDs of those they replace. */
export function newMemories(work: Work, ends: WriteEnd[]): { rows: MemoryRow[]; replaced: number[] } {
	const rows: MemoryRow[] = [];
	const replaced: number[] = [];
	for (const sku of work.skus) {
		for (const reading of work.readings) {
			const before = memoryOf(work, reading, sku);
			const write = work.plan?.writes.find((one) => one.sku === sku && one.account === reading.account);
			const row = memoryNow({ work, reading, sku, before, write }, ends);
			if (row === undefined || (write === undefined && before?.ids.length === 1 && isSame(row, before))) continue;
			rows.push(row);
			replaced.push(...(before?.ids ?? []), ...(write?.journal == null ? [] : [write.journal]));
		}
	}
	return { rows, replaced };
}

/** What is remembered about a SKU in the account of a reading; by the account's name if it could not be identified. */
export const memoryOf = ({ memories }: Pick<Work, 'memories'>, { company, account }: Reading, sku: string): Memory | undefined =>
	memories.find((one) => one.sku === sku && (company === null ? one.account === account : one.company === company));

/**
 * What is known about a SKU in an account before anything is learned; excludes what was recorded
 * for another shared warehouse.
 */
export const newMemory = (
	before: Memory | undefined,
	about: { company: string; account: string; sku: string; depositId: number | null; turn: number },
): MemoryRow => {
	const { company, account, sku, depositId, turn } = about;
	const known: MemoryRow = { ...blank, ...(before ?? {}), company, account, sku, turn };
	const isOther = known.depositId !== null && depositId !== null && known.depositId !== depositId;
	return { ...known, ...(isOther ? forgotten : {}), depositId: depositId ?? known.depositId };
};

/** A person has looked at the movement, or another warehouse shows the sum now. */
const forgotten = { physical: null, writing: null, reserved: null, held: false, sales: [] };

interface Subject {
	work: Work;
	reading: Reading;
	sku: string;
	before: Memory | undefined;
	write: Write | undefined;
}

/** Undefined if nothing was learned. */
function memoryNow({ work, reading, sku, before, write }: Subject, ends: WriteEnd[]): MemoryRow | undefined {
	const { account, company, shared } = reading;
	const outcomes = (work.plan?.outcomes ?? []).filter((one) => one.sku === sku && one.account === account);
	const end = ends.find((one) => one.sku === sku && one.account === account);
	if (outcomes.length === 0) return undefined;
	const known = newMemory(before, {
		company: company ?? before?.company ?? '',
		account,
		sku,
		depositId: shared,
		turn: work.turn.number,
	});
	const row: MemoryRow = { ...known, ...(isConfirmed(sku, work.rows) ? forgotten : {}) };
	for (const outcome of outcomes) apply(row, outcome, work);
	if (end) applyEnd(row, end, { write, at: work.at });
	return row;
}

function apply(row: MemoryRow, outcome: Outcome, { plan, at }: Work): void {
	row.situation = texts.outcomes[outcome.code];
	row.message = outcome.detail;
	row.productId = outcome.productId ?? row.productId;
	row.sum = outcome.sum ?? row.sum;
	if (outcome.code === 'moved') row.held = true;
	const { before, reserved, orders, code } = outcome;
	if (before === null || reserved === null || code === 'moved') return;
	if (code === 'same' ? !plan?.simulate : wasWritten(row))
		Object.assign(row, balanceSeen(row, { physical: before, virtual: rounded(before - reserved), orders }, at));
}

/**
 * Whether it is ours at all: in a warehouse that we never wrote, there is nothing remembered that a
 * person could have moved.
 */
export const wasWritten = ({ physical, writing }: MemoryRow): boolean => physical !== null || writing !== null;

/**
 * What follows from a balance that is ours, or that these orders explain; what was being written is
 * done or never will be.
 */
export function balanceSeen(
	{ sales }: MemoryRow,
	{ physical, virtual, orders }: Pick<Write, 'physical' | 'virtual'> & Pick<Outcome, 'orders'>,
	at: number,
): Pick<MemoryRow, 'physical' | 'reserved' | 'writing' | 'since' | 'sales'> {
	const undone = sales.filter((order) => !orders.includes(order));
	const added = orders.filter((order) => !sales.includes(order));
	return {
		physical,
		reserved: rounded(physical - virtual),
		writing: null,
		since: at,
		sales: [...undone, ...added].slice(-keptSales),
	};
}

function applyEnd(
	row: MemoryRow,
	{ result, after, reserved, message }: WriteEnd,
	{ write, at }: { write: Write | undefined; at: number },
): void {
	if (result === 'written') {
		Object.assign(row, {
			physical: after,
			reserved,
			writing: null,
			since: at,
			situation: texts.outcomes.same,
			message: '',
		});
		return;
	}
	// It is unknown whether a failed write was carried out anyway.
	row.writing = result === 'error' ? (write?.quantity ?? null) : null;
	row.situation = texts.results[result];
	row.message = message;
}

const isSame = (row: MemoryRow, before: Memory) => JSON.stringify(comparable(row)) === JSON.stringify(comparable(before));

const comparable = ({
	company,
	account,
	productId,
	depositId,
	physical,
	reserved,
	writing,
	held,
	situation,
	message,
	sales,
}: MemoryRow) => [
	company,
	account,
	productId,
	depositId,
	physical === null ? null : rounded(physical),
	reserved,
	writing,
	held,
	situation,
	message,
	sales,
];
