import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { ensureN8n } from '../../scripts/setup.mjs';

interface Database {
	exec(sql: string): Promise<void>;
	close(): Promise<void>;
}

/** Opens the SQLite database of an n8n, which may be running, by n8n's own driver. */
export async function openDatabase(file: string): Promise<Database> {
	const { Database: Driver } = createRequire(join(await ensureN8n(), 'package.json'))('sqlite3');
	const opened = await new Promise<InstanceType<typeof Driver>>((resolve, reject) => {
		const database = new Driver(file, (error: Error | null) => (error ? reject(error) : resolve(database)));
	});
	opened.configure('busyTimeout', 10_000);
	return {
		exec: promisify(opened.exec.bind(opened)) as Database['exec'],
		close: promisify(opened.close.bind(opened)) as Database['close'],
	};
}
