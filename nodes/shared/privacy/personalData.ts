import type { IDataObject } from 'n8n-workflow';

import type { Delivery, PersonalDataMode } from '../trigger/delivery';
import { personalDataModes } from '../trigger/delivery';
import { masked, maskText } from './maskText';
import { personalAmong } from './personalNames';

/**
 * `message` is a vendor's sentence, such as an error: only what looks like personal data is masked,
 * so that it stays readable.
 */
export type Holding = 'name' | 'taxId' | 'email' | 'phone' | 'address' | 'text' | 'document' | 'message';

/** As in the vendor pages: shown by an official source, agreed on by others, or shown by a single source. */
export type Certainty = 'certain' | 'likely' | 'unconfirmed';

/** One place in the deliveries that names or describes a person. */
export interface PersonalField {
	/** From the delivery's root, ignoring lists; everything below it is included. */
	path: string;
	/** Prefixes of the events that have it; all by default. */
	events?: readonly string[];
	holds: readonly Holding[];
	certainty: Certainty;
}

/** The personal data in one vendor's deliveries, by field path. docs/en/privacy.md has the same lists. */
export interface PersonalData {
	fields: readonly PersonalField[];
	/** Never masked: keys that hold an ID anywhere and, with a dot, paths with everything below them. */
	kept: readonly string[];
	/** Whether this event is about things, whose `nome` and notes are not a person's. By default none is. */
	namesThings?(event: string): boolean;
	/** True for an event whose payload is not fully published: everything in it that is not kept is masked. */
	isUndocumented(event: string): boolean;
}

/** A payload may be nested thousands of levels deep; anything deeper than this is masked as a whole. */
const deepest = 32;

/**
 * A delivery without the personal data in `data` and `resource`: values are masked as `***`
 * (numbers as 0), or their fields removed. `personalData` says so if anything was masked. The
 * account is then named after its credential, as a company's name may be a person's. The original
 * delivery is not changed.
 */
export function withoutPersonalData(
	delivery: Delivery,
	mode: PersonalDataMode,
	{ fields, kept, isUndocumented, namesThings }: PersonalData,
	credentialName: string | null,
): Delivery {
	if (mode === 'keep') return delivery;
	const eraser = new Eraser(mode, new Set(kept));
	const { event } = delivery;
	const found: Array<Pick<PersonalField, 'path' | 'holds'>> = isUndocumented(event)
		? [
				{ path: 'data', holds: [] },
				{ path: 'resource', holds: [] },
			]
		: fields.filter(({ events }) => events?.some((beginning) => event.startsWith(beginning)) ?? true);
	let payload: IDataObject = {
		data: delivery.data,
		...(delivery.resource === undefined ? {} : { resource: delivery.resource }),
	};
	for (const { path, holds } of found) payload = eraser.eraseAt(payload, path, holds.includes('message'));
	// A vendor may send what is in no list.
	payload = eraser.eraseByName(payload, namesThings?.(event) ?? false);
	const { data = {}, resource } = payload as Pick<Delivery, 'resource'> & { data?: IDataObject };
	return {
		...delivery,
		accountName: delivery.accountName === null ? null : credentialName,
		...(eraser.changed ? { personalData: stricter(delivery.personalData ?? 'keep', mode) } : {}),
		data,
		...(delivery.resource === undefined ? {} : { resource: resource ?? {} }),
	};
}

type Stricter = Exclude<PersonalDataMode, 'keep'>;

const stricter = (before: PersonalDataMode, now: Stricter): Stricter => (before === 'remove' ? before : now);

/** Whether a trigger with this setting would keep personal data that a delivery has already lost. */
export const lacksMoreThan = (before: PersonalDataMode, setting: PersonalDataMode): boolean =>
	personalDataModes.indexOf(before) > personalDataModes.indexOf(setting);

const gone = Symbol('removed');

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null;

class Eraser {
	/** Whether anything was masked or removed so far. */
	changed = false;

	constructor(
		private readonly mode: Stricter,
		private readonly kept: ReadonlySet<string>,
	) {}

	eraseAt(payload: IDataObject, path: string, isMessage: boolean): IDataObject {
		const left = this.follow(payload, path.split('.'), { path, isMessage }, 0);
		return (left === gone ? {} : left) as IDataObject;
	}

	eraseByName(payload: IDataObject, namesThings: boolean): IDataObject {
		return this.byName(payload, '', namesThings, 0) as IDataObject;
	}

	/** Erases what is personal by its field names, at any depth, except for what is kept. */
	private byName(value: unknown, path: string, namesThings: boolean, depth: number): unknown {
		if (!isObject(value)) return value;
		if (depth > deepest) return this.eraseValue(value, false);
		if (Array.isArray(value)) return this.each(value, (entry) => this.byName(entry, path, namesThings, depth + 1));
		const personal = personalAmong(Object.keys(value), namesThings);
		return Object.fromEntries(
			Object.entries(value).flatMap(([key, entry]) => {
				const own = path === '' ? key : `${path}.${key}`;
				if (this.isKept(key, own, entry)) return [[key, entry]];
				const left = personal.has(key) ? this.erase(entry, own, false, depth + 1) : this.byName(entry, own, namesThings, depth + 1);
				return left === gone ? [] : [[key, left]];
			}),
		);
	}

	private isKept(key: string, path: string, value: unknown): boolean {
		return (this.kept.has(key) && !isObject(value)) || this.kept.has(path);
	}

	/** Follows the segments, through lists, and erases what is at their end. */
	private follow(value: unknown, segments: string[], target: Target, depth: number): unknown {
		if (segments.length === 0) return this.erase(value, target.path, target.isMessage, depth);
		if (depth > deepest) return this.eraseValue(value, false);
		if (Array.isArray(value)) return this.each(value, (entry) => this.follow(entry, segments, target, depth + 1));
		if (!isObject(value) || !Object.hasOwn(value, segments[0])) return value;
		const [name, ...rest] = segments;
		return Object.fromEntries(
			Object.entries(value).flatMap(([key, entry]) => {
				if (key !== name) return [[key, entry]];
				const left = this.follow(entry, rest, target, depth + 1);
				return left === gone ? [] : [[key, left]];
			}),
		);
	}

	/** Everything at and below `path`, except for what is kept. */
	private erase(value: unknown, path: string, isMessage: boolean, depth: number): unknown {
		if (!isObject(value) || depth > deepest) return this.eraseValue(value, isMessage);
		if (Array.isArray(value)) return this.each(value, (entry) => this.erase(entry, path, isMessage, depth + 1));
		const left = Object.entries(value).flatMap(([key, entry]): Array<[string, unknown]> => {
			if (this.isKept(key, `${path}.${key}`, entry)) return [[key, entry]];
			const erased = this.erase(entry, `${path}.${key}`, isMessage, depth + 1);
			return erased === gone ? [] : [[key, erased]];
		});
		return this.mode === 'remove' && left.length === 0 ? gone : Object.fromEntries(left);
	}

	private each(values: unknown[], erase: (value: unknown) => unknown): unknown {
		const left = values.map(erase).filter((value) => value !== gone);
		return left.length === 0 && values.length > 0 ? gone : left;
	}

	/** Keeps the type if possible, so that whatever reads the field still can. */
	private eraseValue(value: unknown, isMessage: boolean): unknown {
		const left = isMessage && typeof value === 'string' ? maskText(value) : this.replacement(value);
		if (left !== value) this.changed = true;
		return left;
	}

	private replacement(value: unknown): unknown {
		if (this.mode === 'remove') return gone;
		if (typeof value === 'number') return 0;
		const saysNothing = value === '' || value === null || value === undefined || typeof value === 'boolean';
		return saysNothing ? value : masked;
	}
}

interface Target {
	path: string;
	isMessage: boolean;
}
