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
 * Where the editor offers "Return All": operations that read, and whose path does not end with an
 * ID. No regular expression, since n8n gives one only a few milliseconds and then fails the
 * execution. n8n also shows the fields if the expression cannot be evaluated.
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
	description: 'The operation to call. By Path also accepts a path that is not in the list.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Choose an operation…',
			// The list is part of the package and needs no account.
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
					properties: { regex: '(DELETE|GET|PATCH|POST|PUT) /\\S*', errorMessage: `Enter a method and a path, ${placeholder}` },
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
	description: 'Parameters of the chosen operation. "Body (JSON)" is a JSON object or list.',
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
			noFieldsError: 'This operation has no fields.',
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
	return param.refuse(
		'apiOperation',
		'does not match an operation',
		`Choose one from the list, or enter a method and a path, ${placeholder}.`,
	);
}

/**
 * An agent may read what is published; it may only write if a person has turned that on in this
 * node, and not by expression.
 */
function guard<Api>({ context, itemIndex }: Call<Api>, { published, ...place }: Place): void {
	if (!isAgentsTool(context)) return;
	const method = published?.method ?? ('method' in place ? place.method : '');
	if (published && (method === 'GET' || context.getNode().parameters.allowWriting === true)) return;
	const what = published ? `may not call ${published.key}, which changes data` : 'may only call operations in the list';
	throw new NodeOperationError(context.getNode(), `An AI agent ${what}`, {
		itemIndex,
		description: published
			? 'Turn on "Allow the Agent to Write", or run it in a separate workflow where a person decides.'
			: 'Choose another operation.',
	});
}
