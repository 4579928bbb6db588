import { createHmac } from 'node:crypto';

import type { Clock } from '../core/clock.mts';
import { answer, createRouter } from '../core/http.mts';
import type { Request } from '../core/http.mts';
import type { VendorServer } from '../core/vendor.mts';
import { shapes } from './errors.mts';
import type { Settings } from './settings.mts';

interface File {
	contentType: 'application/pdf' | 'application/xml';
	content: string;
}

/** The host of documents: pre-signed links, no keys. docs/facts/nfeio.md §4.4 */
export interface Blobs extends VendorServer {
	/** A link that works for an hour without a key. */
	link(name: string, file: File): string;
	/** How often somebody sent an API key here, where it does not belong. */
	keysSeen(): number;
}

const validMs = 3_600_000;
/** Only signs links; made up and publicly known. */
const linkSecret = 'sandbox-nfeio-blob-links';
const signature = (name: string, expires: string) => createHmac('sha256', linkSecret).update(`${name}|${expires}`).digest('hex');

const carriesKey = (request: Request) =>
	request.header('authorization') !== '' || request.header('x-nfe-apikey') !== '' || request.query.has('apikey');

/** The host of PDF and XML: another origin, pre-signed links `/v1/blob/download?b&e&s`. docs/facts/nfeio.md §4.4 */
export function createBlobs({ clock, origin, settings }: { clock: Clock; origin: () => string; settings: Settings }): Blobs {
	const files = new Map<string, File>();
	let keysSeen = 0;
	const text = (status: number, message: string) => answer(status, message, { 'content-type': 'text/plain' });
	const router = createRouter(shapes).route('GET', '/v1/blob/download', (request) => {
		if (carriesKey(request)) {
			keysSeen++;
			if (settings.blobsRefuseKeys) return text(400, 'Only one authentication mechanism is allowed.');
		}
		const name = request.query.get('b') ?? '';
		const expires = request.query.get('e') ?? '';
		const file = files.get(name);
		if (request.query.get('s') !== signature(name, expires)) return text(401, 'Wrong signature.');
		if (Number(expires) < clock.now()) return text(401, 'The link has expired.');
		return file ? answer(200, file.content, { 'content-type': file.contentType }) : text(404, 'Not found.');
	});
	return {
		shapes,
		handle: router.handle,
		link(name, file) {
			files.set(name, file);
			const expires = String(Math.floor(clock.now() + validMs));
			const query = new URLSearchParams({ b: name, e: expires, s: signature(name, expires) });
			return `${origin()}/v1/blob/download?${query}`;
		},
		keysSeen: () => keysSeen,
	};
}

/** The smallest page that a reader opens, with one line of text. */
export function pdf(line: string): File {
	const stream = `BT /F1 12 Tf 40 100 Td (${line.replace(/[^ -~]|[()\\]/g, '?')}) Tj ET`;
	const objects = [
		'<< /Type /Catalog /Pages 2 0 R >>',
		'<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
		'<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 200] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
		`<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
		'<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
	];
	let content = '%PDF-1.4\n';
	const offsets: number[] = [];
	for (const [index, object] of objects.entries()) {
		offsets.push(content.length);
		content += `${index + 1} 0 obj\n${object}\nendobj\n`;
	}
	const start = content.length;
	const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
	content += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${start}\n%%EOF\n`;
	return { contentType: 'application/pdf', content };
}

/** A document as NFE.io returns it. */
export const xml = (content: string): File => ({ contentType: 'application/xml', content });
