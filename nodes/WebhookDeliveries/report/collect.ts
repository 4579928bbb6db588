import { DateTime } from 'luxon';

import type { InstanceApi } from '../api';
import type { Filter } from '../filters';
import { matches, workflowsFor } from '../filters';
import type { Period } from '../period';
import type { DeliveryRecord, Status } from '../records';
import { durationMs, executionUrl, isFailure, records } from '../records';
import { webhookBase } from '../../shared/instance';
import type { Figures, StatisticsRow } from '../statistics';
import { readDeliveries, statisticsByWorkflow, Tallies, totalOf } from '../statistics';
import type { TrackedWorkflow } from '../workflows';
import type { Bar } from './chart';
import type { PageQuery } from './query';
import { historyStart, seemsPruned } from './retention';
import { pageZone } from './texts';

/** One line of the page's table: what is shown of a delivery, without its payload. */
export interface Line {
	vendor: string | null;
	event: string | null;
	account: string | null;
	accountName: string | null;
	reference: string | null;
	deliveryId: string | null;
	state: string | null;
	/** As n8n shows it. */
	startedAt: string | null;
	durationMs: number | null;
	workflowName: string;
	status: Status | 'recovered';
	failingNode: string | null;
	errorMessage: string | null;
	note: string | null;
	url: string | null;
	executionId: string;
	executionUrl: string;
	gathered: number;
}

/** All that the page shows of the deliveries of its period. */
export interface Collected {
	totals: Omit<Figures, 'p50Ms' | 'p95Ms'>;
	bars: Bar[];
	/** Whether the bars are days, not hours. */
	byDay: boolean;
	/** Failures that nothing has made good, newest first. */
	failures: Line[];
	/** Lines of the chosen tab and search, newest first, of all its pages. */
	lines: Line[];
	/** In full sentences. */
	warnings: string[];
	historySince: string | null;
}

interface CollectRequest {
	period: Period;
	filter: Filter;
	query: PageQuery;
	/** The newest so many executions are read with their data. */
	maxExecutions: number;
}

/** A search reads on beyond what the totals need, but not for ever. */
const maxSearched = 10_000;

/** Lines that are kept for the pages of one table. */
const maxLines = 5_000;

const hoursShown = 72;

/** Reads all that the page shows. One pass with data; if the period holds more than that, the totals come from the list. */
export async function collect(api: InstanceApi, request: CollectRequest): Promise<Collected> {
	const { period, filter, query, maxExecutions } = request;
	const workflows = await workflowsFor(api, filter);
	const base = webhookBase(api.context);
	const length = Date.parse(period.before) - Date.parse(period.after);
	const byDay = length > hoursShown * 3_600_000;
	const statistics = { period, interval: byDay ? ('day' as const) : ('hour' as const), zone: pageZone };

	const tallies = new Tallies(statistics);
	const all: Line[] = [];
	let unreadable = 0;
	const read = await readDeliveries(api, workflows, period, filter, maxExecutions, (record) => {
		tallies.addRecord(record);
		if (record.note !== null) unreadable += record.weight;
		if (all.length < maxLines) all.push(toLine(api, base, record));
	});
	const isRestricted = filter.accounts.length > 0 || filter.events.length > 0;
	const useList = read.isIncomplete && !isRestricted;
	const rows = useList ? (await statisticsByWorkflow(api, workflows, statistics)).rows : tallies.rows();

	const failures = all.filter(({ status }) => isUnsolved(status));
	const inTab = query.tab === 'errors' ? failures : all;
	const { search } = query;
	const lines =
		search === undefined
			? inTab
			: read.isIncomplete
				? await searchAll(api, base, workflows, request, search)
				: inTab.filter((line) => isFound(line, search));
	const start = await historyStart(api);
	return {
		totals: totalOf(rows),
		bars: toBars(rows, period, byDay),
		byDay,
		failures,
		lines,
		warnings: warningsOf(workflows, start, period, { ...read, useList, unreadable, maxExecutions }),
		historySince: start === null ? null : new Date(start).toISOString(),
	};
}

const isUnsolved = (status: Line['status']) => status !== 'recovered' && isFailure(status);

const isFound = ({ reference, deliveryId }: Line, search: string) =>
	[reference, deliveryId].some((value) => value?.toLowerCase().includes(search.toLowerCase()));

async function searchAll(
	api: InstanceApi,
	base: string,
	workflows: TrackedWorkflow[],
	{ period, filter, query }: CollectRequest,
	search: string,
): Promise<Line[]> {
	const lines: Line[] = [];
	let seen = 0;
	for await (const record of records({ api, workflows }, period)) {
		if (++seen > maxSearched) break;
		if (record.isRepetition || !matches({ ...filter, search }, record)) continue;
		const line = toLine(api, base, record);
		if (query.tab === 'all' || isUnsolved(line.status)) lines.push(line);
	}
	return lines;
}

function toLine(api: InstanceApi, base: string, record: DeliveryRecord): Line {
	const { row, workflow, vendor, event, account, accountName, reference, deliveryId, state, status } = record;
	const trigger = workflow.triggers.find(({ name }) => name === record.trigger);
	const { type, webhookId } = trigger ?? {};
	return {
		vendor,
		event,
		account,
		accountName,
		reference,
		deliveryId,
		state,
		startedAt: row.startedAt,
		durationMs: durationMs(row),
		workflowName: workflow.name,
		status: record.recoveredBy === null ? status : 'recovered',
		failingNode: record.failingNode,
		errorMessage: record.errorMessage,
		note: record.note,
		url:
			type && webhookId
				? `${base}/${webhookId}/${type.routeOf(event ?? '')}${type.maskedQuery ?? ''}`
				: null,
		executionId: row.id,
		executionUrl: executionUrl(api, row),
		gathered: record.gathered,
	};
}

/** Every hour or day of the period, those without deliveries too. */
function toBars(rows: StatisticsRow[], { after, before }: Period, byDay: boolean): Bar[] {
	const unit = byDay ? 'day' : 'hour';
	const counts = new Map<number, { received: number; failed: number }>();
	for (const { from, received, failed } of rows) {
		const at = from === null ? 0 : DateTime.fromISO(from).toMillis();
		const sum = counts.get(at) ?? { received: 0, failed: 0 };
		counts.set(at, { received: sum.received + received, failed: sum.failed + failed });
	}
	const bars: Bar[] = [];
	const end = DateTime.fromISO(before).toMillis();
	let from = DateTime.fromISO(after).setZone(pageZone).startOf(unit);
	while (from.toMillis() <= end) {
		bars.push({ from, ...(counts.get(from.toMillis()) ?? { received: 0, failed: 0 }) });
		from = from.plus(byDay ? { days: 1 } : { hours: 1 });
	}
	return bars;
}

interface Reading {
	isIncomplete: boolean;
	useList: boolean;
	unreadable: number;
	maxExecutions: number;
}

function warningsOf(
	workflows: TrackedWorkflow[],
	start: number | null,
	period: Period,
	reading: Reading,
): string[] {
	const named = (which: TrackedWorkflow[]) => which.map(({ name }) => `"${name}"`).join(', ');
	const withoutSuccesses = workflows.filter(({ savesSuccesses }) => !savesSuccesses);
	const withoutErrors = workflows.filter(({ savesErrors }) => !savesErrors);
	const isCut = start !== null && start > Date.parse(period.after) && seemsPruned(start, workflows);
	return [
		...(workflows.length === 0
			? ['Nenhum workflow com um gatilho deste pacote foi encontrado: verifique a chave de API.']
			: []),
		...(isCut
			? [
					'O histórico do n8n começa depois do início do período: execuções mais antigas podem ter sido apagadas (por padrão o n8n guarda 14 dias ou 10.000), e os totais e a taxa de falha não cobrem o período inteiro.',
				]
			: []),
		...(withoutSuccesses.length > 0
			? [
					`Sem registro dos envios com sucesso: ${named(withoutSuccesses)}. A taxa de falha aparece maior do que é; ative "Save successful production executions" nas configurações do workflow.`,
				]
			: []),
		...(withoutErrors.length > 0
			? [
					`Sem registro dos envios com falha: ${named(withoutErrors)}. Eles não aparecem aqui e não podem ser reenviados; ative "Save failed production executions".`,
				]
			: []),
		...(reading.useList
			? [
					`O período tem mais de ${reading.maxExecutions} execuções: os totais contam uma execução como um envio, e a tabela mostra só as mais recentes. A busca procura no período inteiro.`,
				]
			: []),
		...(reading.isIncomplete && !reading.useList
			? [
					`Só as ${reading.maxExecutions} execuções mais recentes foram lidas; escolha um período menor para ver as anteriores.`,
				]
			: []),
		...(reading.unreadable > 0
			? [
					`${reading.unreadable} envio(s) sem dados legíveis (não guardados ou ocultados pelo n8n): aparecem só com o que as etiquetas da execução dizem.`,
				]
			: []),
	];
}
