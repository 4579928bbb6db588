import { cases } from './cases.mts';
import type { ContenderName } from './contenders.mts';
import type { Results } from './results.mts';
import type { Mode } from './speed.mts';
import type { Language } from './texts.mts';
import { figure, texts } from './texts.mts';

const columns: ContenderName[] = ['package', 'webhook', 'handmade', 'linear', 'http'];
const variants: ContenderName[] = ['gathered250', 'gathered100', 'once'];

/** A table in Markdown, its cells as given. */
export const markdownTable = (header: string[], rows: string[][]): string =>
	[header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');

/** Rate and CPU of every contender, one row per case; grouping triggers have separate rows. */
export function speedTable(results: Results, mode: Mode, language: Language): string {
	const figures = results[mode]?.figures.cases;
	if (!figures) return '';
	const text = texts[language];
	const cell = (name: (typeof cases)[number]['name'], contender: ContenderName) => {
		const found = figures[name]?.[contender];
		return found ? text.cell(figure(found.perSecond, language), figure(found.cpuMsPerEvent, language)) : '';
	};
	const rows = cases.flatMap(({ name, contenders }) => {
		const others = columns.slice(1).map((contender) => cell(name, contender));
		const variant = contenders.find((contender) => variants.includes(contender));
		const own = [text.cases[name], cell(name, 'package'), ...others];
		if (variant === undefined) return [own];
		return [own, [`${text.cases[name]}: ${text.contenders[variant]}`, cell(name, variant), ...columns.slice(1).map(() => '')]];
	});
	return markdownTable([text.case, ...columns.map((name) => text.contenders[name])], rows);
}

/** When and on which machine the figures were taken, with a warning if it was busy or there were few rounds. */
export function circumstancesLine({ lazy }: Results, language: Language): string {
	if (!lazy) return '';
	const { at, cpu, cpus, node, n8n, loadBefore } = lazy.circumstances;
	const facts = {
		n8n,
		node: node.slice(1),
		cpu,
		cpus,
		day: at.slice(0, 10),
		rounds: lazy.figures.rounds,
		load: figure(loadBefore, language),
	};
	const isDoubtful = loadBefore > cpus / 2 || lazy.figures.rounds < 3;
	return texts[language].circumstances(facts) + (isDoubtful ? ` ${texts[language].caution}` : '');
}

/** Sentences on size and memory; empty if nothing was measured. */
export function otherFigures({ size, memory }: Results, language: Language): string {
	const lines = [];
	if (size) {
		const { tarballBytes, files, loadMs } = size.figures;
		lines.push(texts[language].size({ tarball: figure(tarballBytes / 1000, language), files, load: figure(loadMs, language) }));
	}
	if (memory) {
		const { refused, duplicate } = memory.figures;
		const requests = refused.requests.toLocaleString(language);
		lines.push(
			texts[language].memory({ requests, refused: figure(refused.megabytes, language), duplicate: figure(duplicate.megabytes, language) }),
		);
	}
	return lines.join(' ');
}

/** Time, calls and memory with a long history; empty where nothing was measured. */
export function historyTable({ history }: Results, language: Language): string {
	if (!history) return '';
	const rows = history.figures.map(({ name, seconds, limitSeconds, calls, extraMegabytes }) => [
		texts[language].history[name],
		figure(seconds, language),
		limitSeconds === null ? '' : String(limitSeconds),
		String(calls),
		`${figure(extraMegabytes, language)} MB`,
	]);
	return markdownTable(texts[language].historyHeader, rows);
}

/** Time, CPU and memory of each operation of Webhook Deliveries; empty if nothing was measured. */
export function deliveriesTable({ deliveries }: Results, language: Language): string {
	if (!deliveries) return '';
	const rows = deliveries.figures.map(({ name, seconds, cpuSeconds, items, extraMegabytes }) => [
		texts[language].deliveries[name],
		figure(seconds, language),
		figure(cpuSeconds, language),
		String(items),
		`${figure(extraMegabytes, language)} MB`,
	]);
	return markdownTable(texts[language].deliveriesHeader, rows);
}
