import type {
	IDataObject,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
	NodeParameterValueType,
	ResourceMapperFields,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { state } from '../../../state';
import type { ApiResponse } from '../../http/request';
import { limitFields } from '../fields';
import type { Call, Output, Resource } from '../operation';
import { isAgentsTool } from '../operation';
import type { Parameters } from '../parameters';
import { allRows, fileOf, itemsOf } from './answers';
import type { Contract, Place } from './contract';
import type { Words } from './label';
import { labelOf } from './label';
import type { Paging } from './mapped';
import { fieldsOf, mapperField, pagesOf } from './mapped';
import type { PlacedRequest } from './request';
import { readRequest } from './request';

/** How all that a vendor publishes is offered and sent. */
export interface PublishedApi<Api> {
	/** As errors and the menu call it. */
	vendor: string;
	/** An example of By Path. */
	placeholder: string;
	/** Read when it is first needed: nothing of it is loaded when n8n starts. */
	load(): Promise<Contract>;
	words: Words;
	paging: Paging;
	send(call: Call<Api>, request: PlacedRequest): Promise<ApiResponse>;
	/** The error of an answer that is a page. */
	undocumented(call: Call<Api>, request: PlacedRequest): Error;
	/** Why this is never sent. */
	refusal?(method: string, path: string): { problem: string; advice: string } | undefined;
}

/** Answers that hold a list: of these operations the editor offers "Return All". By expression it is not known, and n8n shows them. */
const listsOnly = { show: { apiOperation: [{ _cnd: { regex: '^GET .*([^}]|/modulos/\\{idModulo\\})$' } }] } };

/** Every operation that a vendor publishes, and any path below its API. */
export function apiOperation<Api>(published: PublishedApi<Api>): Resource<Api> {
	return {
		name: 'API Operation',
		value: 'apiOperation',
		operations: [
			{
				name: 'Call',
				value: 'call',
				action: 'Call any published operation',
				description: `Call any operation that ${published.vendor} publishes`,
				fields: [
					operationField(published),
					fieldsField,
					...limitFields.map((field) => ({ ...field, displayOptions: { show: { ...listsOnly.show, ...field.displayOptions?.show } } })),
					allowWriting,
					{
						displayName: 'Options',
						name: 'options',
						type: 'collection',
						placeholder: 'Add option',
						default: {},
						options: [
							{
								displayName: 'Put Output File in Field',
								name: 'binaryField',
								type: 'string',
								default: 'data',
								description: 'The name of the binary field for an answer that is a file (PDF, XML, ZIP)',
							},
						],
					},
				],
				run: async (call) => await run(published, call),
			},
		],
	};
}

const operationField = <Api>({ placeholder }: PublishedApi<Api>): INodeProperties => ({
	displayName: 'API Operation',
	name: 'apiOperation',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'What to call. By Path also takes a path that is not in the list.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose an operation…',
			typeOptions: { searchListMethod: 'searchApiOperations', searchable: true },
		},
		{
			displayName: 'By Path',
			name: 'path',
			type: 'string',
			placeholder,
			hint: 'Method and path, without host and query',
			validation: [
				{
					type: 'regex',
					properties: { regex: '(DELETE|GET|PATCH|POST|PUT) /\\S*', errorMessage: `Write a method and a path, ${placeholder}` },
				},
			],
		},
	],
});

const fieldsField: INodeProperties = {
	displayName: 'Fields',
	name: 'fields',
	type: 'resourceMapper',
	noDataExpression: true,
	default: { mappingMode: 'defineBelow', value: null },
	required: true,
	typeOptions: {
		loadOptionsDependsOn: ['apiOperation.value'],
		resourceMapper: {
			resourceMapperMethod: 'getApiOperationFields',
			mode: 'add',
			valuesLabel: 'Fields',
			fieldWords: { singular: 'field', plural: 'fields' },
			addAllFields: false,
			multiKeyMatch: false,
			supportAutoMap: false,
			noFieldsError: 'This operation takes no fields.',
		},
	},
};

const allowWriting: INodeProperties = {
	displayName: 'Allow the Agent to Write',
	name: 'allowWriting',
	type: 'boolean',
	noDataExpression: true,
	default: false,
	displayOptions: { show: { '@tool': [true] } },
	description: 'Whether an AI agent may call operations that create, change or delete (POST, PUT, PATCH, DELETE)',
};

/** What the editor asks the node for, to be put among its `methods`. */
export function apiOperationMethods<Api>(published: PublishedApi<Api>) {
	return {
		listSearch: {
			async searchApiOperations(this: ILoadOptionsFunctions, filter = ''): Promise<INodeListSearchResult> {
				const sought = plain(filter).split(/\s+/);
				const { operations } = await contractOf(published);
				const results = operations
					.map((one) => ({ name: labelOf(one, published.words), value: one.key }))
					.filter(({ name, value }) => sought.every((word) => plain(`${name} ${value}`).includes(word)));
				return { results: results.sort((left, right) => left.name.localeCompare(right.name, 'en')) };
			},
		},
		resourceMapping: {
			async getApiOperationFields(this: ILoadOptionsFunctions): Promise<ResourceMapperFields> {
				const chosen = this.getNodeParameter('apiOperation', '', { extractValue: true });
				const contract = await contractOf(published);
				const place = contract.place(text(chosen));
				if (!place) return { fields: [] };
				const given = place.published ? Object.keys(place.ids).map((name) => `path_${name}`) : [];
				const fields = fieldsOf(contract, place, published.paging).filter(({ property }) => !given.includes(property.name));
				return { fields: fields.map(mapperField) };
			},
		},
	};
}

const text = (chosen: NodeParameterValueType | object) => (typeof chosen === 'string' ? chosen.trim() : '');

const contractOf = async <Api>({ vendor, load }: PublishedApi<Api>) => await state.contracts.of({ vendor }, load);

/** Without accents and capitals: people search as they type. */
const plain = (words: string) => words.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().trim();

async function run<Api>(published: PublishedApi<Api>, call: Call<Api>): Promise<Output> {
	const { param } = call;
	const contract = await contractOf(published);
	const chosen = param.text('apiOperation');
	const place = contract.place(chosen);
	if (!place) return refuseForm(param, published.placeholder);
	const { method, path } = place.published ?? place;
	guard(call, place);
	const refusal = published.refusal?.(method, path);
	if (refusal) return param.refuse('apiOperation', refusal.problem, refusal.advice);
	const field = param.in('options').optionalText('binaryField') ?? 'data';
	const request = readRequest(param, contract, { place, paging: published.paging });
	const ask = async (query: IDataObject) => await published.send(call, { ...request, query: { ...request.query, ...query } });
	if (pagesOf(place, published.paging)) {
		const hasSize = place.published?.parameters.some(({ name }) => name === published.paging.size) === true;
		const rows = await allRows(async (query) => (await ask(query)).body, { ...published.paging, hasSize }, param.limit());
		return itemsOf(rows);
	}
	const output = await fileOf(call, await ask({}), field);
	if (output === undefined) throw published.undocumented(call, request);
	const limit = isListed(chosen) ? param.limit() : undefined;
	return Array.isArray(output) ? output.slice(0, limit) : output;
}

const isListed = (chosen: string) => new RegExp(listsOnly.show.apiOperation[0]._cnd.regex).test(chosen);

function refuseForm(param: Parameters, placeholder: string): never {
	return param.refuse('apiOperation', 'names no operation', `Choose one from the list, or write a method and a path, ${placeholder}.`);
}

/** An agent reads what is published; it writes only where a person has switched that on in this node, and never by expression. */
function guard<Api>({ context, itemIndex }: Call<Api>, { published, ...place }: Place): void {
	if (!isAgentsTool(context)) return;
	const method = published?.method ?? ('method' in place ? place.method : '');
	if (published && (method === 'GET' || context.getNode().parameters.allowWriting === true)) return;
	const what = published ? `may not call ${published.key}, which writes` : 'may only call operations that are in the list';
	throw new NodeOperationError(context.getNode(), `An AI agent ${what}`, {
		itemIndex,
		description: published
			? 'Switch on "Allow the Agent to Write", or run it in a workflow of its own, where a person decides.'
			: 'Choose another operation.',
	});
}
