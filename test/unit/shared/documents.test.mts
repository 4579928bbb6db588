import { gzipSync } from 'node:zlib';

import { fileNameOf, isDocument } from '../../../nodes/shared/http/documents';
import { gunzip } from '../../../nodes/shared/http/inflate';

test.each<[string, 'pdf' | 'xml', string, boolean]>([
	['a PDF', 'pdf', '%PDF-1.4\n…', true],
	['XML with a prologue', 'xml', '<?xml version="1.0"?><nfeProc/>', true],
	['XML after a byte order mark and white space', 'xml', '\uFEFF\n <Nfse><InfNfse>', true],
	['HTML instead of a PDF', 'pdf', '<!doctype html><html>', false],
	['HTML instead of XML', 'xml', '<!DOCTYPE html>\n<html>', false],
	['HTML without a doctype', 'xml', '\n<html lang="pt">', false],
	['JSON', 'xml', '{"message":"x"}', false],
	['a text', 'xml', 'not ready', false],
	['nothing', 'pdf', '', false],
	['nothing, for XML', 'xml', '', false],
])('%s is told as %s by its beginning', (_, kind, text, expected) => {
	expect(isDocument(kind, Buffer.from(text))).toBe(expected);
});

test.each([
	['danfe.pdf', 'danfe.pdf'],
	['../../etc/cron.d/x.pdf', 'x.pdf'],
	['C:\\temp\\nota.xml', 'nota.pdf'],
	['danfe.exe', 'danfe.pdf'],
	['danfe.pdf.exe', 'danfe.pdf.pdf'],
	['danfe.PDF', 'danfe.pdf'],
	['danfe\u202Efdp.exe', 'danfefdp.pdf'],
	['danfe.exe.', 'danfe.exe..pdf'],
	['NF-e 1.234', 'NF-e 1.234.pdf'],
	['danfe', 'danfe.pdf'],
	['a\r\nb.pdf', 'ab.pdf'],
	['..', undefined],
	['a/', undefined],
	['', undefined],
	['.exe', undefined],
	['x'.repeat(300), `${'x'.repeat(200)}.pdf`],
])('of the file name %j a PDF gets %j', (name, expected) => {
	expect(fileNameOf(name, 'pdf')).toBe(expected);
});

test.each([
	['within the limit', gzipSync(Buffer.alloc(1000)), 1000],
	['at the limit', gzipSync(Buffer.alloc(1000)), 1000],
])('gzip %s is unzipped', async (_, zipped, size) => {
	expect(await gunzip(zipped, 1000)).toHaveLength(size);
});

test.each([
	['more than the limit', gzipSync(Buffer.alloc(1001)), 1000],
	['a bomb', gzipSync(Buffer.alloc(300_000_000)), undefined],
	['no gzip', Buffer.from('%PDF-1.4'), undefined],
	['cut off', gzipSync(Buffer.from('a document of some length')).subarray(0, 20), undefined],
	['nothing', Buffer.alloc(0), undefined],
])('%s is not unzipped', async (_, zipped, limit) => {
	expect(await gunzip(zipped, limit)).toBeUndefined();
});
