import { after } from 'node:test';

import type { DispatchView } from '../../sandbox/core/dispatch.mts';
import type { Options } from '../../sandbox/core/options.mts';
import type { LoggedRequest } from '../../sandbox/core/request-log.mts';
import { start } from '../../sandbox/core/start.mts';

/** The vendors, driven by the same control surface that people use. */
export interface TestSandbox {
	/** `control` and each vendor server by name. */
	addresses: Readonly<Record<string, string>>;
	/** POST /sandbox/<vendor>/<action>; fails the test if the sandbox refuses. */
	act(vendor: string, action: string, input?: Record<string, unknown>): Promise<Record<string, unknown>>;
	/** The vendor's own state. */
	state<T>(vendor: string): Promise<T>;
	/** Newest first. */
	dispatches(vendor: string): Promise<DispatchView[]>;
	/** Newest first. */
	requests(vendor: string): Promise<LoggedRequest[]>;
}

/** A sandbox for one test file, on free ports. Await it at the top of the file: it ends with the file. */
export async function startSandbox(options: Partial<Options> = {}): Promise<TestSandbox> {
	const sandbox = await start({ port: 0, ...options });
	after(async () => await sandbox.close());
	const call = async (method: string, path: string, input?: unknown) => {
		const response = await fetch(`${sandbox.addresses.control}/sandbox${path}`, {
			method,
			headers: { 'content-type': 'application/json' },
			body: input === undefined ? undefined : JSON.stringify(input),
		});
		const text = await response.text();
		if (!response.ok) throw new Error(`The sandbox answered ${response.status} to ${method} ${path}: ${text}`);
		return JSON.parse(text);
	};
	return {
		addresses: sandbox.addresses,
		act: async (vendor, action, input = {}) => await call('POST', `/${vendor}/${action}`, input),
		state: async (vendor) => (await call('GET', `/${vendor}`)).state,
		dispatches: async (vendor) => (await call('GET', `/${vendor}/dispatches?limit=5000`)).dispatches,
		requests: async (vendor) => (await call('GET', `/${vendor}/requests?limit=5000`)).requests,
	};
}
