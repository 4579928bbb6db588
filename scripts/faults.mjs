// `npm run test:faults`: the long form of test/faults/, bounded to 20 minutes. Its report goes into docs/reliability.md.
// `npm run test:faults -- hostile timing` runs parts of it; what the others last reported stays.
// FAULTS_SEED=n repeats the plan of another run; FAULTS_FORM=short runs the form of `npm test`; FAULTS_MINUTES=n bounds a part otherwise.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

const reports = join(root, 'artifacts', 'faults');
const page = join(root, 'docs', 'reliability.md');
const [begin, end] = ['<!-- report -->', '<!-- /report -->'];

/** Each part with its sections. One after the other: each would slow the others down. What is measured in nanoseconds comes last. */
const parts = { losses: ['losses'], hostile: ['hostile', 'bombs'], slowPaths: ['regexes', 'parsing'], timing: ['timing'] };
const wanted = process.argv.length > 2 ? process.argv.slice(2) : Object.keys(parts);
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
	console.error(`Unknown part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`);
	process.exit(2);
}

await ensureDependencies();
await ensureN8n();
await mkdir(reports, { recursive: true });
const seed = process.env.FAULTS_SEED ?? '20261122';
const form = process.env.FAULTS_FORM === 'short' ? 'short' : 'long';
const env = { ...node24Environment(), FAULTS_FORM: form, FAULTS_SEED: seed, PACKED_TARBALL: process.env.PACKED_TARBALL ?? (await packPackage()) };

let passed = true;
for (const name of wanted) {
	const started = new Date();
	const { status } = spawnSync(node24, [...nodeFlags, '--test', '--test-reporter=spec', join(root, 'test', 'faults', `${name}.test.mts`)], { stdio: 'inherit', env });
	passed &&= status === 0;
	const minutes = ((Date.now() - started.getTime()) / 60_000).toFixed(1);
	const cells = [`\`${name}\``, form === 'short' ? 'curta' : 'longa', seed, started.toISOString().slice(0, 16).replace('T', ' '), minutes, loadavg()[2].toFixed(1), status === 0 ? 'passou' : '**falhou**'];
	await writeFile(join(reports, `${name}.run.md`), `| ${cells.join(' | ')} |`);
}

const read = async (name) => await readFile(join(reports, `${name}.md`), 'utf8').catch(() => `### ${name}\n\nNão terminou.\n`);
const runs = await Promise.all(Object.keys(parts).map(async (name) => await readFile(join(reports, `${name}.run.md`), 'utf8').catch(() => `| \`${name}\` | não rodou | | | | | |`)));
const sections = await Promise.all(Object.values(parts).flat().map(read));
const head = [
	`Comando: \`npm run test:faults\`. Máquina: ${availableParallelism()} núcleos, ${Math.round(totalmem() / 1024 ** 3)} GB, ${process.platform} ${process.arch}; n8n 2.41.1 com SQLite, Node.js 24.21.`,
	['| Parte | Forma | Semente | Início (UTC) | Minutos | Carga média (15 min) | Resultado |', '| --- | --- | --- | --- | --- | --- | --- |', ...runs].join('\n'),
].join('\n\n');
const text = await readFile(page, 'utf8');
const [before, rest] = text.split(begin);
const [, after] = rest.split(end);
await writeFile(page, `${before}${begin}\n\n${head}\n\n${sections.join('\n')}\n${end}${after}`);
console.log('The report is in docs/reliability.md.');
process.exitCode = passed ? 0 : 1;
