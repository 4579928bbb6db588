import type { Action } from './action.mts';
import type { Clock } from './clock.mts';
import type { Dispatches } from './dispatch.mts';
import type { Html } from './html.mts';
import type { ErrorShapes, Handler } from './http.mts';
import type { Random } from './random.mts';
import type { Sender } from './sender.mts';

/** What the core provides to a vendor. Made anew at each reset. */
export interface VendorContext {
	readonly clock: Clock;
	readonly random: Random;
	/** The vendor's dispatch log: notices go out through it. */
	readonly dispatches: Dispatches;
	/** For calls that are not notices, such as NFE.io's verification. */
	readonly sender: Sender;
	/** The addresses of the vendor's own servers, by server name. */
	readonly origins: Readonly<Record<string, string>>;
}

/** One origin of a vendor. */
export interface VendorServer {
	readonly shapes: ErrorShapes;
	readonly handle: Handler;
}

/** A part of a vendor's panel page: what is shown, and the actions (by name) offered below it. */
export interface Section {
	/** `pt` marks the vendor's own words. */
	readonly title: Html | string;
	readonly body?: Html;
	readonly actions?: readonly string[];
}

/** A running vendor: all its state is in here and disappears with it. */
export interface Vendor {
	/** By the server names of the module's `ports`. */
	readonly servers: Readonly<Record<string, VendorServer>>;
	readonly actions: readonly Action[];
	/** Rendered anew for each view. */
	sections(): readonly Section[];
	/** The state as JSON, for tests. */
	snapshot(): unknown;
}

/** What the `module.mts` of a vendor's folder exports under the name of the vendor; name and label are of its identity. */
export interface VendorModule {
	readonly name: string;
	readonly label: string;
	/** Server name -> offset from the control surface's port. */
	readonly ports: Readonly<Record<string, number>>;
	/**
	 * How long (virtual milliseconds) finished dispatches stay in the log; by default until there
	 * are 3,000 newer ones.
	 */
	readonly retentionMs?: number;
	/** Request headers (lower case) whose values the request log shows. Never credentials. */
	readonly shownHeaders?: readonly string[];
	create(context: VendorContext): Vendor;
}
