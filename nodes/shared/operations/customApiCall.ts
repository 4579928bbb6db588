import type { IDataObject, IHttpRequestMethods, INodeProperties } from 'n8n-workflow';

import { z } from 'zod';

import type { Call, Output, Resource } from './operation';

const methods: IHttpRequestMethods[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/**
 * Segments of letters, digits, `_`, `.`, `~` and `-`: no scheme, host, query, `..` or encoded
 * character is possible.
 */
const safePath = /^(\/(?!\.{1,2}(\/|$))[\w.~-]+)+\/?$/;

interface CustomRequest {
	method: IHttpRequestMethods;
	/** Starts with a slash and stays below the base address. */
	path: string;
	query: IDataObject;
	body?: IDataObject | IDataObject[];
}

/** Where a vendor's custom request goes, and how it is sent. */
interface CustomApi<Api> {
	/** What the path is appended to, in words: `/Api/v3`. */
	below: string;
	placeholder: string;
	/** Fields before the method. */
	fields?: INodeProperties[];
	/** Returns the parsed body. */
	send(call: Call<Api>, request: CustomRequest): Promise<unknown>;
}

/** For what a vendor's API has but the node has no operation for: only on the credential's host. */
export function customApiCall<Api>({ below, placeholder, fields = [], send }: CustomApi<Api>): Resource<Api> {
	return {
		name: 'Custom API Call',
		value: 'customApiCall',
		operations: [
			{
				name: 'Request',
				value: 'request',
				action: 'Make a custom API call',
				description: `Send a request to any path below ${below}`,
				notForAgents: true,
				fields: [
					...fields,
					{
						displayName: 'Method',
						name: 'method',
						type: 'options',
						options: methods.map((method) => ({ name: method, value: method })),
						default: 'GET',
						description: 'HTTP method; only GET requests are ever repeated',
					},
					{
						displayName: 'Path',
						name: 'path',
						type: 'string',
						default: '',
						required: true,
						placeholder,
						description: `Path below ${below}, starting with a slash, without host and query`,
					},
					{
						displayName: 'Query',
						name: 'query',
						type: 'json',
						default: '{}',
						description: 'Query parameters as a JSON object',
					},
					{
						displayName: 'Body',
						name: 'body',
						type: 'json',
						displayOptions: { hide: { method: ['GET'] } },
						default: '{}',
						description: 'A JSON object or a list of objects; {} sends no body',
					},
				],
				async run(call) {
					return toOutput(await send(call, readRequest(call)));
				},
			},
		],
	};
}

function readRequest<Api>({ param }: Call<Api>): CustomRequest {
	const method = param.choice('method', methods);
	const path = param.text('path');
	if (!safePath.test(path)) {
		param.refuse('path', 'is not a path below the API', 'Enter only the path, such as /a/123, without host, query or "..".');
	}
	const query = param.optionalObject('query') ?? {};
	const body = (method === 'GET' ? undefined : param.optionalObjects('body')) ?? {};
	const empty = !Array.isArray(body) && Object.keys(body).length === 0;
	return { method, path, query, ...(empty ? {} : { body }) };
}

const object = z.record(z.string(), z.unknown());
const objects = z.array(object);

/** An object becomes one item, a list of objects one item each; an empty answer returns a success. */
export function toOutput(body: unknown): Output {
	if (body === undefined || body === '') return { success: true };
	if (objects.safeParse(body).success) return body as IDataObject[];
	return object.safeParse(body).success ? (body as IDataObject) : { answer: body as IDataObject[string] };
}
