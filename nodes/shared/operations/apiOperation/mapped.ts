import type { FieldType, INodeProperties, NodePropertyTypes, ResourceMapperField } from 'n8n-workflow';

import type { Parameters } from '../parameters';
import { recordOf } from '../values';
import type { Contract, Place, Schema } from './contract';

/** The editor's field for one parameter of a published operation. */
export interface MappedField {
	in: 'path' | 'query' | 'body' | 'wholeQuery' | 'wholeBody';
	/** The vendor's name for it. */
	name: string;
	required: boolean;
	/** Without references. */
	schema: Schema;
	/** How it is read and shown. */
	property: INodeProperties;
}

/** Names of the page and page size in a query; "Return All" and "Limit" replace them. */
export interface Paging {
	page: string;
	size: string;
	/** The largest page. */
	most: number;
}

const simple = ['string', 'integer', 'number', 'boolean'];
const typeOf = ({ type }: Schema): string => [type ?? []].flat().find((one) => one !== 'null') ?? '';

/** The fields of a path, query and body, required ones first. */
export function fieldsOf(contract: Contract, place: Place, paging: Paging): MappedField[] {
	if (!place.published) {
		const json: Schema = { type: 'object' };
		const query = field({ in: 'wholeQuery', name: 'query', required: false, schema: json });
		return place.method === 'GET' ? [query] : [query, field({ in: 'wholeBody', name: 'body', required: false, schema: {} })];
	}
	const { published } = place;
	const parameters = published.parameters
		.filter((one) => one.in === 'path' || !pagesOf(place, paging) || ![paging.page, paging.size].includes(one.name))
		.map((one) => field({ ...one, required: one.in === 'path' || one.required === true, schema: contract.flat(one.schema) }));
	return [...parameters, ...bodyFields(contract, place)].sort((left, right) => Number(right.required) - Number(left.required));
}

/** Whether a published operation answers page by page. */
export const pagesOf = ({ published }: Place, { page }: Paging): boolean =>
	published?.method === 'GET' && published.parameters.some(({ in: where, name }) => where === 'query' && name === page);

/** A flat body has one field per member; any other is JSON. */
function bodyFields(contract: Contract, { published }: Place): MappedField[] {
	if (!published?.body) return [];
	const { schema, required } = published.body;
	const flat = contract.flat(schema);
	const members = Object.entries(flat.properties ?? {}).map(([name, member]) => [name, contract.flat(member)] as const);
	const isFlat = members.length > 0 && !flat.oneOf && !flat.anyOf && members.every(([, member]) => simple.includes(typeOf(member)));
	if (!isFlat) return [field({ in: 'wholeBody', name: 'body', required, schema: flat })];
	return members.map(([name, member]) =>
		field({
			in: 'body',
			name,
			required: (flat.required ?? []).includes(name) && !(name === 'id' && published.method !== 'PATCH'),
			schema: member,
		}),
	);
}

/** IDs of a mapper's fields are used in the editor's paths, so they have no brackets or dots. */
function field(given: Omit<MappedField, 'property'>): MappedField {
	const { name } = given;
	const { enum: all, ...rest } = given.schema;
	// What a list allows as a whole applies to its entries.
	const schema = all && typeOf(rest) === 'array' ? { ...rest, items: { ...rest.items, enum: all } } : given.schema;
	const id = `${given.in}_${name.replace(/\W/g, '')}`;
	const shown = { path: `${name} (Path)`, query: `${name} (Query)`, body: name, wholeQuery: 'Query (JSON)', wholeBody: 'Body (JSON)' };
	const listed = (schema.enum ?? []).filter((value) => value !== null).map((value) => ({ name: String(value), value: String(value) }));
	const property: INodeProperties = {
		displayName: shown[given.in],
		name: id,
		type: propertyType({ in: given.in, schema }),
		default: '',
		...(listed.length > 0 ? { options: listed } : {}),
	};
	return { ...given, schema, property };
}

function propertyType({ in: where, schema }: Pick<MappedField, 'in' | 'schema'>): NodePropertyTypes {
	if (where === 'wholeBody' || where === 'wholeQuery') return 'json';
	if (schema.enum) return 'options';
	if (schema.format === 'date' || schema.format === 'date-time') return 'dateTime';
	const type = typeOf(schema);
	if (type === 'boolean') return 'boolean';
	// An ID is entered as text: n8n's number field would round a long one and show separators.
	return (type === 'integer' || type === 'number') && where !== 'path' ? 'number' : 'string';
}

const widgets: Partial<Record<NodePropertyTypes, FieldType>> = {
	json: 'object',
	options: 'options',
	dateTime: 'dateTime',
	boolean: 'boolean',
	number: 'number',
};

/** A field in n8n's mapper; optional ones are added with "Add field". */
export function mapperField({ property, required, schema, in: where }: MappedField): ResourceMapperField {
	const whole = where === 'wholeBody' || where === 'wholeQuery';
	return {
		id: property.name,
		displayName: property.displayName,
		required,
		defaultMatch: false,
		display: true,
		type: where === 'wholeBody' && typeOf(schema) === 'array' ? 'array' : (widgets[property.type] ?? 'string'),
		removed: !required && !whole,
		...(property.options ? { options: property.options.flatMap((one) => ('value' in one ? [one] : [])) } : {}),
	};
}

/** A field's value, as the vendor reads it; undefined if not set. */
export function valueOf(param: Parameters, { property: { name: id }, schema, in: where }: MappedField): unknown {
	if (where === 'wholeBody') return param.optionalJson(id);
	if (where === 'wholeQuery') return param.optional(id, recordOf);
	if (schema.enum) {
		const chosen = param.optionalChoice(id);
		return chosen === undefined ? undefined : schema.enum.find((value) => String(value) === chosen);
	}
	if (schema.format === 'date') return param.optionalDay(id);
	if (schema.format === 'date-time') return param.optionalDate(id);
	const type = typeOf(schema);
	if (type === 'array') return param.optionalList(id)?.map((entry) => entryOf(param, id, { entry, schema: schema.items ?? {} }));
	if (type === 'boolean') return param.optionalFlag(id);
	if (type !== 'integer' && type !== 'number') return where === 'path' ? step(param, id) : param.optionalText(id);
	const number = param.optionalNumber(id);
	if (type === 'number' || number === undefined || Number.isInteger(number)) return number;
	return param.refuse(id, `must be a whole number, not ${number}`, 'Enter it without decimals.');
}

function entryOf(param: Parameters, id: string, { entry, schema }: { entry: string; schema: Schema }): string {
	if (schema.enum && !schema.enum.some((value) => String(value) === entry))
		return param.refuse(id, `has an entry that is not in the list: "${entry}"`, `Use one or more of ${schema.enum.join(', ')}.`);
	if (schema.type === 'integer' && !/^-?\d{1,16}$/.test(entry))
		return param.refuse(id, `has an entry that is not a whole number: "${entry.slice(0, 60)}"`, 'Use whole numbers, separated by commas.');
	return entry;
}

/** One step of a path that cannot lead to another path, whatever a payload contained. */
function step(param: Parameters, id: string): string {
	const text = param.segment(id);
	if (/^[\w.~@+-]+$/.test(text)) return text;
	return param.refuse(
		id,
		`is not an ID: ${JSON.stringify(text.slice(0, 60))}`,
		'Use letters, digits, "-", "_" and ".", without slashes or spaces.',
	);
}
