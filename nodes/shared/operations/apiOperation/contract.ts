import type { IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

/** The part of JSON Schema that contracts/*.json use; other keywords are refused, so that none goes unchecked. */
export interface Schema {
	$ref?: string;
	type?: string | string[];
	enum?: unknown[];
	format?: string;
	items?: Schema;
	properties?: Record<string, Schema>;
	additionalProperties?: Schema;
	required?: string[];
	allOf?: Schema[];
	anyOf?: Schema[];
	oneOf?: Schema[];
}

const schema: z.ZodType<Schema> = z.lazy(() =>
	z
		.object({
			$ref: z.string().optional(),
			type: z.union([z.string(), z.array(z.string())]).optional(),
			enum: z.array(z.unknown()).optional(),
			format: z.string().optional(),
			items: schema.optional(),
			properties: z.record(z.string(), schema).optional(),
			additionalProperties: schema.optional(),
			required: z.array(z.string()).optional(),
			allOf: z.array(schema).optional(),
			anyOf: z.array(schema).optional(),
			oneOf: z.array(schema).optional(),
		})
		.strict(),
);
const parameter = z.object({ in: z.enum(['path', 'query']), name: z.string(), required: z.boolean().optional(), schema });
const operation = z.object({
	body: z.object({ required: z.boolean(), schema }).optional(),
	parameters: z.array(parameter),
	responses: z.record(z.string(), schema.nullable()),
});
const file = z.object({ operations: z.record(z.string(), operation), schemas: z.record(z.string(), schema) });
const exceptions = z.array(z.object({ operation: z.string(), at: z.string(), message: z.string() }));

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const satisfies IHttpRequestMethods[];
type Method = (typeof methods)[number];

/** An operation that the vendor publishes. */
export interface Published extends z.output<typeof operation> {
	/** Its name in the contract: `GET /contatos/{idContato}`. */
	key: string;
	method: Method;
	path: string;
}

/** Where a request goes: to something published, or anywhere below the API. IDs in the path are returned. */
export type Place = { published: Published; ids: Record<string, string> } | { published?: undefined; method: Method; path: string };

const call = /^(DELETE|GET|PATCH|POST|PUT) (\/\S*)$/;
const isId = (step: string) => step.startsWith('{');
const fewestIds = (one: { steps: string[] }, other: { steps: string[] }) => one.steps.filter(isId).length - other.steps.filter(isId).length;

/** What a vendor publishes about its API: names and types (contracts/README.md). */
export class Contract {
	readonly operations: Published[];
	/** The operations whose path has so many steps, those with the fewest ids first: words win over ids, which anything fits. */
	private readonly byLength = new Map<number, Array<{ published: Published; steps: string[] }>>();
	private readonly schemas: Record<string, Schema>;
	private readonly exceptions: Array<{ operation: RegExp; at: RegExp; message: RegExp }>;

	/**
	 * Both are files of contracts/; `offered` omits what the node does not send. Throws ZodError
	 * for another format.
	 */
	constructor(contract: unknown, known: unknown, offered: (operation: Published) => boolean) {
		const { operations, schemas } = file.parse(contract);
		this.schemas = schemas;
		this.operations = Object.entries(operations)
			.map(([key, rest]) => ({ ...rest, key, ...split(key) }))
			.filter(offered);
		for (const published of this.operations) {
			const steps = published.path.split('/');
			const alike = this.byLength.get(steps.length) ?? [];
			this.byLength.set(steps.length, [...alike, { published, steps }].sort(fewestIds));
		}
		this.exceptions = exceptions.parse(known).map((one) => ({
			operation: new RegExp(one.operation),
			at: new RegExp(one.at),
			message: new RegExp(one.message),
		}));
	}

	/**
	 * What `METHOD /path` refers to: a published operation, by its own path or with IDs filled in,
	 * or a path of the user's own.
	 */
	place(text: string): Place | undefined {
		if (!call.test(text)) return undefined;
		const { method, path } = split(text);
		const own = this.operations.find((one) => one.method === method && one.path === path);
		if (own) return { published: own, ids: {} };
		const given = path.split('/');
		const fits = (step: string, index: number) => (isId(step) ? given[index] !== '' && !isId(given[index]) : step === given[index]);
		const found = this.byLength.get(given.length)?.find(({ published, steps }) => published.method === method && steps.every(fits));
		if (!found) return { method, path };
		const ids = found.steps.flatMap((step, index) => (isId(step) ? [[step.slice(1, -1), given[index]]] : []));
		return { published: found.published, ids: Object.fromEntries(ids) };
	}

	/** A schema without references and `allOf`, on its first level. */
	flat(given: Schema): Schema {
		const own = given.$ref === undefined ? given : this.flat(this.schemas[given.$ref.slice('#/schemas/'.length)] ?? {});
		if (!own.allOf) return own;
		const { allOf, ...rest } = own;
		return [...allOf.map((part) => this.flat(part)), rest].reduce(both);
	}

	/** Whether the description is known to be wrong here. */
	isException(operationKey: string, at: string, message: string): boolean {
		return this.exceptions.some((one) => one.operation.test(operationKey) && one.at.test(at) && one.message.test(message));
	}
}

/** What matches both of two schemas. */
export function both(left: Schema, right: Schema): Schema {
	const properties = { ...left.properties };
	for (const [name, one] of Object.entries(right.properties ?? {}))
		properties[name] = properties[name] ? { allOf: [properties[name], one] } : one;
	const required = [...new Set([...(left.required ?? []), ...(right.required ?? [])])];
	return {
		...left,
		...right,
		...(Object.keys(properties).length > 0 ? { properties } : {}),
		...(required.length > 0 ? { required } : {}),
	};
}

function split(key: string): { method: Method; path: string } {
	const [method, path] = key.split(' ');
	const known = methods.find((one) => one === method);
	if (known) return { method: known, path };
	throw new Error(`${key} has no method that is sent`);
}
