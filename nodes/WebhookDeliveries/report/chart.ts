import type { DateTime } from 'luxon';

import type { Html } from './html';
import { html } from './html';

/** Deliveries of one hour or day. */
export interface Bar {
	from: DateTime;
	received: number;
	failed: number;
}

/** Units of the drawing, which is stretched to the page's width; all text therefore stays outside it. */
const height = 100;
const barWidth = 10;
const gap = 2;

/**
 * Received and failed deliveries per hour or day, as bars in inline SVG. The text is HTML beside
 * it, because text in a drawing scaled to a phone's width would be unreadable.
 */
export function chart(bars: Bar[], format: (from: DateTime) => string): Html {
	const highest = Math.max(1, ...bars.map(({ received }) => received));
	const tall = (count: number) => (count / highest) * height;
	const rect = (kind: string, index: number, count: number) =>
		html`<rect
			class="${kind}"
			x="${index * barWidth + gap / 2}"
			y="${(height - tall(count)).toFixed(2)}"
			width="${barWidth - gap}"
			height="${tall(count).toFixed(2)}"
		></rect>`;
	const drawn = bars.map(
		({ from, received, failed }, index) =>
			html`<g
				><title>${format(from)}: ${received} recebidas, ${failed} com falha</title
				><rect class="all" x="${index * barWidth}" y="0" width="${barWidth}" height="${height}"></rect>${rect(
					'received',
					index,
					received,
				)}${rect('failed', index, failed)}</g
			>`,
	);
	const labelled = bars.length === 0 ? [] : [bars[0], bars[Math.floor(bars.length / 2)], bars[bars.length - 1]];
	const labels = [...new Set(labelled)].map(({ from }) => html`<span>${format(from)}</span>`);
	const sum = (of: (bar: Bar) => number) => bars.reduce((total, bar) => total + of(bar), 0);
	return html`<figure class="chart">
		<figcaption>
			<span class="key received"></span>Recebidas <span class="key failed"></span>Com falha
			<span class="highest">máximo: ${highest}</span>
		</figcaption>
		<svg
			viewBox="0 0 ${Math.max(1, bars.length) * barWidth} ${height}"
			preserveAspectRatio="none"
			role="img"
			aria-label="${sum(({ received }) => received)} recebidas e ${sum(({ failed }) => failed)} com falha, ao longo do período"
		>
			${drawn}
		</svg>
		<div class="axis">${labels}</div>
	</figure>`;
}
