import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Call, Operation } from '../../../nodes/shared/operations/operation';
import { resourceProperties } from '../../../nodes/shared/operations/operation';
import type { OutputShape } from '../../../nodes/shared/operations/output';
import { outputFields, readOutput } from '../../../nodes/shared/operations/output';
import { callExecute } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';

const shape = { simple: ['id', 'loja.id', 'itens.codigo', 'volumes'], others: ['contato.nome', 'total'] };
const order = { id: 7, loja: { id: 1, nome: 'A' }, itens: [{ codigo: 'X', valor: 2 }], contato: { nome: 'Ana' }, volumes: null };

const operation = (value: string, name = value) => ({
	name,
	value,
	action: 'Do it',
	description: '',
	fields: outputFields(shape),
	run: async ({ param }: Call<undefined>) => await Promise.resolve(readOutput(param, shape)(order)),
});
const resources = [{ name: 'Thing', value: 'thing', startsWith: 'getMany', operations: [operation('find'), operation('getMany')] }];

async function given(typeVersion: number, parameters: IDataObject = {}) {
	const target = placeOperations(resources, { typeVersion, parameters: { resource: 'thing', operation: 'getMany', ...parameters } });
	return (await callExecute(target, [{ json: {} }])).output[0].json;
}

const simplified = { id: 7, loja: { id: 1 }, itens: [{ codigo: 'X' }], volumes: null };

test('a node of version 1, whose workflow holds no output, gives everything; a new one what is asked for most', async () => {
	expect(await given(1)).toEqual(order);
	expect(await given(1.1)).toEqual(simplified);
	expect(await given(1, { output: 'simplified' })).toEqual(simplified);
	expect(await given(1.1, { output: 'raw' })).toEqual(order);
});

test('selected fields stand at their places, those that an item lacks are null', async () => {
	const chosen = { output: 'selected', outputFields: ['loja.id', 'total', 'contato.nome', 'itens.codigo'] };
	expect(await given(1.1, chosen)).toEqual({ loja: { id: 1 }, total: null, contato: { nome: 'Ana' }, itens: [{ codigo: 'X' }] });
});

test.each([
	['no field', { output: 'selected', outputFields: [] }, 'The field "Fields" is empty'],
	['a field that is not offered', { output: 'selected', outputFields: ['cpf'] }, 'The field "Fields" is not in the list: "cpf"'],
	['another output', { output: 'all' }, 'The field "Output" is not in the list: "all"'],
])('%s is refused', async (_what, parameters, message) => {
	await expect(given(1.1, parameters)).rejects.toThrow(message);
});

describe('where not all fields are documented', () => {
	const withShape = async (open: OutputShape, typeVersion: number, parameters: IDataObject = {}) => {
		const opened: Operation<undefined> = {
			...operation('get'),
			fields: outputFields(open),
			run: async ({ param }) => await Promise.resolve(readOutput(param, open)(order)),
		};
		const menu = [{ name: 'Thing', value: 'thing', operations: [opened] }];
		const target = placeOperations(menu, { typeVersion, parameters: { resource: 'thing', operation: 'get', ...parameters } });
		return (await callExecute(target, [{ json: {} }])).output[0].json;
	};
	const unknown = { simple: [], others: [], open: true };
	const late = { simple: ['id'], others: [], open: true, late: true };

	test('everything, or what is typed', async () => {
		for (const version of [1, 1.1, 1.2]) expect(await withShape(unknown, version)).toEqual(order);
		const typed = { output: 'selected', outputFields: ' loja.id, cor ,__proto__, itens.codigo' };
		const found = await withShape(unknown, 1.2, typed);
		expect(Object.entries(found)).toEqual([
			['loja', { id: 1 }],
			['cor', null],
			['__proto__', null],
			['itens', [{ codigo: 'X' }]],
		]);
	});

	test('what came in version 1.2 leaves saved nodes of 1.1 as they were', async () => {
		expect(await withShape(late, 1.1)).toEqual(order);
		expect(await withShape(late, 1.2)).toEqual({ id: 7 });
	});

	test.each([
		['Simplified where nothing is simple', { output: 'simplified' }, 'The field "Output" is not in the list: "simplified"'],
		['no field', { output: 'selected' }, 'The field "Fields" is empty'],
		[
			'an expression that gave nothing',
			{ output: 'selected', outputFields: '={{ "" }}' },
			'The field "Fields" has an expression that gave',
		],
	])('%s is refused', async (_what, parameters, message) => {
		await expect(withShape(unknown, 1.2, parameters)).rejects.toThrow(message);
	});
});

describe('menus', () => {
	const entries = ({ options = [] }: INodeProperties) => options.map(({ name }) => name);

	test('a new node starts with what is asked for most, a saved one with what it always did', () => {
		const menus = resourceProperties(resources).filter(({ name }) => name === 'operation');
		expect(menus.map((menu) => [menu.default, menu.displayOptions?.show?.['@version']])).toEqual([
			['getMany', [{ _cnd: { gte: 1.1 } }]],
			['find', [{ _cnd: { lt: 1.1 } }]],
		]);
	});

	test('what bundled workflows are made of stands after the others', () => {
		const named = (name: string, internal: boolean) => ({ name, value: name, operations: [{ ...operation('get', 'Get'), internal }] });
		const mixed = { name: 'Order', value: 'Order', operations: [{ ...operation('act', 'Act'), internal: true }, operation('get', 'Get')] };
		const [resource] = resourceProperties([named('Alert', true), named('Stock', false), mixed, named('Custom API Call', false)]);
		expect(entries(resource)).toEqual(['Order', 'Stock', 'Alert', 'Custom API Call']);
		expect(resourceProperties([mixed]).slice(1, 2).map(entries)).toEqual([['Get', 'Act']]);
	});

	test('are sorted by name, "Custom API Call" stays last, and the first resource is what the node starts with', () => {
		const named = (name: string) => ({ name, value: name, operations: [operation('get', 'Get'), operation('create', 'Create')] });
		const [resource, menu] = resourceProperties([named('Stock'), named('Custom API Call'), named('Webhook'), named('Order')]);
		expect(resource.default).toBe('Stock');
		expect(entries(resource)).toEqual(['Order', 'Stock', 'Webhook', 'Custom API Call']);
		expect([menu.default, entries(menu)]).toEqual(['get', ['Create', 'Get']]);
	});
});
