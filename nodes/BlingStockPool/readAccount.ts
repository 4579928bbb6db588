import type { AccountSettings } from './account';
import { depositProblems, poolDeposits } from './account';
import type { BlingApi } from './bling';
import type { Memory, Reading, Sale, SkuReading, Work } from './document';
import { isOurs } from './explain';
import { failureText } from './failure';
import { findSkus } from './findSkus';
import { readSkus } from './readSkus';
import { salesOf } from './sales';

/**
 * What one account answers to a batch. A failure is an answer too: `ok` is false, and everything
 * that depends on this account waits.
 */
export async function readAccount(api: BlingApi, settings: AccountSettings, work: Work): Promise<Reading> {
	const { account, principals, shared, safety } = settings;
	const about: Reading = {
		account,
		company: null,
		ok: true,
		error: null,
		problems: [],
		principals,
		shared,
		safety,
		deposits: null,
		found: [],
		lost: [],
		page: null,
		balances: [],
		sales: [],
	};
	try {
		const company = await api.company();
		const deposits = await poolDeposits(api);
		const known: Reading = {
			...about,
			company: company.id,
			problems: depositProblems(settings, deposits),
			deposits: work.sweep === null ? null : deposits.map(({ id, descricao }) => ({ id, name: descricao })),
		};
		if (known.problems.length > 0 || shared === null) return known;
		const found = await findSkus(api, company.id, work);
		const memories = work.memories.filter((one) => one.company === company.id);
		const balances = await readSkus(api, { principals, shared }, work.skus, memories);
		const sales = await explainingSales(api, { balances, memories, at: work.at });
		// Somebody may have reconnected the credential to another account in the meantime.
		const after = await api.company();
		if (after.id === company.id) return { ...known, ...found, balances, sales };
		return {
			...about,
			ok: false,
			error: `The credential changed during the read: it now belongs to ${after.name}`,
		};
	} catch (error) {
		return { ...about, ok: false, error: failureText(error) };
	}
}

/** The tolerance between the clocks of Bling and this n8n. */
const clockSkewMs = 120_000;
const longestLookBackMs = 86_400_000;

/**
 * The orders that may explain why shared warehouses are not as we left them; only requested if
 * something must be explained.
 */
async function explainingSales(
	api: BlingApi,
	{ balances, memories, at }: { balances: SkuReading[]; memories: Memory[]; at: number },
): Promise<Sale[]> {
	const open = memories.filter((memory) => {
		const reading = balances.find(({ sku }) => sku === memory.sku);
		if (reading === undefined || reading.physical === null) return false;
		return !memory.held && !isOurs(memory, reading.physical);
	});
	if (open.length === 0) return [];
	const since = Math.min(...open.map((memory) => memory.since)) - clockSkewMs;
	return await salesOf(
		api,
		open.map(({ sku }) => sku),
		Math.max(since, at - longestLookBackMs),
	);
}
