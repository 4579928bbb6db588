import { createHash } from 'node:crypto';

import { clockMs } from './clock';

/** How entries are named, how many there may be, and when they are forgotten. */
export interface Keeping<Part extends string> {
	/** What names an entry: entries that differ in one of these are never the same. Empty where there is only one. */
	by: readonly Part[];
	/** An entry is forgotten once this is no longer what it was. */
	changesWith?: Part;
	/** The most entries. */
	limit: number;
	/** What happens to one more: `oldest`, the longest unused, makes room; or the new one is refused, as none may be lost. */
	full?: 'oldest goes' | 'refused';
	/** How long it counts (ms) after it was kept. Left out: until it is forgotten, goes, or the process ends. */
	forMs?: number;
}

type Name<Part extends string> = Readonly<Record<Part, string>>;

interface Entry<Value> {
	value: Value;
	state: string;
	at: number;
}

/** What this process keeps from one request or execution to the next. All that it keeps is declared in `nodes/state.ts`. */
export class Kept<Part extends string, Value> {
	private readonly entries = new Map<string, Entry<Value>>();

	constructor(readonly keeping: Keeping<Part>) {}

	/** Undefined for what was never kept, or is forgotten. */
	get(name: Name<Part>, now = clockMs()): Value | undefined {
		const { changesWith, forMs = Infinity } = this.keeping;
		const key = this.keyOf(name);
		const entry = this.entries.get(key);
		if (entry === undefined) return undefined;
		this.entries.delete(key);
		if (now - entry.at >= forMs || (changesWith !== undefined && entry.state !== name[changesWith])) return undefined;
		// The last used is the last to go.
		this.entries.set(key, entry);
		return entry.value;
	}

	/** The same, made if there is none. Throws where no more may be kept. */
	of(name: Name<Part>, make: () => Value): Value {
		const known = this.get(name);
		if (known !== undefined) return known;
		const made = make();
		if (!this.keep(name, made)) throw new Error(`More than ${this.keeping.limit} things at once: try again later`);
		return made;
	}

	/** Takes the place of what was kept under this name. False where no more may be kept. */
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

	/** Forgets what is kept under this name; where `value` is given, only if it is still that. */
	forget(name: Name<Part>, value?: Value): void {
		const key = this.keyOf(name);
		if (value === undefined || this.entries.get(key)?.value === value) this.entries.delete(key);
	}

	/** How many entries there are, those included that nobody has asked for since they were to be forgotten. */
	get size(): number {
		return this.entries.size;
	}

	/** A name may hold a secret, which shall not lie in memory in the clear. */
	private keyOf(name: Name<Part>): string {
		const parts = this.keeping.by.map((part) => name[part]);
		return createHash('sha256').update(JSON.stringify(parts)).digest('base64');
	}
}

/** What belongs to one object, such as an execution or an error: it goes when that goes, so that it needs no limit. */
export class KeptBeside<Owner extends object, Value> {
	private readonly entries = new WeakMap<Owner, { value: Value; state: string }>();

	/** Undefined for what was never kept, or with another `state`. */
	get(owner: Owner, state = ''): Value | undefined {
		const entry = this.entries.get(owner);
		return entry?.state === state ? entry.value : undefined;
	}

	/** The same, made if there is none. */
	of(owner: Owner, make: () => Value, state = ''): Value {
		const known = this.get(owner, state);
		if (known !== undefined) return known;
		const made = make();
		this.keep(owner, made, state);
		return made;
	}

	/** Takes the place of what was kept beside this object. */
	keep(owner: Owner, value: Value, state = ''): void {
		this.entries.set(owner, { value, state });
	}
}
