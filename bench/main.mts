// The measurements by name, each saved to bench/results.json as it ends, then charts and tables from all that is there.
// `npm run bench` runs those that the documentation shows; `npm run bench -- memory size` some; `-- report` none.
import { readFile } from 'node:fs/promises';
import { cpus, loadavg } from 'node:os';
import { join } from 'node:path';

import { step } from '../scripts/progress.mjs';
import { root } from '../scripts/setup.mjs';
import { measureDeliveries } from './deliveries.mts';
import { measureHistory } from './history.mts';
import { measureMemory } from './memory.mts';
import { profileEvents } from './profile.mts';
import { publishReport } from './report.mts';
import type { Circumstances, Measurements, PartName } from './results.mts';
import { saveResult } from './results.mts';
import { measureSize } from './size.mts';
import { measureSpeed } from './speed.mts';

const parts: { [Part in PartName]: () => Promise<Measurements[Part]> } = {
	lazy: async () => await measureSpeed('lazy'),
	default: async () => await measureSpeed('default'),
	memory: measureMemory,
	deliveries: measureDeliveries,
	history: measureHistory,
	size: measureSize,
	profile: profileEvents,
};

async function circumstances(): Promise<Circumstances> {
	const { dependencies } = JSON.parse(await readFile(join(root, 'scripts', 'n8n', 'package.json'), 'utf8'));
	const [{ model }, ...others] = cpus();
	return {
		at: new Date().toISOString(),
		cpu: model.trim(),
		cpus: others.length + 1,
		node: process.version,
		n8n: dependencies.n8n,
		loadBefore: loadavg()[0],
	};
}

async function measurePart<Part extends PartName>(part: Part): Promise<void> {
	const where = await circumstances();
	const figures = await step(`Measuring: ${part}`, parts[part]);
	await saveResult(part, where, figures);
}

const isPart = (name: string): name is PartName => name in parts;

const wanted = process.argv.slice(2).filter((name) => name !== 'report');
const unknown = wanted.filter((name) => !isPart(name));
if (unknown.length > 0) {
	console.error(`Unknown part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}, report`);
	process.exit(2);
}
const onlyReport = wanted.length === 0 && process.argv.length > 2;
for (const part of onlyReport ? [] : (wanted.length > 0 ? wanted : Object.keys(parts)).filter(isPart)) await measurePart(part);
await publishReport();
