import { z } from 'zod';

import type { TrackedWorkflow } from '../../instance/workflows';
import { jsonOf } from '../../shared/json';
import { Hour, hourMs } from './hour';

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
			const one = this.known.get(startMs) ?? new Hour(startMs);
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

	/** A row of the table with the windows of one hour; those with something that still moved are read again. */
	static write(windows: Hour[]): string {
		const settled = windows.filter(({ late }) => late.size === 0);
		return JSON.stringify(settled.map((window) => [(window.startMs % hourMs) / windowMs, window.cell()]));
	}
}
