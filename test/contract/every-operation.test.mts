import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import type { IDataObject, INodeType, ResourceMapperField } from 'n8n-workflow';

import { Bling } from '../../nodes/Bling/Bling.node';
import { NfeIo } from '../../nodes/NfeIo/NfeIo.node';
import { callExecute, loadOptionsOf, place } from '../unit/support/contexts.mts';
import { hurry } from '../unit/support/time.mts';
import { contractOf } from '../support/contract.mts';

// Written by the contract alone: nothing of the nodes' own reading of it is used to fill in what they are given.

interface Schema {
	$ref?: string;
	type?: string | string[];
	enum?: unknown[];
	format?: string;
	items?: Schema;
	properties?: Record<string, Schema>;
	required?: string[];
	allOf?: Schema[];
	oneOf?: Schema[];
}
interface Described {
	body?: { required: boolean; schema: Schema };
	parameters: Array<{ in: string; name: string; required?: boolean; schema: Schema }>;
}

const vendors = {
	bling: {
		type: new Bling(),
		credential: (address: string) => ({ blingOAuth2Api: { environment: 'custom', apiBaseUrl: `${address}/Api/v3` } }),
	},
	nfeio: {
		type: new NfeIo(),
		credential: (address: string) => ({ nfeIoApi: { apiKey: 'k', webhooksBaseUrl: address, invoicesBaseUrl: address } }),
	},
};

/** Not offered: one deletes what other systems need, the other takes a file. */
const notOffered = ['DELETE /v2/webhooks', 'POST /v1/companies/{company_id}/certificate'];

hurry(200);

let requests: Array<{ method: string; path: string; query: URLSearchParams; body: unknown }> = [];
const server = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		const text = Buffer.concat(chunks).toString();
		const { pathname, searchParams } = new URL(request.url ?? '', 'http://127.0.0.1');
		requests.push({
			method: request.method ?? '',
			path: decodeURI(pathname),
			query: searchParams,
			body: text === '' ? undefined : JSON.parse(text),
		});
		const kind = /[/-](pdf|xml)$/.exec(pathname)?.[1];
		response.setHeader('content-type', kind ? `application/${kind}` : 'application/json');
		response.end(kind === 'pdf' ? '%PDF-1.4' : kind === 'xml' ? '<xml/>' : '{"data":{}}');
	});
});
let address = '';
beforeAll(async () => {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server.close());

/** What the contract says of an object: its own members and those of its parts. */
function flat(schemas: Record<string, Schema>, given: Schema): Schema {
	const schema = given.$ref ? flat(schemas, schemas[given.$ref.replace('#/schemas/', '')]) : given;
	const parts = [...(schema.allOf ?? []), ...(schema.oneOf ?? []).slice(0, 1)].map((part) => flat(schemas, part));
	return parts.reduce<Schema>(
		(all, part) => ({
			...all,
			...part,
			properties: { ...all.properties, ...part.properties },
			required: [...(part.required ?? []), ...(all.required ?? [])],
		}),
		{ ...schema },
	);
}

/** A value with what is required, or with all that is described down to some levels. */
function valueOf(schemas: Record<string, Schema>, given: Schema, levels: number): unknown {
	const schema = flat(schemas, given);
	const [type] = [schema.type ?? (schema.properties || schema.required ? 'object' : 'string')].flat();
	if (schema.enum) return type === 'integer' ? Number(schema.enum[0]) : schema.enum[0];
	if (type === 'integer' || type === 'number') return 1;
	if (type === 'boolean') return true;
	if (type === 'array') return levels > 0 || schema.items?.enum ? [valueOf(schemas, schema.items ?? {}, levels - 1)] : [];
	if (type !== 'object')
		return (
			{
				date: '2026-11-30',
				'date-time': '2026-11-30T12:00:00Z',
				email: 'a@example.com',
				uri: 'https://example.com',
				uuid: '00000000-0000-4000-8000-000000000000',
			}[schema.format ?? ''] ?? 'x'
		);
	const properties = schema.properties ?? {};
	// All members of one form would fit another form too.
	if (schema.oneOf) levels = 0;
	const required = (schema.required ?? []).filter((name) => name in properties || Object.keys(properties).length === 0);
	const names = levels > 0 ? [...new Set([...Object.keys(properties), ...required])] : required;
	return Object.fromEntries(names.map((name) => [name, name in properties ? valueOf(schemas, properties[name], levels - 1) : 'x']));
}

/** What a person types into a field of the editor. */
function typed({ type, options, id, displayName }: ResourceMapperField, described: Described, schemas: Record<string, Schema>): unknown {
	if (options) return options[0].value;
	if (type === 'number') return 1;
	if (type === 'boolean') return true;
	if (type === 'dateTime') return '2026-11-30T12:00:00';
	const [name] = displayName.split(' ');
	if (id.startsWith('body_')) return valueOf(schemas, flat(schemas, described.body?.schema ?? {}).properties?.[name] ?? {}, 0);
	const { schema } = described.parameters.find((one) => one.name === name && id.startsWith(one.in)) ?? {};
	return schema?.items?.enum?.[0] ?? '1';
}

/** A body as JSON; one that would be empty, which the vendor does not take, has its first member. */
function bodyOf(schemas: Record<string, Schema>, { body }: Described, levels: number): unknown {
	const whole = valueOf(schemas, body?.schema ?? {}, levels) as object;
	if (Object.keys(whole).length > 0 || !body?.required) return whole;
	const more = valueOf(schemas, body.schema, 1) as object;
	return Array.isArray(more) ? more : Object.fromEntries(Object.entries(more).slice(0, 1));
}

describe.each(['bling', 'nfeio'] as const)('%s', (vendor) => {
	const { operations, schemas } = JSON.parse(readFileSync(new URL(`../../contracts/${vendor}.json`, import.meta.url), 'utf8')) as {
		operations: Record<string, Described>;
		schemas: Record<string, Schema>;
	};
	const contract = contractOf(vendor);
	const { credential } = vendors[vendor];
	const type: INodeType = vendors[vendor].type;
	const offered = Object.keys(operations).filter((key) => !notOffered.includes(key));

	async function run(key: string, isWanted: (field: ResourceMapperField) => boolean, levels: number) {
		const parameters: IDataObject = {
			resource: 'apiOperation',
			operation: 'call',
			apiOperation: { __rl: true, mode: 'list', value: key },
			options: {},
			returnAll: false,
			limit: 5,
		};
		const fields = await type.methods?.resourceMapping?.getApiOperationFields.call(loadOptionsOf(place({ type, parameters })));
		const described = operations[key];
		const all = fields?.fields ?? [];
		const isBody = ({ id }: ResourceMapperField) => id.startsWith('body_');
		const needsOne = described.body?.required && !all.some((field) => isBody(field) && field.required);
		const filled = all.filter((field) => isWanted(field) || (needsOne && field === all.find(isBody)));
		const value = Object.fromEntries(
			filled.map((field) => [
				field.id,
				field.id === 'wholeBody_body' ? bodyOf(schemas, described, levels) : typed(field, described, schemas),
			]),
		);
		requests = [];
		const mapper = { mappingMode: 'defineBelow', value, matchingColumns: [], schema: fields?.fields };
		const target = place({
			type,
			parameters: { ...parameters, fields: mapper as unknown as IDataObject },
			credentials: credential(address),
		});
		await callExecute(target, [{ json: {} }]);
		const [request, ...others] = requests;
		const template = new RegExp(
			`^${key
				.replace(' ', ` ${contract.base}`)
				.replace(/\{[^}]+\}/g, '[^/]+')
				.replaceAll('/', '\\/')}$`,
		);
		expect([key, others.length, template.test(`${request.method} ${request.path}`)]).toEqual([key, 0, true]);
		return contract.checkRequest(request);
	}

	test.each([
		['with what is required', ({ required }: ResourceMapperField) => required, 0],
		['with every field', () => true, 2],
	])(
		'every published operation %s fits the contract',
		async (name, isWanted, levels) => {
			const wrong: unknown[] = [];
			let valid = 0;
			for (const key of offered) {
				const mismatches = await run(key, isWanted, levels).catch((error: Error & { description?: string }) => [
					key,
					error.message,
					error.description,
				]);
				if (mismatches.length === 0) valid++;
				else wrong.push(mismatches);
			}
			process.stdout.write(`${vendor}, ${name}: ${valid} of ${offered.length} valid\n`);
			expect(wrong).toEqual([]);
			expect(valid).toBe(offered.length);
		},
		300_000,
	);
});
