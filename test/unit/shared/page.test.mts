import type { CounterValues } from '../../../nodes/shared/trigger/counters';
import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { escapeHtml, renderSetupPage } from '../../../nodes/shared/trigger/page';
import { languageOf } from '../../../nodes/shared/trigger/pageTexts';
import { callWebhook, place } from '../support/contexts.mts';

const none = { count: 0, lastAt: null };
const never = { ...none, moments: [] };
const counters: CounterValues = {
	since: '2026-01-01T00:00:00.000Z',
	accepted: { count: 7, lastAt: '2026-01-02T00:00:00.000Z' },
	duplicate: none,
	ignored: none,
	refused: { missing: never, malformed: never, mismatch: never, resend: never, limit: never, unavailable: never },
};
const vendor = {
	displayName: 'A & B',
	article: 'a' as const,
	page: {
		steps: ['Open <it>', 'Save'],
		notes: ['"Note"'],
		refusalHint: "the secret isn't ours",
		portuguese: { steps: ['Abra <isto>'], notes: ['"Nota"'], refusalHint: 'o segredo é outro' },
	},
};
const rows = (page: string) =>
	[...page.matchAll(/<tr><th scope="row">(.*?)<\/th><td>(.*?)<\/td><td>(.*?)<\/td><\/tr>/g)].map(([, ...cells]) => cells);

test('all that HTML reads as its own is escaped, wherever it stands', () => {
	expect(escapeHtml(`a&b<c>d"e'f&`)).toBe('a&amp;b&lt;c&gt;d&quot;e&#39;f&amp;');
});

test('steps and notes are lists, in order', () => {
	const page = renderSetupPage(vendor, counters);
	expect(page).toContain('<ol>\n<li>Open &lt;it&gt;</li>\n<li>Save</li>\n</ol>');
	expect(page).toContain('<ul>\n<li>&quot;Note&quot;</li>\n</ul>');
	expect(page).toContain('<title>A &amp; B webhook address</title>');
	expect(page).toContain('Received since 2026-01-01 00:00:00 (UTC)');
});

test('without refusals there are three rows and no warning', () => {
	const page = renderSetupPage(vendor, counters);
	expect(rows(page)).toEqual([
		['Accepted', '7', '2026-01-02 00:00:00'],
		['Duplicate', '0', '–'],
		['Ignored (event or account not chosen)', '0', '–'],
	]);
	expect(page).not.toContain('class="warning"');
});

test('each reason of a refusal has a row of its own, in words, and a wrong proof a warning', () => {
	const lastAt = '2026-01-03 00:00:00';
	const of = (count: number) => ({ count, lastAt: '2026-01-03T00:00:00.000Z', moments: [] });
	const refused = { missing: of(1), malformed: of(2), mismatch: of(3), resend: of(4), limit: of(5), unavailable: of(6) };
	const page = renderSetupPage(vendor, { ...counters, refused });
	expect(rows(page).slice(3)).toEqual([
		['Refused: no proof of origin', '1', lastAt],
		['Refused: malformed proof', '2', lastAt],
		['Refused: wrong signature or secret', '3', lastAt],
		['Refused: resend forged, expired or used before', '4', lastAt],
		['Refused: too many in a minute (answered 503); the vendor should send it again', '5', lastAt],
		['Could not be checked or stored (answered 503): the vendor should send it again', '6', lastAt],
	]);
	expect(page).toContain(`<p class="warning">3 refused with a wrong signature or secret, last at ${lastAt}: the secret isn&#39;t ours</p>`);
});

test('a stranger sees what the address is and how to register it, and no count', () => {
	const page = renderSetupPage(vendor, undefined);
	expect(page).toContain('<li>Open &lt;it&gt;</li>');
	expect(page).toContain('Webhook → Test');
	expect(page).not.toMatch(/<table|Accepted|Received since|class="warning"/);
});

test('markup in the moments that were saved is text', () => {
	const hostile = `"><iframe src='javascript:alert(1)'>`;
	const mismatch = { count: 1, lastAt: hostile, moments: [hostile] };
	const page = renderSetupPage(
		{ ...vendor, displayName: hostile },
		{ ...counters, since: hostile, refused: { ...counters.refused, mismatch } },
	);
	expect(page).not.toMatch(/<iframe|"><|='javascript/);
});

test.each([
	['pt-BR,pt;q=0.9,en-US;q=0.8,en;q=0.7', 'pt'],
	['pt', 'pt'],
	['fr-FR,pt-BR;q=0.5', 'pt'],
	['en-US,en;q=0.9,pt-BR;q=0.8', 'en'],
	['en;q=0.5,pt;q=0', 'en'],
	['de', 'en'],
	['*', 'en'],
	[undefined, 'en'],
	[';;q=,,', 'en'],
])('a browser that wants %j reads %s', (header, language) => {
	expect(languageOf(header)).toBe(language);
});

test('in Portuguese every sentence is, with the same counts', () => {
	const page = renderSetupPage(
		vendor,
		{ ...counters, refused: { ...counters.refused, mismatch: { count: 2, lastAt: '2026-01-03T00:00:00.000Z', moments: [] } } },
		'pt',
		'America/Sao_Paulo',
	);
	expect(page).toMatch(
		/<html lang="pt-BR">[\s\S]*Este endereço recebe os webhooks da A &amp; B[\s\S]*recebe o que a A &amp; B envia[\s\S]*2 entregas recusadas por assinatura ou segredo errado, [^<]*o segredo é outro[\s\S]*<li>Abra &lt;isto&gt;<\/li>[\s\S]*&quot;Nota&quot;/,
	);
	expect(rows(page)[0]).toEqual(['Aceitas', '7', '01/01/2026 21:00:00']);
	expect(page).toContain('O que chegou desde 31/12/2025 21:00:00 (America/Sao_Paulo)');
	expect(page).not.toMatch(/Accepted|Refused|Deliveries|This address|How to/);
});

test('a trigger answers in the language of the browser', async () => {
	const open = async (headers: Record<string, string>) =>
		(await callWebhook(place({ type: new BlingTrigger() }), { webhook: 'setup', headers })).body;
	expect(await open({ 'accept-language': 'pt-BR,pt;q=0.9' })).toMatch(
		/<html lang="pt-BR">[\s\S]*Como cadastrá-lo no Bling[\s\S]*Abra a aba &quot;Webhooks&quot;/,
	);
	expect(await open({})).toMatch(/<html lang="en">[\s\S]*How to register it at Bling/);
});
