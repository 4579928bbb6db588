import type { Outcome, Work } from './document';
import type { WriteEnd } from './memories';
import { memoryOf } from './memories';
import * as texts from './texts';

/** One plain line of the log: its keys are the columns of estoque_registro. */
export interface LogLine {
	quando: string;
	conta: string;
	sku: string;
	antes: number | null;
	depois: number | null;
	resultado: string;
	mensagem: string;
	origem: string;
	execucao: string;
}

/** Something a person must hear about; each `key` once per execution. */
export interface Told {
	key: string;
	conta: string;
	sku: string;
	resultado: string;
	mensagem: string;
}

interface Said {
	line: Partial<LogLine>;
	/** Whether a person must hear about it, and under which key. */
	key?: string;
}

/**
 * What a batch did and found, one line each, and which of it a person must hear about: each thing
 * once, for as long as it lasts.
 */
export function linesOf(work: Work, ends: WriteEnd[]): { lines: Array<Partial<LogLine>>; told: Told[] } {
	const said = [
		...ends.map(endLine),
		...(work.plan?.outcomes ?? []).flatMap((outcome) => outcomeLine(work, outcome)),
		...stopLine(work),
		...eventLines(work),
	];
	const told = said.flatMap(({ line, key }) =>
		key === undefined
			? []
			: [
					{
						key,
						conta: line.conta ?? '',
						sku: line.sku ?? '',
						resultado: line.resultado ?? '',
						mensagem: line.mensagem ?? '',
					},
				],
	);
	return { lines: said.map(({ line }) => line), told };
}

function endLine({ account, sku, before, after, result, message }: WriteEnd): Said {
	const line = {
		conta: account,
		sku,
		antes: before,
		depois: after,
		resultado: texts.results[result],
		mensagem: message,
	};
	return result === 'error' || result === 'unwritten' ? { line, key: `${result}|${account}` } : { line };
}

function outcomeLine(work: Work, outcome: Outcome): Said[] {
	const { sku, code, before, after, detail } = outcome;
	const reading = work.readings.find(({ account }) => account === outcome.account);
	const memory = reading && memoryOf(work, reading, sku);
	const line = {
		conta: outcome.account ?? '',
		sku,
		antes: before,
		depois: after,
		resultado: texts.outcomes[code],
		mensagem: detail,
	};
	switch (code) {
		case 'simulated':
		case 'sale':
		case 'returned':
			return [{ line }];
		case 'moved':
			if (memory?.held) return [];
			return [
				{
					line: { ...line, mensagem: texts.details.moved(detail, before) },
					key: `moved|${outcome.account}|${sku}`,
				},
			];
		case 'held':
			// A run that found the movement ended before it could report it.
			if (!memory?.held || memory.situation === texts.outcomes.held || memory.situation === texts.outcomes.moved) return [];
			return [{ line: { ...line, mensagem: texts.details.held }, key: `moved|${outcome.account}|${sku}` }];
		case 'unreadable':
		case 'duplicate':
		case 'stopped': {
			if (memory?.situation === texts.outcomes[code]) return [];
			// That a whole account cannot be read is reported for the account.
			return reading?.ok === false ? [{ line }] : [{ line, key: `${code}|${code === 'duplicate' ? sku : ''}` }];
		}
		default:
			return [];
	}
}

function stopLine({ plan, rows }: Work): Said[] {
	const stop = plan?.stop;
	if (!stop || stop.code === 'limit') return [];
	const line = { resultado: texts.stopTitle(stop), mensagem: texts.stopText(stop) };
	// Unsuitable warehouses are reported for their account.
	const isNews = stop.code !== 'deposits' && !rows.every(({ attempts }) => attempts > 0);
	return [isNews ? { line, key: `stop|${stop.code}` } : { line }];
}

function eventLines(work: Work): Said[] {
	const lost = work.readings.flatMap(({ account, lost: own }) =>
		own.map(({ key, reason }) => ({
			line: {
				conta: account,
				resultado: texts.details.lostEvent,
				mensagem: `${key}: ${texts.details.lost[reason]}`,
			},
		})),
	);
	const strangers = [...new Set(work.rows.filter((row) => isStranger(work, row)).map(({ company }) => company))];
	return [
		...lost,
		...strangers.map((company) => ({
			line: { conta: company, resultado: texts.details.stranger },
			key: `stranger|${company}`,
		})),
	];
}

/** An event of an account that no node reads. If an account could not be identified, the event may belong to it. */
export const isStranger = ({ readings }: Pick<Work, 'readings'>, { kind, company }: { kind: string; company: string }): boolean =>
	(kind === 'produto' || kind === 'pedido') && readings.every((reading) => reading.company !== null && reading.company !== company);
