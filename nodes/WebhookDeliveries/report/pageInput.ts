import type { Period } from '../history/period';
import type { Collected } from './collect';
import type { PageQuery } from './query';
import type { Panel } from './tokens';

/** What was done by a form, shown above the page. */
export interface Outcome {
	ok: boolean;
	message: string;
	details: string[];
}

/** All that the page shows. */
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
	/** Address of the page with buttons, which one without them links; '' for none. */
	resendPage: string;
	/** Vendors whose events it can send by hand. */
	offered: string[];
	resendSecret: string;
	/** Address of an order in a vendor's panel, with `{reference}`; by vendor. */
	panelAddresses: Record<string, string>;
	/** What its forms are signed for; with the accounts that the page is restricted to. */
	panel: Panel;
}
