import type { BlingApi } from '../api';
import type { Balance } from '../balances';
import { balancesOf } from '../balances';
import { postMovement } from '../movement';
import { rounded } from '../quantity';
import type { PlannedWrite, WriteResult } from './batch';
import { failureText } from './failure';
import { quantityFor } from './plan';

/**
 * Carries out the planned writes of one account. The shared deposit is read again first: if somebody moved it since the
 * plan, nothing is written there; a reservation that came meanwhile is kept. Setting a balance can be repeated safely, so
 * an error is a result, and the SKU is tried again later.
 */
export async function writeAccount(api: BlingApi, writes: PlannedWrite[], note: string): Promise<WriteResult[]> {
	const results: WriteResult[] = [];
	for (const depositId of new Set(writes.map((write) => write.depositId))) {
		const own = writes.filter((write) => write.depositId === depositId);
		let balances: Map<number, Balance> | undefined;
		let failure = '';
		try {
			balances = await balancesOf(api, own.map(({ productId }) => productId), depositId);
		} catch (error) {
			failure = failureText(error);
		}
		for (const write of own) {
			results.push(balances ? await writeOne(api, write, balances.get(write.productId), note) : errorOf(write, failure));
		}
	}
	return results;
}

async function writeOne(api: BlingApi, write: PlannedWrite, now: Balance | undefined, note: string): Promise<WriteResult> {
	const { account, sku, productId, depositId, target, ceiling } = write;
	if (!now) return errorOf(write, 'Bling does not tell the balance of the shared deposit');
	const physical = now.saldoFisicoTotal;
	const about = { account, sku, productId, before: physical };
	if (rounded(physical) !== rounded(write.physical)) {
		return { ...about, after: physical, result: 'moved', message: `planned for ${write.physical}` };
	}
	const wanted = quantityFor(target, { physical, virtual: now.saldoVirtualTotal });
	const quantity = ceiling === null ? wanted : Math.min(wanted, Math.max(0, ceiling));
	if (quantity === rounded(physical)) return { ...about, after: physical, result: 'unchanged', message: '' };
	try {
		await postMovement(api, { kind: 'B', productId, depositId, quantity }, { preco: undefined, custo: undefined, observacoes: note });
	} catch (error) {
		return errorOf(write, failureText(error));
	}
	return { ...about, after: quantity, result: 'written', message: '' };
}

const errorOf = ({ account, sku, productId, physical }: PlannedWrite, message: string): WriteResult => ({
	account,
	sku,
	productId,
	before: physical,
	after: null,
	result: 'error',
	message,
});
