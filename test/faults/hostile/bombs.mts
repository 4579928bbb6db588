import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pipeline } from 'node:stream/promises';
import { Readable, Writable } from 'node:stream';
import { createGzip } from 'node:zlib';

const mebibyte = 1024 * 1024;

/** So many MiB of spaces between these texts, gzipped: about a thousandth of that. */
export async function bomb(mebibytes: number, before = '', after = ''): Promise<Buffer> {
	const spaces = Buffer.alloc(mebibyte, ' ');
	const zipped: Buffer[] = [];
	const collect = new Writable({ write: (chunk: Buffer, _, done) => void (zipped.push(chunk), done()) });
	const content = function* () {
		yield Buffer.from(before);
		for (let index = 0; index < mebibytes; index++) yield spaces;
		yield Buffer.from(after);
	};
	await pipeline(Readable.from(content()), createGzip(), collect);
	return Buffer.concat(zipped);
}

/** A "Bling" that answers every request for a document with this gzip. */
export async function hostileBling(zipped: Buffer): Promise<{ url: string; close(): void }> {
	const document = JSON.stringify({ data: [{ nome: '../../../danfe.pdf', conteudo: zipped.toString('base64') }] });
	const invoice = JSON.stringify({ data: { id: 1, chaveAcesso: '1'.repeat(44) } });
	const server = createServer(({ url = '' }, response) => {
		response.setHeader('content-type', 'application/json');
		response.end(url.includes('/nfe/documento/') ? document : url.includes('/nfe/') ? invoice : '{"data":{}}');
	});
	await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
	return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/Api/v3`, close: () => void server.close() };
}
