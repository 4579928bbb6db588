import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Call, Operation, Resource } from '../../../shared/operation';
import type { IntelipostApi } from '../../api';
import { asItems } from '../fields';

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;
const method = z.enum(methods);

const record = z.record(z.string(), z.unknown());
const body = z.union([record, z.array(record)]);

/** JSON typed as text, or an object or list given by expression. */
function readBody({ context, param, itemIndex }: Call<IntelipostApi>): IDataObject | IDataObject[] {
	const given = context.getNodeParameter('body', itemIndex, {});
	const parsed = body.safeParse(typeof given === 'string' ? parseJson(given) : given);
	if (!parsed.success)
		return param.refuse(
			'body',
			'is neither a JSON object nor a list of them',
			'Write it as {"key": "value"}.',
		);
	return parsed.data as IDataObject | IDataObject[];
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}

/** Reaches what this node has no operation for, on the credential's host and below its base path only. */
const request: Operation<IntelipostApi> = {
	name: 'Request',
	action: 'Make a custom API call',
	description: 'Call any path below the API Base URL of the credential',
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: methods.map((name) => ({ name, value: name })),
			default: 'GET',
			description: 'HTTP method',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. /quote/123456',
			description: 'Below the API Base URL, with a slash at its start and without a query',
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
			displayOptions: { show: { method: ['DELETE', 'PATCH', 'POST', 'PUT'] } },
			default: '{}',
			description: 'Body as a JSON object or list',
		},
	],
	notForAgents: true,
	async run(call) {
		const { api, param } = call;
		const chosen = method.safeParse(param.choice('method'));
		if (!chosen.success) return param.refuse('method', 'is not one of the list', 'Choose a method.');
		const content = await api.request({
			method: chosen.data,
			path: param.text('path'),
			query: param.object('query'),
			...(chosen.data === 'GET' ? {} : { body: readBody(call) }),
		});
		return asItems(content);
	},
};

export const customApiCall: Resource<IntelipostApi> = { name: 'Custom API Call', operations: [request] };
