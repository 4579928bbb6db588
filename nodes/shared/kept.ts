import { createHash } from 'node:crypto';

import { clockMs } from './clock';

/** How entries are identified, how many there may be, and when they are forgotten. */
export interface Keeping<Part extends string> {
	/** What identifies an entry: entries that differ in one of these are never the same. Empty if there is only one. */
	by: readonly Part[];
	/** An entry is forgotten once this has changed. */
	changesWith?: Part;
	/** The maximum number of entries. */
	limit: number;
	/**
	 * What happens to one more: `oldest`, the least recently used, makes room; or the new one is
	 * refused, as none may be lost.
	 */
	full?: 'oldest goes' | 'refused';
	/**
	 * How long it counts (ms) after it was stored. By default until it is forgotten, makes room, or
	 * the process ends.
	 */
	forMs?: number;
}

type Name<Part extends string> = Readonly<Record<Part, string>>;

interface Entry<Value> {
	value: Value;
	state: string;
	at: number;
}

/**
 * What this process keeps from one request or execution to the next. Everything kept is declared in
 * `nodes/state.ts`.
 */
export class Kept<Part extends string, Value> {
	private readonly entries = new Map<string, Entry<Value>>();

	constructor(readonly keeping: Keeping<Part>) {}

	/** Undefined if it was never stored or has been forgotten. */
	get(name: Name<Part>, now = clockMs()): Value | undefined {
		const { changesWith, forMs = Infinity } = this.keeping;
		const key = this.keyOf(name);
		const entry = this.entries.get(key);
		if (entry === undefined) return undefined;
		this.entries.delete(key);
		if (now - entry.at >= forMs || (changesWith !== undefined && entry.state !== name[changesWith])) return undefined;
		// The most recently used goes last.
		this.entries.set(key, entry);
		return entry.value;
	}

	/** The same, created if missing. Throws if no more may be kept. */
	of(name: Name<Part>, make: () => Value): Value {
		const known = this.get(name);
		if (known !== undefined) return known;
		const made = make();
		if (!this.keep(name, made)) throw new Error(`More than ${this.keeping.limit} entries at once: try again later`);
		return made;
	}

	/** Replaces what was kept under this name. False if no more may be kept. */
	keep(name: Name<Part>, value: Value, now = clockMs()): boolean {
		const { changesWith, limit, full = 'oldest goes' } = this.keeping;
		const key = this.keyOf(name);
		this.entries.delete(key);
		if (this.entries.size >= limit) {
			if (full === 'refused') return false;
			for (const oldest of this.entries.keys()) {
				this.entries.delete(oldest);
				break;
			}
		}
		this.entries.set(key, { value, state: changesWith === undefined ? '' : name[changesWith], at: now });
		return true;
	}

	/** Forgets what is kept under this name; with `value`, only if it is still that. */
	forget(name: Name<Part>, value?: Value): void {
		const key = this.keyOf(name);
		if (value === undefined || this.entries.get(key)?.value === value) this.entries.delete(key);
	}

	/** The number of entries, including those past their time that nobody has asked for since. */
	get size(): number {
		return this.entries.size;
	}

	/** A name may hold a secret, which must not be in memory in plain text. */
	private keyOf(name: Name<Part>): string {
		const parts = this.keeping.by.map((part) => name[part]);
		return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
	}
}

/**
 * Data that belongs to an object, such as an execution or an error: it disappears with the object,
 * so it needs no limit.
 */
export class KeptBeside<Owner extends object, Value> {
	private readonly entries = new WeakMap<Owner, { value: Value; state: string }>();

	/** Undefined if it was never stored, or with another `state`. */
	get(owner: Owner, state = ''): Value | undefined {
		const entry = this.entries.get(owner);
		return entry?.state === state ? entry.value : undefined;
	}

	/** The same, created if missing. */
	of(owner: Owner, make: () => Value, state = ''): Value {
		const known = this.get(owner, state);
		if (known !== undefined) return known;
		const made = make();
		this.keep(owner, made, state);
		return made;
	}

	/** Replaces what was kept for this object. */
	keep(owner: Owner, value: Value, state = ''): void {
		this.entries.set(owner, { value, state });
	}
}
