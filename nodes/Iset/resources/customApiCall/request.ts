import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';
import { z } from 'zod';

import type { Operation } from '../../../shared/operation';
import type { IsetApi } from '../../api';

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const satisfies readonly IHttpRequestMethods[];
const methodSchema = z.enum(methods);

const rows = z.array(z.record(z.string(), z.unknown()));
const row = z.record(z.string(), z.unknown());

/** For endpoints of the shop's private documentation: the path cannot leave the credential's host and `/ws/v1`. */
export const request: Operation<IsetApi> = {
	name: 'Request',
	action: 'Make a custom API call',
	description: 'Send a request to any path below /ws/v1 of the shop',
	notForAgents: true,
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: methods.map((method) => ({ name: method, value: method })),
			default: 'GET',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			required: true,
			default: '',
			placeholder: '/shipping/list',
			description: 'Below /ws/v1 of the shop, without a query',
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
			description: 'A JSON object',
		},
	],
	async run({ api, param }) {
		const method = methodSchema.parse(param.choice('method'));
		const query = param.object('query');
		const answer = await api.request({
			method,
			path: param.text('path'),
			...(Object.keys(query).length > 0 ? { query } : {}),
			...(method === 'GET' ? {} : { body: param.object('body') }),
		});
		if (rows.safeParse(answer).success) return answer as IDataObject[];
		return row.safeParse(answer).success ? (answer as IDataObject) : { answer: answer as string };
	},
};
