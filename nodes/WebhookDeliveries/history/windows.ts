import { z } from 'zod';

import type { TrackedWorkflow } from '../../instance/workflows';
import { jsonOf } from '../../shared/json';
import { hourMs } from './counts';
import { Hour } from './hour';

/** An hour that a period cuts, or that is not over, is remembered in such parts. */
export const windowMs = 5 * 60_000;

const perHour = hourMs / windowMs;
const row = z
	.array(
		z.tuple([
			z
				.number()
				.int()
				.min(0)
				.max(perHour - 1),
			z.unknown(),
		]),
	)
	.max(perHour);

/** Whether what starts in a window or hour of this length is all stored and counted in every process. */
export type IsOver = (startMs: number, lengthMs: number) => boolean;

/** The windows that are known of some hours. */
export class Windows {
	private readonly known = new Map<number, Hour>();

	constructor(private readonly isDetailed: boolean) {}

	/** Adds a row of the table; what cannot be read says nothing. Returns whether it holds a window that is not over. */
	read(hour: number, data: unknown, isOver: IsOver): boolean {
		let isAhead = false;
		const cells = row.safeParse(typeof data === 'string' ? jsonOf(data) : undefined).data ?? [];
		for (const [index, cell] of cells) {
			const startMs = hour * hourMs + index * windowMs;
			if (!isOver(startMs, windowMs)) {
				isAhead = true;
				continue;
			}
			const one = this.known.get(startMs) ?? new Hour(startMs, this.isDetailed);
			this.known.set(startMs, one);
			one.readCell(cell);
		}
		return isAhead;
	}

	/** The window that begins at this moment, if these workflows are counted in it: those that existed by then. */
	at(startMs: number, workflows: TrackedWorkflow[]): Hour | undefined {
		const window = this.known.get(startMs);
		const isCounted = ({ id, createdAt }: TrackedWorkflow) =>
			window?.counts.has(id) === true || (createdAt !== undefined && Date.parse(createdAt) >= startMs + windowMs);
		return workflows.every(isCounted) && window?.late.size === 0 ? window : undefined;
	}

	/** Whether one of the hour that begins at this moment is known. */
	has(startMs: number): boolean {
		return this.starts(startMs).some((each) => this.known.has(each));
	}

	/** Whether a window is known with all that this one counts. */
	holds({ startMs, counts }: Hour): boolean {
		const known = this.known.get(startMs);
		return known?.late.size === 0 && [...counts.keys()].every((workflowId) => known.counts.has(workflowId));
	}

	/** The hour that begins at this moment, if all its windows are known. */
	hour(startMs: number, workflows: TrackedWorkflow[]): Hour | undefined {
		const all = this.starts(startMs).flatMap((each) => this.at(each, workflows) ?? []);
		if (all.length < perHour) return undefined;
		const asked = new Set(workflows.map(({ id }) => id));
		const isWhole = (id: string) => asked.has(id) || all.every(({ counts }) => counts.has(id));
		const counted = new Set(all.flatMap(({ counts }) => [...counts.keys()]).filter(isWhole));
		const hour = new Hour(startMs, this.isDetailed).empty(counted);
		for (const window of all) hour.join(window);
		return hour;
	}

	private starts(hourStartMs: number): number[] {
		return Array.from({ length: perHour }, (_, index) => hourStartMs + index * windowMs);
	}

	/** A row of the table with the windows of one hour; of those with something that still moves there must be none. */
	static write(windows: Hour[]): string {
		return JSON.stringify(windows.map((window) => [(window.startMs % hourMs) / windowMs, window.cell()]));
	}
}
