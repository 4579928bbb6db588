import { cutText } from '../../shared/cutText';
import { escapeHtml } from '../../shared/trigger/page';

/** Markup that can be put into a page as it is. Only `html` creates it. */
export class Html {
	constructor(readonly text: string) {}
}

/** More of an external text helps nobody: an order number could be a megabyte long. */
const longest = 1_000;

/** A text that is copied or sent back, and so never cut. */
export const whole = (text: string): Html => new Html(escapeHtml(text));

type Value = string | number | null | undefined | Html | Html[];

const markup = (value: Value, isAttribute: boolean): string => {
	if (value instanceof Html) return value.text;
	if (Array.isArray(value)) return value.map(({ text }) => text).join('');
	const text = String(value ?? '');
	return escapeHtml(isAttribute ? text : cutText(text, longest));
};

/**
 * A template whose values are escaped, except for markup made by this function, so nothing is left
 * unescaped by mistake. Long text is cut, but not in attributes: addresses and hidden fields would
 * be useless.
 */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
	return new Html(strings.map((text, index) => text + (index < values.length ? markup(values[index], text.endsWith('="')) : '')).join(''));
}

/** A whole page in Portuguese. Search engines do not list it, and other sites do not learn its address. */
export const htmlPage = (title: string, style: Html, main: Html): string =>
	html`<!doctype html>
		<html lang="pt-BR">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<meta name="referrer" content="no-referrer" />
				<title>${title}</title>
				<style>
					${style}
				</style>
			</head>
			<body>
				<main>${main}</main>
			</body>
		</html>`.text;

/** Renders nothing. */
export const nothing = new Html('');

/** A link's address if it is http(s): a `javascript:` address would run in the page. */
export function webAddress(text: string): string | undefined {
	return URL.canParse(text) && ['http:', 'https:'].includes(new URL(text).protocol) ? text : undefined;
}
