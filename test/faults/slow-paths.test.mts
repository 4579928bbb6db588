import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import ts from 'typescript';

import { root } from '../../scripts/setup.mjs';
import { report, table } from './support/form.mts';

/** As long as the headers and the URL of a request may be together (Node takes 16 KB); bodies are measured below. */
const lengths = [2_000, 16_000];

/** Eight times the text takes a linear expression eight times as long, and a quadratic one 64 times. */
const growthLimit = 24;
/** Shorter than this, what is measured is the clock. */
const noticeableMs = 20;

/** What is linear needs some seconds of CPU for 8 MB at most, what is not needs minutes. */
const parseLimitMs = 30_000;

interface Literal {
	file: string;
	source: string;
	flags: string;
}

/** Every regular expression written in nodes/ and credentials/. */
async function literals(): Promise<Literal[]> {
	const found: Literal[] = [];
	for (const folder of ['nodes', 'credentials']) {
		for (const name of await readdir(join(root, folder), { recursive: true })) {
			if (!name.endsWith('.ts')) continue;
			const file = `${folder}/${name}`;
			const parsed = ts.createSourceFile(file, await readFile(join(root, file), 'utf8'), ts.ScriptTarget.ES2022);
			const visit = (node: ts.Node) => {
				if (ts.isRegularExpressionLiteral(node)) {
					const end = node.text.lastIndexOf('/');
					found.push({ file, source: node.text.slice(1, end), flags: node.text.slice(end + 1) });
				}
				ts.forEachChild(node, visit);
			};
			visit(parsed);
		}
	}
	return found;
}

/** Texts that make a backtracking engine work: what the pattern itself is written with, repeated, and an end that cannot match. */
function attacks({ source }: Literal, length: number): string[] {
	const own = [...new Set(source.replace(/\\[a-zA-Z]|\{[^}]*\}|[\\^$*+?()[\]|]/g, ''))];
	const units = [...new Set([...own, 'a', 'A', '0', ' ', '\n', '.', '-', '_', '=', '/', '<', 'é', 'a.', '0.', ' a', 'a ', '1,'])];
	return units.flatMap((unit) => {
		const repeated = unit.repeat(length / unit.length);
		return [`${repeated}\u0000`, `${own.slice(0, 8).join('')}${repeated}\u0000`];
	});
}

/** Of CPU, so that what else the machine does is not counted. */
const milliseconds = (task: () => unknown): number => {
	const start = process.cpuUsage();
	task();
	const { user, system } = process.cpuUsage(start);
	return (user + system) / 1000;
};

test('no regular expression takes longer than its input is long', async () => {
	const found = await literals();
	assert.ok(found.length > 50, `${found.length} regular expressions`);
	const measured = found.map((literal) => {
		// Made anew each time, so that no engine compiles it for an earlier text.
		const run = (attack: string) => milliseconds(() => attack.replace(new RegExp(literal.source, literal.flags), ''));
		const [, times] = lengths.map((length) => attacks(literal, length).map(run));
		const slowest = times.indexOf(Math.max(...times));
		// The best of several: a busy machine interrupts one of them, not all.
		const [short, long] = lengths.map((length) => Math.min(...Array.from({ length: 5 }, () => run(attacks(literal, length)[slowest]))));
		return { ...literal, short, long };
	});
	const worst = measured.sort((a, b) => b.long - a.long).slice(0, 8);
	const cell = (text: string) => `\`${text.replaceAll('|', '\\|')}\``;
	await report(
		'regexes',
		[
			'### Regular expressions',
			`All ${found.length} expressions of \`nodes/\` and \`credentials/\`, each against texts made to slow it down, of ${lengths.join(' and ')} characters. The slowest, each with its worst text:`,
			table(
				['File', 'Expression', ...lengths.map((length) => `${length} characters`)],
				worst.map(({ file, source, flags, short, long }) => [
					file,
					cell(`/${source}/${flags}`),
					`${short.toFixed(3)} ms`,
					`${long.toFixed(3)} ms`,
				]),
			),
		].join('\n\n'),
	);
	for (const { file, source, short, long } of measured)
		assert.ok(
			long < noticeableMs || long < growthLimit * short,
			`${file}: /${source}/ took ${short} ms for ${lengths[0]} characters and ${long} ms for ${lengths[1]}`,
		);
});

interface Vendor {
	displayName: string;
	authenticate(request: object, secrets: object, settings: object): { ok: boolean };
	read(body: unknown, request: object, secrets: object, settings: object): unknown[];
}

const required = createRequire(import.meta.url);
/** What ships: the compiled files, as n8n loads them. */
const vendors = (
	[
		['Bling', 'bling', 'bling'],
		['Iset', 'iset', 'iset/order.saved'],
		['Intelipost', 'intelipost', 'intelipost'],
		['NfeIo', 'nfeIo', 'nfeio'],
	] as const
).map(([folder, name, route]) => ({
	vendor: required(join(root, 'dist', 'nodes', folder, 'webhook', 'webhook.js'))[name] as Vendor,
	route,
}));

const { parseJson } = required(join(root, 'dist', 'nodes', 'shared', 'json.js')) as { parseJson(bytes: Buffer): unknown };

const megabytes = [1, 8];
const bodies: Record<string, (bytes: number) => string> = {
	'one long text': (bytes) => JSON.stringify({ orderId: 1, text: 'a'.repeat(bytes) }),
	'many keys': (bytes) => `{${Array.from({ length: bytes / 14 }, (_, index) => `"k${String(index).padStart(7, '0')}":1`).join(',')}}`,
	'many numbers': (bytes) => `{"payload":{"list":[${'1,'.repeat(bytes / 2)}1]}}`,
	'lists within lists': (bytes) => `{"data":${'['.repeat(bytes / 2)}${']'.repeat(bytes / 2)}}`,
	'no JSON': (bytes) => 'data='.padEnd(bytes, '&a='),
};

const secrets = {
	clientSecret: 'fake-client-secret',
	callbackToken: 'fake-callback-token-1234',
	webhookToken: 'fake-token-fake-token',
	apiKey: 'fake-key',
	webhookUser: 'fake',
	webhookPassword: 'fake',
	origin: undefined,
};
const settings = { options: { legacyCallbacks: true }, parameter: () => 'basic', events: new Set(['*']) };

test('no body is read slower than it is long', async () => {
	const rows: Array<Array<string | number>> = [];
	for (const { vendor, route } of vendors) {
		for (const [kind, make] of Object.entries(bodies)) {
			const times = megabytes.map((size) => {
				const text = make(size * 1024 * 1024);
				const rawBody = Buffer.from(text);
				const headers = {
					'content-type': kind === 'no JSON' ? 'application/x-www-form-urlencoded' : 'application/json',
					...(vendor.displayName === 'Bling' && kind === 'no JSON' ? {} : { 'x-bling-signature-256': `sha256=${'0'.repeat(64)}` }),
					'x-hub-signature': `sha1=${'0'.repeat(40)}`,
					authorization: 'Basic ZmFrZTpmYWxzZQ==',
				};
				const request = { path: `/webhook/id/${route}`, route, webhookId: 'id', headers, query: { token: 'wrong' }, rawBody };
				const refuse = milliseconds(() => assert.equal(vendor.authenticate(request, secrets, settings).ok, false));
				const read = milliseconds(() => vendor.read(parseJson(rawBody), request, secrets, settings));
				assert.ok(refuse + read < parseLimitMs, `${vendor.displayName}, ${kind}, ${size} MB: ${refuse + read} ms`);
				return `${refuse.toFixed(1)} / ${read.toFixed(1)} ms`;
			});
			rows.push([vendor.displayName, kind, ...times]);
		}
	}
	await report(
		'parsing',
		[
			'### Reading a body',
			'CPU time to refuse (authentication) and to read (only after it) the worst bodies, in the compiled code. n8n takes 16 MB at most.',
			table(['Vendor', 'Body', ...megabytes.map((size) => `${size} MB: refuse / read`)], rows),
		].join('\n\n'),
	);
});
