import { rounded } from '../api/quantity';
import type { AccountSettings, PlanInput, PlannedWrite, SkuReading, SkuState } from './batch';

/**
 * What becomes of a SKU. Only `write` and `simulated` name a change; all others say why nothing is written (for an
 * account, or with `account` null for the SKU everywhere).
 */
interface Outcome {
	sku: string;
	account: string | null;
	code:
		| 'write'
		| 'simulated'
		| 'same'
		| 'absent'
		| 'absentEverywhere'
		| 'duplicate'
		| 'composite'
		| 'unreadable'
		| 'moved'
		| 'held'
		| 'stopped';
	/** The sum of the principals; null if it is not known. */
	sum: number | null;
	productId: number | null;
	/** Physical balance of the shared deposit, and what it shall become. */
	before: number | null;
	after: number | null;
	detail: string;
}

/** Why a whole run is refused. Nothing is written. */
interface Stop {
	code: 'tooFewAccounts' | 'sameAccountTwice' | 'notRead' | 'deposits' | 'limit';
	detail: string;
}

interface Plan {
	stop: Stop | null;
	writes: PlannedWrite[];
	outcomes: Outcome[];
	totals: PlanInput['totals'];
}

/**
 * What is written so that a shared deposit shows a sum. Bling's operation B sets the physical balance, and what is
 * reserved in the shared deposit (physical - virtual) must survive. Never negative.
 */
export const quantityFor = (target: number, { physical, virtual }: { physical: number; virtual: number }): number =>
	rounded(Math.max(0, target + (physical - virtual)));

/** A SKU in one account, with balances. */
interface Place {
	settings: AccountSettings;
	reading: SkuReading;
	balance: { principal: number; physical: number; virtual: number };
	state: SkuState | undefined;
}

/**
 * Compares what all accounts told and says what to write. Pure: no request, no clock. The rules:
 * - zero, absent and unreadable are three things: a SKU that is not registered in an account counts 0 there; an account
 *   that could not be read, a balance that Bling does not tell, or a SKU twice in one account stops the SKU everywhere;
 * - products made of others, and parents of variations, are left alone;
 * - a shared deposit that does not hold what we wrote last was moved by somebody. From then on the SKU only goes down,
 *   in every account, until a person has looked: stock that was sold is never restored silently;
 * - a run that would change or zero more than the limit stops.
 */
export function planWrites(input: PlanInput): Plan {
	const stop = refusal(input);
	const totals = { ...input.totals };
	if (stop) return { stop, writes: [], outcomes: [], totals };

	const planned = [...new Set(input.skus)].map((sku) => planSku(sku, input));
	const writes = planned.flatMap((one) => one.writes);
	const outcomes = planned.flatMap((one) => one.outcomes);
	const limited = planned.filter(({ sku }) => !input.authorised.includes(sku));
	totals.skus += planned.length;
	totals.changed += limited.filter((one) => one.writes.length > 0).length;
	totals.zeroed += limited.filter((one) => one.writes.some(zeroes)).length;

	const limit = limitOf(totals, input);
	if (limit && !input.settings.simulate) return stopped(planned, input, limit, totals);
	const code = input.settings.simulate ? 'simulated' : 'write';
	return {
		stop: null,
		writes: input.settings.simulate ? [] : writes,
		outcomes: [...outcomes, ...writes.map((write) => changeOutcome(write, code, ''))],
		totals,
	};
}

const zeroes = ({ virtual, target }: PlannedWrite) => virtual > 0 && target <= 0;

function refusal({ accounts, readings }: PlanInput): Stop | null {
	if (accounts.length < 2) return { code: 'tooFewAccounts', detail: accounts.map(({ account }) => account).join(', ') };
	const names = accounts.flatMap(({ account, companyId }) => [account, companyId]);
	const repeated = names.find((name, index) => names.indexOf(name) !== index);
	if (repeated !== undefined) return { code: 'sameAccountTwice', detail: repeated };
	for (const { account, principals, shared } of accounts) {
		if (principals.includes(shared)) return { code: 'deposits', detail: `${account}: sharedIsPrincipal (${shared})` };
	}
	const readOnce = ({ account }: AccountSettings) => readings.filter((reading) => reading.account === account).length === 1;
	const unread = accounts.filter((account) => !readOnce(account)).map(({ account }) => account);
	if (unread.length > 0) return { code: 'notRead', detail: unread.join(', ') };
	const problems = readings.flatMap(({ account, problems: own }) => own.map(({ code, detail }) => `${account}: ${code} (${detail})`));
	return problems.length > 0 ? { code: 'deposits', detail: problems.join('; ') } : null;
}

interface PlannedSku {
	sku: string;
	writes: PlannedWrite[];
	outcomes: Outcome[];
}

function planSku(sku: string, input: PlanInput): PlannedSku {
	const nowhere = (code: Outcome['code'], account: string | null, detail = ''): PlannedSku => ({
		sku,
		writes: [],
		outcomes: [{ sku, account, code, sum: null, productId: null, before: null, after: null, detail }],
	});
	const read = input.accounts.map((settings) => {
		const reading = input.readings.find(({ account }) => account === settings.account);
		return { settings, reading, balance: reading?.balances.find((one) => one.sku === sku) };
	});
	for (const { settings, reading, balance } of read) {
		if (!reading?.ok) return nowhere('unreadable', settings.account, reading?.error ?? '');
		if (!balance || balance.state === 'unknown') return nowhere('unreadable', settings.account, 'Bling does not tell its balance');
		if (balance.state === 'duplicate') return nowhere('duplicate', settings.account);
		if (balance.state === 'composite') return nowhere('composite', settings.account);
	}
	const places = read.flatMap(({ settings, balance }) => placeOf(settings, balance, input));
	const absent = read
		.filter(({ balance }) => balance?.state === 'absent')
		.map(
			({ settings }): Outcome => ({
				sku,
				account: settings.account,
				code: 'absent',
				sum: null,
				productId: null,
				before: null,
				after: null,
				detail: '',
			}),
		);
	if (places.length === 0) return nowhere('absentEverywhere', null);
	return planPlaces(sku, places, absent);
}

function placeOf(settings: AccountSettings, reading: SkuReading | undefined, { states, results, interrupted }: PlanInput): Place[] {
	if (reading?.state !== 'known') return [];
	const { sku, principal, physical, virtual } = reading;
	if (principal === null || physical === null || virtual === null) return [];
	const own = (one: { sku: string; account: string }) => one.sku === sku && one.account === settings.account;
	const known = states.find(own);
	const writtenAs = (physicalWritten: number | null): Place['state'] => ({
		account: settings.account,
		sku,
		physical: physicalWritten,
		held: known?.held === true,
	});
	// What this run wrote already is newer than the table.
	const written = results.filter((one) => own(one) && one.result !== 'error').at(-1);
	// So is what the run before wrote, if it ended before it could remember it.
	const forgotten = interrupted.find((one) => own(one) && rounded(one.quantity) === rounded(physical));
	const unwritten = forgotten ? writtenAs(physical) : known;
	const state = written && written.result !== 'moved' ? writtenAs(written.after) : unwritten;
	return [{ settings, reading, balance: { principal, physical, virtual }, state }];
}

function planPlaces(sku: string, places: Place[], absent: Outcome[]): PlannedSku {
	const sum = rounded(places.reduce((total, { balance }) => total + balance.principal, 0));
	const moved = places.filter(isMoved);
	const held = moved.length > 0 || places.some(({ state }) => state?.held);
	const writes: PlannedWrite[] = [];
	const outcomes = [...absent];
	for (const place of places) {
		const { settings, reading, balance } = place;
		const target = rounded(sum - settings.safety);
		const wanted = quantityFor(target, balance);
		const ceiling = held ? balance.physical : null;
		const quantity = ceiling === null ? wanted : Math.min(wanted, Math.max(0, ceiling));
		const about = { sku, account: settings.account, sum, productId: reading.productId, before: balance.physical };
		if (moved.includes(place)) {
			outcomes.push({ ...about, code: 'moved', after: balance.physical, detail: `expected ${place.state?.physical ?? ''}` });
		} else if (quantity < wanted) {
			outcomes.push({ ...about, code: 'held', after: balance.physical, detail: '' });
		}
		if (quantity !== rounded(balance.physical) && reading.productId !== null) {
			writes.push({
				account: settings.account,
				sku,
				productId: reading.productId,
				depositId: settings.shared,
				target,
				ceiling,
				physical: balance.physical,
				virtual: balance.virtual,
				quantity,
			});
		} else if (!held) {
			outcomes.push({ ...about, code: 'same', after: balance.physical, detail: '' });
		}
	}
	return { sku, writes, outcomes };
}

/** Somebody else moved the shared deposit since we wrote it. */
const isMoved = ({ state, balance }: Place) => state?.physical != null && rounded(state.physical) !== rounded(balance.physical);

function limitOf(totals: PlanInput['totals'], { settings }: PlanInput): Stop | null {
	const { limitPercent, limitMinimum, poolSize } = settings;
	const whole = Math.max(poolSize, totals.skus);
	const exceeds = (count: number) => count >= limitMinimum && (count * 100) / whole > limitPercent;
	if (!exceeds(totals.changed) && !exceeds(totals.zeroed)) return null;
	return { code: 'limit', detail: `${totals.changed}/${whole} changed, ${totals.zeroed}/${whole} zeroed, limit ${limitPercent}%` };
}

/** The writes of SKUs that a person let pass stay. */
function stopped(planned: PlannedSku[], { authorised }: PlanInput, stop: Stop, totals: PlanInput['totals']): Plan {
	const all = planned.flatMap(({ writes }) => writes);
	const allowed = all.filter(({ sku }) => authorised.includes(sku));
	const refused = all.filter(({ sku }) => !authorised.includes(sku));
	return {
		stop,
		writes: allowed,
		outcomes: [
			...planned.flatMap(({ outcomes }) => outcomes),
			...allowed.map((write) => changeOutcome(write, 'write', '')),
			...refused.map((write) => changeOutcome(write, 'stopped', stop.detail)),
		],
		totals,
	};
}

const changeOutcome = (
	{ sku, account, target, productId, physical, quantity }: PlannedWrite,
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
	detail,
});
