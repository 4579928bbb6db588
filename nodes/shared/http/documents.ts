/** The kinds of documents that vendors give as files. */
export type DocumentKind = 'pdf' | 'xml';

const pdf = /^%PDF-/;
/** A prologue, a comment or an element; HTML, whose elements look alike, does not match. */
const xml = /^\s*<(?!!doctype html|html[\s>])[?!A-Za-z_]/i;

/** Whether bytes are such a document, rather than an error page, JSON or nothing. */
export function isDocument(kind: DocumentKind, bytes: Buffer): boolean {
	const start = bytes
		.subarray(0, 200)
		.toString('utf8')
		.replace(/^\uFEFF/, '');
	return (kind === 'pdf' ? pdf : xml).test(start);
}

/** The extensions by which a system may open or run a file. */
const ending = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;

/**
 * A safe file name from a vendor's: without a path to another folder, and with the extension of the
 * actual content; undefined if nothing is left of it.
 */
export function fileNameOf(name: string, kind: DocumentKind): string | undefined {
	// Control characters too, because a name ends up in headers and on disks.
	const last = (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{C}/gu, '').trim();
	const own = last.slice(0, 200).replace(ending, '');
	return /^\.*$/.test(own) ? undefined : `${own}.${kind}`;
}
