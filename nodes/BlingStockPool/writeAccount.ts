import type { Balance, BlingApi } from './bling';
import { balancesIn, postMovement, rounded } from './bling';
import type { Result, Work, Write } from './document';
import { failureText } from './failure';
import { lastWriteMs, turnMs } from './turn';

/**
 * Whether the shared warehouse is still as it was when the write was planned. If somebody moved it,
 * or an order reserved in it, nothing is written and it is planned again. Pure.
 */
export const isAsPlanned = (write: Write, now: { physical: number; virtual: number }): boolean =>
	rounded(now.physical) === rounded(write.physical) && rounded(now.virtual) === rounded(write.virtual);

/** Whether a write may still be started: it must end before somebody else can take the turn. */
export const mayWrite = (until: number, now: number): boolean => now < until - lastWriteMs;

/** The tolerance between the clocks of two n8n processes. */
const clockSkewMs = 60_000;

/** Why a document with writes was not made by Plan; undefined if it may be carried out. */
export function faultOf({ plan, readings, turn }: Work, now: number): string | undefined {
	if (plan === null || plan.writes.length === 0) return undefined;
	if (plan.simulate) return 'its plan is a simulation but contains writes';
	if (plan.stop !== null && plan.stop.code !== 'limit') return 'its plan was stopped but contains writes';
	if (turn.until > now + turnMs + clockSkewMs) return 'its turn ends later than is possible';
	const stray = plan.writes.find(
		({ company, depositId }) =>
			!readings.some((one) => one.company === company && one.ok && one.problems.length === 0 && one.shared === depositId),
	);
	if (stray === undefined) return undefined;
	return `it sets "${stray.sku}" in the warehouse ${stray.depositId}, which is not the "Shared Warehouse (Depósito) Name or ID" that Read Account chose for ${stray.account}`;
}

/**
 * Carries out the planned writes of the credential's account. The shared warehouse is read again
 * first. Setting a balance can safely be repeated, so an error is a result, and the SKU is tried
 * again later.
 */
export async function writeAccount(api: BlingApi, work: Work, note: string): Promise<Result[]> {
	const planned = work.plan?.writes ?? [];
	if (planned.length === 0) return [];
	let company: string;
	try {
		company = (await api.company()).id;
	} catch (error) {
		const failure = failureText(error);
		return planned.filter((write) => api.belongedTo(write.company)).map((write) => notWritten(write, failure));
	}
	const results: Result[] = [];
	for (const { depositId, writes } of groups(planned.filter((write) => write.company === company))) {
		let balances: Map<number, Balance> | undefined;
		let failure = '';
		try {
			balances = await balancesIn(
				api,
				writes.map(({ productId }) => productId),
				depositId,
			);
		} catch (error) {
			failure = failureText(error);
		}
		for (const write of writes) {
			const now = balances?.get(write.productId);
			results.push(balances ? await writeOne(api, { write, now, note, until: work.turn.until }) : notWritten(write, failure));
		}
	}
	return results;
}

/** How many balances are read before they are written: the last of them is then some seconds old. */
const readAtOnce = 20;

function groups(writes: Write[]): Array<{ depositId: number; writes: Write[] }> {
	const found: Array<{ depositId: number; writes: Write[] }> = [];
	for (const write of writes) {
		const open = found.find((one) => one.depositId === write.depositId && one.writes.length < readAtOnce);
		if (open) open.writes.push(write);
		else found.push({ depositId: write.depositId, writes: [write] });
	}
	return found;
}

interface One {
	write: Write;
	now: Balance | undefined;
	note: string;
	until: number;
}

async function writeOne(api: BlingApi, { write, now, note, until }: One): Promise<Result> {
	if (!now) return notWritten(write, 'Bling does not return the balance of the shared warehouse');
	const { account, company, sku, productId, depositId } = write;
	const { saldoFisicoTotal: physical, saldoVirtualTotal: virtual } = now;
	const reserved = rounded(physical - virtual);
	const about = {
		account,
		company,
		sku,
		productId,
		before: physical,
		after: physical,
		reserved,
		message: '',
	};
	if (!isAsPlanned(write, { physical, virtual })) return { ...about, result: 'moved' };
	if (!mayWrite(until, Date.now())) return { ...about, result: 'moved', message: 'the turn ends' };
	try {
		const movement = { kind: 'B' as const, productId, depositId, quantity: write.quantity };
		await postMovement(api, movement, { preco: undefined, custo: undefined, observacoes: note });
	} catch (error) {
		return { ...about, result: 'error', after: null, message: failureText(error) };
	}
	return { ...about, result: 'written', after: write.quantity };
}

/** Certainly nothing was written; it is tried again. */
const notWritten = ({ account, company, sku, productId, physical }: Write, message: string): Result => ({
	account,
	company,
	sku,
	productId,
	before: physical,
	after: null,
	reserved: null,
	result: 'error',
	message,
});
