import { z } from 'zod';

import type { Contract, Published, Schema } from './contract';
import { both } from './contract';

/** Where a value does not match; `message` has the wording that the contract's exceptions quote. */
export interface Problem {
	path: Array<string | number>;
	message: string;
}

const formats: Record<string, RegExp> = {
	uri: /^[a-z][a-z0-9+.-]*:\S+$/i,
	date: /^\d{4}-\d{2}-\d{2}$/,
	'date-time': /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/,
};

/** How a body differs from what is published, ignoring what is known to be wrong there. */
export function problemsOf(contract: Contract, { key, method, body }: Published, value: unknown): Problem[] {
	if (!body) return [];
	// The same schema describes what is sent and what is read: something being created has no ID
	// yet (docs/facts/bling.md §4.9).
	const writer = new Writer(contract, method === 'POST' || method === 'PUT');
	const checked = writer.zodOf(body.schema, true).safeParse(value);
	return (checked.error?.issues ?? [])
		.flatMap((issue): Problem[] => {
			const path = issue.path.filter((step) => typeof step !== 'symbol');
			if (issue.code === 'unrecognized_keys') return issue.keys.map((name) => ({ path: [...path, name], message: 'is not described' }));
			if (issue.code === 'invalid_union') return [{ path, message: 'must match a schema in oneOf' }];
			if (path.length === 0 || at(value, path) !== undefined) return [{ path, message: issue.message }];
			return [{ path, message: `must have required property '${path.at(-1)}'` }];
		})
		.filter(({ path, message }) => {
			const place = message.startsWith('must have') ? path.slice(0, -1) : path;
			return !contract.isException(key, place.map((step) => `/${step}`).join(''), message);
		});
}

const at = (value: unknown, [first, ...rest]: Array<string | number>): unknown => {
	if (typeof value !== 'object' || value === null) return undefined;
	const member: unknown = Object.entries(value).find(([name]) => name === String(first))?.[1];
	return rest.length === 0 ? member : at(member, rest);
};

/** Converts a contract's schemas to zod; a member's own schema is made when a value reaches it. */
class Writer {
	constructor(
		private readonly contract: Contract,
		private readonly createsRows: boolean,
	) {}

	/** `isRow`: the body itself, or an object in a list. */
	zodOf(given: Schema, isRow: boolean): z.ZodTypeAny {
		const schema = this.contract.flat(given);
		const { oneOf, anyOf, ...rest } = schema;
		const forms = oneOf ?? anyOf;
		if (forms) {
			const [first, ...others] = forms.map((form) => this.zodOf(both(rest, this.contract.flat(form)), isRow));
			return others.reduce((all, one) => z.union([all, one]), first);
		}
		const types = [schema.type ?? (schema.properties ? 'object' : [])].flat();
		const [type] = types.filter((one) => one !== 'null');
		const typed = type === undefined ? z.unknown() : this.typed(type, schema, isRow);
		// Compared as text: some contracts list numbers for text, or text for numbers.
		const allowed = schema.enum?.map(String);
		const listed = allowed
			? typed.refine((value) => allowed.includes(String(value)), { message: 'must be equal to one of the allowed values' })
			: typed;
		return types.includes('null') ? listed.nullable() : listed;
	}

	private typed(type: string, schema: Schema, isRow: boolean): z.ZodTypeAny {
		const message = `must be ${type}`;
		if (type === 'integer') return z.number({ message }).refine(Number.isInteger, { message });
		if (type === 'number') return z.number({ message });
		if (type === 'boolean') return z.boolean({ message });
		if (type === 'array') return z.array(this.later(schema.items ?? {}, true), { message });
		if (type === 'object') return this.object(schema, isRow);
		const format = formats[schema.format ?? ''];
		const text = z.string({ message });
		return format ? text.refine((value) => format.test(value), { message: `must match format "${schema.format}"` }) : text;
	}

	private object({ properties = {}, required = [], additionalProperties }: Schema, isRow: boolean): z.ZodTypeAny {
		const message = 'must be object';
		const described = Object.keys(properties).length > 0;
		const shape: Record<string, z.ZodTypeAny> = {};
		for (const [name, member] of Object.entries(properties)) {
			const demanded = required.includes(name) && !(name === 'id' && isRow && this.createsRows);
			const one = this.later(member, false);
			shape[name] = demanded ? one.refine((value) => value !== undefined) : one.optional();
		}
		// Required but without a described format: accepted, and only demanded if nothing else is
		// described either.
		for (const name of required.filter((one) => !(one in properties)))
			shape[name] = described ? z.unknown() : z.unknown().refine((value) => value !== undefined);
		const object = z.object(shape, { message });
		if (additionalProperties) return object.catchall(this.later(additionalProperties, false));
		return described ? object.strict() : object.passthrough();
	}

	private later(schema: Schema, isRow: boolean): z.ZodTypeAny {
		return z.lazy(() => this.zodOf(schema, isRow));
	}
}
