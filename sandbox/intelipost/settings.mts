/**
 * What Intelipost's documentation leaves open, or what a test wants to provoke. Defaults are the
 * most hostile plausible reading.
 */
export interface Settings {
	/** Real milliseconds until a receiver must have answered. Unknown: docs/facts/intelipost.md §3 */
	timeoutMs: number;
	/** Automatic repeats of a failed dispatch. None were found: §3 */
	retries: number;
	/** Virtual minutes between them. */
	retryMinutes: number;
	/** Whether a slash at the start of "Path" is dropped when host and path are joined. Unknown: §1 */
	dropsLeadingSlash: boolean;
	/** Whether `tracking_state`, attachments and micro states are sent, or only the fields of the 2015 variant. §2.2 */
	minimalBody: boolean;
	/** How many of the next API requests are answered HTTP 200 with `status: "ERROR"`. §4.2 */
	errorsWithOk: number;
	/** How many of the next API requests are answered 429. §4.6 */
	tooMany: number;
	/** Seconds in their `ratelimit-reset`; the unit is not documented. */
	resetSeconds: number;
}

/** How a fresh sandbox behaves; /sandbox/intelipost changes it. */
export const defaultSettings = (): Settings => ({
	timeoutMs: 3000,
	retries: 0,
	retryMinutes: 10,
	dropsLeadingSlash: false,
	minimalBody: false,
	errorsWithOk: 0,
	tooMany: 0,
	resetSeconds: 2,
});
