import fc from 'fast-check';

import { Nonces, signRedelivery, verifyRedelivery } from '../../../nodes/shared/trigger/redelivery';

const secret = 's'.repeat(32);
const path = '/webhook/id/bling';
const body = Buffer.from('{"id":"1"}');
const now = 1_800_000_000_000;
const header = () => signRedelivery(secret, { path, body }, 'nonce-0001', now);

test('a signed header verifies once', () => {
	const nonces = new Nonces();
	expect(verifyRedelivery(secret, { header: header(), path, body }, nonces, now)).toBe(true);
	expect(verifyRedelivery(secret, { header: header(), path, body }, nonces, now)).toBe(false);
});

test('is the HMAC that design and docs describe', () => {
	// Computed apart: openssl dgst -sha256 -hmac over redelivery|1800000000|nonce-0001|/webhook/id/bling|<sha256 of the body>.
	expect(header()).toBe('1800000000.nonce-0001.ed97fe411316706b34e116c4e8bd0645851d2386ae1bcaff4943c47a2864968e');
});

test.each<[string, () => boolean]>([
	['another secret', () => verifyRedelivery('t'.repeat(32), { header: header(), path, body }, new Nonces(), now)],
	[
		'a secret of 31 characters',
		() => {
			const short = secret.slice(1);
			return verifyRedelivery(short, { header: signRedelivery(short, { path, body }, 'nonce-0001', now), path, body }, new Nonces(), now);
		},
	],
	['no secret', () => verifyRedelivery(undefined, { header: header(), path, body }, new Nonces(), now)],
	['another path', () => verifyRedelivery(secret, { header: header(), path: `${path}x`, body }, new Nonces(), now)],
	['another body', () => verifyRedelivery(secret, { header: header(), path, body: Buffer.from('{}') }, new Nonces(), now)],
	['five minutes and a second later', () => verifyRedelivery(secret, { header: header(), path, body }, new Nonces(), now + 301_000)],
	['five minutes and a second too early', () => verifyRedelivery(secret, { header: header(), path, body }, new Nonces(), now - 301_000)],
	['something before it', () => verifyRedelivery(secret, { header: `0${header()}`, path, body }, new Nonces(), now)],
	['something after it', () => verifyRedelivery(secret, { header: `${header()}0`, path, body }, new Nonces(), now)],
	['the header twice', () => verifyRedelivery(secret, { header: [header(), header()], path, body }, new Nonces(), now)],
])('refuses %s', (_, verify) => {
	expect(verify()).toBe(false);
});

test.each([-300_000, 300_000])('verifies up to five minutes away: %i ms', (later) => {
	expect(verifyRedelivery(secret, { header: header(), path, body }, new Nonces(), now + later)).toBe(true);
});

test('refuses any header with one character changed, and never throws', () => {
	const valid = header();
	fc.assert(
		fc.property(fc.integer({ min: 0, max: valid.length - 1 }), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
			fc.pre(valid[at] !== character);
			const changed = valid.slice(0, at) + character + valid.slice(at + 1);
			return !verifyRedelivery(secret, { header: changed, path, body }, new Nonces(), now);
		}),
	);
	fc.assert(fc.property(fc.anything(), (anything) => !verifyRedelivery(secret, { header: anything, path, body }, new Nonces(), now)));
});

test('nonces are forgotten when their header could not be valid any more', () => {
	const nonces = new Nonces();
	expect(nonces.use('a', 0)).toBe(true);
	expect(nonces.use('a', 86_400_000)).toBe(false);
	expect(nonces.use('a', 86_400_001)).toBe(true);
});
