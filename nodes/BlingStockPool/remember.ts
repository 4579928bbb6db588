import { lookedAt } from './accounts';
import type { NewQueueRow, Participant, QueueRow, Work } from './document';
import type { LogLine, Told } from './log';
import { isStranger, linesOf } from './log';
import type { MemoryRow, WriteEnd } from './memories';
import { endsOf, newMemories } from './memories';
import { isStopped } from './plan';
import { skuRow, sweepRow } from './queue';

/** What Record writes into the tables, and what it reports. */
interface Remembered {
	memories: MemoryRow[];
	replacedMemories: number[];
	queue: NewQueueRow[];
	doneQueue: number[];
	participants: Participant[];
	deposits: Array<{ company: string; id: number; name: string }>;
	replacedDeposits: number[];
	log: LogLine[];
	told: Told[];
}

const retryMs = 600_000;

/** What a batch leaves behind. Pure: the document in, rows out. `now` in Unix milliseconds. */
export function remember(work: Work, now: number, execution: string): Remembered {
	const ends = endsOf(work);
	const memories = newMemories(work, ends);
	const looked = lookedAt(work);
	const said = linesOf(work, ends);
	const line: LogLine = {
		quando: new Date(now).toISOString(),
		conta: '',
		sku: '',
		antes: null,
		depois: null,
		resultado: '',
		mensagem: '',
		origem: [...new Set(work.rows.map(({ origin }) => origin))].slice(0, 3).join(', '),
		execucao: execution,
	};
	return {
		memories: memories.rows,
		replacedMemories: memories.replaced,
		queue: [...foundSkus(work, now), ...nextPages(work, now), ...unfinished(work, ends, now)],
		doneQueue: work.rows.map(({ id }) => id),
		participants: looked.participants,
		deposits: looked.deposits,
		replacedDeposits: looked.forgotten,
		log: [...said.lines, ...looked.lines].map((one) => ({ ...line, ...one })),
		told: [...said.told, ...looked.told],
	};
}

/** SKUs named by events, orders and pages that are not queued yet. */
function foundSkus({ readings, rows, waiting }: Work, now: number): NewQueueRow[] {
	const found = new Map<string, NewQueueRow>();
	for (const { sku, key } of readings.flatMap((reading) => reading.found)) {
		if (waiting.includes(sku) || found.has(sku)) continue;
		const origin = (rows.find((row) => row.key === key) ?? rows.find(({ kind }) => kind === 'varredura'))?.origin ?? '';
		found.set(sku, skuRow(sku, origin, now));
	}
	return [...found.values()];
}

function nextPages({ readings, rows, sweep }: Work, now: number): NewQueueRow[] {
	if (sweep?.mode !== 'all') return [];
	const pages = readings.flatMap(({ page }) => (page && !page.last ? [page.next] : []));
	const origin = rows.find(({ kind }) => kind === 'varredura')?.origin ?? '';
	return pages.length === 0 ? [] : [sweepRow('all', origin, now, Math.max(...pages))];
}

/** What was not done is queued again, once, to be tried later. */
function unfinished(work: Work, ends: WriteEnd[], now: number): NewQueueRow[] {
	const rows = work.rows.filter((row) => !isDone(row, work, ends));
	return [...new Map(rows.map((row) => [row.key, row])).values()].map((row) => ({
		...withoutId(row),
		attempts: row.attempts + 1,
		failed: true,
		stopped:
			isStopped(row.reference, work.rows) ||
			(work.plan?.outcomes ?? []).some(({ sku, code }) => sku === row.reference && code === 'stopped'),
		authorised: work.rows.some(({ key, authorised }) => key === row.key && authorised),
		confirmed: work.rows.some(({ key, confirmed }) => key === row.key && confirmed),
		notBefore: hasMoved(row, ends) ? now : now + retryMs,
	}));
}

const withoutId = ({ key, kind, company, reference, origin }: QueueRow) => ({ key, kind, company, reference, origin });

/** What changed between plan and writing is planned again at once; if that repeats, it pauses. */
const hasMoved = ({ reference, attempts }: NewQueueRow, ends: WriteEnd[]): boolean =>
	attempts < 3 && ends.some(({ sku, result }) => sku === reference && result === 'moved');

function isDone(row: QueueRow, work: Work, ends: WriteEnd[]): boolean {
	if (row.kind === 'varredura') return true;
	if (row.kind !== 'sku') {
		const named = work.readings.some(({ found, lost }) => [...found, ...lost].some(({ key }) => key === row.key));
		return named || isStranger(work, row);
	}
	const { plan } = work;
	if (!plan || (plan.stop && plan.stop.code !== 'limit')) return false;
	const codes = plan.outcomes.filter(({ sku }) => sku === row.reference).map(({ code }) => code);
	const waits = isStopped(row.reference, work.rows);
	const isOpen = codes.some(
		(code) => code === 'unreadable' || code === 'duplicate' || code === 'stopped' || (waits && code === 'simulated'),
	);
	const failed = ends.some(({ sku, result }) => sku === row.reference && result !== 'written');
	return codes.length > 0 && !isOpen && !failed;
}
