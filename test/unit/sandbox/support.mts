import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';

import { z } from 'zod';

import { createClock } from '../../../sandbox/core/clock.mts';
import { createHost } from '../../../sandbox/core/host.mts';
import { createSender } from '../../../sandbox/core/sender.mts';
import { start } from '../../../sandbox/core/start.mts';
import type { Sandbox } from '../../../sandbox/core/start.mts';
import type { VendorModule } from '../../../sandbox/core/vendor.mts';

/** A sandbox for one test file, driven through its control surface as other programs do. */
export interface TestSandbox {
	sandbox: Sandbox;
	bling: string;
	control: string;
	act(action: string, input?: unknown, vendor?: string): Promise<Record<string, unknown>>;
	read(path: string): Promise<unknown>;
	close(): Promise<void>;
}

const jsonObject = z.record(z.string(), z.unknown());

/** All four vendors on free ports, with Bling's addresses and its actions at hand. The caller closes it. */
export async function startSandbox({ speed = 1000, seed = 1 } = {}): Promise<TestSandbox> {
	const sandbox = await start({ port: 0, seed, speed });
	const { control, bling } = sandbox.addresses;
	return {
		sandbox,
		bling: `${bling}/Api/v3`,
		control,
		async act(action, input = {}, vendor = 'bling') {
			const path = vendor === '' ? action : `${vendor}/${action}`;
			const response = await fetch(`${control}/sandbox/${path}`, {
				method: 'POST',
				body: JSON.stringify(input),
			});
			const body = jsonObject.parse(await response.json());
			if (!response.ok) throw new Error(`${action}: ${response.status} ${JSON.stringify(body)}`);
			return body;
		},
		read: async (path) => (await fetch(`${control}${path}`)).json(),
		close: () => sandbox.close(),
	};
}

/** One vendor without the control surface, on a clock that stands still at `now` until it is advanced. The caller closes it. */
export async function openHost(module: VendorModule, now?: string) {
	const clock = createClock({ speed: 0, start: now === undefined ? undefined : Date.parse(now) });
	const sender = createSender();
	const host = await createHost({ module, host: '127.0.0.1', basePort: 0, seed: 1, clock, sender });
	return {
		clock,
		host,
		async perform(name: string, input: Record<string, unknown> = {}): Promise<any> {
			const action = host.actions.find((one) => one.name === name);
			if (!action) throw new Error(`no action ${name}`);
			return await action.perform(input);
		},
		async close() {
			clock.close();
			await host.close();
			await sender.close();
		},
	};
}

const tokenSchema = z.object({
	companyId: z.string(),
	clientId: z.string(),
	clientSecret: z.string(),
	oauthTokenData: z.object({ access_token: z.string(), refresh_token: z.string(), expires_in: z.number() }),
});

/** Tokens without the browser. */
export const tokenFor = async (test: TestSandbox, input: unknown = {}) => tokenSchema.parse(await test.act('token', input));

const worldSchema = z.object({
	state: z.object({
		apps: z.array(
			z.object({
				clientId: z.string(),
				authorised: z.array(z.string()),
				resources: z.record(z.string(), z.object({ disabled: z.boolean() })),
			}),
		),
		companies: z.array(
			z.object({
				id: z.string(),
				deposits: z.array(z.object({ id: z.number(), desconsiderarSaldo: z.boolean() })),
				products: z.array(
					z.object({
						id: z.number(),
						codigo: z.string(),
						formato: z.string(),
						saldoFisicoTotal: z.number(),
						saldoVirtualTotal: z.number(),
					}),
				),
				contacts: z.array(z.object({ id: z.number() })),
				suppliers: z.array(z.object({ id: z.number() })),
				orders: z.array(
					z.object({ id: z.number(), numero: z.number(), invoiceId: z.number().nullable(), situacao: z.object({ id: z.number() }) }),
				),
				invoices: z.array(z.object({ id: z.number(), kind: z.string(), chaveAcesso: z.string() })),
			}),
		),
	}),
});

/** Bling's state, as the control surface shows it. */
export const worldOf = async (test: TestSandbox) => worldSchema.parse(await test.read('/sandbox/bling')).state;

const dispatchesSchema = z.object({
	counts: z.record(z.string(), z.number()),
	dispatches: z.array(
		z.object({
			id: z.string(),
			event: z.string(),
			body: z.string(),
			state: z.string(),
			repeats: z.object({ id: z.string(), reason: z.string() }).nullable(),
			attempts: z.array(
				z.object({
					status: z.number().nullable(),
					error: z.string().nullable(),
					location: z.string().nullable(),
				}),
			),
		}),
	),
});

/** What Bling sent, newest first; `query` filters it (`event=order.created&limit=5`). */
export const dispatchesOf = async (test: TestSandbox, query = '') =>
	dispatchesSchema.parse(await test.read(`/sandbox/bling/dispatches?${query}`));

export interface Received {
	url: string;
	headers: IncomingHttpHeaders;
	body: Buffer;
}

/** A webhook receiver whose answer can be changed while it runs. */
export async function startReceiver() {
	const received: Received[] = [];
	const receiver = { received, status: 200, delayMs: 0, url: '', close: async () => {} };
	const server = createServer((request, response) => {
		const chunks: Buffer[] = [];
		request.on('data', (chunk: Buffer) => chunks.push(chunk));
		request.on('end', () => {
			received.push({ url: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks) });
			setTimeout(() => {
				const location = receiver.status >= 300 && receiver.status < 400 ? { location: `${receiver.url}/elsewhere` } : {};
				response.writeHead(receiver.status, location).end('seen');
			}, receiver.delayMs);
		});
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	if (typeof address !== 'object' || address === null) throw new Error('no address');
	receiver.url = `http://127.0.0.1:${address.port}/hook`;
	receiver.close = () =>
		new Promise((resolve) => {
			server.close(() => resolve());
			server.closeAllConnections();
		});
	return receiver;
}

/** Waits until something holds, for a few seconds at most. */
export async function until<T>(probe: () => Promise<T | undefined | false> | T | undefined | false, timeoutMs = 4000): Promise<T> {
	for (const end = performance.now() + timeoutMs; performance.now() < end; ) {
		const value = await probe();
		if (value !== undefined && value !== false) return value;
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
	throw new Error(`still not so after ${timeoutMs} ms: ${probe.toString()}`);
}
