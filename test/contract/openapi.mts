import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Ajv } from 'ajv';
import type { ErrorObject, ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { parse } from 'yaml';

/** One way in which a message does not fit the published description. */
interface Mismatch {
	readonly operation: string;
	/** "response 200", "request body" or "query name". */
	readonly part: string;
	/** JSON pointer into the message. */
	readonly at: string;
	readonly message: string;
}

/** A place where the description is known to be wrong, with the reason. */
export interface KnownError {
	readonly operation: RegExp;
	readonly at: RegExp;
	readonly message: RegExp;
	readonly reason: string;
}

interface ApiResponse {
	method: string;
	/** Below the description's server, without the query. */
	path: string;
	status: number;
	/** Undefined: no body. */
	body?: unknown;
}

interface ApiRequest {
	method: string;
	path: string;
	query?: URLSearchParams;
	body?: unknown;
}

export interface Contract {
	checkResponse(response: ApiResponse): Mismatch[];
	checkRequest(request: ApiRequest): Mismatch[];
}

type Json = Record<string, unknown>;
const isObject = (value: unknown): value is Json =>
	typeof value === 'object' && value !== null && !Array.isArray(value);

/** The folder that VENDOR_SPECS_DIR names, or nothing. */
export const specsFolder = (): string | undefined => process.env.VENDOR_SPECS_DIR || undefined;

/** Reads an OpenAPI 3 description, JSON or YAML. `known` mismatches are left out of every result. */
export async function loadContract(
	folder: string,
	file: string,
	known: readonly KnownError[] = [],
): Promise<Contract> {
	const spec: unknown = parse(await readFile(join(folder, file), 'utf8'));
	if (!isObject(spec) || !isObject(spec.paths)) throw new Error(`${file} is no OpenAPI description`);
	return createContract(spec, spec.paths, known);
}

/** Where something stands in the description: the value and the JSON pointer to it. */
interface Place {
	readonly value: unknown;
	readonly pointer: string;
}

function createContract(spec: Json, paths: Json, known: readonly KnownError[]): Contract {
	const ajv = new Ajv({ strict: false, allErrors: true, coerceTypes: false, logger: false });
	addFormats.default(ajv);
	ajv.addSchema(spec, 'spec');
	const validators = new Map<string, ValidateFunction>();

	const validator = (pointer: string, coerce = false): ValidateFunction => {
		const key = `${pointer}|${coerce}`;
		const ready = validators.get(key) ?? ajv.compile({ $ref: `spec#${pointer}` });
		validators.set(key, ready);
		return ready;
	};
	const step = ({ value, pointer }: Place, name: string): Place =>
		follow({
			value: isObject(value) ? value[name] : Array.isArray(value) ? value[Number(name)] : undefined,
			pointer: `${pointer}/${encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'))}`,
		});
	/** References of the description point into itself. */
	const follow = (place: Place): Place => {
		const reference = isObject(place.value) ? place.value.$ref : undefined;
		if (typeof reference !== 'string') return place;
		return reference
			.slice(2)
			.split('/')
			.map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'))
			.reduce<Place>(step, { value: spec, pointer: '' });
	};
	const schemaOf = (content: Place): Place | undefined => {
		const media = ['application/json', 'application/json; charset=utf-8', 'text/json', '*/*']
			.map((type) => step(step(content, 'content'), type))
			.find(({ value }) => value !== undefined);
		return media && step(media, 'schema');
	};
	const operationOf = (method: string, path: string): { name: string; place: Place } | undefined => {
		const template = Object.keys(paths)
			.filter(
				(candidate) =>
					matches(candidate, path) && isObject(paths[candidate]) && method.toLowerCase() in paths[candidate],
			)
			// A literal path wins over one with parameters.
			.sort((left, right) => left.split('{').length - right.split('{').length)[0];
		if (template === undefined) return undefined;
		const place = step(step({ value: paths, pointer: '/paths' }, template), method.toLowerCase());
		return { name: `${method} ${template}`, place };
	};
	const report = (
		operation: string,
		part: string,
		errors: readonly ErrorObject[] | null | undefined,
	): Mismatch[] =>
		(errors ?? []).map(({ instancePath, message = '' }) => ({ operation, part, at: instancePath, message }));
	const unknownOnly = (found: Mismatch[]) =>
		found.filter(
			({ operation, at, message }) =>
				!known.some((one) => one.operation.test(operation) && one.at.test(at) && one.message.test(message)),
		);
	const missing = (operation: string, part: string, message: string): Mismatch[] => [
		{ operation, part, at: '', message },
	];

	return {
		checkResponse({ method, path, status, body }) {
			const operation = operationOf(method, path);
			if (!operation)
				return unknownOnly(missing(`${method} ${path}`, 'operation', 'is not in the description'));
			const part = `response ${status}`;
			const responses = step(operation.place, 'responses');
			const declared = [String(status), 'default']
				.map((name) => step(responses, name))
				.find(({ value }) => value !== undefined);
			if (!declared) return unknownOnly(missing(operation.name, part, 'is not in the description'));
			const schema = schemaOf(declared);
			if (!schema) {
				return body === undefined
					? []
					: unknownOnly(missing(operation.name, part, 'has a body that is not described'));
			}
			const validate = validator(schema.pointer);
			validate(body);
			return unknownOnly(report(operation.name, part, validate.errors));
		},
		checkRequest({ method, path, query = new URLSearchParams(), body }) {
			const operation = operationOf(method, path);
			if (!operation)
				return unknownOnly(missing(`${method} ${path}`, 'operation', 'is not in the description'));
			const found: Mismatch[] = [];
			const list = step(operation.place, 'parameters');
			const parameters = (Array.isArray(list.value) ? list.value : []).map((_, index) =>
				step(list, String(index)),
			);
			const declared = new Set<string>();
			for (const parameter of parameters) {
				const { value } = parameter;
				if (!isObject(value) || value.in !== 'query' || typeof value.name !== 'string') continue;
				declared.add(value.name);
				const part = `query ${value.name}`;
				const given = query.getAll(value.name);
				if (given.length === 0) {
					if (value.required === true) found.push(...missing(operation.name, part, 'is required'));
					continue;
				}
				const schema = step(parameter, 'schema');
				const validate = validator(schema.pointer);
				const isList = isObject(schema.value) && schema.value.type === 'array';
				validate(
					isList
						? given.map((one) => typed(one, step(schema, 'items').value))
						: typed(given[0], schema.value),
				);
				found.push(...report(operation.name, part, validate.errors));
			}
			for (const name of new Set(query.keys())) {
				if (!declared.has(name))
					found.push(...missing(operation.name, `query ${name}`, 'is not in the description'));
			}
			const requestBody = step(operation.place, 'requestBody');
			const schema = schemaOf(requestBody);
			if (schema && body !== undefined) {
				const validate = validator(schema.pointer);
				validate(body);
				found.push(...report(operation.name, 'request body', validate.errors));
			} else if (body !== undefined)
				found.push(...missing(operation.name, 'request body', 'is not described'));
			else if (isObject(requestBody.value) && requestBody.value.required === true) {
				found.push(...missing(operation.name, 'request body', 'is required'));
			}
			return unknownOnly(found);
		},
	};
}

/** Query values are texts; the description says what they mean. */
function typed(text: string, schema: unknown): unknown {
	const type = isObject(schema) ? schema.type : undefined;
	if ((type === 'integer' || type === 'number') && text !== '' && !Number.isNaN(Number(text)))
		return Number(text);
	if (type === 'boolean' && (text === 'true' || text === 'false')) return text === 'true';
	return text;
}

function matches(template: string, path: string): boolean {
	const expected = template.split('/');
	const actual = path.split('/');
	return (
		expected.length === actual.length &&
		expected.every((part, index) => (part.startsWith('{') ? actual[index] !== '' : part === actual[index]))
	);
}
