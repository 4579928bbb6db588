import { brotliCompressSync, deflateSync, gunzipSync, gzipSync, inflateSync } from 'node:zlib';

import fc from 'fast-check';

import type { Random } from '../../../sandbox/core/random.mts';
import { seed } from '../support/form.mts';
import type { Target } from './targets.mts';
import { wantedEvents } from './targets.mts';

/** One hostile request, as it goes over the wire. */
export interface Attack {
	target: Target;
	method: string;
	/** Path and query. */
	url: string;
	/** Sent as they are, several of one name too. */
	headers: Array<[string, string]>;
	body: Buffer;
	/** Whether it carries the vendor's proof: then the body is read, and must still start nothing. */
	authentic: boolean;
	/** What it tries, for the report of a failure. */
	name: string;
}

const sample = <T,>(arbitrary: fc.Arbitrary<T>, count: number) => fc.sample(arbitrary, { numRuns: count, seed });

const hostileKeys = [
	'__proto__',
	'constructor',
	'prototype',
	'toString',
	'hasOwnProperty',
	'then',
	'json',
	'binary',
	'pairedItem',
	'error',
	'length',
	'',
];
const hostileNumbers = ['1e400', '-1e400', '9'.repeat(400), '-0', '1e-400', '0.1e1', '9007199254740993', '1E+2'];
const hostileTexts = [
	'{{ $env }}',
	'={{ 1/0 }}',
	'../../etc/passwd',
	"' OR 1=1 --",
	'<script>alert(1)</script>',
	'\u0000',
	'\u202E',
	'\uD800',
	'a'.repeat(70_000),
	'%00',
	'\r\nX: 1',
	'null',
	'🏴‍☠️',
	'CON',
	'\\u0000',
];

/** Fields that the vendors' readers look at, wherever they stand. */
const fields = [
	...[
		'eventId',
		'date',
		'version',
		'event',
		'companyId',
		'data',
		'produto',
		'deposito',
		'id',
		'numero',
		'situacao',
		'retorno',
		'estoques',
		'pedidos',
	],
	...[
		'action',
		'payload',
		'webHook',
		'provider',
		'issuer',
		'company',
		'status',
		'flowStatus',
		'modifiedOn',
		'accessKey',
		'federalTaxNumber',
		'Secret',
	],
	...[
		'order_number',
		'volume_number',
		'history',
		'shipment_order_volume_state',
		'shipment_order_volume_state_history',
		'event_date',
		'event_date_iso',
	],
	...['orderId', 'order_id', 'product_id', 'category_id', 'domain', 'type', 'status', 'label', 'n8nProbe', 'vendor'],
];

/** Values shaped like notices, with anything in any place. */
const { tree } = fc.letrec<{ tree: unknown; value: unknown }>((tie) => ({
	value: fc.oneof(
		{ weight: 3, arbitrary: fc.constantFrom<unknown>(...hostileTexts, null, true, [], {}, 0, -1, 1.5) },
		{ weight: 2, arbitrary: fc.jsonValue({ maxDepth: 2 }) },
		{ weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 40 }) },
		{ weight: 2, arbitrary: tie('tree') },
	),
	tree: fc.dictionary(fc.constantFrom(...fields, ...hostileKeys), tie('value'), { maxKeys: 8, depthIdentifier: 'notice' }),
}));

/** No attack may name the one event that its target wants. */
const wanted = Object.values(wantedEvents).map((event) => event.split('.')[1]);
const isHarmless = (body: Buffer) => !wanted.some((word) => body.includes(word));

/** Broken in ways that no JSON printer makes. */
function broken(text: string, index: number): Buffer {
	const ways: Array<() => string | Buffer> = [
		() => `\uFEFF${text}`,
		() => text.slice(0, text.length / 2),
		() => text.replace('{', '{"event":"a","event":"b","__proto__":{"x":1},"__proto__":[],'),
		() => text.replace(/:/, `:${hostileNumbers[index % hostileNumbers.length]},"z":`),
		() => Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(text, 'utf16le')]),
		() => Buffer.concat([Buffer.from(text.slice(0, -1)), Buffer.from([0xc3, 0x28, 0xed, 0xa0, 0x80, 0xf8]), Buffer.from('"}')]),
		() => `data=${encodeURIComponent(text)}`,
		() => `data=${text}`,
		() => `${text}${text}`,
		() => `[${text}]`,
		() => text.replaceAll(/[a-z]/g, (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`),
	];
	return Buffer.from(ways[index % ways.length]());
}

const deep = 10_000;
/** Rare and heavy: one in some hundred requests. */
const heavyBodies = (): Buffer[] => [
	Buffer.from('['.repeat(deep) + ']'.repeat(deep)),
	Buffer.from(`${'{"data":'.repeat(deep)}1${'}'.repeat(deep)}`),
	Buffer.from(`{"payload":${'{"payload":'.repeat(deep)}1${'}'.repeat(deep)}}`),
	Buffer.from('['.repeat(1_000_000)),
	Buffer.from(JSON.stringify(Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`k${index}`, index])))),
	Buffer.from(`{"orderId":${'9'.repeat(100_000)}}`),
	Buffer.from(`data=${'a&'.repeat(100_000)}`),
	Buffer.from(JSON.stringify({ event: 'x'.repeat(1_000_000), eventId: 'y'.repeat(1_000_000) })),
];

const encodings: Array<[string, (body: Buffer) => Buffer]> = [
	['gzip', (body) => gzipSync(body)],
	['deflate', (body) => deflateSync(body)],
	['br', (body) => brotliCompressSync(body)],
	['gzip', (body) => gzipSync(body).subarray(0, 10)],
	['gzip', (body) => body],
	['identity, gzip', (body) => body],
	['x-unknown', (body) => body],
];

/** The largest body that n8n takes, unpacked. */
const largestBody = 16 * 1024 * 1024;

const unpackers: Partial<Record<string, typeof gunzipSync>> = { gzip: gunzipSync, deflate: inflateSync };

/** Whether n8n can unpack the body, which it does before it asks a node. Other encodings it leaves alone. */
export function canBeRead({ headers, body }: Attack): boolean {
	const encoding = headers.find(([name]) => name === 'content-encoding')?.[1] ?? '';
	try {
		unpackers[encoding]?.(body, { maxOutputLength: largestBody });
		return true;
	} catch {
		return false;
	}
}

/** One above the 16 MB that n8n takes, in some 60 KB, and one just below. */
const bombs = (): Buffer[] => [64, 15].map((size) => gzipSync(Buffer.alloc(size * 1024 * 1024)));

/** Without XML: `brokenXml` says why. */
const contentTypes = [
	'application/json',
	'application/json; charset=utf-7',
	'application/x-www-form-urlencoded',
	'text/plain',
	'multipart/form-data; boundary=x',
	'multipart/form-data',
	'APPLICATION/JSON',
	'application/octet-stream',
	'',
	';;;',
	'application/json, text/html',
];
/**
 * n8n 2.41.1 reads the XML of all requests by one parser, which is confused by broken ones: the next ones may then hang
 * before a node is asked, until a later one sets the parser going again, or for ever. So they are tried apart from the others, one after the other, in an order that does it.
 */
export function brokenXml({ paths: [url], ...target }: Target): Attack[] {
	const bodies = ['<a>1</a>', 'true', '<a>1</a>', '{"a":1}', '<a>1</a>'];
	return bodies.map((body) => ({
		target: { ...target, paths: [url] },
		method: 'POST',
		url,
		headers: [['content-type', 'application/xml']],
		body: Buffer.from(body),
		authentic: false,
		name: `XML ${body}`,
	}));
}

const methods = ['POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS', 'GET'];
const wrongProofs = [
	'',
	'sha256=',
	'sha1=',
	`sha256=${'0'.repeat(64)}`,
	`sha1=${'0'.repeat(40)}`,
	`sha256=${'0'.repeat(63)}g`,
	'Basic',
	'Basic :',
	'Basic bjhuOg==',
	'Bearer x',
	'Basic ////',
	'x'.repeat(8_000),
	'\u00e9\u00ff',
	'undefined',
	'[object Object]',
	`sha256=${'0'.repeat(64)}, sha256=${'0'.repeat(64)}`,
];
const queries = [
	'?token',
	'?token=',
	'?token=x',
	'?token=a&token=b',
	'?token[]=a',
	'?token[a]=b',
	'?token[__proto__]=b',
	'?%00=1',
	'?token=%ff%fe',
	'?token=%E0%A4%A',
	`?token=${'a'.repeat(8_000)}`,
	'?__proto__=1',
	'?echo=1',
	'?echo',
	'?constructor[prototype]=1',
	'?token=undefined',
	'?a=1#b',
];
const oddHeaders: Array<[string, string]> = [
	['x-n8n-redelivery', '1.12345678.0'],
	['x-n8n-redelivery', `9999999999.aaaaaaaaaaaa.${'a'.repeat(64)}`],
	['x-n8n-redelivery', ''],
	['x-hook-id', '../../x'],
	['x-hook-attempts', '-1e9'],
	['x-hook-event', '__proto__'],
	['x-hook-event', 'constructor.prototype'],
	['cookie', 'n8n-auth=x'],
	['x-forwarded-for', '127.0.0.1'],
	['x-http-method-override', 'DELETE'],
	['accept-encoding', '*'],
	['range', 'bytes=0-1'],
	['content-language', 'é'],
];

/** How the path is bent; most of it leads nowhere. */
const bend: Array<(path: string) => string> = [
	...Array.from({ length: 9 }, () => (path: string) => path),
	(path) => `${path}/`,
	(path) => path.toUpperCase(),
	(path) => path.replace('/webhook/', '/webhook//'),
	(path) => path.replace('/webhook/', '/webhook-test/'),
	(path) => `${path}/../../rest/login`,
	(path) => `${path}%00`,
	(path) => path.replace('.', '%2e'),
];

/** Endless hostile requests against the targets: the same for the same random numbers and seed. Takes some seconds to begin. */
export function attacks(targets: Target[], random: Random): Iterator<Attack, never> {
	const notices = sample(tree, 3_000).map((value) => JSON.stringify(value));
	const values = sample(fc.json({ maxDepth: 4 }), 1_000);
	const bytes = sample(fc.uint8Array({ maxLength: 300 }), 500).map((array) => Buffer.from(array));
	const heavy = heavyBodies();
	const zipped = bombs();
	return combine();

	function* combine(): Generator<Attack, never> {
		for (let index = 0; ; index++) {
			const target = random.pick(targets);
			const kind = random.next();
			const plain =
				kind < 0.003
					? random.pick(heavy)
					: kind < 0.45
						? Buffer.from(random.pick(notices))
						: kind < 0.6
							? Buffer.from(random.pick(values))
							: kind < 0.7
								? random.pick(bytes)
								: kind < 0.73
									? Buffer.alloc(0)
									: broken(random.pick(notices), index);
			if (!isHarmless(plain)) continue;
			const authentic = random.chance(0.25);
			// An authentic body of Intelipost or iSET that says nothing wanted is ignored; empty ones are NFE.io's verification.
			const encoding = random.chance(0.05) ? random.pick(encodings) : undefined;
			const isBomb = random.chance(0.0005);
			const encoded = isBomb ? random.pick(zipped) : encoding ? encoding[1](plain) : plain;
			const proof = target.prove(isBomb ? Buffer.alloc(15 * 1024 * 1024) : plain);
			const wrong: Array<[string, string]> = random.chance(0.7) ? [[random.pick(target.proofHeaders), random.pick(wrongProofs)]] : [];
			const headers: Array<[string, string]> = [
				...(authentic ? proof.headers : wrong),
				...(authentic || !random.chance(0.1) ? [] : wrong),
				['content-type', random.chance(0.6) ? 'application/json' : random.pick(contentTypes)],
				...(isBomb
					? [['content-encoding', 'gzip'] as [string, string]]
					: encoding
						? [['content-encoding', encoding[0]] as [string, string]]
						: []),
				...(random.chance(0.15) ? [random.pick(oddHeaders)] : []),
			];
			const query = authentic ? proof.query : random.chance(0.5) ? random.pick(queries) : '';
			const path = authentic ? random.pick(target.paths) : random.pick(bend)(random.pick(target.paths));
			const method = authentic ? 'POST' : random.pick(methods);
			yield {
				target,
				method,
				url: path + query,
				headers,
				body: encoded,
				authentic,
				name: `${index} ${target.vendor} ${method} ${authentic ? 'authentic' : 'forged'} ${plain.subarray(0, 80).toString()}`,
			};
		}
	}
}
