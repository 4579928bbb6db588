import type { CounterValues } from './counters';
import { wellFormed } from './json';
import type { WebhookVendor } from './vendor';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an HTML page, safe between tags and between quotes of either kind. The one way of text into a page. */
export const escapeHtml = (text: string) =>
	wellFormed(text).replace(/[&<>"']/g, (character) => escapes[character]);

/** Nobody may frame a page of ours, keep it, or learn its address; it runs nothing and fetches nothing. `allowed`: of its sandbox. */
export const pageHeaders = (allowed = ''): Record<string, string> => ({
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox${allowed}`,
});

const reasonTexts: Record<keyof CounterValues['refused'], string> = {
	missing: 'without any proof of origin',
	malformed: 'with a malformed proof',
	mismatch: 'with a wrong signature or secret',
	resend: 'as a resend that was forged, expired or used before',
	limit: 'as too many in a minute, to be sent again',
	unavailable: 'as it could not be checked or stored (answered 503), to be sent again',
};

/**
 * The page for a person who opens a trigger's address in a browser: what it is and how to register it. What it counted is
 * shown only where `counters` are given: the page is public.
 */
export function renderSetupPage(
	{ displayName, page }: Pick<WebhookVendor<unknown>, 'displayName' | 'page'>,
	counters: CounterValues | undefined,
): string {
	const listItems = (texts: string[]) => texts.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n');
	return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${escapeHtml(displayName)} webhook address</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2430; background: #fff; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #d5d8df; font-weight: normal; }
thead th { font-weight: 600; } .warning { border-left: 4px solid #b3261e; padding-left: .8rem; }
</style>
</head>
<body>
<main>
<h1>This address receives webhooks from ${escapeHtml(displayName)}</h1>
<p>It belongs to a published n8n workflow. ${escapeHtml(displayName)} posts to it; opening it in a browser only shows this page.</p>
${counters ? renderWarning(counters, page.refusalHint) : ''}
<h2>How to register it at ${escapeHtml(displayName)}</h2>
<ol>
${listItems(page.steps)}
</ol>
<ul>
${listItems(page.notes)}
</ul>
${counters ? renderCounts(counters) : '<p>What it received and refused: run "Webhook → Check" in n8n, which gives the link to that.</p>'}
</main>
</body>
</html>
`;
}

function renderWarning({ refused: { mismatch } }: CounterValues, hint: string): string {
	return mismatch.count > 0
		? `<p class="warning">${mismatch.count} refused by signature or secret, last at ${escapeHtml(String(mismatch.lastAt))}: ${escapeHtml(hint)}</p>`
		: '';
}

function renderCounts({ since, accepted, duplicate, ignored, refused }: CounterValues): string {
	const row = (label: string, { count, lastAt }: CounterValues['accepted']) =>
		`<tr><th scope="row">${escapeHtml(label)}</th><td>${count}</td><td>${lastAt ? escapeHtml(lastAt) : '–'}</td></tr>`;
	const refusals = Object.entries(refused)
		.filter(([, { count }]) => count > 0)
		.map(([reason, entry]) => row(`Refused ${reasonTexts[reason as keyof typeof reasonTexts]}`, entry));
	return `<h2>What arrived since ${escapeHtml(since)}</h2>
<table>
<thead><tr><th scope="col">Deliveries</th><th scope="col">Count</th><th scope="col">Last at (UTC)</th></tr></thead>
<tbody>
${[row('Accepted', accepted), row('Duplicate', duplicate), row('Ignored (event or account not chosen)', ignored), ...refusals].join('\n')}
</tbody>
</table>
<p>Approximate: each n8n process counts what it received itself and saves it once a minute.</p>`;
}
