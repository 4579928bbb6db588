import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { root } from '../../../scripts/setup.mjs';

/** `npm test` runs the short form, `npm run test:faults` the long one. */
export const isLong = process.env.FAULTS_FORM === 'long';

/** The same seed makes the same plan of deliveries, faults and requests; how they meet in time is the machine's. */
export const seed = Number(process.env.FAULTS_SEED ?? 20_261_122);

/** How long a bounded part may take, in milliseconds: FAULTS_MINUTES gives it another time. */
export const budgetMs = (minutes: number): number => Number(process.env.FAULTS_MINUTES ?? minutes) * 60_000;

const folder = join(root, 'artifacts', 'faults');

/**
 * Lets n8n start in half the time, as it starts often here: its compiled code is kept, and the runner of Code nodes,
 * which no workflow of these tests has, is left out.
 */
export const quickStart = {
	NODE_COMPILE_CACHE: join(folder, 'compiled'),
	N8N_RUNNERS_MODE: 'external',
	N8N_RUNNERS_AUTH_TOKEN: 'fake-runner-token',
};

/** Prints a section of the report and keeps it for scripts/faults.mjs, which puts the sections into their pages. */
export async function report(name: string, markdown: string): Promise<void> {
	console.log(`\n${markdown}\n`);
	await mkdir(folder, { recursive: true });
	await writeFile(join(folder, `${name}.md`), `${markdown}\n`);
}

/** A Markdown table. */
export function table(head: string[], rows: Array<Array<string | number>>): string {
	const line = (cells: Array<string | number>) => `| ${cells.join(' | ')} |`;
	return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
