import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { typedJson, wellFormed } from '../json';
import { FieldReader } from './fieldReader';
import type { EmptyText, Nothing } from './typed';
import { isField, isGroup, typedIn } from './typed';
import type { Moment } from './values';
import {
	choiceOf,
	documentNumberOf,
	flagOf,
	idOf,
	isLeftOut,
	isRecord,
	jsonIn,
	listOf,
	mailAddressOf,
	momentOf,
	numberOf,
	recordOf,
	recordsOf,
	shown,
	textOf,
} from './values';
import { wasWholeExpression, wholeExpression } from './wholeExpression';

/**
 * The one place where an operation reads what its user filled in, before any request. A value is
 * valid for its field, or it is refused with the field's display name and the item. An empty field
 * is omitted. An expression without a result is not an empty field: it would become the default, or
 * all, so it is refused. An empty text counts as no result too, except where text is accepted;
 * there `emptyText` refuses it if everything would otherwise be changed, sent or shown.
 */
export class Parameters extends FieldReader {
	/** The same fields of another item. */
	at(itemIndex: number): Parameters {
		return new Parameters(this.context, itemIndex, this.fields);
	}

	/**
	 * The same readers for the fields of a collection. If it is not set, none of its fields is. An
	 * added field that is null or undefined is refused; `leftOut` is for changes, where missing
	 * fields stay as they are.
	 */
	in(name: string, nothing: Nothing = 'refused'): Parameters {
		const values = this.optional(name, recordOf) ?? {};
		if (wasWholeExpression(values)) this.refuse(name, wholeExpression.problem, wholeExpression.advice);
		const fields = (this.field(name)?.options ?? []).filter(isField);
		return new Parameters(this.context, this.itemIndex, fields, { values, typed: this.typed(name), where: '', nothing });
	}

	/**
	 * The same readers for a resource mapper, whose fields depend on a choice; `given` are set
	 * elsewhere already. A value for any other field is refused: it may come from another choice.
	 */
	mapped(name: string, { fields, given }: { fields: INodeProperties[]; given: IDataObject }): Parameters {
		const mapper = this.optional(name, recordOf) ?? { mappingMode: 'defineBelow' };
		const values = isRecord(mapper.value) ? mapper.value : {};
		if (mapper.mappingMode !== 'defineBelow' || !(isRecord(mapper.value) || isLeftOut(mapper.value)))
			this.refuse(name, 'is not filled in field by field', 'Fill in the fields one by one; each may be an expression.');
		const stranger = Object.keys(values).find((id) => !isLeftOut(values[id]) && !fields.some((one) => one.name === id));
		if (stranger !== undefined)
			this.refuse(
				name,
				`has "${stranger.replace(/^[a-zA-Z]+_/, '')}", which the chosen operation does not have`,
				'Remove it, or refresh the list of fields.',
			);
		return new Parameters(this.context, this.itemIndex, fields, {
			values: { ...values, ...given },
			typed: typedIn(this.typed(name), 'value'),
			where: '',
			nothing: 'refusedOfExpressions',
		});
	}

	/** The same readers for each row of the list `group` of a fixedCollection. */
	rows(name: string, group: string): Parameters[] {
		const given = this.optional(name, recordOf)?.[group];
		if (isLeftOut(given)) return [];
		const fields = (this.field(name)?.options ?? []).filter(isGroup).find((one) => one.name === group)?.values ?? [];
		if (!Array.isArray(given)) return this.refuse(name, `is not a list of rows: ${shown(given)}`, 'Fill in the rows.');
		const typed = typedIn(this.typed(name), group);
		return given.map((row: unknown, index) =>
			isRecord(row)
				? new Parameters(this.context, this.itemIndex, fields, {
						values: row,
						typed: typedIn(typed, index),
						where: ` in row ${index + 1}`,
						nothing: 'refused',
					})
				: this.refuse(name, `has a row that is ${shown(row)}`, 'Fill in the rows.'),
		);
	}

	/** Trimmed, not empty. */
	text(name: string): string {
		return this.filled(name, textOf);
	}

	/** The same; null if an expression returns null on purpose, such as the state of something without one. */
	textOrNull(name: string): string | null {
		return this.get(name) === null ? null : this.text(name);
	}

	/** Trimmed; undefined if not set. */
	optionalText(name: string, emptyText: EmptyText = 'leftOut'): string | undefined {
		return this.optional(name, textOf, emptyText);
	}

	/** One plain email address, so that no mail goes to anybody else; undefined if not set. */
	optionalMailAddress(name: string): string | undefined {
		return this.optional(name, mailAddressOf, 'leftOut');
	}

	/** A text as it is, including whitespace; '' if not set. */
	verbatim(name: string): string {
		const given = this.get(name);
		if (isLeftOut(given)) return '';
		return typeof given === 'string' ? wellFormed(given) : this.read(name, given, textOf);
	}

	/**
	 * A text that becomes one step of a path. "." and ".." lead to other steps, encoded or not; the
	 * caller encodes everything else.
	 */
	segment(name: string): string {
		const text = this.text(name);
		const isWay = text === '.' || text === '..';
		return isWay
			? this.refuse(name, `is ${shown(text)}, which is a path, not an ID`, "Check the field's expression: it must return the ID itself.")
			: text;
	}

	/** A positive integer ID that JavaScript can represent exactly. */
	id(name: string): number {
		return this.filled(name, idOf);
	}

	/** The same; undefined if not set. */
	optionalId(name: string): number | undefined {
		return this.optional(name, idOf);
	}

	/** The mode in which a list was filled in; undefined for a plain value, saved before the field had modes. */
	mode(name: string): string | undefined {
		const given: unknown = this.inside ? this.inside.values[name] : this.context.getNodeParameter(name, this.itemIndex, '');
		return isRecord(given) && '__rl' in given && typeof given.mode === 'string' ? given.mode : undefined;
	}

	/** Whether a field has this value, which is only shown in workflows that were saved with it. */
	stillHas(name: string, value: string): boolean {
		return this.context.getNodeParameter(name, this.itemIndex, '') === value;
	}

	/** The number of an order or invoice that people see: not an internal ID, but also a whole number above zero. */
	documentNumber(name: string): number {
		return this.filled(name, documentNumberOf);
	}

	/** The same; undefined if not set. */
	optionalDocumentNumber(name: string): number | undefined {
		return this.optional(name, documentNumberOf);
	}

	/** IDs, comma-separated or a list; empty if not set. */
	ids(name: string): number[] {
		return (this.someOf(name, this.optional(name, listOf)) ?? []).map((entry) => this.read(name, entry, idOf));
	}

	/** Comma-separated text or a list, entries trimmed; empty if not set. If the field lists its values, only those. */
	list(name: string, emptyText?: EmptyText): string[] {
		return this.optionalList(name, emptyText) ?? [];
	}

	/** The same; undefined if not set. An empty list from an expression is refused: it would mean all. */
	optionalList(name: string, emptyText?: EmptyText): string[] | undefined {
		return this.someOf(name, this.entries(name, emptyText));
	}

	/** The same if an empty list means none. */
	entries(name: string, emptyText: EmptyText = 'leftOut'): string[] | undefined {
		const listed = this.listed(name);
		const entries = this.optional(name, listOf, emptyText);
		return listed.length === 0 ? entries : entries?.map((entry) => this.read(name, entry, (given) => choiceOf(given, listed)));
	}

	/** A finite number within the bounds of its field. */
	number(name: string): number {
		return this.bounded(name, this.filled(name, numberOf));
	}

	/** The same; undefined if not set. */
	optionalNumber(name: string): number | undefined {
		const number = this.optional(name, numberOf);
		return number === undefined ? undefined : this.bounded(name, number);
	}

	/** A whole number from 1. */
	count(name: string): number {
		return this.optionalCount(name) ?? this.empty(name);
	}

	/** The same; undefined if not set. */
	optionalCount(name: string): number | undefined {
		const count = this.optional(name, numberOf);
		const isCount = count === undefined || (Number.isSafeInteger(count) && count > 0);
		return isCount ? count : this.refuse(name, `is not a count: ${count}`, 'Use a whole number from 1.');
	}

	/** True or false, and nothing that merely looks like it. */
	flag(name: string): boolean {
		return this.read(name, this.get(name), flagOf);
	}

	/** The same; undefined if not set. */
	optionalFlag(name: string): boolean | undefined {
		return this.optional(name, flagOf);
	}

	/** A protective switch: on unless it is exactly `false`. */
	guard(name: string): boolean {
		return this.get(name) !== false;
	}

	/** The chosen one of `values`, by default those of the field's list. */
	choice(name: string): string;
	choice<Value extends string>(name: string, values: readonly Value[]): Value;
	choice(name: string, values: readonly string[] = this.listed(name)): string {
		return this.read(name, this.get(name), (given) => choiceOf(given, values));
	}

	/** The same; undefined if not set. */
	optionalChoice(name: string): string | undefined;
	optionalChoice<Value extends string>(name: string, values: readonly Value[]): Value | undefined;
	optionalChoice(name: string, values: readonly string[] = this.listed(name)): string | undefined {
		return this.optional(name, (given) => choiceOf(given, values));
	}

	/** A date and time in the workflow's time zone, which also applies if none is given; undefined if not set. */
	optionalMoment(name: string): Moment | undefined {
		return this.optional(name, (given) => momentOf(given, this.context.getTimezone()));
	}

	/** A date and time as an ISO 8601 string in UTC; undefined if not set. */
	optionalDate(name: string): string | undefined {
		return this.optionalMoment(name)?.at.toUTC().toISO() ?? undefined;
	}

	/** The date in the workflow's time zone, as YYYY-MM-DD; undefined if not set. */
	optionalDay(name: string): string | undefined {
		return this.optionalMoment(name)?.at.toISODate() ?? undefined;
	}

	/** The same, not empty. */
	day(name: string): string {
		return this.optionalDay(name) ?? this.empty(name);
	}

	/** A JSON object, entered as text or from an expression. */
	object(name: string): IDataObject {
		return this.filled(name, recordOf);
	}

	/** The same; undefined if not set. */
	optionalObject(name: string): IDataObject | undefined {
		return this.optional(name, recordOf);
	}

	/** A JSON object or a list of objects, entered as text or from an expression; undefined if not set. */
	optionalObjects(name: string): IDataObject | IDataObject[] | undefined {
		return this.optional(name, recordsOf);
	}

	/** Any JSON, entered as text or from an expression, for the operation to validate; undefined if not set. */
	optionalJson(name: string): unknown {
		return this.optional(name, jsonIn);
	}

	/**
	 * What a stranger posted, for the operation to answer: JSON, as text or from an expression;
	 * undefined for anything else. Never refused.
	 */
	posted(name: string): unknown {
		return typedJson(this.get(name));
	}

	/** How many to return, at least 1; undefined for all ("Return All"). */
	limit(): number | undefined {
		return this.flag('returnAll') ? undefined : this.count('limit');
	}
}
