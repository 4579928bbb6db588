import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { DateTime } from 'luxon';
import { z } from 'zod';

import { typedJson } from './json';
import { list } from './settings';

/** Reads and checks the parameters of one item, before any request: an error names the field and the item. */
export class Parameters {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
	) {}

	/** Trimmed, not empty. */
	text(name: string): string {
		const text = this.optionalText(name);
		return text === undefined ? this.refuse(name, 'is empty', 'Fill it in.') : text;
	}

	/** Trimmed; undefined if empty. */
	optionalText(name: string): string | undefined {
		const value = this.get(name, '');
		const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value.trim() : '';
		return text === '' ? undefined : text;
	}

	/** A text that becomes one step of a path. "." and ".." are ways to other steps, encoded or not; all else is encoded by the caller. */
	segment(name: string): string {
		const text = this.text(name);
		const isWay = text === '.' || text === '..';
		return isWay ? this.refuse(name, `is ${shown(text)}, which is no ID but a way to another address`, 'Check the expression that fills the field in: it must give the ID itself.') : text;
	}

	/** A positive integer id that JavaScript can hold exactly. */
	id(name: string): number {
		return this.toId(name, this.get(name, ''));
	}

	ids(name: string): number[] {
		return this.list(name).map((entry) => this.toId(name, entry));
	}

	/** Comma list, or array by expression; entries trimmed, empty ones dropped. */
	list(name: string): string[] {
		return list.parse(this.get(name, []));
	}

	number(name: string): number {
		const parsed = z.coerce.number().finite().safeParse(this.get(name, ''));
		const given = this.get(name, '');
		if (!parsed.success || given === '' || given === null) return this.refuse(name, `is not a number: ${shown(given)}`, 'Use digits and a decimal point.');
		return parsed.data;
	}

	flag(name: string): boolean {
		return this.get(name, false) === true;
	}

	/** The value of a list field, checked by the operation itself. */
	choice(name: string): string {
		return String(this.get(name, ''));
	}

	/** A moment as an ISO 8601 string in UTC; undefined if empty. Without a zone it is meant in the workflow's. */
	optionalDate(name: string): string | undefined {
		const given = this.optionalText(name) ?? this.get(name, '');
		if (given === null || given === '') return undefined;
		const text = given instanceof Date ? given.toISOString() : String(given).replace(' ', 'T');
		const moment = DateTime.fromISO(text, { zone: this.context.getTimezone() }).toUTC().toISO();
		return moment ?? this.refuse(name, `is not a date: ${shown(given)}`, 'Use a date such as 2026-11-30.');
	}

	/** A collection's values as they stand. */
	collection(name: string): IDataObject {
		return object.catch({}).parse(this.get(name, {})) as IDataObject;
	}

	/** A JSON object, typed as text or given by expression. */
	object(name: string): IDataObject {
		return this.objectIn(name, this.get(name, ''));
	}

	/** The same for the value of a field in a collection. */
	objectIn(name: string, given: unknown): IDataObject {
		const parsed = object.safeParse(typedJson(given));
		if (!parsed.success) return this.refuse(name, 'is not a JSON object', 'Write it as {"key": "value"}.');
		return parsed.data as IDataObject;
	}

	/** A JSON object or a list of objects, typed as text or given by expression. */
	objectOrList(name: string): IDataObject | IDataObject[] {
		const given = this.get(name, '');
		const parsed = objects.safeParse(typedJson(given));
		return parsed.success ? (parsed.data as IDataObject[]) : this.object(name);
	}

	/** How many to return, from 1; undefined for all ("Return All"). */
	limit(): number | undefined {
		if (this.flag('returnAll')) return undefined;
		const limit = this.number('limit');
		const valid = Number.isSafeInteger(limit) && limit > 0;
		return valid ? limit : this.refuse('limit', `is not a count: ${limit}`, 'Use a whole number from 1.');
	}

	/** Throws the error that names a field of this item. */
	refuse(name: string, problem: string, advice: string): never {
		throw new NodeOperationError(this.context.getNode(), `The field "${name}" ${problem}`, {
			itemIndex: this.itemIndex,
			description: advice,
		});
	}

	private get(name: string, fallback: unknown): unknown {
		return this.context.getNodeParameter(name, this.itemIndex, fallback, { extractValue: true });
	}

	private toId(name: string, value: unknown): number {
		const given = String(value).trim();
		const parsed = Number(given);
		if (!/^[1-9]\d{0,15}$/.test(given) || !Number.isSafeInteger(parsed)) {
			return this.refuse(name, `is not an id: ${shown(given)}`, 'An id is a whole number above zero.');
		}
		return parsed;
	}
}

const object = z.record(z.string(), z.unknown());
const objects = z.array(object);

const shown = (value: unknown) => JSON.stringify(String(value).slice(0, 60));
