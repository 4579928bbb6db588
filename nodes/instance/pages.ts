import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { answerTooLarge } from '../shared/http/answer';
import { jsonOf } from '../shared/json';
import { rethrow } from '../shared/rethrow';
import type { AnyInstanceApi, InstanceRequest } from './api';

/** A list that is read page by page. */
export interface ListRequest extends InstanceRequest {
	/** Rows per page; fewer if they do not fit. */
	limit: number;
	/** Where to start; undefined for the first page. */
	cursor?: string;
	/**
	 * For a row that fits into no page: the query without the part that makes it large, and what
	 * marks the row as incomplete.
	 */
	lean?: { query: IDataObject; mark: IDataObject };
}

/** n8n's answer did not arrive, or not completely; `reason` is the network's own word for it. */
export class Unanswered extends NodeOperationError {
	reason = '';
}

/** Larger than is read, or too slow to arrive in time: fewer rows may work. */
const tooMuch = [answerTooLarge, 'ETIMEDOUT', 'ECONNABORTED'];

/** One page of any list of this API. */
export const pageSchema = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullish() });
type Page = z.infer<typeof pageSchema>;

/** The next page: how many rows, after which cursor. */
interface Place {
	limit: number;
	cursor: string | undefined;
}

/**
 * The rows of a list, page by page: whoever stops reading stops the requests. A page that is too
 * large is halved until it fits, and the next ones grow again: one huge row must not hide all
 * others.
 */
export async function* pagesOf(api: AnyInstanceApi, request: ListRequest): AsyncGenerator<unknown[], void> {
	let place: Place | undefined = { limit: request.limit, cursor: request.cursor };
	while (place) {
		const found: Page | Place = await pageOrSmaller(api, request, place);
		if ('limit' in found) {
			place = found;
			continue;
		}
		yield found.data;
		const limit: number = Math.min(request.limit, place.limit * 2);
		const cursor = found.nextCursor ?? undefined;
		place = cursor === undefined ? undefined : (resized({ limit, cursor }, limit) ?? { limit, cursor });
	}
}

/** The page at this place, or a smaller one if it is too large. Throws if it cannot be made smaller. */
async function pageOrSmaller(api: AnyInstanceApi, request: ListRequest, place: Place): Promise<Page | Place> {
	const known = await rowsBeforeLarge(api, request, place);
	if (known !== undefined && known > 0) return resized(place, known) ?? place;
	const alone = known === 0 ? resized(place, 1) : undefined;
	if (alone) return await leanPage(api, request, alone);
	try {
		return await pageAt(api, request, place);
	} catch (error) {
		if (!(error instanceof Unanswered && tooMuch.includes(error.reason))) return rethrow(error);
		const rows = request.lean ? await leanPage(api, request, place) : undefined;
		const count = Math.min(place.limit, rows?.data.length ?? place.limit);
		if (count > 1) return resized(place, Math.floor(count / 2)) ?? rethrow(error);
		if (rows === undefined || rows.data.length !== 1) return rethrow(error);
		api.tooLarge.add(idOf(rows.data[0]));
		return rows;
	}
}

/**
 * How many rows at this place precede the first one known to fit into no page; undefined if none is
 * known. Avoids fetching it in vain again, as one run reads a history several times.
 */
async function rowsBeforeLarge(api: AnyInstanceApi, request: ListRequest, place: Place): Promise<number | undefined> {
	if (request.lean === undefined || api.tooLarge.size === 0) return undefined;
	const { data } = await leanPage(api, request, place);
	const index = data.findIndex((row) => api.tooLarge.has(idOf(row)));
	return index === -1 ? undefined : index;
}

const anyRow = z.record(z.string(), z.unknown());
const idOf = (row: unknown) => String(anyRow.catch({}).parse(row).id);

async function leanPage(api: AnyInstanceApi, request: ListRequest, place: Place): Promise<Page> {
	const { query, mark } = request.lean ?? {};
	const page = await pageAt(api, { ...request, query: { ...request.query, ...query } }, place);
	return { ...page, data: page.data.map((row) => ({ ...anyRow.catch({}).parse(row), ...mark })) };
}

async function pageAt(api: AnyInstanceApi, request: ListRequest, { limit, cursor }: Place): Promise<Page> {
	const query = { ...request.query, limit, ...(cursor === undefined ? {} : { cursor }) };
	const page = pageSchema.safeParse(await api.request({ ...request, query }));
	if (!page.success) throw api.notN8n();
	return page.data;
}

/** An n8n cursor for the executions older than this one. */
export const cursorAfter = (lastId: string, limit: number): string => Buffer.from(JSON.stringify({ lastId, limit })).toString('base64');

const cursorSchema = z.object({ limit: z.number() }).passthrough();

/**
 * The same place with another page size. n8n's cursor also holds a size, which overrides the
 * query's. Undefined for another kind of cursor.
 */
function resized({ cursor }: Place, limit: number): Place | undefined {
	if (cursor === undefined) return { limit, cursor };
	const decoded = cursorSchema.safeParse(jsonOf(Buffer.from(cursor, 'base64').toString('utf8')));
	if (!decoded.success) return undefined;
	const text = JSON.stringify({ ...decoded.data, limit });
	return { limit, cursor: Buffer.from(text).toString('base64') };
}
