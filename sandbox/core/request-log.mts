import { createBounded } from './bounded.mts';
import type { Answer, Request } from './http.mts';

/** A request to a vendor's API, for tests to query. Credentials are never stored. */
export interface LoggedRequest {
	/** Virtual time. */
	at: string;
	/** Real time, for questions about requests per second. */
	realTime: number;
	server: string;
	method: string;
	path: string;
	query: string;
	/** The names of all headers that arrived. */
	headerNames: string[];
	/** The values of the harmless ones. */
	headers: Record<string, string>;
	/** The body if it was JSON, up to 16 KB. */
	body: string | null;
	/** null: deliberately left unanswered. */
	status: number | null;
	durationMs: number;
}

interface RequestFilter {
	method?: string;
	path?: string;
	status?: number;
	limit?: number;
}

/** The requests a vendor received. */
export interface RequestLog {
	record(entry: { at: string; server: string; request: Request; answer: Answer | null; durationMs: number }): void;
	/** Newest first. */
	list(filter?: RequestFilter): LoggedRequest[];
	/** How often each status was answered since the log was cleared (including forgotten entries). */
	counts(): Record<string, number>;
	clear(): void;
}

const keptRequests = 1000;
const keptBody = 16 * 1024;
const alwaysShown = ['accept', 'content-type', 'user-agent'];

/**
 * Keeps the last 1,000 requests, with at most 16 KiB of each body. Of the headers it keeps
 * `shownHeaders` and three harmless ones: others may hold secrets.
 */
export function createRequestLog(shownHeaders: readonly string[] = []): RequestLog {
	const shown = [...alwaysShown, ...shownHeaders];
	const entries = createBounded<LoggedRequest>(keptRequests);
	const statusCounts = new Map<string, number>();
	return {
		record({ at, server, request, answer, durationMs }) {
			const status = answer?.status ?? null;
			const key = String(status);
			statusCounts.set(key, (statusCounts.get(key) ?? 0) + 1);
			const isJson = request.header('content-type').includes('json');
			entries.add({
				at,
				realTime: Date.now(),
				server,
				method: request.method,
				path: request.path,
				query: request.rawQuery,
				headerNames: Object.keys(request.headers),
				headers: Object.fromEntries(shown.filter((name) => request.header(name)).map((name) => [name, request.header(name)])),
				body: isJson ? request.body.subarray(0, keptBody).toString('utf8') : null,
				status,
				durationMs,
			});
		},
		list({ method, path, status, limit = keptRequests } = {}) {
			return entries
				.all()
				.filter(
					(entry) =>
						(method === undefined || entry.method === method) &&
						(path === undefined || entry.path.includes(path)) &&
						(status === undefined || entry.status === status),
				)
				.slice(-limit)
				.reverse();
		},
		counts: () => Object.fromEntries(statusCounts),
		clear() {
			entries.clear();
			statusCounts.clear();
		},
	};
}
