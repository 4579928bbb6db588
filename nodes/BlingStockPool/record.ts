import type { IDataObject } from 'n8n-workflow';

import type { Work } from './document';
import type { LogLine, Told } from './log';
import type { Around } from './receive';
import { isAnyDue } from './receive';
import { remember } from './remember';
import { among, is, memoryCells, participantCells, queueCells } from './store';
import * as texts from './texts';
import { giveBackTurn, renewTurn } from './turn';

/** What Record returns: whether there is more to do, a notice, and lines of the log. */
interface Recorded {
	more?: IDataObject;
	notice?: IDataObject;
	log: LogLine[];
}

/**
 * Records the result of a batch and returns the turn: first what is known, then what is to be done,
 * then what is done, so that a crash in between only leaves a batch that is processed again. If
 * somebody else has the turn, nothing is recorded: what was written has been noted, and what was
 * not done is still queued.
 */
export async function record(work: Work, { tables, now, execution }: Around): Promise<Recorded> {
	const at = now();
	const after = remember(work, at, execution);
	const turn = await renewTurn(tables, work.turn, at);
	if (turn !== undefined) {
		await tables.memories.add(after.memories.map(memoryCells));
		await tables.memories.deleteWhere(among('id', after.replacedMemories));
		for (const one of after.participants) await tables.participants.upsert([is('empresa', one.company)], participantCells(one));
		await tables.deposits.add(after.deposits.map(({ company, id, name }) => ({ empresa: company, deposito: id, nome: name })));
		await tables.deposits.deleteWhere(among('id', after.replacedDeposits));
		await tables.queue.add(after.queue.map(queueCells));
		await tables.queue.deleteWhere(among('id', after.doneQueue));
		await giveBackTurn(tables, turn);
	}
	const news = after.told.filter(({ key }) => !work.run.told.includes(key));
	const told = [...new Set([...work.run.told, ...news.map(({ key }) => key)])];
	const run = { ...work.run, told };
	return {
		...((await isAnyDue(tables, now())) ? { more: { pool: 'more', run } } : {}),
		...(news.length > 0 ? { notice: noticeOf(news) } : {}),
		log: after.log,
	};
}

const shownItems = 10;

/** The fields of a notice, in the format of "Webhooks: avisar". */
function noticeOf(told: Told[]): IDataObject {
	const lines = told.map(({ conta, sku, resultado, mensagem }) =>
		[conta, sku, resultado, mensagem].filter((part) => part !== '').join(' / '),
	);
	const rest = lines.length - shownItems;
	return {
		titulo: texts.notice.title(told.length),
		texto: [...lines.slice(0, shownItems), ...(rest > 0 ? [texts.notice.more(rest)] : [])].join('\n'),
		gravidade: 'aviso',
		link: '',
		itens: told.slice(0, shownItems).map(({ conta, sku, resultado, mensagem }) => ({ conta, sku, resultado, mensagem })),
	};
}
