import type { BlingApi } from '../api/api';
import type { AccountSettings, PoolDeposit, PoolRequest, Reading } from './batch';
import { depositChanges, depositProblems, poolDeposits, resolveNames } from './deposits';
import { failureText } from './failure';
import { findSkus } from './findSkus';
import { readSkus } from './readSkus';

const nothing = (account: string): Reading => ({
	account,
	ok: true,
	error: null,
	problems: [],
	deposits: [],
	depositChanges: [],
	sharedDisregarded: null,
	principalsDisregarded: [],
	found: [],
	lost: [],
	page: null,
	balances: [],
	configured: null,
});

/**
 * What one account answers to a request; undefined if the request does not concern it. A failure is an answer too:
 * `ok` is false, and everything that depends on this account waits. An account of another credential is refused.
 */
export async function readAccount(api: BlingApi, account: string, request: PoolRequest): Promise<Reading | undefined> {
	const settings = request.accounts.find((one) => one.account === account);
	if (request.configure ? request.configure.account !== account : !settings) return undefined;
	try {
		return request.configure ? await configure(api, account, request.configure) : await read(api, settings as AccountSettings, request);
	} catch (error) {
		return { ...nothing(account), ok: false, error: failureText(error) };
	}
}

async function read(api: BlingApi, settings: AccountSettings, request: PoolRequest): Promise<Reading> {
	const { account, companyId, knownDeposits } = settings;
	const company = await api.company();
	if (company.id !== companyId) return wrongCredential(account, company.name);
	const deposits = await poolDeposits(api);
	const problems = depositProblems(settings, deposits);
	const about = {
		...nothing(account),
		problems,
		deposits,
		depositChanges: depositChanges(knownDeposits, deposits),
		...disregarded(settings, deposits),
	};
	if (problems.length > 0) return about;
	const found = await findSkus(api, settings, request);
	const balances = await readSkus(api, settings, request);
	// Somebody may have reconnected the credential with another account meanwhile.
	const after = await api.company();
	return after.id === companyId ? { ...about, ...found, balances } : wrongCredential(account, after.name);
}

const wrongCredential = (account: string, owner: string): Reading => ({
	...nothing(account),
	ok: false,
	error: owner,
	problems: [{ code: 'wrongCredential', detail: owner }],
});

/** Which deposits of the pool Bling leaves out of its totals ("desconsiderar saldo"). */
const disregarded = ({ principals, shared }: Pick<AccountSettings, 'principals' | 'shared'>, rows: PoolDeposit[]) => ({
	sharedDisregarded: rows.find(({ id }) => id === shared)?.desconsiderarSaldo ?? null,
	principalsDisregarded: rows
		.filter(({ id, desconsiderarSaldo }) => principals.includes(id) && desconsiderarSaldo === true)
		.map(({ descricao }) => descricao),
});

async function configure(api: BlingApi, account: string, wanted: NonNullable<PoolRequest['configure']>): Promise<Reading> {
	const company = await api.company();
	const deposits = await poolDeposits(api);
	const { principals, shared, problems } = resolveNames(wanted, deposits);
	return {
		...nothing(account),
		problems,
		deposits,
		...disregarded({ principals, shared }, deposits),
		configured: { companyId: company.id, companyName: company.name, principals, shared },
	};
}
