/** The kinds of documents that vendors give as files. */
export type DocumentKind = 'pdf' | 'xml';

const pdf = /^%PDF-/;
/** A prologue, a comment or an element; of HTML, whose elements look alike, nothing. */
const xml = /^\s*<(?!!doctype html|html[\s>])[?!A-Za-z_]/i;

/** Whether bytes are such a document, and not an error page, a JSON text or nothing in its place. */
export function isDocument(kind: DocumentKind, bytes: Buffer): boolean {
	const start = bytes
		.subarray(0, 200)
		.toString('utf8')
		.replace(/^\uFEFF/, '');
	return (kind === 'pdf' ? pdf : xml).test(start);
}

/** What a system may open or run a file by. */
const ending = /\.[A-Za-z][A-Za-z0-9]{0,7}$/;

/**
 * A name that a vendor gives a file, without any way to another folder and with the ending of what the file is, whatever
 * its own was; undefined if nothing is left of it.
 */
export function fileNameOf(name: string, kind: DocumentKind): string | undefined {
	// Control characters too: a name ends up in headers and on disks.
	const last = (name.split(/[/\\]/).at(-1) ?? '').replace(/\p{C}/gu, '').trim();
	const own = last.slice(0, 200).replace(ending, '');
	return /^\.*$/.test(own) ? undefined : `${own}.${kind}`;
}
