import type { BlingApi } from '../api/api';
import type { Balance } from '../api/balances';
import { balancesIn } from '../api/balances';
import { postMovement } from '../api/movement';
import { rounded } from '../api/quantity';
import type { AccountSettings, PlannedWrite, WriteResult } from './batch';
import { failureText } from './failure';
import { quantityFor } from './plan';

/** What is carried out with one credential. */
interface Order {
	writes: PlannedWrite[];
	/** The account's row of the configuration, where the batch has it: the credential must belong to it. */
	settings: Pick<AccountSettings, 'companyId'> | undefined;
	/** Text of each movement. */
	note: string;
}

/** Why nothing may be written with this credential; '' if it may. */
async function refusal(api: BlingApi, settings: Order['settings']): Promise<string> {
	if (settings === undefined) return '';
	try {
		const { id, name } = await api.company();
		return id === settings.companyId ? '' : `The credential belongs to another account: ${name}`;
	} catch (error) {
		return failureText(error);
	}
}

/**
 * Carries out the planned writes of one account. The shared deposit is read again first: if somebody moved it since the
 * plan, nothing is written there; a reservation that came meanwhile is kept. Setting a balance can be repeated safely, so
 * an error is a result, and the SKU is tried again later.
 */
export async function writeAccount(api: BlingApi, { writes, settings, note }: Order): Promise<WriteResult[]> {
	const results: WriteResult[] = [];
	if (writes.length === 0) return results;
	const refused = await refusal(api, settings);
	if (refused !== '') return writes.map((write) => errorOf(write, refused));
	for (const depositId of new Set(writes.map((write) => write.depositId))) {
		const own = writes.filter((write) => write.depositId === depositId);
		let balances: Map<number, Balance> | undefined;
		let failure = '';
		try {
			balances = await balancesIn(
				api,
				own.map(({ productId }) => productId),
				depositId,
			);
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
