import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../scripts/setup.mjs';
import type { DeliveriesCase } from './deliveries.mts';
import type { HistoryCase } from './history.mts';
import type { Memory } from './memory.mts';
import type { EventProfile } from './profile.mts';
import type { Size } from './size.mts';
import type { Speed } from './speed.mts';

/** Where a part was measured, and what else the machine did. */
export interface Circumstances {
	at: string;
	cpu: string;
	cpus: number;
	node: string;
	n8n: string;
	/** Processes that wanted a CPU before the part began (mean of a minute): above 1 others were at work. */
	loadBefore: number;
}

/** The parts of the bench; each is measured by itself and kept with its circumstances. */
export interface Measurements {
	lazy: Speed;
	default: Speed;
	memory: Memory;
	size: Size;
	deliveries: DeliveriesCase[];
	history: HistoryCase[];
	profile: EventProfile[];
}

export type PartName = keyof Measurements;

export type Results = { [Part in PartName]?: { circumstances: Circumstances; figures: Measurements[Part] } };

export const benchFolder = join(root, 'bench');
const file = join(benchFolder, 'results.json');

/** What bench/results.json holds; empty before the first measurement. */
export async function readResults(): Promise<Results> {
	return JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
}

/** Three significant digits are more than such measurements are worth. */
const rounded = (_key: string, value: unknown) =>
	typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;

/** Puts a part's figures in place of its earlier ones. */
export async function saveResult<Part extends PartName>(
	part: Part,
	circumstances: Circumstances,
	figures: Measurements[Part],
): Promise<void> {
	await mkdir(benchFolder, { recursive: true });
	const results = { ...(await readResults()), [part]: { circumstances, figures } };
	await writeFile(file, `${JSON.stringify(results, rounded, '\t')}\n`);
}
