import type { Plan, Work } from './document';
import { balanceSeen, memoryOf, newMemory, wasWritten } from './memories';
import type { PlanSettings } from './plan';
import { planWrites } from './plan';
import type { Around, Answer } from './receive';
import { memoryCells } from './store';
import * as texts from './texts';
import { renewTurn } from './turn';

/** What Plan returns: the document, whether there is something to write, and possibly a page. */
interface Planned {
	work: Work;
	writes: boolean;
	answer?: Answer;
}

/**
 * Plans a batch, renews the turn, and records what will be written before it is: after a crash our
 * own writing is recognized. If somebody else has taken the turn because this one was idle for
 * minutes, nothing is written.
 */
export async function planBatch(work: Work, settings: PlanSettings, { tables, now, execution }: Around): Promise<Planned> {
	const { plan, totals } = planWrites({ ...work, totals: work.run.totals }, settings);
	const turn = await renewTurn(tables, work.turn, now());
	const lost: Plan = { ...plan, writes: [], outcomes: [] };
	const noted = turn === undefined ? lost : { ...plan, writes: await noteWrites(work, plan, { tables, now, execution }) };
	const planned: Work = {
		...work,
		turn: turn ?? work.turn,
		run: { ...work.run, totals, asked: false },
		plan: noted,
	};
	const answer = work.run.asked ? page(planned, execution) : undefined;
	return { work: planned, writes: noted.writes.length > 0, ...(answer ? { answer } : {}) };
}

async function noteWrites(work: Work, plan: Plan, { tables }: Pick<Around, 'tables' | 'now' | 'execution'>) {
	if (plan.writes.length === 0) return [];
	const rows = plan.writes.map((write) => {
		const reading = work.readings.find(({ account }) => account === write.account);
		const before = reading && memoryOf(work, reading, write.sku);
		const own = plan.outcomes.filter(({ sku, account }) => sku === write.sku && account === write.account);
		const known = newMemory(before, { ...write, turn: work.turn.number });
		// After a crash, what is found there is what we wrote, and says nothing more about the
		// movement.
		if (own.some(({ code }) => code === 'moved')) return memoryCells({ ...known, writing: write.quantity, held: true });
		const orders = own.flatMap((one) => one.orders);
		return memoryCells({
			...known,
			...(wasWritten(known) ? balanceSeen(known, { ...write, orders }, work.at) : {}),
			writing: write.quantity,
		});
	});
	const ids = await tables.memories.insert(rows);
	return plan.writes.map((write, index) => ({ ...write, journal: ids[index] ?? null }));
}

/** How many SKUs are shown on the page. */
const shownSkus = 50;

function page({ plan, skus, readings }: Work, execution: string): Answer {
	const received = texts.form.received(execution);
	const stop = plan?.stop;
	if (stop && stop.code !== 'limit') {
		return { titulo: texts.form.refusedTitle, mensagem: `${texts.form.refused(texts.stopText(stop))}\n${received}` };
	}
	const found = new Set(readings.flatMap((reading) => reading.found.map(({ sku }) => sku))).size;
	const lines = [
		received,
		...(stop ? [texts.stopText(stop)] : []),
		...(plan?.simulate ? [texts.form.simulated] : []),
		...(found > 0 ? [texts.form.found(found)] : []),
		...skus.slice(0, shownSkus).map((sku) => `${sku}: ${changesOf(plan, sku)}`),
	];
	return { titulo: texts.form.title, mensagem: lines.join('\n') };
}

function changesOf(plan: Plan | null, sku: string): string {
	const own = (plan?.outcomes ?? []).filter((one) => one.sku === sku);
	return own.map(({ account, code, before, after }) => texts.change(account ?? '', texts.outcomes[code], before, after)).join('; ');
}
