// `npm run test:faults`: the long form of test/faults/, bounded to 20 minutes. Its report goes into docs/reliability.md.
// FAULTS_SEED=n repeats the plan of another run; FAULTS_FORM=short runs the form of `npm test`.
import { spawnSync } from 'node:child_process';
import { readFile, rm, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

const reports = join(root, 'artifacts', 'faults');
const page = join(root, 'docs', 'reliability.md');
const [begin, end] = ['<!-- report -->', '<!-- /report -->'];

await ensureDependencies();
await ensureN8n();
await rm(reports, { recursive: true, force: true });
const seed = process.env.FAULTS_SEED ?? '20261122';
const form = process.env.FAULTS_FORM === 'short' ? 'short' : 'long';
const env = { ...node24Environment(), FAULTS_FORM: form, FAULTS_SEED: seed, PACKED_TARBALL: process.env.PACKED_TARBALL ?? (await packPackage()) };

const started = new Date();
const load = loadavg()[0];
// One after the other: each would slow the others down. What is measured in nanoseconds comes last.
const files = ['losses', 'hostile', 'slowPaths', 'timing'].map((name) => join(root, 'test', 'faults', `${name}.test.mts`));
let passed = true;
for (const file of files) {
	const { status } = spawnSync(node24, [...nodeFlags, '--test', '--test-reporter=spec', file], { stdio: 'inherit', env });
	passed &&= status === 0;
}
const minutes = (Date.now() - started.getTime()) / 60_000;

const sections = await Promise.all(
	['losses', 'hostile', 'regexes', 'parsing', 'timing'].map(async (name) => await readFile(join(reports, `${name}.md`), 'utf8').catch(() => `### ${name}\n\nNão terminou.\n`)),
);
const head = [
	`Comando: \`${form === 'short' ? 'FAULTS_FORM=short ' : ''}FAULTS_SEED=${seed} npm run test:faults\` (forma ${form === 'short' ? 'curta' : 'longa'}), semente ${seed}, em ${started.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${minutes.toFixed(1)} minutos, resultado: **${passed ? 'passou' : 'falhou'}**.`,
	`Máquina: ${availableParallelism()} núcleos, ${Math.round(totalmem() / 1024 ** 3)} GB, ${process.platform} ${process.arch}, carga média de ${load.toFixed(1)} no início; n8n 2.41.1 com SQLite, Node.js 24.21.`,
].join('\n\n');
const text = await readFile(page, 'utf8');
const [before, rest] = text.split(begin);
const [, after] = rest.split(end);
await writeFile(page, `${before}${begin}\n\n${head}\n\n${sections.join('\n')}\n${end}${after}`);
console.log(`The report is in docs/reliability.md (${minutes.toFixed(1)} minutes).`);
process.exitCode = passed ? 0 : 1;
