import type { IDataObject } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { typedJson, wellFormed } from '../json';
import { oneMailAddress } from '../privacy/mailAddress';

/**
 * A value is invalid for its field: `problem` follows the field's name in a sentence, `advice` says
 * what to do; without it the field's description does.
 */
export class UnreadableValue extends Error {
	constructor(
		readonly problem: string,
		readonly advice?: string,
	) {
		super(problem);
	}
}

/** A date and time given by a user; `isDay` if it had no time. */
export interface Moment {
	/** In the requested time zone. */
	at: DateTime;
	isDay: boolean;
}

/** What an empty field and an expression without a result return. */
export const isLeftOut = (given: unknown): given is undefined | null | '' => given === undefined || given === null || given === '';

const isDate = (given: unknown): given is Date => Object.prototype.toString.call(given) === '[object Date]';

/** An object with keys and values; not a list or a date. */
export const isRecord = (given: unknown): given is IDataObject =>
	typeof given === 'object' && given !== null && !Array.isArray(given) && !isDate(given) && !DateTime.isDateTime(given);

/** How an error shows a value: short, and nothing from inside an object or list. */
export function shown(given: unknown): string {
	if (typeof given === 'string') return JSON.stringify(given.slice(0, 60));
	if (Array.isArray(given)) return 'a list';
	if (isDate(given) || DateTime.isDateTime(given)) return 'a date';
	return isRecord(given) ? 'an object' : String(given);
}

/** Text or a finite number, trimmed and well-formed. */
export function textOf(given: unknown): string {
	const text = typeof given === 'number' && Number.isFinite(given) ? String(given) : given;
	if (typeof given === 'number' && /\de/.test(String(given)))
		throw new UnreadableValue(`is a number too long to be written out: ${given}`, 'Enter it as text.');
	if (typeof given === 'number' && Number.isInteger(given) && !Number.isSafeInteger(given))
		throw new UnreadableValue(`is a number too long to be exact: ${given}`, 'Enter it as text.');
	if (typeof text !== 'string')
		throw new UnreadableValue(`is not text: ${shown(given)}`, 'Use text or a number, such as one value of an object.');
	if (text.trim() === '') throw new UnreadableValue('contains only spaces', 'Fill it in, or leave it empty.');
	return wellFormed(text.trim());
}

/** One plain email address; the error does not show the value, which identifies a person. */
export function mailAddressOf(given: unknown): string {
	const read = oneMailAddress(given);
	if (typeof given === 'string' && 'address' in read) return read.address;
	throw new UnreadableValue(
		'is not a single plain email address',
		'Use one address such as name@email.com, without a list, a name or a line break.',
	);
}

const numeric = /^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i;

/** A finite number, or text with one: none so small or large that JavaScript would turn it into another. */
export function numberOf(given: unknown): number {
	const number = typeof given === 'string' && numeric.test(given.trim()) ? Number(given) : given;
	const refused = (what: string) => new UnreadableValue(`is ${what}: ${shown(given)}`, 'Use digits and a decimal point.');
	if (typeof number !== 'number' || !Number.isFinite(number)) throw refused('not a number');
	if (Math.abs(number) > Number.MAX_SAFE_INTEGER) throw refused('too large a number');
	if (number === 0 && /^[^e]*[1-9]/i.test(String(given))) throw refused('too small a number');
	return number;
}

/** Whether a number has more decimals than its field accepts. */
export const hasMoreDecimals = (number: number, decimals: number): boolean =>
	Number.isFinite(decimals) && number !== Number(number.toFixed(decimals));

/** A whole number above zero that JavaScript can represent exactly; `what` says in an error what it is. */
const wholeOf =
	(what: string) =>
	(given: unknown): number => {
		const text = typeof given === 'number' || typeof given === 'string' ? String(given).trim() : '';
		const whole = Number(text);
		if (/^[1-9]\d{0,15}$/.test(text) && Number.isSafeInteger(whole)) return whole;
		throw new UnreadableValue(`must be ${what}, not ${shown(given)}`);
	};

/** A vendor's internal ID, which people do not see. */
export const idOf = wholeOf('an internal ID (a whole number above zero)');

/** A number that people see: of an order, an invoice, a series. */
export const documentNumberOf = wholeOf('a whole number above zero');

/**
 * The entries of a list or of comma-separated text, trimmed. An empty entry of a list is an error:
 * skipping it would change the list's meaning.
 */
export function listOf(given: unknown): string[] {
	if (Array.isArray(given)) {
		return given.map((entry) => {
			if (isLeftOut(entry)) throw new UnreadableValue('has an empty entry', 'Remove it from the list: an empty entry does not mean "all".');
			return textOf(entry);
		});
	}
	const entries = textOf(given)
		.split(',')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '');
	if (entries.length > 0) return entries;
	throw new UnreadableValue('contains only commas', 'Fill it in, or leave it empty.');
}

/** `true` or `false`, and no word or number for it. */
export function flagOf(given: unknown): boolean {
	if (typeof given === 'boolean') return given;
	throw new UnreadableValue(
		`is neither true nor false: ${shown(given)}`,
		'Turn it on or off, or use an expression that returns true or false.',
	);
}

/** ISO 8601, also with a space for the T, a luxon DateTime or a Date. Without a zone it is in `zone`. */
export function momentOf(given: unknown, zone: string): Moment {
	const at = dateTimeOf(given, zone);
	if (at?.isValid) return { at, isDay: typeof given === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(given.trim()) };
	throw new UnreadableValue(`is not a date: ${shown(given)}`, 'Enter a date such as 2026-11-30.');
}

function dateTimeOf(given: unknown, zone: string): DateTime | undefined {
	// Milliseconds: n8n's DateTime may come from another copy of luxon.
	if (DateTime.isDateTime(given)) return DateTime.fromMillis(given.toMillis(), { zone });
	if (isDate(given)) return DateTime.fromMillis(given.getTime(), { zone });
	if (typeof given !== 'string' || !/^\d{4}-\d{2}-\d{2}/.test(given.trim())) return undefined;
	return DateTime.fromISO(given.trim().replace(' ', 'T'), { zone });
}

/** Any JSON, entered as text or from an expression. */
export function jsonIn(given: unknown): unknown {
	const value = typedJson(given);
	if (value !== undefined) return value;
	throw new UnreadableValue('is not JSON', 'Enter JSON such as {"key": "value"}.');
}

/** A JSON object, entered as text or from an expression. */
export function recordOf(given: unknown): IDataObject {
	const value = typedJson(given);
	if (isRecord(value)) return value;
	throw new UnreadableValue('is not a JSON object', 'Enter it like {"key": "value"}.');
}

/** A JSON object or a list of objects. */
export function recordsOf(given: unknown): IDataObject | IDataObject[] {
	const value = typedJson(given);
	return Array.isArray(value) && value.every(isRecord) ? value : recordOf(value);
}

/** One of the listed values; a number counts as its digits. */
export function choiceOf(given: unknown, listed: readonly string[]): string {
	const value = typeof given === 'number' ? String(given) : given;
	if (typeof value === 'string' && listed.includes(value)) return value;
	throw new UnreadableValue(
		`is not in the list: ${shown(given)}`,
		`Use one of ${listed.map((one) => (one === '' ? '(empty)' : one)).join(', ')}.`,
	);
}
