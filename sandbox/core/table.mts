import { html } from './html.mts';
import type { Html, Printable } from './html.mts';

/** A table that scrolls separately if it is too wide; `label` names it for screen readers. */
export const table = (label: string, heads: readonly Printable[], rows: readonly (readonly Printable[])[]): Html =>
	rows.length === 0
		? html`<p class="hint">None yet.</p>`
		: html`<div class="scroll" role="region" aria-label="${label}" tabindex="0">
				<table>
					<thead>
						<tr>
							${heads.map((head) => html`<th scope="col">${head}</th>`)}
						</tr>
					</thead>
					<tbody>
						${rows.map(
							(row) =>
								html`<tr>
									${row.map((cell) => html`<td>${cell}</td>`)}
								</tr>`,
						)}
					</tbody>
				</table>
			</div>`;
