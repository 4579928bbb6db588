import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { putBetweenMarkers } from '../scripts/markers.mjs';
import { barChart } from './chart.mts';
import type { Results } from './results.mts';
import { benchFolder, readResults } from './results.mts';
import { publishScaling } from './scalingTables.mts';
import { circumstancesLine, deliveriesTable, historyTable, markdownTable, otherFigures, speedTable } from './table.mts';
import { judge } from './targets.mts';
import type { Language } from './texts.mts';
import { texts } from './texts.mts';

const languages: Language[] = ['en', 'pt-BR'];

/** Charts to bench/, tables to the pages, all from bench/results.json; prints the table and what was reached. */
export async function publishReport(): Promise<void> {
	const results = await readResults();
	for (const language of languages) {
		await drawChart(results, language);
		await putBetweenMarkers(`docs/${language}/scale.md`, 'bench', allTables(results, language));
	}
	await putBetweenMarkers('test/README.md', 'targets', targetsTable(results));
	await publishScaling(results);
	console.log(`\n${speedTable(results, 'lazy', 'en')}\n\n${circumstancesLine(results, 'en')}\n`);
	for (const { target, measured, reached } of judge(results)) console.log(`${reached ? 'ok  ' : 'MISS'} ${target}: ${measured}`);
}

async function drawChart({ lazy }: Results, language: Language): Promise<void> {
	const figures = lazy?.figures.cases;
	if (!figures) return;
	const { cpuTitle } = texts[language];
	await writeFile(
		join(benchFolder, `cpu.${language}.svg`),
		barChart(figures, ({ cpuMsPerEvent }) => cpuMsPerEvent, cpuTitle, language),
	);
}

/** What docs/<language>/scale.md shows: both modes, the chart, the profile, the delivery node. */
function allTables(results: Results, language: Language): string {
	const { cpuTitle } = texts[language];
	const modes = (['lazy', 'default'] as const).flatMap((mode) =>
		results[mode] ? [`**${texts[language][mode]}**`, speedTable(results, mode, language)] : [],
	);
	return [
		circumstancesLine(results, language),
		...modes,
		results.lazy ? `![${cpuTitle}](../../bench/cpu.${language}.svg)` : '',
		otherFigures(results, language),
		deliveriesTable(results, language),
		historyTable(results, language),
		profileTable(results, language),
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

/** The targets, for test/README.md. */
const targetsTable = (results: Results): string =>
	[
		circumstancesLine(results, 'en'),
		markdownTable(
			['Target', 'Measured', ''],
			judge(results).map(({ target, measured, reached }) => [target, measured, reached ? 'reached' : 'missed']),
		),
	].join('\n\n');

function profileTable({ profile }: Results, language: Language): string {
	if (!profile) return '';
	const names = [...new Set(profile.figures.flatMap(({ msPerEvent }) => Object.keys(msPerEvent)))];
	const header = [
		texts[language].profile,
		...profile.figures.map((one) => `${texts[language].cases[one.case]}: ${texts[language].contenders[one.contender]}`),
	];
	return markdownTable(
		header,
		names.map((name) => [name, ...profile.figures.map(({ msPerEvent }) => msPerEvent[name]?.toFixed(2) ?? '')]),
	);
}
