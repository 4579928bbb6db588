import type { LogLine, Told } from './log';
import type { Participant, Reading, Work } from './document';
import * as texts from './texts';

/** The result of a look at the accounts. */
interface Looked {
	participants: Participant[];
	deposits: Array<{ company: string; id: number; name: string }>;
	forgotten: number[];
	lines: Array<Partial<LogLine>>;
	told: Told[];
}

/**
 * Who takes part, what is wrong with whom, which warehouses are new, renamed or gone, and where the
 * next look continues.
 */
export function lookedAt(work: Work): Looked {
	const looked: Looked = { participants: [], deposits: [], forgotten: [], lines: [], told: [] };
	for (const reading of work.readings) {
		const known = work.participants.find(({ company, account }) =>
			reading.company === null ? account === reading.account : company === reading.company,
		);
		const problem = problemOf(reading);
		if (problem !== undefined && known?.problem !== problem.mensagem) {
			looked.told.push(problem);
			looked.lines.push({ conta: problem.conta, resultado: problem.resultado, mensagem: problem.mensagem });
		}
		const company = reading.company ?? known?.company;
		if (company === undefined) continue;
		const now = participantNow(work, reading, known, { company, problem: problem?.mensagem ?? '' });
		if (JSON.stringify(now) !== JSON.stringify(known)) looked.participants.push(now);
		compareDeposits(work, reading, company, looked);
	}
	return looked;
}

function problemOf({ account, ok, error, problems }: Reading): Told | undefined {
	if (!ok) {
		return {
			key: `unreadable|${account}`,
			conta: account,
			sku: '',
			resultado: texts.accountProblems.unreadable,
			mensagem: error ?? '',
		};
	}
	if (problems.length === 0) return undefined;
	const mensagem = problems.map(({ code, detail }) => `${texts.problems[code]} (${detail})`).join('; ');
	return {
		key: `deposits|${account}`,
		conta: account,
		sku: '',
		resultado: texts.accountProblems.deposits,
		mensagem,
	};
}

function participantNow(
	{ sweep, at }: Work,
	{ account, ok, page, problems }: Reading,
	known: Participant | undefined,
	{ company, problem }: { company: string; problem: string },
): Participant {
	const before = known ?? { page: 1, products: 0, ordersSince: null };
	const hourly = sweep?.mode === 'hour' && ok && problems.length === 0;
	return {
		company,
		account,
		page: hourly && page ? (page.last ? 1 : page.next) : before.page,
		products: page?.last ? page.products : before.products,
		ordersSince: hourly ? at : before.ordersSince,
		problem,
	};
}

function compareDeposits({ sweep }: Work, { account, deposits: now }: Reading, company: string, looked: Looked): void {
	if (sweep === null || now === null) return;
	const before = sweep.deposits.filter((one) => one.company === company);
	const changes: Array<{ kind: 'new' | 'renamed' | 'gone'; id: number; name: string; old: string }> = [
		...now.flatMap(({ id, name }) => {
			const old = before.find((one) => one.id === id);
			const kind = old === undefined ? ('new' as const) : ('renamed' as const);
			return old?.name === name ? [] : [{ kind, id, name, old: old?.name ?? '' }];
		}),
		...before.filter(({ id }) => !now.some((one) => one.id === id)).map(({ id, name }) => ({ kind: 'gone' as const, id, name, old: '' })),
	];
	if (changes.length === 0) return;
	for (const one of now) looked.deposits.push({ company, ...one });
	for (const { rowId } of before) looked.forgotten.push(rowId);
	// The first look only learns them.
	if (before.length === 0) return;
	for (const { kind, id, name, old } of changes) {
		const said = {
			conta: account,
			resultado: texts.deposits[kind],
			mensagem: texts.deposits.named(name, id, old),
		};
		looked.lines.push(said);
		looked.told.push({ key: `deposit|${company}|${id}`, sku: '', ...said });
	}
}
