import type { GenericValue, IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { Parameters } from '../parameters';
import { isRecord, shown } from '../values';
import type { Contract, Place } from './contract';
import type { MappedField, Paging } from './mapped';
import { fieldsOf, valueOf } from './mapped';
import type { Problem } from './validate';
import { problemsOf } from './validate';

/** A request that matches what the vendor publishes. */
export interface PlacedRequest {
	method: IHttpRequestMethods;
	/** Below the base URL. */
	path: string;
	query: IDataObject;
	body?: IDataObject | GenericValue[];
	/** Lists under their published names, some of which end with []. */
	arrayFormat: 'repeat';
	/** The answer is not described as JSON: it may be a file. */
	binary: boolean;
}

const safePath = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+\/?$/;

/**
 * Reads what the user filled in for this operation. Throws what `Parameters` throws; each error has
 * the field's display name.
 */
export function readRequest(param: Parameters, contract: Contract, { place, paging }: { place: Place; paging: Paging }): PlacedRequest {
	const fields = fieldsOf(contract, place, paging);
	const ids = place.published ? Object.entries(place.ids).map(([name, id]) => [`path_${name}`, id]) : [];
	const mapped = param.mapped('fields', { fields: fields.map(({ property }) => property), given: Object.fromEntries(ids) });
	const of = (...places: Array<MappedField['in']>) =>
		fields
			.filter((one) => places.includes(one.in))
			.flatMap((one): Array<[string, unknown]> => {
				const value = valueOf(mapped, one);
				if (value === undefined && one.required) return mapped.refuse(one.property.name, 'is empty', 'Fill it in.');
				return value === undefined ? [] : [[one.name, value]];
			});
	if (!place.published) {
		const [[, query] = ['', {}]] = of('wholeQuery');
		const [[, body] = ['', undefined]] = of('wholeBody');
		if (!safePath.test(place.path)) refusePath(param);
		const sent = body === undefined ? {} : { body: bodyIn(mapped, body) };
		return {
			method: place.method,
			path: place.path,
			arrayFormat: 'repeat',
			query: isRecord(query) ? query : {},
			binary: place.method === 'GET',
			...sent,
		};
	}
	const { published } = place;
	const steps = new Map(of('path'));
	const path = published.path.replace(/\{([^}]+)\}/g, (_all, name: string) => encodeURIComponent(String(steps.get(name))));
	const query = Object.fromEntries(of('query')) as IDataObject;
	const body = bodyOf(mapped, of, fields);
	// n8n does not send an empty body.
	if (published.body?.required && Object.keys(body ?? {}).length === 0) refuseEmpty(param, fields);
	const problems = body === undefined ? [] : problemsOf(contract, published, body);
	if (problems.length > 0) refuse(mapped, { problems, body, fields });
	const binary = mayBeFile(contract, place);
	return { method: published.method, path, query, arrayFormat: 'repeat', binary, ...(body === undefined ? {} : { body }) };
}

function refusePath(param: Parameters): never {
	return param.refuse(
		'apiOperation',
		'is not a path below the API',
		'Enter a method and a path, such as GET /a/123, without host, query or "..".',
	);
}

function refuseEmpty(param: Parameters, fields: MappedField[]): never {
	const whole = fields.find((one) => one.in === 'wholeBody');
	if (whole) return param.refuse(whole.property.displayName, 'is empty', 'Fill it in: the operation needs a body.');
	return param.refuse(
		'fields',
		'contain nothing that the operation can send',
		'Fill in at least one field other than "(Path)" and "(Query)".',
	);
}

type Read = (...places: Array<MappedField['in']>) => Array<[string, unknown]>;

function bodyOf(param: Parameters, of: Read, fields: MappedField[]): PlacedRequest['body'] {
	const [whole] = of('wholeBody');
	if (whole) return bodyIn(param, whole[1]);
	return fields.some((one) => one.in === 'body') ? (Object.fromEntries(of('body')) as IDataObject) : undefined;
}

function bodyIn(param: Parameters, body: unknown): IDataObject | GenericValue[] {
	if (isRecord(body) || Array.isArray(body)) return body;
	return param.refuse('wholeBody_body', `is neither an object nor a list: ${shown(body)}`, 'Enter it like {"key": "value"}.');
}

/** Whether an answer is not described as JSON. */
function mayBeFile(contract: Contract, { published }: Place): boolean {
	if (published?.method !== 'GET') return false;
	const answers = Object.entries(published.responses).flatMap(([status, answer]) =>
		/^2/.test(status) && answer ? [contract.flat(answer)] : [],
	);
	return answers.every(({ type }) => type === 'string');
}

const words: Record<string, string> = {
	'must be integer': 'must be a whole number',
	'must be number': 'must be a number',
	'must be string': 'must be a text',
	'must be boolean': 'must be true or false',
	'must be array': 'must be a list',
	'must be object': 'must be an object',
	'must be equal to one of the allowed values': 'is not one of the values that the vendor accepts',
	'must match a schema in oneOf': 'matches none of the formats that the vendor accepts',
	'must match format "uri"': 'must be a web address',
	'must match format "date"': 'must be a date such as 2026-11-30',
	'must match format "date-time"': 'must be a date and time such as 2026-11-30T12:00:00-03:00',
	'is not described': 'is unknown to the vendor',
};

/** Everything that does not match, in one error: the first with its field, the others after it. */
function refuse(param: Parameters, { problems, body, fields }: { problems: Problem[]; body: unknown; fields: MappedField[] }): never {
	const told = problems.map(({ path, message }) => {
		if (message.startsWith('must have')) return { path, what: 'is missing' };
		const given = message.startsWith('must be') ? `, not ${shown(memberOf(body, path))}` : '';
		return { path, what: `${words[message] ?? message}${message.includes('allowed') ? given.replace(', not', ':') : given}` };
	});
	const [first, ...others] = told.map(({ path, what }) => ({ path: dotted(path), what }));
	const isWhole = fields.some((one) => one.in === 'wholeBody');
	const rest = others.length === 0 ? '' : ` Also: ${others.map(({ path, what }) => `${path} ${what}`).join('; ')}.`;
	const id = isWhole ? 'wholeBody_body' : `body_${first.path}`;
	return param.refuse(
		id,
		`${isWhole ? `does not match: ${first.path} ` : ''}${first.what}`,
		`Nothing was sent. Correct it according to the vendor's documentation.${rest}`,
	);
}

/** `itens[0].produto.id`; the value itself has no name. */
const dotted = (path: Array<string | number>): string =>
	path.map((step, index) => (typeof step === 'number' ? `[${step}]` : `${index === 0 ? '' : '.'}${step}`)).join('') || 'it';

const memberOf = (value: unknown, path: Array<string | number>): unknown =>
	path.reduce<unknown>((inside, step) => {
		if (Array.isArray(inside)) return inside[Number(step)];
		return isRecord(inside) ? inside[String(step)] : undefined;
	}, value);
