/**
 * A base URL as people paste it, without surrounding whitespace and trailing slashes, so that a
 * path can be appended.
 */
export function withoutTrailingSlashes(url: string): string {
	// The lookbehind keeps it linear: without it, every slash of a long run would be tried as the
	// first one.
	return url.trim().replace(/(?<!\/)\/+$/, '');
}

/** The base URL in a credential's field: `standard` if it is empty, undefined if it is not text. */
export function baseUrlIn(field: unknown, standard: string): string | undefined {
	if (field === undefined) return standard;
	return typeof field === 'string' ? withoutTrailingSlashes(field) || standard : undefined;
}

/** The origin of an address; undefined if it is not an http or https address. */
export function originOf(address: unknown): string | undefined {
	const text = typeof address === 'string' ? address.trim() : '';
	if (!URL.canParse(text)) return undefined;
	const { protocol, origin } = new URL(text);
	return ['http:', 'https:'].includes(protocol) ? origin : undefined;
}

/** Whether a text is an http or https address; one without a scheme (`n8n.minhaloja.com.br`) is not. */
export const isHttpAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
