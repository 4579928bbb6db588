/**
 * A trigger's setting cannot be read, or selects nothing. The message names it as the editor does;
 * `description` says what to do.
 */
export class SettingRefused extends Error {
	constructor(
		message: string,
		readonly description: string,
	) {
		super(message);
	}
}

/** How one setting is read. An invalid value is not replaced by anything: no default, and never all or none. */
export interface Setting<T> {
	/** Its name in the editor. */
	displayName: string;
	/** What it must be, to end the sentence "It must be …". */
	mustBe: string;
	/** Undefined if it cannot be read. */
	read(value: unknown): T | undefined;
}

/** Exactly true or false: a text such as "false" would count as on. */
export const flag = (displayName: string): Setting<boolean> => ({
	displayName,
	mustBe: 'true or false',
	read: (value) => (typeof value === 'boolean' ? value : undefined),
});

/** One of the values of its menu. */
export const oneOf = <T>(displayName: string, values: readonly T[]): Setting<T> => ({
	displayName,
	mustBe: `one of ${values.map(String).join(', ')}`,
	read: (value) => values.find((known) => known === value),
});

/** A number above 0, also as text. */
export const count = (displayName: string): Setting<number> => ({
	displayName,
	mustBe: 'a number above 0',
	read(value) {
		const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
		return typeof number === 'number' && Number.isFinite(number) && number > 0 ? number : undefined;
	},
});

/** A list of texts or numbers, or comma-separated text; without any entry it selects nothing. */
export const entries = (displayName: string): Setting<string[]> => ({
	displayName,
	mustBe: 'a list of names or IDs, or comma-separated text',
	read: (value) => (typeof value === 'string' && value.trim() === '' ? [] : filled(value)),
});

/** The same if no entry means all: only a list that nobody filled in is empty. */
export const filter = (displayName: string): Setting<string[]> => ({ ...entries(displayName), read: filled });

function filled(value: unknown): string[] | undefined {
	const parts = typeof value === 'string' ? value.split(',') : typeof value === 'number' ? [value] : value;
	if (!Array.isArray(parts) || !parts.every(isEntry)) return undefined;
	const texts = parts.map((entry) => String(entry).trim()).filter((entry) => entry !== '');
	return texts.length === 0 && parts.length > 0 ? undefined : texts;
}

const isEntry = (value: unknown) => typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value));

/** The value of a setting. Throws `SettingRefused` if it is invalid. */
export function settingOf<T>(setting: Setting<T>, value: unknown): T {
	const read = setting.read(value);
	if (read !== undefined) return read;
	throw new SettingRefused(
		`"${setting.displayName}" cannot be read`,
		`It must be ${setting.mustBe}. Correct it, or the expression that returns it, and publish again.`,
	);
}
