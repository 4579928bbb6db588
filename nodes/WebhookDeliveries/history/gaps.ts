import type { TrackedWorkflow } from '../../instance/workflows';
import { ClosedHours } from './closedHours';
import { hourMs } from './counts';
import type { Hour } from './hour';
import type { Period } from './period';
import { windowMs } from './windows';

/** What the memory lacks of some workflows, and n8n is asked for. */
export interface Gap {
	fromMs: number;
	/** Not included. */
	toMs: number;
	workflows: TrackedWorkflow[];
	/** The remembered hour that it is a part of. */
	part: Hour | undefined;
}

interface Known {
	/** Hours and windows that are remembered and lie in the period, or after it, as a whole. */
	whole: Hour[];
	/** The newest first. */
	gaps: Gap[];
}

/** What is known from the period's begin until now, and what is not: hours, and windows of hours that are cut or not over. */
export function knownOf(closed: ClosedHours, workflows: TrackedWorkflow[], period: Period): Known {
	const [afterMs, beforeMs, nowMs] = [Date.parse(period.after), Date.parse(period.before), Date.now()];
	const isWhole = (startMs: number, length: number) => startMs >= afterMs && (startMs > beforeMs || startMs + length - 1 <= beforeMs);
	const whole = closed.all.filter(({ startMs }) => isWhole(startMs, hourMs));
	const gaps: Gap[] = [];
	for (let startMs = Math.floor(nowMs / hourMs) * hourMs; startMs + hourMs > afterMs; startMs -= hourMs) {
		const isOver = ClosedHours.isOver(startMs, hourMs);
		const unknown = closed.missing(startMs, workflows);
		const part = !isWhole(startMs, hourMs) && unknown.length === 0 ? closed.at(startMs) : undefined;
		const missing = isWhole(startMs, hourMs) ? unknown : workflows;
		if (missing.length === 0) continue;
		if (part === undefined && isOver && !closed.isSplit(startMs)) {
			gaps.push({ fromMs: startMs, toMs: startMs + hourMs, workflows: missing, part });
			continue;
		}
		let last: Gap | undefined;
		for (let fromMs = startMs + hourMs - windowMs; fromMs >= startMs; fromMs -= windowMs) {
			if (fromMs + windowMs <= afterMs) break;
			const window = isWhole(fromMs, windowMs) ? closed.windows.at(fromMs, workflows) : undefined;
			if (window !== undefined) whole.push(window);
			else if (last?.fromMs === fromMs + windowMs) last.fromMs = fromMs;
			else gaps.push((last = { fromMs, toMs: fromMs + windowMs, workflows: missing, part }));
		}
	}
	// What starts while this is read belongs to it, as does a clock that is a little ahead.
	if (gaps.length > 0 && gaps[0].toMs > nowMs) gaps[0].toMs = Infinity;
	return { whole, gaps: gaps.map((gap) => (gap.part === undefined ? gap : { ...gap, fromMs: Math.max(gap.fromMs, afterMs) })) };
}

/** Two gaps as one, where the second is what comes before the first; undefined where they must be read apart. */
export function joined(newer: Gap, older: Gap): Gap | undefined {
	const key = (some: TrackedWorkflow[]) => some.map(({ id }) => id).join();
	const fits = newer.fromMs === older.toMs && key(newer.workflows) === key(older.workflows) && !newer.part && !older.part;
	return fits ? { ...newer, fromMs: older.fromMs } : undefined;
}
