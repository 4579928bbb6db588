import type { IDataObject, IDisplayOptions, INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { limitFields } from '../fields';
import type { Call, Output, Resource } from '../operation';
import { isAgentsTool } from '../operation';
import type { Parameters } from '../parameters';
import { allRows, fileOf, itemsOf } from './answers';
import type { Place } from './contract';
import { pagesOf } from './mapped';
import type { PublishedApi } from './published';
import { contractOf } from './published';
import { readRequest } from './request';

/**
 * Where the editor offers "Return All": what reads, and does not end with an id. No regular expression: n8n gives one a few
 * milliseconds and fails the execution after them. An expression ends with two braces, and n8n shows the fields.
 */
const listsOnly: IDisplayOptions = {
	show: { apiOperation: [{ _cnd: { startsWith: 'GET ' } }] },
	hide: { apiOperation: [...'abcdefghijklmnopqrstuvwxyz'].map((letter) => ({ _cnd: { endsWith: `${letter}}` } })) },
};
const isListed = (chosen: string) => chosen.startsWith('GET ') && !chosen.endsWith('}');

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
					...limitFields.map((field) => ({
						...field,
						displayOptions: { ...listsOnly, show: { ...listsOnly.show, ...field.displayOptions?.show } },
					})),
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
			// The list is of the package: it asks no account.
			typeOptions: { searchListMethod: 'searchApiOperations', searchable: true, skipCredentialsCheckInRLC: true },
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
	description: 'What the chosen operation takes. "Body (JSON)" is one JSON object or list.',
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
	const limit = isListed(chosen) ? param.limit() : undefined;
	const request = readRequest(param, contract, { place, paging: published.paging });
	const ask = async (query: IDataObject) => await published.send(call, { ...request, query: { ...request.query, ...query } });
	if (pagesOf(place, published.paging)) {
		const hasSize = place.published?.parameters.some(({ name }) => name === published.paging.size) === true;
		return itemsOf(await allRows(async (query) => (await ask(query)).body, { ...published.paging, hasSize }, limit));
	}
	const output = await fileOf(call, await ask({}), { field, clean: published.clean ?? ((body) => body) });
	if (output === undefined) throw published.undocumented(call, request);
	return Array.isArray(output) ? output.slice(0, limit) : output;
}

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
