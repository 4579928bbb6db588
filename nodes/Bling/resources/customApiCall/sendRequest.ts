import type { IDataObject, IHttpRequestMethods } from 'n8n-workflow';

import type { BlingOperation } from '../operation';

const methods: IHttpRequestMethods[] = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'];

/** Segments of letters, digits and the few signs of Bling's paths: no scheme, host, `..`, query or encoded sign fits. */
const safePath = /^(\/(?!\.{1,2}(\/|$))[A-Za-z0-9_.-]+)+\/?$/;

/** Any request of Bling's API, to the host of the credential and no other, within the same limits. */
export const sendRequest: BlingOperation = {
	name: 'Send Request',
	action: 'Send a request to the API',
	description: 'Call a path of the Bling API v3 that has no operation of its own',
	notForAgents: true,
	fields: [
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: methods.map((method) => ({ name: method, value: method })),
			default: 'GET',
			description: 'The HTTP method; requests other than GET are not repeated after a time-out',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			default: '',
			required: true,
			placeholder: '/contatos/12345678',
			description: 'Only the path below /Api/v3, without host and query',
		},
		{
			displayName: 'Query (JSON)',
			name: 'query',
			type: 'json',
			default: '{}',
			description: 'Parameters as an object; a list is written with brackets: {"idsProdutos": [1, 2]}',
		},
		{
			displayName: 'Body (JSON)',
			name: 'body',
			type: 'json',
			displayOptions: { show: { method: ['PATCH', 'POST', 'PUT'] } },
			default: '{}',
			description: 'The body as an object; {} sends none',
		},
	],
	async run({ api, param }) {
		const method = methods.find((one) => one === param.choice('method'));
		if (method === undefined) return param.refuse('method', 'is not a method', 'Use GET, POST, PUT, PATCH or DELETE.');
		const path = param.text('path');
		if (!safePath.test(path)) {
			param.refuse('path', 'is not a path of the API', 'Write only the path below /Api/v3, such as /contatos/12345678; parameters go into the query.');
		}
		const hasBody = ['PATCH', 'POST', 'PUT'].includes(method);
		const body = hasBody ? param.object('body') : {};
		const answer = await api.request({
			method,
			path,
			query: param.object('query'),
			...(Object.keys(body).length > 0 ? { body } : {}),
		});
		return (answer as IDataObject | undefined) ?? { success: true };
	},
};
