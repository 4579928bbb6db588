/**
 * What NFE.io's documentation leaves open, or what a test wants to change. Defaults are the most
 * hostile plausible reading.
 */
export interface Settings {
	/** How often a delivery is attempted in total. The real number is not published. docs/facts/nfeio.md §3 */
	attempts: number;
	/** Virtual minutes before the second attempt; doubled each time. */
	firstRetryMinutes: number;
	/** Real milliseconds. Not published. */
	timeoutMs: number;
	/** The hook becomes Inactive when a delivery is given up. Claimed by one receiver only. §3 */
	disableAfterGiveUp: boolean;
	/** The verification POST carries `?echo=`. Likely. §1.6 */
	echo: boolean;
	/** PUT checks the address again, as the docs of 2021 say. Unknown today. §1.6 */
	verifyOnUpdate: boolean;
	/** PUT without a secret makes a new one, as in 2019. Unknown today. §1.7 */
	rotateSecret: boolean;
	/** `action` of an NFS-e delivery: contradictory sources. §2.3 */
	serviceAction: 'short' | 'none' | 'long';
	/** `X-Hook-Event`: never captured in public. §2.1 */
	eventHeader: 'full' | 'resource' | 'none';
	/** What a cancellation or failure contains besides the status. §2.3 */
	sparse: 'bare' | 'with-company' | 'off';
	/** Where the hook's `properties` land in a body. §2.3 */
	propertiesAt: 'root' | 'document';
	/** The event that a subscriber of an umbrella event receives. Unknown. */
	umbrellaReportedAs: 'specific' | 'umbrella';
	/** How PDF and XML of NF-e and NFC-e are answered: JSON with a link, or a redirect as for NFS-e. */
	productFiles: 'link' | 'redirect';
	/** The blob host refuses an API key. Unknown: it needs none. §4.4 */
	blobsRefuseKeys: boolean;
	/** Virtual seconds between two flow states of an invoice. */
	stepSeconds: number;
}

/** How a fresh sandbox behaves; /sandbox/nfeio changes it. */
export const defaultSettings = (): Settings => ({
	attempts: 8,
	firstRetryMinutes: 1,
	timeoutMs: 5000,
	disableAfterGiveUp: true,
	echo: true,
	verifyOnUpdate: true,
	rotateSecret: true,
	serviceAction: 'short',
	eventHeader: 'full',
	sparse: 'bare',
	propertiesAt: 'root',
	umbrellaReportedAs: 'specific',
	productFiles: 'link',
	blobsRefuseKeys: false,
	stepSeconds: 20,
});
