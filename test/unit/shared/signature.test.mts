import crypto from 'node:crypto';
import { readFileSync } from 'node:fs';

import { jest } from '@jest/globals';

import { hmacHex, matchesSecret, verifyBasic, verifyHmac, verifyToken } from '../../../nodes/shared/trigger/signature';

const blingBody = readFileSync('test/fixtures/bling-stock-created.json');
const sha256 = { algorithm: 'sha256', prefix: 'sha256=' } as const;
const sha1 = { algorithm: 'sha1', prefix: 'sha1=' } as const;

/** Published beside the captured body (docs/facts/bling.md §2.2). */
const blingSignature = 'sha256=8e6c2393a3ac0c48707d5f3eeb9a9690b3c395f1cb57f80cf78d6b97c0c8120b';

describe('verifyHmac', () => {
	const verify = (header: unknown, secrets: Array<string | undefined> = ['test-client-secret'], body = blingBody) =>
		verifyHmac(sha256, secrets, body, header);

	test('accepts the captured Bling delivery', () => {
		expect(verify(blingSignature)).toEqual({ ok: true });
	});

	test("accepts NFE.io's published ping, whose hex is in upper case", () => {
		const body = Buffer.from(
			'{"action":"ping","webHook":{"Id":"9dd4c3e9df4043adb11df22dcd9d8ce1","Uri":"https://webhook.site/002aedc9-653d-49f9-8a81-9cc88dd741cb","Secret":"probe-secret-32chars-minimum-length-1","ContentType":"json","InsecureSsl":false,"Status":"active","Filters":["product_invoice.issued_successfully"],"CreatedOn":"2026-06-11T01:21:16.6890073+00:00","ModifiedOn":"2026-06-11T01:21:16.6890199+00:00"}}',
		);
		const header = 'sha1=22E979F2F1281DADB4F883975D951732DE5D396A';
		expect(verifyHmac(sha1, ['probe-secret-32chars-minimum-length-1'], body, header)).toEqual({ ok: true });
	});

	const hex = blingSignature.slice('sha256='.length);
	test.each<[string, unknown, string]>([
		['no header', undefined, 'missing'],
		['an empty header', '', 'missing'],
		['the header twice, as a list', [blingSignature, blingSignature], 'malformed'],
		['no prefix', hex, 'malformed'],
		['another prefix', `sha1=${hex}`, 'malformed'],
		['a space before the hex', `sha256= ${hex}`, 'malformed'],
		['one digit less', blingSignature.slice(0, -1), 'malformed'],
		['one digit more', `${blingSignature}0`, 'malformed'],
		['a letter that is no digit', `sha256=${'g'.repeat(64)}`, 'malformed'],
		['such a letter first', `sha256=g${hex.slice(1)}`, 'malformed'],
		['such a letter last', `sha256=${hex.slice(0, -1)}g`, 'malformed'],
		['a list of one header without prefix', [hex], 'malformed'],
		['a line break at the end', `${blingSignature}\n`, 'malformed'],
		['another digest', `sha256=${hmacHex('sha256', 'other', blingBody)}`, 'mismatch'],
		['the first digit changed', `sha256=9${hex.slice(1)}`, 'mismatch'],
		['the last digit changed', `sha256=${hex.slice(0, -1)}c`, 'mismatch'],
	])('refuses %s', (_, header, reason) => {
		expect(verify(header)).toEqual({ ok: false, reason });
	});

	test('refuses when any byte of the body is changed', () => {
		for (let at = 0; at < blingBody.length; at++) {
			const changed = Buffer.from(blingBody);
			changed[at] ^= 1;
			expect(verify(blingSignature, undefined, changed)).toEqual({ ok: false, reason: 'mismatch' });
		}
	});

	test('refuses without a secret, even a digest under the empty secret', () => {
		const underNothing = `sha256=${hmacHex('sha256', '', blingBody)}`;
		for (const secrets of [[], [undefined], ['']]) expect(verify(underNothing, secrets)).toEqual({ ok: false, reason: 'mismatch' });
	});

	test('tries each accepted secret', () => {
		expect(verify(blingSignature, ['new-secret', 'test-client-secret'])).toEqual({ ok: true });
		expect(verify(blingSignature, ['new-secret', undefined])).toEqual({ ok: false, reason: 'mismatch' });
	});
});

describe('verifyBasic', () => {
	const expected = { user: 'loja', password: 'senha:com ç' };
	const basic = (text: string) => `Basic ${Buffer.from(text).toString('base64')}`;

	test.each<[string, unknown, object]>([
		['the pair', basic('loja:senha:com ç'), { ok: true }],
		['the scheme in lower case', basic('loja:senha:com ç').replace('Basic', 'basic'), { ok: true }],
		['nothing', undefined, { ok: false, reason: 'missing' }],
		['an empty header', '', { ok: false, reason: 'missing' }],
		['the header twice, as a list', [basic('loja:senha:com ç')], { ok: false, reason: 'malformed' }],
		['several spaces', basic('loja:senha:com ç').replace(' ', '   '), { ok: true }],
		['another scheme', 'Bearer abc', { ok: false, reason: 'malformed' }],
		['no base64', 'Basic %%%', { ok: false, reason: 'malformed' }],
		['two pairs', `${basic('loja:senha:com ç')}, ${basic('a:b')}`, { ok: false, reason: 'malformed' }],
		['a wrong password', basic('loja:outra'), { ok: false, reason: 'mismatch' }],
		['a wrong user', basic('outra:senha:com ç'), { ok: false, reason: 'mismatch' }],
		['the right beginning', basic('loja:senha'), { ok: false, reason: 'mismatch' }],
	])('%s', (_, header, verdict) => {
		expect(verifyBasic(expected, header)).toEqual(verdict);
	});

	test.each([{}, { user: '', password: '' }, { user: 'loja' }, { password: 'x' }])('refuses when %j is configured', (configured) => {
		const { user = '', password = '' } = configured as { user?: string; password?: string };
		expect(verifyBasic(configured, basic(`${user}:${password}`)).ok).toBe(false);
		expect(verifyBasic(configured, basic(`${user || 'undefined'}:${password || 'undefined'}`)).ok).toBe(false);
	});
});

test.each<[string, unknown, object]>([
	['the token', 'secret', { ok: true }],
	['nothing', undefined, { ok: false, reason: 'missing' }],
	['an empty one', '', { ok: false, reason: 'missing' }],
	['two', ['secret', 'secret'], { ok: false, reason: 'malformed' }],
	['an object', { a: 'secret' }, { ok: false, reason: 'malformed' }],
	['its beginning', 'secre', { ok: false, reason: 'mismatch' }],
])('verifyToken: %s', (_, given, verdict) => {
	expect(verifyToken(['secret'], given)).toEqual(verdict);
});

test('an empty or absent secret matches nothing', () => {
	expect(matchesSecret('', ['', undefined])).toBe(false);
	expect(matchesSecret('undefined', [undefined])).toBe(false);
});

test('secrets are compared in constant time, whatever their lengths, and all of them', () => {
	const compare = jest.spyOn(crypto, 'timingSafeEqual');
	expect(matchesSecret('first', ['first', undefined, 'a much longer second'])).toBe(true);
	expect(matchesSecret('no', ['first', 'a much longer second'])).toBe(false);
	expect(compare.mock.calls.map((sides) => sides.map(({ byteLength }) => byteLength))).toEqual(Array(4).fill([32, 32]));
	compare.mockRestore();
});
