import type { BlingApi } from '../api/api';
import type { AccountSettings, PoolDeposit, PoolRequest, Problem, Reading } from './batch';
import { depositSchema } from './batch';

/** The active deposits (GET /depositos lists no others by itself, docs/facts/bling.md §4.5). */
export async function poolDeposits(api: BlingApi): Promise<PoolDeposit[]> {
	return await api.rows('/depositos', {}, depositSchema);
}

/**
 * What makes a configuration unfit: the shared deposit is the default one (orders reserve there, so that the sum would
 * count itself) or also a principal (the same), or a deposit is gone or switched off.
 */
export function depositProblems({ principals, shared }: Pick<AccountSettings, 'principals' | 'shared'>, rows: PoolDeposit[]): Problem[] {
	const problems: Problem[] = [];
	const nameOf = (id: number) => rows.find((row) => row.id === id)?.descricao ?? String(id);
	if (principals.length === 0) problems.push({ code: 'noPrincipal', detail: nameOf(shared) });
	if (principals.includes(shared)) problems.push({ code: 'sharedIsPrincipal', detail: nameOf(shared) });
	if (rows.some(({ id, padrao }) => id === shared && padrao)) problems.push({ code: 'sharedIsDefault', detail: nameOf(shared) });
	for (const id of [...principals, shared]) {
		if (!rows.some((row) => row.id === id)) problems.push({ code: 'depositMissing', detail: String(id) });
	}
	return problems;
}

/** Deposits that are new, renamed or gone since the last look; nothing at the first look. */
export function depositChanges(known: string, rows: PoolDeposit[]): Reading['depositChanges'] {
	const before = parseKnown(known);
	if (before === undefined) return [];
	const now = new Map(rows.map(({ id, descricao }) => [id, descricao]));
	const changes: Reading['depositChanges'] = [];
	for (const [id, name] of now) {
		const old = before.get(id);
		if (old === undefined) changes.push({ kind: 'new', id, name, before: '' });
		else if (old !== name) changes.push({ kind: 'renamed', id, name, before: old });
	}
	for (const [id, name] of before) {
		if (!now.has(id)) changes.push({ kind: 'gone', id, name, before: name });
	}
	return changes;
}

function parseKnown(known: string): Map<number, string> | undefined {
	if (known.trim() === '') return undefined;
	try {
		return new Map(Object.entries(JSON.parse(known)).map(([id, name]) => [Number(id), String(name)]));
	} catch {
		// Edited by hand: as if it were the first look.
		return new Map();
	}
}

/** Names of deposits as ids; a name that is none or several is a problem that lists those there are. */
export function resolveNames(
	{ principals, shared }: NonNullable<PoolRequest['configure']>,
	rows: PoolDeposit[],
): { principals: number[]; shared: number; problems: Problem[] } {
	const problems: Problem[] = [];
	const available = rows.map(({ descricao, padrao }) => (padrao ? `${descricao} (padrão)` : descricao)).join(', ');
	const idOf = (name: string): number => {
		const wanted = name.trim().toLowerCase();
		const matching = rows.filter(({ id, descricao }) => descricao.trim().toLowerCase() === wanted || String(id) === wanted);
		if (matching.length === 1) return matching[0].id;
		problems.push(
			matching.length === 0
				? { code: 'depositMissing', detail: `"${name}"; ${available}` }
				: { code: 'ambiguousDeposit', detail: `"${name}"; ${matching.map(({ id }) => id).join(', ')}` },
		);
		return 0;
	};
	const ids = { principals: [...new Set(principals.map(idOf))], shared: idOf(shared) };
	return { ...ids, problems: problems.length > 0 ? problems : depositProblems(ids, rows) };
}
