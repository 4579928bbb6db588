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

/** The JSON in a text that does not come from a stranger, of any depth; undefined if it is none. Never throws. */
export function jsonOf(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** What a parameter of type JSON holds: typed as text, or given by an expression as it is. Undefined for a text that is no JSON. */
export const typedJson = (given: unknown): unknown => (typeof given === 'string' ? jsonOf(given) : given);

const quote = 0x22;
const backslash = 0x5c;
const [openList, closeList, openObject, closeObject] = [0x5b, 0x5d, 0x7b, 0x7d];

function isTooDeep(bytes: Buffer): boolean {
	let depth = 0;
	let inText = false;
	for (let index = 0; index < bytes.length; index++) {
		const byte = bytes[index];
		if (inText) {
			if (byte === backslash) index++;
			else if (byte === quote) inText = false;
		} else if (byte === quote) inText = true;
		else if (byte === openList || byte === openObject) {
			if (++depth > deepest) return true;
		} else if (byte === closeList || byte === closeObject) depth--;
	}
	return false;
}
