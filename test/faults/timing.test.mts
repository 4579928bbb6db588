import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { test } from 'node:test';

import { createRandom } from '../../sandbox/core/random.mts';
import { root } from '../../scripts/setup.mjs';
import { isLong, report, seed, table } from './support/form.mts';

/**
 * Does the time of the comparison tell where the first wrong byte is? Method: dudect (Reparaz, Balasch, Verbauwhede, 2017).
 * Two classes of wrong signatures, wrong from the first byte on and wrong in the last byte only, are measured in a random
 * order, interleaved, many calls a measurement. The slowest measurements, which are the machine's, are cut off at several
 * percentiles that both classes share, and for each cut Welch's t compares the means; the largest |t| counts. Below 4.5
 * there is no evidence of a difference; a comparison that leaks goes far beyond. So that a low figure means something,
 * a byte-by-byte comparison is measured the same way.
 *
 * The result is printed and not judged: on a shared machine a threshold would fail for other reasons than the code.
 */
const measurements = isLong ? 60_000 : 8_000;
const callsEach = 20;
const cuts = [0.5, 0.75, 0.9, 0.99];

type Verdict = { ok: boolean };
interface Signature {
	matchesSecret(given: string, secrets: string[]): boolean;
	verifyHmac(scheme: { algorithm: 'sha1' | 'sha256'; prefix: string }, secrets: string[], bytes: Buffer, header: string): Verdict;
	verifyBasic(expected: { user: string; password: string }, header: string): Verdict;
}
const { matchesSecret, verifyHmac, verifyBasic } = createRequire(import.meta.url)(
	join(root, 'dist', 'nodes', 'shared', 'trigger', 'signature.js'),
) as Signature;

/** Wrong at one byte. */
const wrongAt = (right: string, position: number) =>
	right.slice(0, position) + (right[position] === '0' ? '1' : '0') + right.slice(position + 1);

interface Case {
	name: string;
	right: string;
	compare(given: string): boolean;
}

const secret = 'fake-secret-of-the-timing-test';
const body = Buffer.from(JSON.stringify({ eventId: 'fake', data: { id: 1 } }));
const digest = createHmac('sha256', secret).update(body).digest('hex');
const token = '0123456789abcdef'.repeat(4);

/** The control: stops at the first difference, as a naive comparison does. */
function byteByByte(a: string, b: string): boolean {
	for (let index = 0; index < a.length; index++) {
		if (a.charCodeAt(index) !== b.charCodeAt(index)) return false;
	}
	return a.length === b.length;
}

const cases: Case[] = [
	{ name: '`matchesSecret` (token, 64 characters)', right: token, compare: (given) => matchesSecret(given, [token]) },
	{
		name: '`verifyHmac` (SHA-256)',
		right: digest,
		compare: (given) => verifyHmac({ algorithm: 'sha256', prefix: 'sha256=' }, [secret], body, `sha256=${given}`).ok,
	},
	{
		name: '`verifyBasic` (password of 64 characters)',
		right: token,
		compare: (given) => verifyBasic({ user: 'fake', password: token }, `Basic ${Buffer.from(`fake:${given}`).toString('base64')}`).ok,
	},
	{ name: 'control: byte by byte', right: token, compare: (given) => byteByByte(given, token) },
];

const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const variance = (values: number[], center: number) => values.reduce((sum, value) => sum + (value - center) ** 2, 0) / (values.length - 1);

/** Welch's t of two samples. */
function welch(first: number[], second: number[]): number {
	const [a, b] = [mean(first), mean(second)];
	return (a - b) / Math.sqrt(variance(first, a) / first.length + variance(second, b) / second.length);
}

interface Result {
	t: number;
	/** Nanoseconds a call. */
	early: number;
	late: number;
}

function measure({ right, compare }: Case): Result {
	const random = createRandom(seed);
	const given = [wrongAt(right, 0), wrongAt(right, right.length - 1)];
	const times: [number[], number[]] = [[], []];
	for (let done = 0; done < measurements + 1_000; done++) {
		const chosen = random.chance(0.5) ? 1 : 0;
		const start = process.hrtime.bigint();
		for (let call = 0; call < callsEach; call++) if (compare(given[chosen])) throw new Error('a wrong signature passed');
		const time = Number(process.hrtime.bigint() - start) / callsEach;
		// The first ones run before the code is compiled.
		if (done >= 1_000) times[chosen].push(time);
	}
	const all = [...times[0], ...times[1]].sort((a, b) => a - b);
	const results = cuts.map((cut): Result => {
		const limit = all[Math.floor(cut * (all.length - 1))];
		const [early, late] = times.map((values) => values.filter((value) => value <= limit));
		return { t: welch(early, late), early: mean(early), late: mean(late) };
	});
	return results.reduce((worst, result) => (Math.abs(result.t) > Math.abs(worst.t) ? result : worst));
}

test('what the time of a comparison tells of the first wrong byte', async () => {
	assert.ok(cases.every(({ compare, right }) => compare(right)));
	const rows = cases.map((each) => {
		const { t, early, late } = measure(each);
		const verdict =
			Math.abs(t) < 4.5 ? 'no sign of a difference' : Math.abs(t) < 10 ? 'inconclusive: repeat on a quiet machine' : 'a clear difference';
		return [each.name, `${early.toFixed(1)} ns`, `${late.toFixed(1)} ns`, Math.abs(t).toFixed(1), verdict];
	});
	await report(
		'timing',
		[
			'### Time of a comparison',
			`dudect: ${measurements} measurements of ${callsEach} calls for each comparison, the first wrong byte at the start or at the end, in random order; the largest |t| of Welch among the cuts of ${cuts.map((cut) => `${cut * 100} %`).join(', ')}. Below 4.5 there is no sign that the time depends on the place.`,
			table(['Comparison', 'First byte wrong', 'Last byte wrong', '\\|t\\|', 'Result'], rows),
		].join('\n\n'),
	);
});
