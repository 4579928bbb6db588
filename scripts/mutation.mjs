// `npm run test:mutation [-- FILE …]`: changes the code of the webhook pipeline piece by piece and counts the changes that no test notices.
// Each file is judged by the tests written for it: the whole suite would take a day. Its table is in test/README.md; fails below the score.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { changeBetweenMarkers } from './markers.mjs';
import { step } from './progress.mjs';
import { ensureDependencies, node24Environment, root, vendorFolders } from './setup.mjs';

/** At least this share of the changes must make a test fail, over all files. */
const leastScore = 85;

/** What was judged, and what is known from before. */
const judged = join(root, 'artifacts', 'mutation');

const test = (name) => `test/unit/${name}.test.mts`;
const pipeline = [test('shared/receive'), test('shared/pipeline')];

const testsOfVendor = (folder) =>
	['webhook', 'legacy'].map((name) => test(`${folder.toLowerCase()}/${name}`)).filter((file) => existsSync(join(root, file)));

/** What is changed, and the tests that must notice. */
const files = new Map([
	['nodes/shared/trigger/receive.ts', [...pipeline, test('shared/gather')]],
	['nodes/shared/trigger/sender.ts', pipeline],
	['nodes/shared/trigger/wanted.ts', pipeline],
	['nodes/shared/trigger/process.ts', [test('shared/process'), test('nfeio/process')]],
	['nodes/shared/trigger/gather.ts', [test('shared/gather')]],
	...vendorFolders.map((folder) => [`nodes/${folder}/webhook/webhook.ts`, testsOfVendor(folder)]),
	['nodes/shared/trigger/delivery.ts', [test('shared/process'), ...pipeline]],
	['nodes/shared/trigger/secrets.ts', [test('shared/secrets')]],
	['nodes/shared/trigger/memory.ts', [test('shared/memory'), ...pipeline]],
	['nodes/shared/http/request.ts', [test('shared/request')]],
	['nodes/shared/http/answer.ts', [test('shared/request')]],
	['nodes/shared/operations/checkEndpoint.ts', [test('shared/checkEndpoint')]],
	['nodes/shared/trigger/preflight.ts', [test('shared/preflight')]],
	['nodes/shared/trigger/counters.ts', [test('shared/counters'), ...pipeline]],
	['nodes/shared/trigger/probes.ts', pipeline],
	['nodes/shared/trigger/page.ts', [test('shared/page')]],
	['nodes/shared/privacy/personalData.ts', [test('shared/personalData')]],
	['nodes/shared/privacy/maskText.ts', [test('shared/maskText')]],
	['nodes/shared/json.ts', [test('shared/json')]],
	['nodes/shared/trigger/executionTags.ts', [test('shared/executionTags')]],
	['nodes/shared/trigger/signature.ts', [test('shared/signature')]],
	['nodes/shared/trigger/redelivery.ts', [test('shared/redelivery')]],
	['nodes/shared/trigger/settings.ts', [test('shared/settings')]],
	['nodes/shared/trigger/processed.ts', [test('shared/processed')]],
	['nodes/shared/trigger/duplicates.ts', [test('shared/duplicates')]],
	['nodes/instance/ownTrigger.ts', [test('shared/ownTrigger')]],
	['nodes/shared/operations/setupGuide.ts', [test('shared/setupGuide')]],
	['nodes/instance/address.ts', [test('shared/instance'), test('shared/ownTrigger')]],
	['nodes/instance/resend.ts', [test('shared/resend')]],
	['nodes/shared/operations/operation.ts', [test('shared/operation'), test('editor/descriptions')]],
	['nodes/shared/operations/parameters.ts', [test('shared/parameters')]],
	['nodes/shared/operations/fieldReader.ts', [test('shared/parameters')]],
	['nodes/shared/operations/customApiCall.ts', [test('shared/customApiCall')]],
	['nodes/shared/http/apiFailure.ts', [test('shared/apiFailure')]],
	['nodes/shared/http/baseUrl.ts', [test('shared/baseUrl')]],
]);

const noticed = ['Killed', 'Timeout', 'RuntimeError'];
const unnoticed = ['Survived', 'NoCoverage'];

/** Changes one file and counts how many changes there were, and which of them no test noticed. */
async function mutate(file, tests) {
	const name = file.replaceAll('/', '-');
	const report = join(judged, `${name}.report.json`);
	await rm(report, { force: true });
	const ended = await new Promise((resolve) => {
		const child = spawn(join(root, 'node_modules', '.bin', 'stryker'), ['run', '--mutate', file], {
			cwd: root,
			stdio: 'inherit',
			env: {
				...node24Environment(),
				MUTATION_TESTS: tests.join(','),
				MUTATION_REPORT: report,
				MUTATION_KNOWN: join(judged, `${name}.json`),
			},
		});
		child.on('error', () => resolve(false));
		child.on('close', (code) => resolve(code === 0));
	});
	if (!ended) throw new Error(`Stryker could not judge ${file}`);
	const { mutants } = Object.values(JSON.parse(await readFile(report, 'utf8')).files)[0];
	const count = (statuses) => mutants.filter(({ status }) => statuses.includes(status)).length;
	return { file, noticed: count(noticed), unnoticed: count(unnoticed), measured: new Date().toISOString().slice(0, 10) };
}

const score = ({ noticed, unnoticed }) => (100 * noticed) / (noticed + unnoticed);
const sum = (results) =>
	results.reduce((all, one) => ({ noticed: all.noticed + one.noticed, unnoticed: all.unnoticed + one.unnoticed }), {
		noticed: 0,
		unnoticed: 0,
	});
const row = (name, result, measured) =>
	`| ${name} | ${score(result).toFixed(1)} % | ${result.noticed} of ${result.noticed + result.unnoticed} | ${measured} |`;

/** The rows of a table as this file writes them. */
const readRows = (table) =>
	[...table.matchAll(/^\| `(.+)` \| .+ % \| (\d+) of (\d+) \| (.+) \|$/gm)].map(([, file, noticedCount, all, measured]) => ({
		file,
		noticed: Number(noticedCount),
		unnoticed: Number(all) - Number(noticedCount),
		measured,
	}));

/** The table with these results replacing earlier ones; a file that is no longer judged is dropped. */
function updated(table, results) {
	const known = new Map([...readRows(table), ...results].map((result) => [result.file, result]));
	const rows = [...files.keys()].flatMap((file) => known.get(file) ?? []);
	const head = ['| File | Score | Changes noticed | Measured |', '| --- | --- | --- | --- |'];
	return [
		...head,
		...rows.map((result) => row(`\`${result.file}\``, result, result.measured)),
		row(`all ${rows.length}`, sum(rows), ''),
	].join('\n');
}

const wanted = process.argv.slice(2);
const unknown = wanted.filter((file) => !files.has(file));
if (unknown.length > 0) {
	console.error(`Not judged by mutation: ${unknown.join(', ')}. There are:\n${[...files.keys()].join('\n')}`);
	process.exit(2);
}

await ensureDependencies();
await mkdir(judged, { recursive: true });
const results = [];
for (const [file, tests] of files) {
	if (wanted.length > 0 && !wanted.includes(file)) continue;
	results.push(await step(`Mutating ${file}`, async () => await mutate(file, tests)));
}
await changeBetweenMarkers('test/README.md', 'mutation', (table) => updated(table, results));
console.log(`\n${results.map((result) => row(result.file, result, result.measured)).join('\n')}`);
process.exitCode = score(sum(results)) >= leastScore ? 0 : 1;
