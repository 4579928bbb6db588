import { randomBytes } from 'node:crypto';

import type { PoolTables } from './store';
import { is } from './store';

/**
 * Who may write: one row of a table, taken by a compare-and-set. A turn ends when it is returned,
 * or when it is not renewed for five minutes, as after a crash; its owner stops writing a minute
 * before that.
 */
export const turnMs = 300_000;
/** The longest a started write may take: its waiting, its retries and its timeout. */
export const lastWriteMs = 60_000;

interface Turn {
	row: number;
	token: string;
	/** One more than the previous turn's: what an older turn records too late does not count. */
	number: number;
	until: number;
}

const turnName = 'vez';

/** The row of the turn, the oldest if two processes created one; undefined if there is none yet. */
export async function turnRow({ turn }: PoolTables): Promise<number | undefined> {
	for await (const { id } of turn.rows([is('nome', turnName)], 1)) return id;
	return undefined;
}

export async function makeTurnRow(tables: PoolTables): Promise<number | undefined> {
	await tables.turn.add([{ nome: turnName, dono: '', expira: 0, numero: await lastTurn(tables) }]);
	return await turnRow(tables);
}

/** The highest number recorded anywhere: if the table of the turn was deleted, a lower one would count for nothing. */
async function lastTurn({ memories }: PoolTables): Promise<number> {
	let last = 0;
	for await (const { vez } of memories.rows([])) if (typeof vez === 'number' && vez > last) last = vez;
	return last;
}

/** Undefined if somebody else has it. */
export async function takeTurn({ turn }: PoolTables, row: number, now: number): Promise<Turn | undefined> {
	for await (const { numero, expira } of turn.rows([is('id', row)], 1)) {
		if (typeof expira === 'number' && expira >= now) return undefined;
		const [before, token, until] = [typeof numero === 'number' ? numero : 0, randomBytes(12).toString('hex'), now + turnMs];
		const free = [is('id', row), is('numero', before), { columnName: 'expira', condition: 'lt' as const, value: now }];
		const taken = await turn.updateWhere(free, { dono: token, expira: until, numero: before + 1 });
		if (taken.some(({ dono }) => dono === token)) return { row, token, number: before + 1, until };
	}
	return undefined;
}

/** Undefined if it ended and somebody else took it: nothing may be written any more. */
export async function renewTurn({ turn }: PoolTables, held: Turn, now: number): Promise<Turn | undefined> {
	const { row, token } = held;
	const until = now + turnMs;
	const renewed = await turn.updateWhere([is('id', row), is('dono', token)], { expira: until });
	return renewed.some(({ dono }) => dono === token) ? { ...held, until } : undefined;
}

export async function giveBackTurn({ turn }: PoolTables, { row, token }: Turn): Promise<void> {
	await turn.updateWhere([is('id', row), is('dono', token)], { dono: '', expira: 0 });
}
