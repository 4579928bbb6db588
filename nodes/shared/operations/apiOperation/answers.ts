import type { IDataObject } from 'n8n-workflow';

import { parseAnswer } from '../../http/answer';
import type { ApiResponse } from '../../http/request';
import type { Call, Output } from '../operation';
import { Items } from '../operation';
import { isRecord } from '../values';
import { toOutput } from '../customApiCall';
import type { Paging } from './mapped';

const scalar = (value: unknown) => typeof value !== 'object' || value === null;

/** The rows of an answer: the list that it is, or the only list in it next to counts. */
function rowsIn(body: unknown): unknown[] | undefined {
	if (Array.isArray(body)) return body;
	if (!isRecord(body)) return undefined;
	const members = Object.values(body);
	const lists = members.filter(Array.isArray);
	return lists.length === 1 && members.every((member) => Array.isArray(member) || scalar(member)) ? lists[0] : undefined;
}

/**
 * Page by page, at most `limit` rows; all if undefined. A repeated page ends it: the vendor does
 * not page after all.
 */
export async function allRows(
	ask: (query: IDataObject) => Promise<unknown>,
	{ page, size, most, hasSize }: Paging & { hasSize: boolean },
	limit: number | undefined,
): Promise<unknown> {
	const rows: unknown[] = [];
	const length = Math.min(limit ?? most, most);
	for (let number = 1, before = ''; ; number++) {
		const answer = await ask({ [page]: number, ...(hasSize ? { [size]: length } : {}) });
		const found = rowsIn(answer);
		if (found === undefined) return number === 1 ? answer : rows;
		const now = JSON.stringify(found);
		if (now === before) return rows;
		before = now;
		for (const row of found) rows.push(row);
		const isLast = found.length === 0 || (hasSize && found.length < length);
		if (isLast || (limit !== undefined && rows.length >= limit)) return rows.slice(0, limit);
	}
}

/** How an answer becomes items: one per row; an object wrapped in `data` is unwrapped. */
export function itemsOf(body: unknown): Output {
	const rows = rowsIn(body);
	if (rows?.every(isRecord)) return rows;
	if (isRecord(body) && Object.keys(body).length === 1 && isRecord(body.data)) return body.data;
	return toOutput(body);
}

interface FileRules {
	field: string;
	clean(body: unknown): unknown;
}

/** A file, or JSON that came instead of one; undefined for a page, which is neither. */
export async function fileOf<Api>(
	{ context }: Call<Api>,
	{ headers, body }: ApiResponse,
	{ field, clean }: FileRules,
): Promise<Output | undefined> {
	if (!Buffer.isBuffer(body)) return itemsOf(body);
	const [type] = String(headers['content-type'] ?? '').split(';');
	if (body.length === 0) return { success: true };
	if (/json/i.test(type)) return itemsOf(clean(parseAnswer(body)));
	if (/html/i.test(type)) return undefined;
	const file = await context.helpers.prepareBinaryData(body, undefined, type === '' ? undefined : type);
	return new Items([{ json: { mimeType: file.mimeType, size: body.length }, binary: { [field]: file } }]);
}
