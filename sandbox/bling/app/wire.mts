/**
 * JSON as written by a sender that is not JavaScript: `148.50`, `\u00e7`, `\/`. A receiver that
 * serializes the parsed body again gets other bytes and another signature. docs/facts/bling.md §2.2
 */
export function escapedJson(value: unknown): string {
	if (typeof value === 'number') return Number.isInteger(value) ? String(value) : decimal(value);
	if (Array.isArray(value)) return `[${value.map(escapedJson).join(',')}]`;
	if (typeof value === 'object' && value !== null) {
		const members = Object.entries(value).filter(([, member]) => member !== undefined);
		return `{${members.map(([name, member]) => `${escapedText(name)}:${escapedJson(member)}`).join(',')}}`;
	}
	return typeof value === 'string' ? escapedText(value) : JSON.stringify(value ?? null);
}

/** At least two decimals, more only if needed. */
const decimal = (value: number) => (Number(value.toFixed(2)) === value ? value.toFixed(2) : String(value));

const escapedText = (text: string) =>
	JSON.stringify(text)
		.replaceAll('/', '\\/')
		.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
