import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../scripts/setup.mjs';
import type { DeliveriesCase } from './deliveries.mts';
import type { HistoryCase } from './history.mts';
import type { Memory } from './memory.mts';
import type { EventProfile } from './profile.mts';
import type { Size } from './size.mts';
import type { Speed } from './speed.mts';

/** Where a part was measured, and what else the machine was doing. */
export interface Circumstances {
	at: string;
	cpu: string;
	cpus: number;
	node: string;
	n8n: string;
	/** Processes waiting for a CPU before the part started (average of a minute): above 1 others were running. */
	loadBefore: number;
}

/** The parts of the bench; each is measured separately and stored with its circumstances. */
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

/** Three significant digits are more than such measurements justify. */
const rounded = (_key: string, value: unknown) =>
	typeof value === 'number' && !Number.isInteger(value) ? Number(value.toPrecision(3)) : value;

/** Replaces a part's earlier figures. */
export async function saveResult<Part extends PartName>(
	part: Part,
	circumstances: Circumstances,
	figures: Measurements[Part],
): Promise<void> {
	await mkdir(benchFolder, { recursive: true });
	const results = { ...(await readResults()), [part]: { circumstances, figures } };
	await writeFile(file, `${JSON.stringify(results, rounded, '\t')}\n`);
}
