import { createHash } from 'node:crypto';

/**
 * A notice nests a handful of levels. What nests deeper is none, and n8n could not store it: what walks through it level
 * by level, n8n's code and ours, would run out of stack.
 */
const deepest = 100;

/** The JSON in a body; undefined if it is none, or nests more than 100 levels. Never throws. */
export function parseJson(bytes: Buffer): unknown {
	return isTooDeep(bytes) ? undefined : jsonOf(textOf(bytes));
}

/** The text in bytes that a stranger sent: UTF-8, else Latin-1, in which any bytes are text. A byte order mark is left out. */
export function textOf(bytes: Buffer): string {
	const text = bytes.toString('utf8');
	const isUtf8 = !text.includes('\uFFFD') || Buffer.from(text).equals(bytes);
	return isUtf8 ? text.replace(/^\uFEFF/, '') : bytes.toString('latin1');
}

/**
 * The JSON in a text that does not come from a stranger, of any depth; undefined if it is none. Its texts are well-formed.
 * Never throws.
 */
export function jsonOf(text: string): unknown {
	try {
		return wellFormedJson(text, JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** Bytes read as UTF-8 hold no half of a pair; only an escape writes one. */
const escapedHalf = /\\u[dD][89a-fA-F]/;

/**
 * What was parsed from this JSON, with U+FFFD for each half of a surrogate pair that stands alone, in keys too: such text
 * cannot be encoded, so one of it would break a page, a URL or a signature far from here.
 */
export const wellFormedJson = (text: string, parsed: unknown): unknown => (escapedHalf.test(text) ? throughout(parsed) : parsed);

/** Halves of characters that stand alone, which UTF-8 and addresses cannot hold, replaced by U+FFFD. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

function throughout(value: unknown): unknown {
	if (typeof value === 'string') return wellFormed(value);
	if (Array.isArray(value)) return value.map(throughout);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map((entry) => entry.map(throughout)));
}

/** Names what a body says, however it is spelled: white space, escapes and the order of keys are no part of it, and 7 is "7", as in a form. */
export const contentHash = (content: unknown): string => createHash('sha256').update(canonical(content)).digest('hex');

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return value === null ? 'null' : JSON.stringify(String(value));
	const fields = Object.entries(value).map(([name, entry]: [string, unknown]) => `${JSON.stringify(name)}:${canonical(entry)}`);
	return `{${fields.sort().join(',')}}`;
}

/** What a parameter of type JSON holds: typed as text, or given by an expression as it is. Undefined for a text that is no JSON. */
export const typedJson = (given: unknown): unknown => (typeof given === 'string' ? jsonOf(given) : given);

const quote = 0x22;
const backslash = 0x5c;
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether JSON nests more levels than these; told from the bytes, as parsing it may take long. */
export function isTooDeep(bytes: Buffer, levels = deepest): boolean {
	let depth = 0;
	let inText = false;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index];
		if (inText) {
			if (byte === backslash) index++;
			else if (byte === quote) inText = false;
		} else if (byte === quote) inText = true;
		else if (byte === openList || byte === openObject) {
			if (++depth > levels) return true;
		} else if (byte === closeList || byte === closeObject) depth--;
	}
	return false;
}
