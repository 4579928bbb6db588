import { createHash } from 'node:crypto';

/**
 * A notice is nested a handful of levels. Deeper nesting is not a notice, and n8n could not store
 * it: code that walks it level by level, n8n's and ours, would overflow the stack.
 */
const deepest = 100;

/** The JSON in a body; undefined if it is not JSON or nested more than 100 levels deep. Never throws. */
export function parseJson(bytes: Buffer): unknown {
	return isTooDeep(bytes) ? undefined : jsonOf(textOf(bytes));
}

/**
 * The text in bytes from a stranger: UTF-8, else Latin-1, in which any bytes are text. A byte order
 * mark is removed.
 */
export function textOf(bytes: Buffer): string {
	const text = bytes.toString('utf8');
	const isUtf8 = !text.includes('\uFFFD') || Buffer.from(text).equals(bytes);
	return isUtf8 ? text.replace(/^\uFEFF/, '') : bytes.toString('latin1');
}

/**
 * The JSON in a text from a trusted source, nested to any depth; undefined if it is not JSON. Its
 * strings are well-formed. Never throws.
 */
export function jsonOf(text: string): unknown {
	try {
		return wellFormedJson(text, JSON.parse(text));
	} catch {
		return undefined;
	}
}

/** Bytes read as UTF-8 contain no lone surrogate; only an escape writes one. */
const escapedHalf = /\\u[dD][89a-fA-F]/;

/**
 * What was parsed from this JSON, with U+FFFD for each lone surrogate, in keys too: such text
 * cannot be encoded, so one of them would break a page, a URL or a signature far from here.
 */
export const wellFormedJson = (text: string, parsed: unknown): unknown => (escapedHalf.test(text) ? throughout(parsed) : parsed);

/** Replaces lone surrogates, which UTF-8 and addresses cannot hold, by U+FFFD. */
export const wellFormed = (text: string): string => text.replace(/\p{Surrogate}/gu, '\uFFFD');

function throughout(value: unknown): unknown {
	if (typeof value === 'string') return wellFormed(value);
	if (Array.isArray(value)) return value.map(throughout);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map((entry) => entry.map(throughout)));
}

/**
 * Identifies the content of a body, however it is written: whitespace, escapes and the order of
 * keys do not matter, and 7 is "7", as in a form.
 */
export const contentHash = (content: unknown): string => createHash('sha256').update(canonical(content)).digest('hex');

function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
	if (typeof value !== 'object' || value === null) return value === null ? 'null' : JSON.stringify(String(value));
	const fields = Object.entries(value).map(([name, entry]: [string, unknown]) => `${JSON.stringify(name)}:${canonical(entry)}`);
	return `{${fields.sort().join(',')}}`;
}

/**
 * The value of a parameter of type JSON: entered as text, or from an expression. Undefined for text
 * that is not JSON.
 */
export const typedJson = (given: unknown): unknown => (typeof given === 'string' ? jsonOf(given) : given);

const quote = 0x22;
const backslash = 0x5c;
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

/** Whether JSON is nested deeper than this; checked in the bytes, as parsing may take long. */
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
