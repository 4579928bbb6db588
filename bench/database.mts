import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

import type { N8nInstance } from '../scripts/n8n-instance.mts';
import { until } from '../scripts/n8n-instance.mts';
import { ensureN8n } from '../scripts/setup.mjs';

interface Database {
	all(sql: string, parameters?: unknown[]): Promise<Array<Record<string, unknown>>>;
	close(): Promise<void>;
}

/** n8n's SQLite file, through n8n's own driver; it may be read while n8n runs. */
export async function openDatabase(folder: string): Promise<Database> {
	const { Database: Sqlite } = createRequire(join(await ensureN8n(), 'package.json'))('sqlite3');
	const opened = new Sqlite(join(folder, '.n8n', 'database.sqlite'));
	opened.configure('busyTimeout', 10_000);
	return {
		all: promisify(opened.all.bind(opened)) as Database['all'],
		close: promisify(opened.close.bind(opened)) as Database['close'],
	};
}

interface Stored {
	executions: number;
	bytes: number;
}

/** n8n's database, seen from outside: API calls would count as n8n's own work. */
export class History {
	private readonly database: Database;

	private constructor(database: Database) {
		this.database = database;
	}

	static async of({ folder }: N8nInstance): Promise<History> {
		return new History(await openDatabase(folder));
	}

	/** Executions of a workflow, and the size of the whole database. */
	async stored(workflowId: string): Promise<Stored> {
		const [{ executions }] = await this.database.all('SELECT count(*) AS executions FROM execution_entity WHERE workflowId = ?', [
			workflowId,
		]);
		const [{ page_count: pages }] = await this.database.all('PRAGMA page_count');
		const [{ freelist_count: free }] = await this.database.all('PRAGMA freelist_count');
		const [{ page_size: pageSize }] = await this.database.all('PRAGMA page_size');
		return { executions: Number(executions), bytes: (Number(pages) - Number(free)) * Number(pageSize) };
	}

	/** Waits until every execution has ended. */
	async untilIdle(): Promise<void> {
		await until(
			'the executions to end',
			async () => {
				const [{ open }] = await this.database.all("SELECT count(*) AS open FROM execution_entity WHERE status IN ('new', 'running')");
				return open === 0 ? true : undefined;
			},
			300_000,
		);
	}

	async close(): Promise<void> {
		await this.database.close();
	}
}
