import { putBetweenMarkers } from '../scripts/markers.mjs';
import type { Results } from './results.mts';
import { costsOf, mostDeliveries, secondsOfDay, simulate, usableCore } from './scaling.mts';
import type { SpeedFigures } from './speed.mts';
import { markdownTable } from './table.mts';
import type { Language } from './texts.mts';
import { texts } from './texts.mts';

const languages: Language[] = ['en', 'pt-BR'];
const sizes = [100, 10_000, 1_000_000, 100_000_000];
const windows = [0, 250, 1000];

const words = {
	en: {
		costs: ['Cost', 'Value'],
		refused: 'CPU of a refused delivery',
		door: 'CPU of the door: verify, read, drop a duplicate, answer',
		each: 'ms per delivery',
		execution: 'CPU of an execution of the trigger alone',
		database: 'Database: an execution',
		within: 'Database: each delivery in it',
		alone: 'A process (one core, 70%), one execution per event',
		grouped: 'The same, many grouped per execution',
		refusals: 'The same, refusals only',
		once: '"Ignore Duplicates Across Processes": more per execution, in 2 calls to the API',
		cpu: 'ms of CPU',
		events: 'events/s',
		second: 'a second',
		off: 'off',
		days: [
			'Events a day',
			'Grouped within',
			'Average per s',
			'Worst second',
			'Executions a day',
			'Cores (average)',
			'Cores (worst minute)',
			'Processes',
			'Database a day',
		],
	},
	'pt-BR': {
		costs: ['Custo', 'Valor'],
		refused: 'CPU de uma entrega recusada',
		door: 'CPU da porta: verificar, ler, descartar duplicata, responder',
		each: 'ms por entrega',
		execution: 'CPU de uma execução só com o gatilho',
		database: 'Banco: uma execução',
		within: 'Banco: cada entrega dentro dela',
		alone: 'Um processo (um núcleo, 70%), uma execução por evento',
		grouped: 'O mesmo, agrupando muitas por execução',
		refusals: 'O mesmo, só recusas',
		once: '"Ignore Duplicates Across Processes": a mais por execução, em 2 chamadas à API',
		cpu: 'ms de CPU',
		events: 'eventos/s',
		second: 'por segundo',
		off: 'desligado',
		days: [
			'Eventos por dia',
			'Agrupar em',
			'Média por s',
			'Pior segundo',
			'Execuções por dia',
			'Núcleos (média)',
			'Núcleos (pior minuto)',
			'Processos',
			'Banco por dia',
		],
	},
} satisfies Record<Language, object>;

/** Figures in the notation of a language. */
function writing(language: Language) {
	const number = (value: number, digits = 0) =>
		value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
	const short = (value: number) => (value > 0 && value < 0.01 ? `< 0${texts[language].separator}01` : number(value, value < 10 ? 2 : 0));
	const bytes = (value: number) => {
		const units = ['B', 'kB', 'MB', 'GB', 'TB'];
		const power = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
		return `${short(value / 1000 ** power)} ${units[power]}`;
	};
	return { number, short, bytes };
}

/** The costs and the table of docs/<language>/scale.md, as Markdown. */
export function scalingTables(figures: SpeedFigures, language: Language): string {
	const { number, short, bytes } = writing(language);
	const word = words[language];
	const costs = costsOf(figures);
	const { accepted } = figures;
	const more = accepted?.once && accepted.package ? accepted.once.cpuMsPerEvent - accepted.package.cpuMsPerEvent : undefined;
	const rate = (ms: number) => short((usableCore * 1000) / ms);
	const costTable = markdownTable(word.costs, [
		[word.refused, `${number(costs.refusedMs, 1)} ms`],
		[word.door, `${number(costs.doorMs, 1)} ${word.each}`],
		[word.execution, `${number(costs.executionMs, 1)} ms`],
		...(more === undefined ? [] : [[word.once, `${number(more, 1)} ${word.cpu}`]]),
		[word.database, bytes(costs.executionBytes)],
		[word.within, bytes(costs.deliveryBytes)],
		[word.alone, `${rate(costs.doorMs + costs.executionMs)} ${word.events}`],
		[word.grouped, `${rate(costs.doorMs + costs.executionMs / mostDeliveries)} ${word.events}`],
		[word.refusals, `${rate(costs.refusedMs)} ${word.second}`],
	]);
	const rows = sizes.flatMap((eventsPerDay) =>
		windows.map((windowMs) => {
			const day = simulate({ eventsPerDay, windowMs }, costs);
			return [
				number(eventsPerDay),
				windowMs === 0 ? word.off : `${windowMs} ms`,
				short(eventsPerDay / secondsOfDay),
				number(day.peakPerSecond),
				number(day.executions),
				short(day.averageCores),
				short(day.peakCores),
				number(day.processes),
				bytes(day.databaseBytes),
			];
		}),
	);
	return `${costTable}\n\n${markdownTable(word.days, rows)}`;
}

/** Rewrites the tables of docs/<language>/scale.md from the speed figures; does nothing if there are none. */
export async function publishScaling({ lazy }: Results): Promise<void> {
	const figures = lazy?.figures.cases;
	if (!figures) return;
	for (const language of languages) await putBetweenMarkers(`docs/${language}/scale.md`, 'scaling', scalingTables(figures, language));
}
