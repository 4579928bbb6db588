/** The kinds of documents that vendors give as files. */
export type DocumentKind = 'pdf' | 'xml';

const pdf = /^%PDF-/;
/** A prologue, a comment or an element; of HTML, whose elements look alike, nothing. */
const xml = /^\s*<(?!!doctype html|html[\s>])[?!A-Za-z_]/i;

/** Whether bytes are such a document, and not an error page, a JSON text or nothing in its place. */
export function isDocument(kind: DocumentKind, bytes: Buffer): boolean {
	const start = bytes.subarray(0, 200).toString('utf8').replace(/^\uFEFF/, '');
	return (kind === 'pdf' ? pdf : xml).test(start);
}

/** A name that a vendor gives a file, without any way to another folder; undefined if nothing is left of it. */
export function baseName(name: string): string | undefined {
	// Control characters too: a name ends up in headers and on disks.
	const base = (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{C}/gu, '').trim().slice(0, 200);
	return /^\.*$/.test(base) ? undefined : base;
}
