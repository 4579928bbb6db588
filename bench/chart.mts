import { cases } from './cases.mts';
import type { ContenderName } from './contenders.mts';
import type { Figures, SpeedFigures } from './speed.mts';
import type { Language } from './texts.mts';
import { figure, texts } from './texts.mts';

/** Colours that also differ in lightness, on white and on dark backgrounds. */
const colours: Record<Exclude<ContenderName, 'http' | 'once'>, { light: string; dark: string }> = {
	package: { light: '#0b7a75', dark: '#3fd0c9' },
	gathered100: { light: '#1fa8a1', dark: '#8ce6e1' },
	gathered250: { light: '#1fa8a1', dark: '#8ce6e1' },
	webhook: { light: '#8c95a0', dark: '#9aa4b0' },
	handmade: { light: '#c2571a', dark: '#f2a15f' },
	linear: { light: '#6a5acd', dark: '#b3a8ff' },
};

const width = 860;
const labelWidth = 330;
const valueWidth = 80;
const barHeight = 18;
const gap = 4;
const groupGap = 30;
const top = 56;

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
const isDrawn = (name: ContenderName): name is keyof typeof colours => name in colours;

/**
 * Horizontal bars, one group per case, as a picture that follows the reader's light or dark mode.
 * The bare server is only in the table: next to it every bar would be a dot.
 */
export function barChart(figures: SpeedFigures, of: (figures: Figures) => number, title: string, language: Language): string {
	const { cases: caseTexts, contenders: contenderTexts } = texts[language];
	const groups = cases.map(({ name, contenders }) => ({
		title: caseTexts[name],
		bars: contenders.filter(isDrawn).flatMap((contender) => {
			const found = figures[name]?.[contender];
			return found ? [{ contender, value: of(found) }] : [];
		}),
	}));
	const longest = Math.max(...groups.flatMap(({ bars }) => bars.map(({ value }) => value)));
	const scale = (width - labelWidth - valueWidth) / longest;
	let y = top;
	const parts = groups.flatMap(({ title: groupTitle, bars }) => {
		const heading = `<text x="16" y="${y + 12}" class="case">${escaped(groupTitle)}</text>`;
		y += 20;
		const drawn = bars.map(({ contender, value }) => {
			const length = Math.max(1, value * scale);
			const middle = y + barHeight / 2 + 4;
			const bar = [
				`<text x="${labelWidth - 10}" y="${middle}" class="name">${escaped(contenderTexts[contender])}</text>`,
				`<rect x="${labelWidth}" y="${y}" width="${length.toFixed(1)}" height="${barHeight}" rx="2" class="${contender}"/>`,
				`<text x="${(labelWidth + length + 6).toFixed(1)}" y="${middle}">${figure(value, language)}</text>`,
			].join('');
			y += barHeight + gap;
			return bar;
		});
		y += groupGap - gap;
		return [heading, ...drawn];
	});
	const rules = (mode: 'light' | 'dark') =>
		Object.entries(colours)
			.map(([name, { [mode]: colour }]) => `.${name}{fill:${colour}}`)
			.join('');
	return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${y}" role="img" aria-label="${escaped(title)}">
<style>
text{font:13px system-ui,sans-serif;fill:#1f2328}.title{font-size:17px;font-weight:600}.case{font-weight:600}.name{text-anchor:end;font-size:12px}.ground{fill:#fff}${rules('light')}
@media (prefers-color-scheme:dark){text{fill:#e6edf3}.ground{fill:#0d1117}${rules('dark')}}
</style>
<rect class="ground" width="${width}" height="${y}"/>
<text x="16" y="30" class="title">${escaped(title)}</text>
${parts.join('\n')}
</svg>
`;
}
