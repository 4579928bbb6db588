// Makes contracts/*.json from a folder with the vendors' published OpenAPI files: what is sent and answered, as names,
// types, required members and allowed values. Descriptions, summaries and examples are other people's texts and stay out.
// Usage: node scripts/contracts.mjs FOLDER
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { parse } from 'yaml';

import { root } from './setup.mjs';

/** `base`: what precedes every path on the wire. */
const vendors = [
	{ vendor: 'bling', base: '/Api/v3', files: ['bling-openapi.json'] },
	{
		vendor: 'nfeio',
		base: '',
		files: ['nfeio-nf-servico-v1.yaml', 'nfeio-nfse-inbound-v2.yaml', 'nfeio-consulta-dfe-distribuicao-v2.yaml'],
	},
];

const methods = ['get', 'post', 'put', 'patch', 'delete'];
const byName = ([left], [right]) => (left < right ? -1 : left > right ? 1 : 0);
const sorted = (entries) => Object.fromEntries([...entries].sort(byName));
const mapped = (object, change) => sorted(Object.entries(object).map(([name, value]) => [name, change(value)]));
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);
const pointed = (spec, reference) =>
	reference
		.slice(2)
		.split('/')
		.reduce((value, part) => value?.[part.replaceAll('~1', '/').replaceAll('~0', '~')], spec);

/** JSON Schema's name for a type, and the formats that say more than one. */
const formats = ['date', 'date-time', 'email', 'uri', 'uuid'];

function reader(spec, rename) {
	const resolve = (value) => (isObject(value) && typeof value.$ref === 'string' ? resolve(pointed(spec, value.$ref)) : value);

	/** A schema without its texts; OpenAPI's `nullable` becomes a type. */
	const schemaOf = (given) => {
		if (!isObject(given)) return {};
		if (typeof given.$ref === 'string') {
			const [, name] = /^#\/components\/schemas\/(.+)$/.exec(given.$ref) ?? [];
			return name === undefined ? schemaOf(pointed(spec, given.$ref)) : { $ref: `#/schemas/${rename(name)}` };
		}
		const schema = {};
		for (const list of ['allOf', 'anyOf', 'oneOf']) if (Array.isArray(given[list])) schema[list] = given[list].map(schemaOf);
		if (isObject(given.additionalProperties)) schema.additionalProperties = schemaOf(given.additionalProperties);
		if (Array.isArray(given.enum)) schema.enum = given.nullable ? [...given.enum, null] : given.enum;
		if (formats.includes(given.format)) schema.format = given.format;
		if (given.items !== undefined) schema.items = schemaOf(given.items);
		if (isObject(given.properties)) schema.properties = mapped(given.properties, schemaOf);
		if (Array.isArray(given.required) && given.required.length > 0) schema.required = [...new Set(given.required)].sort();
		const type = given.type ?? (schema.properties ? 'object' : schema.items ? 'array' : undefined);
		if (type !== undefined) schema.type = given.nullable ? [type, 'null'] : type;
		return schema;
	};

	const contentOf = (holder) => {
		const content = resolve(holder)?.content ?? {};
		const media = Object.keys(content).find((type) => /json|^\*\/\*$/.test(type));
		return media === undefined ? undefined : schemaOf(content[media].schema);
	};

	const parametersOf = (list) =>
		list
			.map(resolve)
			.filter((parameter) => ['path', 'query', 'header'].includes(parameter.in))
			.map(({ in: place, name, required, schema, ...rest }) => [
				`${place} ${name}`,
				{ in: place, name, ...(required ? { required: true } : {}), schema: schemaOf(schema ?? rest) },
			])
			.sort(byName)
			.map(([, parameter]) => parameter);

	const operationOf = (path, operation) => ({
		...(operation.requestBody === undefined
			? {}
			: {
					body: {
						required: resolve(operation.requestBody).required === true,
						schema: contentOf(operation.requestBody) ?? {},
					},
				}),
		parameters: parametersOf([...(path.parameters ?? []), ...(operation.parameters ?? [])]),
		// null: answered without a body.
		responses: mapped(operation.responses ?? {}, (response) => contentOf(response) ?? null),
	});

	const operations = Object.entries(spec.paths).flatMap(([name, path]) =>
		methods
			.filter((method) => isObject(path[method]))
			.map((method) => [`${method.toUpperCase()} ${name}`, operationOf(path, path[method])]),
	);
	const schemas = Object.entries(spec.components?.schemas ?? {}).map(([name, schema]) => [rename(name), schemaOf(schema)]);
	return { operations, schemas };
}

/** Only the schemas that an operation refers to. */
function used(operations, schemas) {
	const found = new Set();
	const visit = (value) => {
		for (const [, name] of JSON.stringify(value).matchAll(/"\$ref":"#\/schemas\/([^"]+)"/g)) {
			if (found.has(name)) continue;
			found.add(name);
			visit(schemas.get(name) ?? {});
		}
	};
	visit(operations);
	return [...found].map((name) => [name, schemas.get(name)]);
}

/** One line per operation and schema: compact, and diffs show where a change is. */
const lines = (entries) => entries.map(([name, value]) => `\t\t${JSON.stringify(name)}: ${JSON.stringify(value)}`).join(',\n');

const [folder] = process.argv.slice(2);
if (folder === undefined) {
	console.error('Usage: node scripts/contracts.mjs FOLDER (with the OpenAPI files of the vendors)');
	process.exit(2);
}
for (const { vendor, base, files } of vendors) {
	const read = await Promise.all(
		files.map(async (file, index) =>
			reader(parse(await readFile(join(folder, file), 'utf8')), (name) => (index === 0 ? name : `${index}.${name}`)),
		),
	);
	const operations = read.flatMap((one) => one.operations).sort(byName);
	const twice = operations.map(([name]) => name).filter((name, index, all) => all.indexOf(name) !== index);
	if (twice.length > 0) throw new Error(`${vendor}: described twice: ${twice.join(', ')}`);
	const schemas = used(operations, new Map(read.flatMap((one) => one.schemas))).sort(byName);
	const text = `{\n\t"base": ${JSON.stringify(base)},\n\t"operations": {\n${lines(operations)}\n\t},\n\t"schemas": {\n${lines(schemas)}\n\t}\n}\n`;
	await writeFile(join(root, 'contracts', `${vendor}.json`), text);
	console.log(`${vendor}: ${operations.length} operations, ${schemas.length} schemas, ${Math.round(text.length / 1000)} kB`);
}
