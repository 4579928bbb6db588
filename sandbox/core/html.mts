/** A piece of HTML that is safe to print. Only `html` creates it. */
export class Html {
	readonly text: string;
	constructor(text: string) {
		this.text = text;
	}
}

/** What a template accepts: everything but Html is escaped. */
export type Printable = Html | string | number | null | undefined | false | readonly Printable[];

const entities: Record<string, string> = {
	'&': '&amp;',
	'<': '&lt;',
	'>': '&gt;',
	'"': '&quot;',
	"'": '&#39;',
};
const escape = (text: string) => text.replace(/[&<>"']/g, (character) => entities[character]);

function print(value: Printable): string {
	if (value === null || value === undefined || value === false) return '';
	if (value instanceof Html) return value.text;
	if (typeof value === 'string' || typeof value === 'number') return escape(String(value));
	return value.map(print).join('');
}

/** An HTML template: every value is escaped unless it came from `html` itself. */
export const html = (parts: TemplateStringsArray, ...values: readonly Printable[]): Html =>
	new Html(parts.map((part, index) => part + (index < values.length ? print(values[index]) : '')).join(''));

/** The vendors' own words are Portuguese on an English page. */
export const pt = (text: string): Html => html`<span lang="pt-BR">${text}</span>`;
