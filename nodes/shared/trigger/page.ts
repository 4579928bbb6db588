import { DateTime } from 'luxon';

import type { CounterValues } from './counters';
import { wellFormed } from '../json';
import type { Language, PageTexts } from './pageTexts';
import { pageTexts } from './pageTexts';
import type { WebhookVendor } from './vendor';

const escapes: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** Text for an HTML page, safe between tags and inside quotes of either kind. The only way for text into a page. */
export const escapeHtml = (text: string) => wellFormed(text).replace(/[&<>"']/g, (character) => escapes[character]);

/**
 * Nobody may frame a page of ours, cache it, or learn its address; it runs nothing and fetches
 * nothing. `allowed`: what its sandbox permits.
 */
export const pageHeaders = (allowed = ''): Record<string, string> => ({
	'content-type': 'text/html; charset=utf-8',
	'cache-control': 'no-store',
	'referrer-policy': 'no-referrer',
	'x-content-type-options': 'nosniff',
	'x-frame-options': 'DENY',
	'content-security-policy': `default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; frame-ancestors 'none'; sandbox${allowed}`,
});

/**
 * The page for a person who opens a trigger's address in a browser: what it is and how to register
 * it. The counters are only shown if `counters` are given, as the page is public.
 */
export function renderSetupPage(
	{ displayName, article, page }: Pick<WebhookVendor<unknown>, 'displayName' | 'article' | 'page'>,
	counters: CounterValues | undefined,
	language: Language = 'en',
	zone = 'UTC',
): string {
	const texts = pageTexts[language];
	const written: Written = (iso) => {
		const moment = DateTime.fromISO(iso, { zone });
		return escapeHtml(moment.isValid ? moment.toFormat(texts.moment) : iso);
	};
	const { steps, notes, refusalHint } = language === 'pt' ? page.portuguese : page;
	const vendor = { article, displayName: escapeHtml(displayName) };
	const listItems = (items: string[]) => items.map((text) => `<li>${escapeHtml(text)}</li>`).join('\n');
	return `<!doctype html>
<html lang="${texts.lang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>${texts.title(vendor)}</title>
<style>
body { font: 16px/1.5 system-ui, sans-serif; color: #1f2430; background: #fff; max-width: 44rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
table { border-collapse: collapse; } th, td { text-align: left; padding: .3rem 1rem .3rem 0; border-bottom: 1px solid #d5d8df; font-weight: normal; }
thead th { font-weight: 600; } .warning { border-left: 4px solid #b3261e; padding-left: .8rem; }
</style>
</head>
<body>
<main>
<h1>${texts.heading(vendor)}</h1>
<p>${texts.about(vendor)}</p>
${counters ? renderWarning(counters, refusalHint, texts, written) : ''}
<h2>${texts.register(vendor)}</h2>
<ol>
${listItems(steps)}
</ol>
<ul>
${listItems(notes)}
</ul>
${counters ? renderCounts(counters, { ...texts, since: (at) => texts.since(`${at} (${escapeHtml(zone)})`) }, written) : `<p>${texts.countsHint}</p>`}
</main>
</body>
</html>
`;
}

/** A time as the page shows it, in the workflow's time zone, safe in HTML. */
type Written = (iso: string) => string;

function renderWarning({ refused: { mismatch } }: CounterValues, hint: string, { warning }: PageTexts, written: Written): string {
	return mismatch.count > 0
		? `<p class="warning">${warning(mismatch.count, written(String(mismatch.lastAt)))}: ${escapeHtml(hint)}</p>`
		: '';
}

function renderCounts({ since, accepted, duplicate, ignored, refused }: CounterValues, texts: PageTexts, written: Written): string {
	const row = (label: string, { count, lastAt }: CounterValues['accepted']) =>
		`<tr><th scope="row">${escapeHtml(label)}</th><td>${count}</td><td>${lastAt ? written(lastAt) : '–'}</td></tr>`;
	const refusals = Object.entries(refused)
		.filter(([, { count }]) => count > 0)
		.map(([reason, entry]) => row(texts.refused[reason as keyof typeof texts.refused], entry));
	return `<h2>${texts.since(written(since))}</h2>
<table>
<thead><tr>${texts.columns.map((name) => `<th scope="col">${name}</th>`).join('')}</tr></thead>
<tbody>
${[row(texts.accepted, accepted), row(texts.duplicate, duplicate), row(texts.ignored, ignored), ...refusals].join('\n')}
</tbody>
</table>
<p>${texts.approximate}</p>`;
}
