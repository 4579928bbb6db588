import { z } from 'zod';

import { Html, html, nothing, webAddress, whole } from '../report/html';

const text = z.union([z.string(), z.number(), z.null()]);
const label = text.optional();

const block = z.union([
	z.object({ heading: text }).strict(),
	z.object({ paragraph: text }).strict(),
	z.object({ code: text, label }).strict(),
	z.object({ link: text, label }).strict(),
	z.object({ list: z.array(text) }).strict(),
	z.object({ steps: z.array(text) }).strict(),
	z.object({ table: z.array(z.tuple([text, text])) }).strict(),
]);

type Text = z.infer<typeof text>;
/** One part of a page. */
export type Block = z.infer<typeof block>;

/** The blocks of a page; undefined if one of them is invalid. */
export const readContent = (given: unknown): Block[] | undefined => z.array(block).safeParse(given).data;

/** Blocks as markup. Everything is shown as text, as blocks may quote a vendor. */
export const renderContent = (blocks: Block[]): Html[] => blocks.map(render);

function render(one: Block): Html {
	if ('heading' in one) return html`<h2>${one.heading}</h2>`;
	if ('paragraph' in one) return html`<p>${one.paragraph}</p>`;
	if ('code' in one) return html`<p>${one.label}<br /><code>${whole(String(one.code ?? ''))}</code></p>`;
	if ('link' in one) return link(String(one.link ?? ''), one.label);
	if ('list' in one)
		return html`<ul>
			${items(one.list)}
		</ul>`;
	if ('steps' in one)
		return html`<ol>
			${items(one.steps)}
		</ol>`;
	return html`<table>
		${one.table.map(
			([name, value]) =>
				html`<tr>
					<th scope="row">${name}</th>
					<td>${value}</td>
				</tr>`,
		)}
	</table>`;
}

const items = (texts: Text[]) => texts.map((each) => html`<li>${each}</li>`);

function link(address: string, caption: Text | undefined): Html {
	const target = webAddress(address);
	if (target === undefined) return address === '' ? nothing : html`<p>${caption}: ${address}</p>`;
	return html`<p><a href="${target}" target="_blank" rel="noopener noreferrer">${caption ?? target}</a></p>`;
}
