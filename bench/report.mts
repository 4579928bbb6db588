import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { putBetweenMarkers } from '../scripts/markers.mjs';
import { barChart } from './chart.mts';
import type { Results } from './results.mts';
import { benchFolder, readResults } from './results.mts';
import { publishScaling } from './scaling.mts';
import { circumstancesLine, deliveriesTable, markdownTable, otherFigures, speedTable } from './table.mts';
import { judge } from './targets.mts';
import type { Language } from './texts.mts';
import { texts } from './texts.mts';

const readmes: Array<[string, Language]> = [
	['README.md', 'en'],
	['README.pt-BR.md', 'pt-BR'],
];

/** Charts to bench/, tables to the pages, all from bench/results.json; prints the table and what was reached. */
export async function publishReport(): Promise<void> {
	const results = await readResults();
	for (const [path, language] of readmes) {
		await drawChart(results, language);
		const parts = [
			speedTable(results, 'lazy', language),
			picture(results, 'bench', language),
			circumstancesLine(results, language),
			otherFigures(results, language),
		];
		await putBetweenMarkers(path, 'bench', parts.filter((part) => part !== '').join('\n\n'));
	}
	await putBetweenMarkers('docs/scaling.md', 'bench', allTables(results));
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

/** The chart of CPU per event, as a picture in a page; other pages lie in other folders. */
const picture = ({ lazy }: Results, folder: string, language: Language): string =>
	lazy ? `![${texts[language].cpuTitle}](${folder}/cpu.${language}.svg)` : '';

/** What docs/scaling.md shows: both modes, the profile, the delivery node. */
function allTables(results: Results): string {
	const language = 'pt-BR';
	const charts = picture(results, '../bench', language);
	const modes = (['lazy', 'default'] as const).flatMap((mode) =>
		results[mode] ? [`**${texts[language][mode]}**`, speedTable(results, mode, language)] : [],
	);
	return [
		circumstancesLine(results, language),
		...modes,
		charts,
		otherFigures(results, language),
		deliveriesTable(results, language),
		profileTable(results),
	]
		.filter((part) => part !== '')
		.join('\n\n');
}

/** What was set out to be reached, for test/README.md. */
const targetsTable = (results: Results): string =>
	[
		circumstancesLine(results, 'en'),
		markdownTable(
			['Target', 'Measured', ''],
			judge(results).map(({ target, measured, reached }) => [target, measured, reached ? 'reached' : 'missed']),
		),
	].join('\n\n');

function profileTable({ profile }: Results): string {
	if (!profile) return '';
	const names = [...new Set(profile.figures.flatMap(({ msPerEvent }) => Object.keys(msPerEvent)))];
	const header = [
		'ms por evento na thread principal',
		...profile.figures.map((one) => `${texts['pt-BR'].cases[one.case]}: ${texts['pt-BR'].contenders[one.contender]}`),
	];
	return markdownTable(
		header,
		names.map((name) => [name, ...profile.figures.map(({ msPerEvent }) => msPerEvent[name]?.toFixed(2) ?? '')]),
	);
}
