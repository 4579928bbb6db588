/** A base URL as people paste it, without white space around it and slashes at its end, so that a path can follow. */
export function withoutTrailingSlashes(url: string): string {
	// The lookbehind keeps it linear: without it, every slash of a long row would be tried as the first one.
	return url.trim().replace(/(?<!\/)\/+$/, '');
}

/** The base URL as a field of a credential holds it: `standard` where that is empty, undefined for what is no text. */
export function baseUrlIn(field: unknown, standard: string): string | undefined {
	if (field === undefined) return standard;
	return typeof field === 'string' ? withoutTrailingSlashes(field) || standard : undefined;
}

/** The origin of an address; undefined if it is no http or https address. */
export function originOf(address: unknown): string | undefined {
	const text = typeof address === 'string' ? address.trim() : '';
	if (!URL.canParse(text)) return undefined;
	const { protocol, origin } = new URL(text);
	return ['http:', 'https:'].includes(protocol) ? origin : undefined;
}

/** Whether a text is an address of http or https; one without its scheme (`n8n.minhaloja.com.br`) is none. */
export const isHttpAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
