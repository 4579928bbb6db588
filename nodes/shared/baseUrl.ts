/** A base URL as people type it, without white space around it and slashes at its end, so that a path can follow. */
export function withoutTrailingSlashes(url: string): string {
	// The lookbehind keeps it linear: without it, every slash of a long row would be tried as the first one.
	return url.trim().replace(/(?<!\/)\/+$/, '');
}
