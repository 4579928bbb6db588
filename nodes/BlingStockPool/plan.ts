import { rounded } from './bling';
import type { Memory, Outcome, Plan, QueueRow, Reading, SkuReading, Stop, Totals, Work, Write } from './document';
import { explain, isOurs } from './explain';
import { details } from './texts';

/** What a person chose in the node Plan. */
export interface PlanSettings {
	/** Nothing is written. */
	simulate: boolean;
	/** A run that would change or zero a larger share of the SKUs stops. */
	limitPercent: number;
	/** Fewer changed SKUs than this never stop a run. */
	limitMinimum: number;
}

type Planned = Pick<Work, 'skus' | 'rows' | 'memories' | 'participants' | 'readings'> & { totals: Totals };

/**
 * What to write so that a shared warehouse shows a sum. Bling's operation B sets the physical
 * balance, and what is reserved in the shared warehouse (physical - virtual) must survive. Never
 * negative.
 */
export const quantityFor = (target: number, { physical, virtual }: { physical: number; virtual: number }): number =>
	rounded(Math.max(0, target + (physical - virtual)));

/** The same, capped for a held SKU. */
const quantityUnder = (ceiling: number | null, wanted: number): number => (ceiling === null ? wanted : Math.min(wanted, ceiling));

/** A SKU in one account, with balances. */
interface Place {
	account: Reading;
	shared: number;
	productId: number;
	balance: { principal: number; physical: number; virtual: number };
	memory: Memory | undefined;
	reading: SkuReading;
}

/**
 * Compares what all accounts told and says what to write. Pure: no request, no clock. The rules:
 * - zero, absent and unreadable are three things: a SKU that is not registered in an account counts 0 there; an account
 *   that could not be read, a balance that Bling does not tell, or a SKU twice in one account stops the SKU everywhere;
 * - products made of others, and parents of variations, are left alone;
 * - a shared deposit that does not hold what we wrote last was sold from, if orders explain it, or moved by somebody. From
 *   then on the SKU only goes down, in every account, until a person has looked: stock that was sold is never restored
 *   silently;
 * - a run that would change or zero more than the limit stops, and what it stopped waits for a person in later runs too.
 */
export function planWrites(work: Planned, settings: PlanSettings): { plan: Plan; totals: Totals } {
	const totals = { ...work.totals };
	const { simulate } = settings;
	const stop = refusal(work);
	if (stop) return { plan: { simulate, stop, writes: [], outcomes: [] }, totals };

	const planned = work.skus.map((sku) => planSku(sku, work));
	const limited = planned.filter(({ sku }) => !isFree(sku, work.rows) && !isStopped(sku, work.rows));
	totals.skus += planned.length;
	totals.changed += limited.filter(({ writes }) => writes.length > 0).length;
	totals.zeroed += limited.filter(({ writes }) => writes.some(zeroes)).length;

	const limit = simulate ? null : limitOf(totals, work, settings);
	const free = ({ sku }: Write) => isFree(sku, work.rows) || (limit === null && !isStopped(sku, work.rows));
	const all = planned.flatMap(({ writes }) => writes);
	const outcomes = [
		...planned.flatMap((one) => one.outcomes),
		...all.map((write) =>
			simulate || free(write)
				? changeOf(write, simulate ? 'simulated' : 'write', '')
				: changeOf(write, 'stopped', limit?.detail ?? details.stopped),
		),
	];
	return { plan: { simulate, stop: limit, writes: simulate ? [] : all.filter(free), outcomes }, totals };
}

/** Released by a person. */
const isFree = (sku: string, rows: QueueRow[]) => rows.some((row) => row.reference === sku && row.authorised);

/** The limit stopped it before, and nobody has released it since. */
export const isStopped = (sku: string, rows: QueueRow[]): boolean =>
	rows.some((row) => row.reference === sku && row.stopped) && !isFree(sku, rows);

/** A person has looked at its movement. */
export const isConfirmed = (sku: string, rows: QueueRow[]): boolean => rows.some((row) => row.reference === sku && row.confirmed);

const zeroes = ({ virtual, target }: Write) => virtual > 0 && target <= 0;

function refusal({ readings, participants }: Planned): Stop | null {
	const problems = readings.flatMap(({ account, problems: own }) => own.map(({ code, detail }) => `${account}: ${code} (${detail})`));
	if (problems.length > 0) return { code: 'deposits', detail: problems.join('; ') };
	if (readings.length < 2) return { code: 'tooFewAccounts', detail: readings.map(({ account }) => account).join(', ') };
	const names = readings.flatMap(({ account, company }) => (company === null ? [account] : [account, company]));
	const repeated = names.find((name, index) => names.indexOf(name) !== index);
	if (repeated !== undefined) return { code: 'sameAccountTwice', detail: repeated };
	const missing = participants.filter(
		({ company, account }) => !readings.some((one) => (one.company === null ? one.account === account : one.company === company)),
	);
	return missing.length === 0 ? null : { code: 'missingAccount', detail: missing.map(({ account }) => account).join(', ') };
}

interface PlannedSku {
	sku: string;
	writes: Write[];
	outcomes: Outcome[];
}

const told = {
	sum: null,
	productId: null,
	before: null,
	after: null,
	reserved: null,
	orders: [],
	detail: '',
};

function planSku(sku: string, work: Planned): PlannedSku {
	const nowhere = (code: Outcome['code'], account: string | null, detail = ''): PlannedSku => ({
		sku,
		writes: [],
		outcomes: [{ ...told, sku, account, code, detail }],
	});
	const places: Place[] = [];
	const absent: Outcome[] = [];
	for (const account of work.readings) {
		if (!account.ok) return nowhere('unreadable', account.account, account.error ?? '');
		const reading = account.balances.find((one) => one.sku === sku);
		if (reading?.state === 'duplicate') return nowhere('duplicate', account.account);
		if (reading?.state === 'composite') return nowhere('composite', account.account);
		if (reading?.state === 'absent') absent.push({ ...told, sku, account: account.account, code: 'absent' });
		else {
			const place = placeOf(account, reading, work);
			if (place === undefined) return nowhere('unreadable', account.account, 'Bling does not return its balance');
			places.push(place);
		}
	}
	if (places.length === 0) return nowhere('absentEverywhere', null);
	return planPlaces(sku, places, { absent, wasHeld: isHeld(sku, work) });
}

function placeOf(account: Reading, reading: SkuReading | undefined, { memories, rows }: Planned): Place | undefined {
	if (reading?.state !== 'known' || account.shared === null || account.company === null) return undefined;
	const { sku, productId, principal, physical, virtual } = reading;
	if (productId === null || principal === null || physical === null || virtual === null) return undefined;
	const known = memories.find((one) => one.sku === sku && one.company === account.company);
	// Another shared warehouse was chosen since: nothing is known about this one.
	const same = known?.depositId === null || known?.depositId === account.shared;
	const memory = known && same && !isConfirmed(sku, rows) ? known : undefined;
	return {
		account,
		shared: account.shared,
		productId,
		balance: { principal, physical, virtual },
		memory,
		reading,
	};
}

/** Whether a movement in any account's shared warehouse is waiting for a person, even if the SKU is gone since. */
const isHeld = (sku: string, { memories, readings, rows }: Planned): boolean =>
	!isConfirmed(sku, rows) &&
	memories.some(
		(one) => one.sku === sku && one.held && !readings.some(({ company, shared }) => company === one.company && shared !== one.depositId),
	);

function planPlaces(sku: string, places: Place[], { absent, wasHeld }: { absent: Outcome[]; wasHeld: boolean }): PlannedSku {
	const sum = rounded(places.reduce((total, { balance }) => total + balance.principal, 0));
	const about = ({ account, productId, balance }: Place) => ({
		sku,
		account: account.account,
		sum,
		productId,
		before: balance.physical,
		after: balance.physical,
		reserved: rounded(balance.physical - balance.virtual),
		orders: [],
		detail: '',
	});
	const outcomes = [...absent];
	const moved: Place[] = [];
	for (const place of places.filter(({ memory, balance }) => !isOurs(memory, balance.physical))) {
		const { memory, reading, account, balance } = place;
		const sold =
			memory &&
			explain(
				memory,
				reading,
				account.sales.filter((one) => one.sku === sku),
			);
		const expected = `${memory?.physical ?? ''}`;
		if (sold) {
			const code = sold.from > balance.physical ? 'sale' : 'returned';
			outcomes.push({ ...about(place), code, orders: sold.orders, detail: details.explained(sold, balance.physical) });
		} else {
			moved.push(place);
			outcomes.push({ ...about(place), code: 'moved', detail: expected });
		}
	}
	const held = moved.length > 0 || wasHeld;
	const writes: Write[] = [];
	for (const place of places) {
		const { account, shared, productId, balance } = place;
		const target = rounded(sum - account.safety);
		const wanted = quantityFor(target, balance);
		const ceiling = held ? balance.physical : null;
		const quantity = quantityUnder(ceiling, wanted);
		if (quantity < wanted && !moved.includes(place)) outcomes.push({ ...about(place), code: 'held' });
		if (quantity !== rounded(balance.physical)) {
			const { physical, virtual } = balance;
			const where = { account: account.account, company: account.company ?? '', sku, productId, depositId: shared };
			writes.push({ ...where, target, ceiling, physical, virtual, quantity, journal: null });
		} else if (!held) outcomes.push({ ...about(place), code: 'same' });
	}
	return { sku, writes, outcomes };
}

function limitOf(totals: Totals, { participants }: Planned, { limitPercent, limitMinimum }: PlanSettings): Stop | null {
	const whole = Math.max(totals.skus, ...participants.map(({ products }) => products));
	const exceeds = (count: number) => count >= limitMinimum && (count * 100) / whole > limitPercent;
	if (!exceeds(totals.changed) && !exceeds(totals.zeroed)) return null;
	return { code: 'limit', detail: `${totals.changed}/${whole}, ${totals.zeroed}/${whole}, ${limitPercent}%` };
}

const changeOf = (
	{ sku, account, target, productId, physical, virtual, quantity }: Write,
	code: Outcome['code'],
	detail: string,
): Outcome => ({
	sku,
	account,
	code,
	sum: target,
	productId,
	before: physical,
	after: quantity,
	reserved: rounded(physical - virtual),
	orders: [],
	detail,
});
