import type { Period } from '../history/period';
import type { Collected } from './collect';
import type { PageQuery } from './query';
import type { Panel } from './tokens';

/** What a form did, shown above the page. */
export interface Outcome {
	ok: boolean;
	message: string;
	details: string[];
}

/** Everything the page shows. */
export interface PageInput {
	title: string;
	query: PageQuery;
	period: Period;
	collected: Collected;
	/** Above the totals: what was done, or what is wrong with the period. */
	outcome: Outcome | undefined;
	/** Whether the page has forms that resend. */
	canResend: boolean;
	/** Where the forms post to; empty for the page's own address. */
	actionUrl: string;
	/** Address of the page with buttons, which a page without them links to; '' for none. */
	resendPage: string;
	/** Vendors whose events it can send manually. */
	offered: string[];
	resendSecret: string;
	/** By vendor, the address of an order in the vendor's panel, with `{reference}`. */
	panelAddresses: Record<string, string>;
	/** What its forms are signed for, and the accounts that the page is restricted to. */
	panel: Panel;
}
