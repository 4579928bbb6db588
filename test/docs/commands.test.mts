// The commands of the pages do what the pages print: every curl is sent to what `npm start` starts, every sandbox command is started.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { after, test } from 'node:test';
import { promisify } from 'node:util';

import { until } from '../../scripts/n8n-instance.mts';
import { node24Environment, root } from '../../scripts/setup.mjs';
import { startDemo } from './support/demo.mts';
import type { Fence } from './support/markdown.mts';
import { commandsOf, fencesOf, pages, readPage } from './support/markdown.mts';

const run = promisify(execFile);

const demo = await startDemo();
after(async () => await demo.end());

/** The addresses that the pages print, replaced by those of this run. */
const here = (command: string) =>
	command
		.replaceAll(/http:\/\/127\.0\.0\.1:5678\/webhook\/[^/'"]+\/bling/g, demo.trigger)
		.replaceAll('http://127.0.0.1:5678', demo.n8n)
		.replaceAll('http://127.0.0.1:4010', demo.sandbox);

const anything = '…';

/** What a page shows of an answer is there; `…` stands for anything, and what it leaves out may be there. */
function assertShown(actual: unknown, shown: unknown, path: string): void {
	if (shown === anything) return;
	if (typeof shown !== 'object' || shown === null) return assert.deepEqual(actual, shown, path);
	assert.ok(typeof actual === 'object' && actual !== null, `${path} is ${JSON.stringify(actual)}`);
	for (const [key, value] of Object.entries(shown)) assertShown(actual[key as keyof typeof actual], value, `${path}.${key}`);
}

function assertAnswer(output: string, { language, text }: Fence): void {
	if (language === 'json') return assertShown(JSON.parse(output), JSON.parse(text), 'the answer');
	const lines = output.split('\n').map((line) => line.trim());
	for (const line of text.trim().split('\n')) {
		if (line.trim() !== anything) assert.ok(lines.includes(line.trim()), `The answer has no line ${line}:\n${output}`);
	}
}

let sent = 0;
// The Portuguese pages have the same commands: pages.test.mts.
for (const file of (await pages()).filter((name) => !name.startsWith('docs/pt-BR/'))) {
	const fences = fencesOf(file, await readPage(file));
	for (const [index, fence] of fences.entries()) {
		const curls = commandsOf(fence).filter((command) => command.startsWith('curl '));
		if (curls.length === 0) continue;
		test(`${file}:${fence.line} curl`, async () => {
			const answer = fences.at(index + 1);
			assert.ok(answer && ['json', 'http'].includes(answer.language), 'The next block shows no answer');
			for (const command of curls) {
				const { stdout } = await run('bash', ['-c', here(command)], { cwd: root });
				assertAnswer(stdout, answer);
				sent++;
			}
		});
	}
	for (const fence of fences) {
		for (const command of commandsOf(fence).filter((line) => /^(npm run sandbox|node sandbox\/main\.mts)/.test(line))) {
			test(`${file}:${fence.line} ${command}`, async () => await startsSandbox(command));
		}
	}
}

test('the command that npm start prints is accepted, and known when it is sent again', async () => {
	const [printed] = /^curl -i[\s\S]*?\}'$/m.exec(demo.output) ?? [];
	assert.ok(printed, demo.output);
	// The page's own curl may have sent it before.
	const answers = [];
	for (let time = 0; time < 2; time++) answers.push((await run('bash', ['-c', printed])).stdout);
	assert.match(answers[0], /^HTTP\/1\.1 200 OK[\s\S]*\{"status":"(accepted|duplicate)"\}$/);
	assert.match(answers[1], /^HTTP\/1\.1 200 OK[\s\S]*\{"status":"duplicate"\}$/);
});

test('the pages show commands, and they were sent', () => assert.ok(sent >= 4, `${sent} were sent`));

/** Starts it on free ports, waits for its addresses, ends it. */
async function startsSandbox(command: string): Promise<void> {
	const onFreePorts = command.includes('--port')
		? command.replace(/--port \d+/, '--port 0')
		: `${command}${command.startsWith('npm') ? ' --' : ''} --port 0`;
	const child = spawn('bash', ['-c', `exec ${onFreePorts}`], { cwd: root, env: node24Environment(), detached: true });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', (text: string) => (output += text));
	const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
	try {
		const address = await until(`an address of ${onFreePorts}`, async () => {
			if (child.exitCode !== null) throw new Error(`It ended with ${child.exitCode}:\n${output}`);
			return /http:\/\/127\.0\.0\.1:\d+/.exec(output)?.[0];
		});
		assert.equal((await fetch(`${address}/sandbox`)).status, 200);
	} finally {
		// Its whole group: npm starts node, which starts node.
		if (child.pid !== undefined && child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
		await ended;
	}
}
