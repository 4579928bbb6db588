import type { Operation } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { withKeyId } from '../../webhook/keyId';
import {
	allowPrivateUrlField,
	contentTypeField,
	filtersField,
	headersField,
	insecureSslField,
	propertiesField,
	readContentType,
	readFilters,
	readHeaders,
	readSecret,
	readUri,
	secretField,
	uriField,
} from './fields';
import { secretOfNew } from './secretOf';

/** POST /v2/webhooks. Source: docs/facts/nfeio.md §1.2, §1.6. */
export const create: Operation<NfeIoApi> = {
	name: 'Create',
	value: 'create',
	action: 'Create a webhook',
	description: 'Register an address of another system at NFE.io; the NFE.io Trigger registers itself',
	notForAgents: true,
	fields: [
		{ ...uriField, required: true },
		filtersField,
		{ ...secretField, description: 'Signing key, 32 to 64 characters; if empty, NFE.io or the NFE.io Trigger creates one' },
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [allowPrivateUrlField, contentTypeField, headersField, insecureSslField, propertiesField],
		},
	],
	async run(call) {
		const { api, param } = call;
		const options = param.in('options');
		const uri = readUri(param, param.text('uri'), options.optionalFlag('allowPrivateUrl') ?? false);
		const { secret, ofOwnTrigger } = await secretOfNew(call, uri, readSecret(param, 'secret'));
		const given = readHeaders(options) ?? {};
		const headers = ofOwnTrigger === true && secret !== undefined ? withKeyId(given, secret) : given;
		const properties = options.optionalObject('properties') ?? {};
		const contentType = readContentType(options) ?? 'json';
		const insecureSsl = options.optionalFlag('insecureSsl') ?? false;
		const filters = (await readFilters(api, param)) ?? [];
		const { secret: echoed, ...created } = await api.webhooks.create({
			uri,
			...(secret === undefined ? {} : { secret }),
			contentType,
			insecureSsl,
			status: 'Active',
			filters,
			headers,
			properties,
		});
		// No other call shows it; a secret that the user brought need not travel through the
		// workflow's data.
		return secret === undefined ? { ...created, secret: echoed } : created;
	},
};
