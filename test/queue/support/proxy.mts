import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort } from '../../../scripts/n8n-instance.mts';
import { ensureSystemPackages } from '../../../scripts/setup.mjs';
import { readCaddyfile } from './compose.mts';
import type { TestServer } from './servers.mts';
import { server } from './servers.mts';

/** Caddy as it is deployed. */
export interface Proxy extends TestServer {
	url: string;
}

/** Caddy with deploy/Caddyfile, on a free port without TLS; `ports` has the port of each service on this machine. */
export async function startProxy(folder: string, ports: Record<string, number>): Promise<Proxy> {
	await ensureSystemPackages({ caddy: 'caddy' });
	await mkdir(folder, { recursive: true });
	const port = await freePort();
	const url = `http://127.0.0.1:${port}`;
	const config = readCaddyfile((service) => {
		if (!(service in ports)) throw new Error(`deploy/Caddyfile names ${service}, which was not started`);
		return `127.0.0.1:${ports[service]}`;
	});
	const file = join(folder, 'Caddyfile');
	await writeFile(file, `{\n\tadmin off\n}\n${config}`);
	const env = { ...process.env, N8N_DOMAIN: url, XDG_CONFIG_HOME: folder, XDG_DATA_HOME: folder };
	const caddy = server('caddy', 'caddy', ['run', '--config', file, '--adapter', 'caddyfile'], folder, port, { env });
	await caddy.start();
	return { ...caddy, url };
}
