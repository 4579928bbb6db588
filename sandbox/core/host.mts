import type { Action } from './action.mts';
import type { Clock } from './clock.mts';
import { commonActions } from './common-actions.mts';
import { createDispatches } from './dispatch.mts';
import type { Dispatches } from './dispatch.mts';
import { noFaults, takeApiFault } from './faults.mts';
import type { Faults } from './faults.mts';
import { answer, hang, serve } from './http.mts';
import type { Answer, Listener, Request } from './http.mts';
import { createRandom } from './random.mts';
import { createRequestLog } from './request-log.mts';
import type { RequestLog } from './request-log.mts';
import type { Sender } from './sender.mts';
import type { Vendor, VendorModule, VendorServer } from './vendor.mts';

/** One running vendor: its servers, its logs and its current state. */
export interface Host {
	readonly module: VendorModule;
	readonly origins: Readonly<Record<string, string>>;
	readonly vendor: Vendor;
	readonly dispatches: Dispatches;
	readonly requests: RequestLog;
	readonly faults: Faults;
	/** The vendor's own actions and the common ones. */
	readonly actions: readonly Action[];
	/** Discards the state and makes a new world from the seed. */
	reset(seed: number): void;
	close(): Promise<void>;
}

interface HostOptions {
	module: VendorModule;
	host: string;
	/** The control surface's port; 0 = any free port for each server. */
	basePort: number;
	seed: number;
	clock: Clock;
	sender: Sender;
}

/** What the state of one vendor consists of between two resets. */
interface World {
	vendor: Vendor;
	dispatches: Dispatches;
	requests: RequestLog;
	faults: Faults;
	actions: Action[];
}

/**
 * Listens for one vendor: its servers on consecutive ports from `basePort` (0: any free ones), its deliveries and
 * its request log.
 */
export async function createHost({ module, host, basePort, seed, clock, sender }: HostOptions): Promise<Host> {
	const origins: Record<string, string> = {};
	const listeners: Listener[] = [];

	const build = (worldSeed: number): World => {
		const random = createRandom(worldSeed + hash(module.name));
		const faults = noFaults();
		const requests = createRequestLog(module.shownHeaders);
		const dispatches = createDispatches({
			clock,
			random,
			sender,
			faults: faults.delivery,
			retentionMs: module.retentionMs,
		});
		const vendor = module.create({ clock, random, dispatches, sender, origins });
		const actions = [...vendor.actions, ...commonActions({ dispatches, requests, faults })];
		return { vendor, dispatches, requests, faults, actions };
	};

	// The servers ask for the world at each request; it exists before the first one can arrive.
	let world: World | undefined;
	const current = (): World => (world ??= build(seed));

	for (const [name, offset] of Object.entries(module.ports)) {
		const server = (): VendorServer => {
			const found = current().vendor.servers[name];
			if (!found) throw new Error(`${module.name} declares the port ${name} but has no such server`);
			return found;
		};
		const respond = async (request: Request): Promise<Answer | typeof hang> => {
			const { requests, faults } = current();
			const started = performance.now();
			const result = await respondWithFaults(server(), faults, request);
			requests.record({
				at: clock.iso(),
				server: name,
				request,
				answer: result === hang ? null : result,
				durationMs: Math.round(performance.now() - started),
			});
			return result;
		};
		const listener = await serve({
			host,
			port: basePort === 0 ? 0 : basePort + offset,
			shapes: {
				notFound: (request) => server().shapes.notFound(request),
				methodNotAllowed: (request, allowed) => server().shapes.methodNotAllowed(request, allowed),
				malformedJson: (request) => server().shapes.malformedJson(request),
				tooLarge: (request) => server().shapes.tooLarge(request),
				serverError: (request) => server().shapes.serverError(request),
			},
			respond,
		});
		listeners.push(listener);
		origins[name] = listener.origin;
	}
	current();

	return {
		module,
		origins,
		get vendor() {
			return current().vendor;
		},
		get dispatches() {
			return current().dispatches;
		},
		get requests() {
			return current().requests;
		},
		get faults() {
			return current().faults;
		},
		get actions() {
			return current().actions;
		},
		reset(nextSeed) {
			current().dispatches.close();
			world = build(nextSeed);
		},
		async close() {
			current().dispatches.close();
			await Promise.all(listeners.map((listener) => listener.close()));
		},
	};
}

async function respondWithFaults({ shapes, handle }: VendorServer, { api }: Faults, request: Request): Promise<Answer | typeof hang> {
	const fault = takeApiFault(api);
	if (api.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, api.latencyMs).unref());
	if (fault === 'hang') return hang;
	if (fault === 'error') return shapes.serverError(request);
	if (fault === 'garbage') {
		return answer(200, '<!doctype html><title>garbage</title>{"data":[', {
			'content-type': 'application/json',
		});
	}
	return handle(request);
}

/** Two vendors must not share the stream of one seed. */
const hash = (name: string) => [...name].reduce((sum, letter) => Math.imul(sum, 31) + letter.charCodeAt(0), 7);
