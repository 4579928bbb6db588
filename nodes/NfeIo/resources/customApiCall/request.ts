import { z } from 'zod';

import type { Operation } from '../../../shared/operation';
import type { NfeIo } from '../../client';

const methods = ['DELETE', 'GET', 'PATCH', 'POST', 'PUT'] as const;
const methodSchema = z.enum(methods);
const hostSchema = z.enum(['webhooks', 'invoices']);

/** Segments of letters, digits and harmless signs: nothing that could name another host or climb up. */
const safePath = /^(\/(?!\.{1,2}(\/|$))[\w.~:@!$&'()*+,;=%-]+)+\/?$/;

/** For endpoints without an operation of their own: on the credential's hosts only. */
export const request: Operation<NfeIo> = {
	name: 'Request',
	action: 'Make a custom API call',
	description: 'Send a request to any path of the two hosts of the credential',
	notForAgents: true,
	fields: [
		{
			displayName: 'Host',
			name: 'host',
			type: 'options',
			options: [
				{
					name: 'Invoices Base URL (api.nfe.io)',
					value: 'invoices',
					description: 'Service invoices (NFS-e)',
				},
				{ name: 'Webhooks Base URL (api.nfse.io)', value: 'webhooks', description: 'Everything else' },
			],
			default: 'webhooks',
			description: 'Which base URL of the credential the path is below',
		},
		{
			displayName: 'Method',
			name: 'method',
			type: 'options',
			options: methods.map((name) => ({ name, value: name })),
			default: 'GET',
			description: 'HTTP method. Only GET is repeated when NFE.io is busy.',
		},
		{
			displayName: 'Path',
			name: 'path',
			type: 'string',
			required: true,
			default: '',
			placeholder: '/v2/companies',
			description: 'With a slash at its start, without host and query',
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
		const method = methodSchema.safeParse(param.choice('method'));
		if (!method.success) return param.refuse('method', 'is not one of the list', 'Choose a method.');
		const host = hostSchema.safeParse(param.choice('host'));
		if (!host.success) return param.refuse('host', 'is not one of the list', 'Choose a host.');
		const path = param.text('path');
		if (!safePath.test(path) || /%2e|%2f|%5c/i.test(path)) {
			return param.refuse(
				'path',
				'is not a path below the host',
				'Write it as /v2/companies, without host, query or "..".',
			);
		}
		if (method.data === 'DELETE' && /^\/v2\/webhooks\/?$/i.test(path)) {
			return param.refuse(
				'path',
				'would delete all webhooks of the account',
				'Other systems would lose theirs. Delete one webhook by its id.',
			);
		}
		const body = method.data === 'GET' ? {} : { body: param.object('body') };
		return await api.object({
			host: host.data,
			method: method.data,
			path,
			query: param.object('query'),
			...body,
		});
	},
};
