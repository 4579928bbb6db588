// `npm run test:mutation [-- FILE …]`: changes the code of the webhook pipeline piece by piece and counts the changes that no test notices.
// Each file is judged by the tests written for it: the whole suite would take a day. Ends with a table; fails below the score.
import { spawn } from 'node:child_process';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { step } from './progress.mjs';
import { ensureDependencies, node24Environment, root } from './setup.mjs';

/** At least this share of the changes must turn a test red, over all files. */
const leastScore = 85;

const shared = (name) => [`nodes/shared/${name}.ts`, [`test/unit/shared/${name}.test.mts`]];
const pipeline = ['test/unit/shared/receive.test.mts'];

/** What is changed, and the tests that must notice. */
const files = new Map([
	shared('signature'),
	shared('redelivery'),
	shared('duplicates'),
	shared('gather'),
	shared('processed'),
	shared('process'),
	shared('receive'),
	shared('settings'),
	shared('preflight'),
	shared('checkEndpoint'),
	shared('request'),
	['nodes/shared/answer.ts', ['test/unit/shared/request.test.mts']],
	['nodes/shared/counters.ts', pipeline],
	['nodes/shared/delivery.ts', pipeline],
	['nodes/shared/memory.ts', pipeline],
	['nodes/shared/secrets.ts', pipeline],
	['nodes/shared/page.ts', pipeline],
	['nodes/Bling/webhook.ts', [...pipeline, 'test/unit/bling/legacy.test.mts']],
	['nodes/Intelipost/webhook.ts', ['test/unit/intelipost/trigger.test.mts']],
	['nodes/Iset/webhook.ts', ['test/unit/iset/webhook.test.mts']],
	['nodes/NfeIo/webhook.ts', ['test/unit/nfeio/trigger.test.mts']],
]);

const noticed = ['Killed', 'Timeout', 'RuntimeError'];
const unnoticed = ['Survived', 'NoCoverage'];

/** Changes one file and counts: how many changes there were that count, and which of them no test noticed. */
async function mutate(file, tests) {
	const report = join(root, 'artifacts', 'reports', `mutation-${file.replaceAll('/', '-')}.json`);
	await rm(report, { force: true });
	const ended = await new Promise((resolve) => {
		const child = spawn(join(root, 'node_modules', '.bin', 'stryker'), ['run', '--mutate', file], {
			cwd: root,
			stdio: 'inherit',
			env: { ...node24Environment(), MUTATION_TESTS: tests.join(','), MUTATION_REPORT: report },
		});
		child.on('error', () => resolve(false));
		child.on('close', (code) => resolve(code === 0));
	});
	if (!ended) throw new Error(`Stryker could not judge ${file}`);
	const { mutants } = Object.values(JSON.parse(await readFile(report, 'utf8')).files)[0];
	const count = (statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
	return { file, noticed: count(noticed), unnoticed: count(unnoticed) };
}

const score = ({ noticed, unnoticed }) => (100 * noticed) / (noticed + unnoticed);
const row = (result) => `${score(result).toFixed(1).padStart(6)} %  ${String(result.noticed).padStart(4)} of ${String(result.noticed + result.unnoticed).padEnd(4)}  ${result.file}`;

const wanted = process.argv.slice(2);
const unknown = wanted.filter((file) => !files.has(file));
if (unknown.length > 0) {
	console.error(`Not judged by mutation: ${unknown.join(', ')}. There are:\n${[...files.keys()].join('\n')}`);
	process.exit(2);
}

await ensureDependencies();
await mkdir(join(root, 'artifacts', 'reports'), { recursive: true });
const results = [];
for (const [file, tests] of files) {
	if (wanted.length > 0 && !wanted.includes(file)) continue;
	results.push(await step(`Mutating ${file}`, async () => await mutate(file, tests)));
}
const all = results.reduce((sum, { noticed, unnoticed }) => ({ noticed: sum.noticed + noticed, unnoticed: sum.unnoticed + unnoticed }), { noticed: 0, unnoticed: 0 });
console.log(`\n${results.map(row).join('\n')}\n${row({ ...all, file: 'all' })}`);
process.exitCode = score(all) >= leastScore ? 0 : 1;
