// `npm run test:faults`: the long form of test/faults/, each part bounded in time. Its report goes into docs/*/reliability.md (what users ask, in both languages) and test/README.md.
// `npm run test:faults -- hostile queue` runs parts of it; what the others last reported stays. "queue-across" is "queue" with the triggers' option Ignore Duplicates Across Processes.
// FAULTS_SEED=n repeats the plan of another run; FAULTS_FORM=short runs the form of `npm test`; FAULTS_MINUTES=n bounds a part otherwise.
import { spawnSync } from 'node:child_process';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { availableParallelism, loadavg, totalmem } from 'node:os';
import { join } from 'node:path';

import { inEnglish } from './faults-english.mjs';
import { putBetweenMarkers } from './markers.mjs';
import { ensureDependencies, ensureN8n, node24, node24Environment, nodeFlags, packPackage, root } from './setup.mjs';

const reports = join(root, 'artifacts', 'faults');

const inQueueMode = { file: ['queue', 'queue'], only: 'faults in queue mode' };
/** Each part with its sections; that of queue mode shares a started topology with test/queue. One after the other: each would slow the others down. What is measured in nanoseconds comes last. */
const parts = {
	losses: { page: 'docs/pt-BR/reliability.md', sections: ['losses'] },
	queue: { page: 'queue', sections: ['queue'], ...inQueueMode },
	'queue-across': { page: 'queue', sections: ['queue-across'], ...inQueueMode, env: { FAULTS_ACROSS: 'on' } },
	hostile: { page: 'docs/pt-BR/reliability.md', sections: ['hostile', 'bombs'] },
	'slow-paths': { page: 'test/README.md', sections: ['regexes', 'parsing'] },
	timing: { page: 'test/README.md', sections: ['timing'] },
};
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
const env = {
	...node24Environment(),
	FAULTS_FORM: form,
	FAULTS_SEED: seed,
	PACKED_TARBALL: process.env.PACKED_TARBALL ?? (await packPackage()),
};

/** The pages of the report, in their languages. */
const machine = [
	availableParallelism(),
	`${Math.round(totalmem() / 1024 ** 3)} GB, ${process.platform} ${process.arch}; n8n 2.41.1, SQLite, Node.js 24.21`,
];
const pages = {
	'docs/pt-BR/reliability.md': {
		form: { short: 'curta', long: 'longa' },
		passed: 'passou',
		failed: '**falhou**',
		machine: `Comando: \`npm run test:faults\`. Máquina: ${machine.join(' núcleos, ')}.`,
		header: '| Parte | Forma | Semente | Início (UTC) | Minutos | Carga média (15 min) | Resultado |',
	},
	queue: {
		file: 'docs/pt-BR/reliability.md',
		marker: 'faults-queue',
		form: { short: 'curta', long: 'longa' },
		passed: 'passou',
		failed: '**falhou**',
		machine: `Comando: \`npm run test:faults -- queue queue-across\`. Máquina: ${machine.join(' núcleos, ').replace('SQLite', 'PostgreSQL')}.`,
		header: '| Parte | Forma | Semente | Início (UTC) | Minutos | Carga média (15 min) | Resultado |',
	},
	'test/README.md': {
		form: { short: 'short', long: 'long' },
		passed: 'passed',
		failed: '**failed**',
		machine: `Command: \`npm run test:faults\`. Machine: ${machine.join(' cores, ')}.`,
		header: '| Part | Form | Seed | Began (UTC) | Minutes | Load average (15 min) | Result |',
	},
};

let passed = true;
for (const name of wanted) {
	const started = new Date();
	const { file = ['faults', name], only, env: own } = parts[name];
	const path = `${join(root, 'test', ...file)}.test.mts`;
	const flags = ['--test', '--test-reporter=spec', ...(only ? [`--test-name-pattern=${only}`] : [])];
	const { status } = spawnSync(node24, [...nodeFlags, ...flags, path], { stdio: 'inherit', env: { ...env, ...own } });
	passed &&= status === 0;
	const minutes = ((Date.now() - started.getTime()) / 60_000).toFixed(1);
	const words = pages[parts[name].page];
	const cells = [
		`\`${name}\``,
		words.form[form],
		seed,
		started.toISOString().slice(0, 16).replace('T', ' '),
		minutes,
		loadavg()[2].toFixed(1),
		status === 0 ? words.passed : words.failed,
	];
	await writeFile(join(reports, `${name}.run.md`), `| ${cells.join(' | ')} |`);
}

const read = async (name) => await readFile(join(reports, `${name}.md`), 'utf8').catch(() => `### ${name}\n\nNot finished.\n`);
const readRun = async (name) => await readFile(join(reports, `${name}.run.md`), 'utf8').catch(() => `| \`${name}\` | not run | | | | | |`);
for (const [page, words] of Object.entries(pages)) {
	const here = Object.entries(parts).filter(([, part]) => part.page === page);
	// What did not run keeps its last report.
	if (!here.some(([name]) => wanted.includes(name))) continue;
	const runs = await Promise.all(here.map(([name]) => readRun(name)));
	const sections = await Promise.all(here.flatMap(([, part]) => part.sections).map(read));
	const file = words.file ?? page;
	const marker = words.marker ?? 'faults';
	const text = [words.machine, [words.header, '| --- | --- | --- | --- | --- | --- | --- |', ...runs].join('\n'), ...sections].join('\n\n');
	await putBetweenMarkers(file, marker, text);
	if (file.includes('/pt-BR/')) await putBetweenMarkers(file.replace('/pt-BR/', '/en/'), marker, inEnglish(text));
}
console.log('The report is in docs/*/reliability.md and test/README.md.');
process.exitCode = passed ? 0 : 1;
