import { catalogue, routeOf } from '../../nodes/Iset/webhook/events.ts';
import type { TestSandbox } from './sandbox.mts';

export const webhookToken = 'fake-iset-webhook-token-0123456789abcdef';

/** What the tests read of the sandbox's shop. */
interface ShopState {
	storeUrl: string;
	storeId: string;
	accessKey: string;
	tokensIssued: number;
	orders: Array<{ id: number }>;
	products: Array<{ id: number }>;
}

/** The shop as the sandbox shows it on its control surface. */
export const shopState = async (sandbox: TestSandbox) => await sandbox.state<ShopState>('iset');

/** The data of an `isetApi` credential for the sandbox's shop. */
export async function credentialData(sandbox: TestSandbox, overrides: Record<string, unknown> = {}) {
	const { storeUrl, storeId, accessKey } = await shopState(sandbox);
	return { storeUrl, storeId, accessKey, webhookToken, ...overrides };
}

/** Log-ins that the shop was asked for. */
export const logins = async (sandbox: TestSandbox) => (await sandbox.requests('iset')).filter(({ path }) => path === '/ws/v1/oauth').length;

/** Another program with the same key takes the one live token. */
export async function takeToken(sandbox: TestSandbox): Promise<void> {
	const { storeUrl, storeId, accessKey } = await shopState(sandbox);
	const authorization = `Basic ${Buffer.from(`${storeId}:${accessKey}`).toString('base64')}`;
	const { status } = await fetch(`${storeUrl}/ws/v1/oauth`, { method: 'POST', headers: { authorization } });
	if (status !== 200) throw new Error(`The shop answered ${status}`);
}

/** The trigger's address of one event without the token. */
export const bareUrl = (anyAddress: string, event: string) => anyAddress.replace(/iset\/.*$/, `iset/${event}`);

/** The same with the token, as people paste it into the panel. */
export const eventUrl = (anyAddress: string, event: string) => `${bareUrl(anyAddress, event)}?token=${webhookToken}`;

/** Adds a trigger's addresses to the seven webhooks; returns what takes them away again. */
export async function registerAll(sandbox: TestSandbox, address: string): Promise<() => Promise<void>> {
	const inputs = catalogue.map(({ event }) => ({ event, url: eventUrl(address, event) }));
	for (const input of inputs) await sandbox.act('iset', 'add-url', input);
	return async () => {
		for (const input of inputs) await sandbox.act('iset', 'remove-url', input);
	};
}

export const anyRoute = routeOf('order.saved');

/** Posts a notice and reads the JSON answer; text is sent as it is. */
export async function post(url: string, body: unknown, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
	const bytes = typeof body === 'string' ? body : JSON.stringify(body);
	const response = await fetch(url, {
		method: 'POST',
		body: bytes,
		headers: { 'content-type': 'application/json', ...headers },
	});
	const text = await response.text();
	try {
		return { status: response.status, body: JSON.parse(text) };
	} catch {
		return { status: response.status, body: text };
	}
}
