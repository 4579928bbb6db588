// `npm test`: set-up, then every check; `npm test -- unit e2e` or `npm run test:unit` runs parts of it.
// Ends with "N passed, N failed" over all runners, from their own counts.
import { AsyncLocalStorage } from 'node:async_hooks';
import { spawn } from 'node:child_process';
import { mkdir, readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';

import { step } from './progress.mjs';
import {
	ensureDependencies,
	ensureN8n,
	ensureSystemPackages,
	node24Environment,
	nodeFlags,
	packPackage,
	root,
	vendorFolders,
} from './setup.mjs';

const reports = join(root, 'artifacts', 'reports');
const bin = (name) => join(root, 'node_modules', '.bin', name);

/** What a part prints that runs beside others: shown in one piece when it has ended. */
const keptOutput = new AsyncLocalStorage();

/** Runs a command with its output shown; true if it ended well. */
async function succeeds(command, args, env = {}) {
	const kept = keptOutput.getStore();
	return await new Promise((resolve) => {
		const stdio = kept ? ['ignore', 'pipe', 'pipe'] : 'inherit';
		const child = spawn(command, args, { cwd: root, stdio, env: { ...node24Environment(), ...env } });
		for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk));
		child.on('error', () => resolve(false));
		child.on('close', (code) => resolve(code === 0));
	});
}

/** A check without counts of its own. */
const check = async (command, args) => ((await succeeds(command, args)) ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 });

const total = (counts) => ({
	passed: counts.reduce((sum, { passed }) => sum + passed, 0),
	failed: counts.reduce((sum, { failed }) => sum + failed, 0),
});

/** A runner that ended with an error has failed at least once, whatever it counted. */
const honest = ({ passed, failed }, ended) => ({ passed, failed: ended ? failed : Math.max(failed, 1) });

async function jest(name, args, env = {}) {
	const report = join(reports, `${name}.json`);
	const ended = await succeeds(bin('jest'), [...args, '--json', `--outputFile=${report}`], {
		NODE_OPTIONS: '--experimental-vm-modules --disable-warning=ExperimentalWarning',
		...env,
	});
	const { numPassedTests = 0, numFailedTests = 0 } = JSON.parse(await readFile(report, 'utf8').catch(() => '{}'));
	return honest({ passed: numPassedTests, failed: numFailedTests }, ended && numPassedTests > 0);
}

/** Each file that drives a real n8n or a browser starts its own: more than two at once are too many for two cores. */
async function nodeTests(folder, belongs = () => true, { atOnce = 1, env = {}, name: part = folder } = {}) {
	const names = (await readdir(join(root, 'test', folder))).filter((name) => name.endsWith('.test.mts'));
	const files = names.filter(belongs).map((name) => join('test', folder, name));
	if (files.length === 0) throw new Error(`No tests in test/${folder}`);
	const report = join(reports, `${part}.tap`);
	const ended = await succeeds(
		bin('node'),
		[
			...nodeFlags,
			'--test',
			`--test-concurrency=${atOnce}`,
			'--test-timeout=1800000',
			'--test-reporter=spec',
			'--test-reporter-destination=stdout',
			'--test-reporter=tap',
			`--test-reporter-destination=${report}`,
			...files.sort(),
		],
		env,
	);
	const text = await readFile(report, 'utf8').catch(() => '');
	const count = (word) => Number(new RegExp(`^# ${word} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
	return honest({ passed: count('pass'), failed: count('fail') + count('cancelled') }, ended && count('pass') > 0);
}

/** A separate part: every write waits for Bling's 3 requests a second. */
const isStockPool = (name) => name.startsWith('workflows-estoque');
const isScenario = (name) => name === 'workflows-estoque-cenario.test.mts';
const isCost = (name) => name === 'workflows-custo.test.mts';
const isWalkthrough = (name) => name === 'walkthrough.test.mts';

/** What is run on other releases of n8n: each vendor, and the history of deliveries. */
const aroundNodes = ['deliveries', ...vendorFolders].map((name) => `${name.toLowerCase()}.test.mts`);

/** Tests that run no code of nodes/ or credentials/, and so none that another zod could change. What is not named here runs on both. */
const withoutNodes = [
	'unit/sandbox/',
	'model/bench/',
	'unit/bench/',
	'unit/citations',
	'unit/deploy',
	'unit/faults/',
	'unit/functions',
	'unit/plainNode',
	'unit/workflows/',
];

const parts = {
	// n8n's strict rules, consistent formatting, nothing unused.
	lint: async () =>
		total([await check(bin('n8n-node'), ['lint']), await check(bin('prettier'), ['--check', '.']), await check(bin('knip'), [])]),
	types: async () => await check(bin('tsc'), ['-p', 'tsconfig.tools.json']),
	unit: async () => await jest('unit', ['test/unit']),
	// Sequences of chance and large amounts: what takes too long to run all the time.
	model: async () => await jest('model', ['test/model']),
	contract: async () => await jest('contract', ['test/contract']),
	// Newer releases of n8n may bring zod 4. The sandbox runs on the project's own zod.
	zod4: async () =>
		await jest('zod4', ['test/unit', 'test/model', ...withoutNodes.map((path) => `--testPathIgnorePatterns=/test/${path}`)], { ZOD: '4' }),
	package: async () => {
		const scanned = await check(bin('node'), ['scripts/scan.mjs', process.env.PACKED_TARBALL]);
		const tested = await nodeTests('package');
		return total([scanned, tested]);
	},
	e2e: async () => await nodeTests('e2e', (name) => !isStockPool(name) && !isCost(name) && !isWalkthrough(name), { atOnce: 2 }),
	browser: async () => await nodeTests('browser'),
	docs: async () => await nodeTests('docs'),
	queue: async () => await nodeTests('queue'),
	// The short form; `npm run test:faults` runs the long one and writes docs/*/reliability.md.
	faults: async () => await nodeTests('faults'),
	estoque: async () => await nodeTests('e2e', isStockPool, { name: 'estoque' }),
	cenario: async () => await nodeTests('e2e', isScenario, { env: { SCENARIO: 'full' } }),
	custo: async () => await nodeTests('e2e', isCost),
	// What `npm start` prints, done in a browser: alone, because it is a whole n8n and its editor.
	walkthrough: async () => await nodeTests('e2e', isWalkthrough),
	compat: async () => await nodeTests('e2e', (name) => aroundNodes.includes(name)),
};

/**
 * Run by name. `npm run test:cenario`: the whole scenario of the stock pool, hundreds of writes at 3 requests a second; `estoque` runs a smaller one.
 * `npm run test:custo`: orders one by one, to count executions.
 * `npm run test:compat`: a part of `e2e`, for other releases of n8n.
 */
const onDemand = ['cenario', 'custo', 'compat'];

/** Parts that need a real n8n, the packed package, or a browser. */
const needsN8n = ['e2e', 'browser', 'docs', 'queue', 'faults', 'estoque', 'cenario', 'custo', 'walkthrough', 'compat'];
const needsTarball = ['package', ...needsN8n];
const needsChromium = ['e2e', 'browser', 'estoque', 'walkthrough'];

/**
 * Parts that mostly wait: for Bling's 3 requests a second, and for n8n to give up what a dead worker ran. They run beside
 * each other and beside those that measure nothing and leave two cores room; the rest comes after them, one by one.
 */
const waiting = ['queue', 'estoque'];
const besideWaiting = ['lint', 'types', 'unit', 'model', 'contract', 'zod4', 'browser', 'docs'];

const wanted = process.argv.slice(2).length > 0 ? process.argv.slice(2) : Object.keys(parts).filter((name) => !onDemand.includes(name));
const unknown = wanted.filter((name) => !(name in parts));
if (unknown.length > 0) {
	console.error(`Unknown part: ${unknown.join(', ')}. There are: ${Object.keys(parts).join(', ')}`);
	process.exit(2);
}

await ensureDependencies();
if (wanted.some((name) => needsN8n.includes(name))) await ensureN8n();
if (wanted.some((name) => needsChromium.includes(name))) await ensureSystemPackages({ chromium: 'chromium' });
await rm(reports, { recursive: true, force: true });
await mkdir(reports, { recursive: true });
if (wanted.some((name) => needsTarball.includes(name))) process.env.PACKED_TARBALL = await packPackage();

const results = new Map();
const began = Date.now();
const secondsSince = (start) => Math.round((Date.now() - start) / 1000);

/** Runs a part and keeps its counts and its time. */
async function runPart(name) {
	const start = Date.now();
	const counts = await parts[name]();
	results.set(name, { ...counts, seconds: secondsSince(start) });
}

const beside = wanted.filter((name) => [...waiting, ...besideWaiting].includes(name));
// Alone, a part shows its output as it comes.
const together = beside.length > 1 ? beside.filter((name) => waiting.includes(name)) : [];
const running = together.map((name) => {
	const output = [];
	return { name, output, ended: keptOutput.run(output, async () => await runPart(name)) };
});
for (const name of beside.filter((each) => besideWaiting.includes(each))) await step(`Checking: ${name}`, async () => await runPart(name));
for (const { name, output, ended } of running) {
	await step(`Checking: ${name}, begun with the first part`, async () => await ended);
	process.stdout.write(Buffer.concat(output));
}
for (const name of wanted.filter((each) => !results.has(each))) await step(`Checking: ${name}`, async () => await runPart(name));

const summary = wanted.map((name) => {
	const { passed, failed, seconds } = results.get(name);
	return `${failed === 0 ? 'ok    ' : 'FAILED'} ${name}: ${passed} passed, ${failed} failed (${seconds} s)`;
});
const { passed, failed } = total([...results.values()]);
console.log(`\n${summary.join('\n')}\n\nIn all ${secondsSince(began)} s; parts that ran beside others count in each.\n`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
