/**
 * What Bling's documentation leaves open, or what a test wants to lower. Defaults are what was
 * measured, else the most hostile plausible reading.
 */
export interface Settings {
	/** Requests per second (real time) and per virtual day, for each account. docs/facts/bling.md §4.2 */
	perSecond: number;
	dayQuota: number;
	/** Block an IP after 300 errors or 600 requests in 10 s, and after 20 token calls in 60 s. */
	ipBlocks: boolean;
	/**
	 * GET /estoques/saldos without filtroSaldoEstoque omits zero and negative balances. One
	 * receiver says so, without figures: §4.5
	 */
	omittedFilterHides: boolean;
	/** estoque.saldoVirtualTotal of a product as "1.0", as the published example has it; measured, it is a number. §4.6 */
	numbersAsStrings: boolean;
	/** Webhook bodies with \u00e7 and \/ and 148.50. Unknown: §5 */
	escapedJson: boolean;
}

/** How a fresh sandbox behaves; /sandbox/bling changes it. */
export const defaultSettings = (): Settings => ({
	perSecond: 3,
	dayQuota: 120_000,
	ipBlocks: true,
	omittedFilterHides: false,
	numbersAsStrings: false,
	escapedJson: true,
});
