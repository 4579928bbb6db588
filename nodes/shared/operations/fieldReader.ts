import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { EmptyText, Inside } from './typed';
import { isChoice, isExpression, typedIn } from './typed';
import { hasMoreDecimals, isLeftOut, isRecord, UnreadableValue } from './values';

/** How a field is read, and how an error names it: the basis of all readers of `Parameters`. */
export class FieldReader {
	/** `fields` are those of the operation, or of the collection whose values are in `inside`. */
	constructor(
		protected readonly context: IExecuteFunctions,
		protected readonly itemIndex: number,
		protected readonly fields: INodeProperties[],
		protected readonly inside?: Inside,
	) {}

	/** Throws the error that names a field of this item. */
	refuse(name: string, problem: string, advice: string): never {
		throw new NodeOperationError(
			this.context.getNode(),
			`The field "${this.field(name)?.displayName ?? name}"${this.inside?.where ?? ''} ${problem}`,
			{
				itemIndex: this.itemIndex,
				description: advice,
			},
		);
	}

	protected filled<Value>(name: string, reader: (given: unknown) => Value): Value {
		const given = this.get(name);
		return isLeftOut(given) ? this.empty(name) : this.read(name, given, reader);
	}

	protected someOf(name: string, entries: string[] | undefined): string[] | undefined {
		return entries?.length === 0 && isExpression(this.typed(name)) ? this.gaveNothing(name, 'an empty list') : entries;
	}

	/** What `reader` makes of it; undefined if not set. */
	optional<Value>(name: string, reader: (given: unknown) => Value, emptyText: EmptyText = 'refused'): Value | undefined {
		const given = this.get(name);
		if (!isLeftOut(given)) return this.read(name, given, reader);
		if (given === '')
			return emptyText === 'leftOut' || !isExpression(this.typed(name)) ? undefined : this.gaveNothing(name, 'an empty text');
		const byName = this.inside?.nothing !== 'refusedOfExpressions';
		const isMeant =
			this.inside && byName ? this.inside.nothing === 'refused' && name in this.inside.values : isExpression(this.typed(name));
		return isMeant ? this.gaveNothing(name, String(given)) : undefined;
	}

	private gaveNothing(name: string, what: string): never {
		return this.refuse(
			name,
			`has an expression that returned nothing (${what})`,
			'Correct the expression, or remove it and leave the field empty.',
		);
	}

	protected read<Value>(name: string, given: unknown, reader: (given: unknown) => Value): Value {
		try {
			return reader(given);
		} catch (error) {
			if (error instanceof UnreadableValue) return this.refuse(name, error.problem, this.adviceFor(name, given, error));
			throw new NodeOperationError(this.context.getNode(), error instanceof Error ? error : String(error), { itemIndex: this.itemIndex });
		}
	}

	/**
	 * Using an object instead of one of its values is the usual mistake: `$json.data.deposito` for
	 * `$json.data.deposito.id`.
	 */
	private adviceFor(name: string, given: unknown, { advice }: UnreadableValue): string {
		if (!isRecord(given) || isLeftOut(given.id)) return advice ?? this.field(name)?.description ?? 'Correct it.';
		const path = JSON.stringify(this.typed(name) ?? '').match(/\{\{\s*([\w$.]+)\s*\}\}/)?.[1];
		return path === undefined ? 'Use its "id" instead.' : `Use {{ ${path}.id }} instead.`;
	}

	protected empty(name: string): never {
		return this.refuse(name, 'is empty', 'Fill it in.');
	}

	protected bounded(name: string, number: number): number {
		const { minValue = -Infinity, maxValue = Infinity, numberPrecision = Infinity } = this.field(name)?.typeOptions ?? {};
		if (number < minValue) this.refuse(name, `is below ${minValue}: ${number}`, `Use ${minValue} or more.`);
		if (number > maxValue) this.refuse(name, `is above ${maxValue}: ${number}`, `Use ${maxValue} or less.`);
		if (hasMoreDecimals(number, numberPrecision))
			this.refuse(name, `has more than ${numberPrecision} decimals: ${number}`, `Round it to ${numberPrecision} decimals.`);
		return number;
	}

	protected field(name: string): INodeProperties | undefined {
		return this.fields.find((field) => field.name === name);
	}

	/** The values of the field's list, as text. */
	protected listed(name: string): string[] {
		return (this.field(name)?.options ?? []).filter(isChoice).map(({ value }) => String(value));
	}

	protected get(name: string): unknown {
		if (this.inside) return located(this.inside.values[name]);
		// For no other field: n8n looks for it among those that this version of the node shows, and fails for the rest.
		const isLocator = this.field(name)?.type === 'resourceLocator';
		return this.context.getNodeParameter(name, this.itemIndex, '', isLocator ? { extractValue: true } : {});
	}

	/** What is in the field: the expression, not its value. */
	protected typed(name: string): unknown {
		if (this.inside) return typedIn(this.inside.typed, name);
		return this.context.getNodeParameter(name, this.itemIndex, '', { rawExpressions: true });
	}
}

/** What was chosen in a list with modes; n8n only extracts the value itself outside of a collection. */
const located = (given: unknown): unknown => (isRecord(given) && '__rl' in given ? given.value : given);
