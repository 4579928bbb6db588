/** A base URL as people type it, without white space around it and slashes at its end, so that a path can follow. */
export function withoutTrailingSlashes(url: string): string {
	// The lookbehind keeps it linear: without it, every slash of a long row would be tried as the first one.
	return url.trim().replace(/(?<!\/)\/+$/, '');
}

/** Whether a text is an address of http or https; one without its scheme (`n8n.minhaloja.com.br`) is none. */
export const isHttpAddress = (text: string): boolean => /^https?:\/\//i.test(text) && URL.canParse(text);
