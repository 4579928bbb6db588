import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';

/** One way in which a message does not fit the published description. */
export interface Mismatch {
	readonly operation: string;
	/** "response 200", "request body" or "query name". */
	readonly part: string;
	/** JSON pointer into the message. */
	readonly at: string;
	readonly message: string;
}

interface Answer {
	method: string;
	/** As on the wire, without the query. */
	path: string;
	status: number;
	/** Undefined: no body. */
	body?: unknown;
}

interface Request {
	method: string;
	path: string;
	query?: URLSearchParams;
	body?: unknown;
}

const jsonObject = z.record(z.string(), z.unknown());
const contractFile = z.object({
	base: z.string(),
	operations: z.record(
		z.string(),
		z.object({
			body: z.object({ required: z.boolean(), schema: jsonObject }).optional(),
			parameters: z.array(z.object({ in: z.string(), name: z.string(), required: z.boolean().optional(), schema: jsonObject })),
			responses: z.record(z.string(), jsonObject.nullable()),
		}),
	),
	schemas: z.record(z.string(), jsonObject),
});
const exceptionsFile = z.array(z.object({ operation: z.string(), at: z.string(), message: z.string(), reason: z.string() }));
type Schema = z.infer<typeof jsonObject>;

export type Contract = ReturnType<typeof load>;

const read = (name: string): unknown => JSON.parse(readFileSync(join(import.meta.dirname, '../../contracts', name), 'utf8'));

type Vendor = 'bling' | 'nfeio';
const loaded = new Map<Vendor, Contract>();

/** What a vendor publishes about its API (contracts/README.md); what is known to be wrong in it is no mismatch. */
export function contractOf(vendor: Vendor): Contract {
	const contract = loaded.get(vendor) ?? load(vendor);
	loaded.set(vendor, contract);
	return contract;
}

function load(vendor: Vendor) {
	const { base, operations, schemas } = contractFile.parse(read(`${vendor}.json`));
	const known = exceptionsFile.parse(read(`${vendor}.exceptions.json`)).map(({ operation, at, message }) => ({
		operation: new RegExp(operation),
		at: new RegExp(at),
		message: new RegExp(message),
	}));
	const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, logger: false });
	addFormats.default(ajv);
	ajv.addSchema({ schemas }, 'contract');
	const compiled = new Map<Schema, ValidateFunction>();

	const validate = (schema: Schema, value: unknown): ErrorObject[] => {
		const ready = compiled.get(schema) ?? ajv.compile(fromContract(schema));
		compiled.set(schema, ready);
		return ready(value) ? [] : (ready.errors ?? []);
	};
	const resolve = (schema: Schema): Schema =>
		typeof schema.$ref === 'string' ? resolve(schemas[schema.$ref.slice('#/schemas/'.length)]) : schema;

	/** Members that a schema does not name, as JSON pointers: an optional field with a wrong name is nothing to JSON Schema. */
	const unnamed = (places: Schema[], value: unknown, at = ''): string[] => {
		const schemasHere = places.flatMap(function all(one): Schema[] {
			const schema = resolve(one);
			const parts = ['allOf', 'anyOf', 'oneOf'].flatMap((list) => schemaList.catch([]).parse(schema[list]));
			return [schema, ...parts.flatMap(all)];
		});
		const below = (name: string) => schemasHere.flatMap((schema) => schemaList.catch([]).parse([schema[name]]));
		if (Array.isArray(value)) {
			const items = below('items');
			return items.length === 0 ? [] : value.flatMap((one, index) => unnamed(items, one, `${at}/${index}`));
		}
		const object = jsonObject.safeParse(value);
		const properties = below('properties');
		if (!object.success || properties.length === 0 || below('additionalProperties').length > 0) return [];
		return Object.entries(object.data).flatMap(([name, member]) => {
			const found = properties.flatMap((one) => schemaList.catch([]).parse([one[name]]));
			return found.length === 0 ? [`${at}/${name}`] : unnamed(found, member, `${at}/${name}`);
		});
	};

	const operationOf = (method: string, path: string) => {
		const below = path.startsWith(base) ? path.slice(base.length) : path;
		return Object.keys(operations)
			.filter((name) => matches(name, `${method} ${below}`))
			.sort((left, right) => left.split('{').length - right.split('{').length)[0];
	};
	const unknownOnly = (found: Mismatch[]) =>
		found.filter(
			({ operation, at, message }) => !known.some((one) => one.operation.test(operation) && one.at.test(at) && one.message.test(message)),
		);
	const checkBody = (operation: string, part: string, schema: Schema, body: unknown): Mismatch[] => [
		...validate(schema, body).map(({ instancePath: at, message = '' }) => ({ operation, part, at, message })),
		...unnamed([schema], body).map((at) => ({ operation, part, at, message: 'is not described' })),
	];
	const checkQuery = (operation: string, query: URLSearchParams): Mismatch[] => {
		const described = operations[operation].parameters.filter((parameter) => parameter.in === 'query');
		const mismatch = (name: string, at: string, message: string) => ({
			operation,
			part: `query ${name}`,
			at,
			message,
		});
		return [
			...described.flatMap(({ name, required, schema }) => {
				const given = query.getAll(name);
				if (given.length === 0) return required ? [mismatch(name, '', 'is required')] : [];
				const [items] = schemaList.catch([]).parse([schema.items]);
				const value = items ? given.map((one) => typed(one, items)) : typed(given[0], resolve(schema));
				return validate(schema, value).map(({ instancePath, message = '' }) => mismatch(name, instancePath, message));
			}),
			...[...new Set(query.keys())]
				.filter((name) => !described.some((one) => one.name === name))
				.map((name) => mismatch(name, '', 'is not described')),
		];
	};

	const responseMismatches = (operation: string | undefined, { method, path, status, body }: Answer): Mismatch[] => {
		const part = `response ${status}`;
		const mismatch = (message: string) => [{ operation: operation ?? `${method} ${path}`, part, at: '', message }];
		if (operation === undefined) return mismatch('operation is not described');
		const { [String(status)]: own, default: other } = operations[operation].responses;
		const schema = own === undefined ? other : own;
		if (schema === undefined) return mismatch(`answer ${status} is not described`);
		if (schema === null) return body === undefined ? [] : mismatch('has a body that is not described');
		return checkBody(operation, part, schema, body);
	};
	const requestMismatches = (operation: string | undefined, { method, path, query, body }: Request): Mismatch[] => {
		const part = 'request body';
		const mismatch = (message: string) => [{ operation: operation ?? `${method} ${path}`, part, at: '', message }];
		if (operation === undefined) return mismatch('operation is not described');
		const described = operations[operation].body;
		const found = checkQuery(operation, query ?? new URLSearchParams());
		if (body === undefined) return [...found, ...(described?.required ? mismatch('is required') : [])];
		return [...found, ...(described ? checkBody(operation, part, described.schema, body) : mismatch('is not described'))];
	};

	return {
		base,
		/** The described operations, as `GET /produtos/{idProduto}`. */
		operations: Object.keys(operations),
		/** How an answer differs from what is described. */
		checkResponse: (answer: Answer) => unknownOnly(responseMismatches(operationOf(answer.method, answer.path), answer)),
		/** How a request differs from what is described. */
		checkRequest: (request: Request) => unknownOnly(requestMismatches(operationOf(request.method, request.path), request)),
	};
}

const schemaList = z.array(jsonObject);

/** References of a contract lead into its own list of schemas. */
const fromContract = (schema: Schema): Schema =>
	jsonObject.parse(JSON.parse(JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"contract#/')));

/** Query values are texts; the description says what they mean. */
function typed(text: string, { type }: Schema): unknown {
	if ((type === 'integer' || type === 'number') && text !== '' && !Number.isNaN(Number(text))) return Number(text);
	if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
	return text;
}

/** A literal path wins over one with parameters, which match anything but nothing. */
function matches(template: string, path: string): boolean {
	const [expected, actual] = [template.split('/'), path.split('/')];
	return (
		expected.length === actual.length &&
		expected.every((part, index) => (part.startsWith('{') ? actual[index] !== '' : part === actual[index]))
	);
}
