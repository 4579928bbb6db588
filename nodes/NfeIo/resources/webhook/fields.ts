import type { INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import { unreachableReason } from '../../../shared/trigger/preflight';
import type { NfeIoApi } from '../../api/client';
import { eventNamePattern } from '../../webhook/events';

/** Names of the action node's methods that load lists. */
const webhookSearch = 'searchWebhooks';
const eventTypeOptions = 'getEventTypes';

export const webhookField: INodeProperties = {
	displayName: 'Webhook',
	name: 'webhook',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'A webhook of the account',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: webhookSearch, searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 9dd4c3e9df4043adb11df22dcd9d8ce1',
		},
	],
};

export const uriField: INodeProperties = {
	displayName: 'URI',
	name: 'uri',
	type: 'string',
	default: '',
	placeholder: 'e.g. https://example.com/webhook',
	description: 'Where to send deliveries; NFE.io posts to it right away and needs a 2xx answer',
};

export const filtersField: INodeProperties = {
	displayName: 'Event Names or IDs',
	name: 'filters',
	type: 'multiOptions',
	typeOptions: { loadOptionsMethod: eventTypeOptions },
	default: [],
	description:
		'Events to deliver; leave empty for all events of the account. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

export const secretField: INodeProperties = {
	displayName: 'Secret',
	name: 'secret',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Signing key, 32 to 64 characters; leave empty for an NFE.io Trigger of this n8n',
};

export const contentTypeField: INodeProperties = {
	displayName: 'Content Type',
	name: 'contentType',
	type: 'options',
	options: [
		{
			name: 'Form (URL Encoded)',
			value: 'form-urlencoded',
			description: 'For systems that do not accept JSON',
		},
		{ name: 'JSON', value: 'json' },
	],
	default: 'json',
	description: 'Format of the body',
};

/** The value of `contentTypeField` in a collection; undefined if not set. */
export const readContentType = (options: Parameters) => options.optionalChoice('contentType', ['json', 'form-urlencoded']);

export const headersField: INodeProperties = {
	displayName: 'Headers',
	name: 'headers',
	type: 'json',
	default: '{}',
	description: 'HTTP headers to send with each delivery, as a JSON object of strings',
};

export const propertiesField: INodeProperties = {
	displayName: 'Properties',
	name: 'properties',
	type: 'json',
	default: '{}',
	description: 'Values to add to the body of each webhook',
};

export const insecureSslField: INodeProperties = {
	displayName: 'Insecure SSL',
	name: 'insecureSsl',
	type: 'boolean',
	default: false,
	description: 'Whether NFE.io accepts any TLS certificate',
};

export const allowPrivateUrlField: INodeProperties = {
	displayName: 'Allow Private URL',
	name: 'allowPrivateUrl',
	type: 'boolean',
	default: false,
	description: 'Whether to accept an address that is not public https, for tests on one machine',
};

/**
 * The address that NFE.io should call. Refuses anything but an http address and, unless
 * `allowPrivate`, what the internet cannot reach.
 */
export function readUri(param: Parameters, uri: string, allowPrivate: boolean): string {
	const name = uriField.name;
	if (!URL.canParse(uri) || !/^https?:$/.test(new URL(uri).protocol)) {
		return param.refuse(name, 'is not an address', 'Enter it like https://example.com/webhook.');
	}
	const reason = allowPrivate ? undefined : unreachableReason(uri);
	return reason === undefined ? uri : param.refuse(name, `cannot be called by NFE.io: ${reason}`, 'Use a public https address.');
}

/** NFE.io accepts 32 to 64 characters (docs/facts/nfeio.md §1.3). */
export function readSecret(param: Parameters, name: string): string | undefined {
	const secret = param.optionalText(name);
	if (secret === undefined || (secret.length >= 32 && secret.length <= 64)) return secret;
	return param.refuse(name, `has ${secret.length} characters`, 'NFE.io requires 32 to 64 characters.');
}

/** Names that older libraries list but NFE.io does not have (docs/facts/nfeio.md §1.9). */
const deadName = /^(invoice|company)\./;

/** Undefined if not set. Checks the format of all names first, then looks up unknown ones in the account's own list. */
export async function readFilters(api: NfeIoApi, param: Parameters): Promise<string[] | undefined> {
	const name = filtersField.name;
	const given = param.optionalList(name, 'refused');
	if (given === undefined) return undefined;
	const unique = [...new Set(given)];
	const impossible = unique.find((filter) => !eventNamePattern.test(filter) || deadName.test(filter));
	if (impossible !== undefined) {
		return param.refuse(
			name,
			`has an unknown event type: ${JSON.stringify(impossible.slice(0, 80))}`,
			'List the event types with "Get Event Types". Names such as invoice.issued have never existed.',
		);
	}
	if (unique.length === 0) return unique;
	const existing = new Set((await api.webhooks.eventTypes()).map(({ id }) => String(id).toLowerCase()));
	const unknown = unique.filter((filter) => !existing.has(filter.toLowerCase()));
	if (unknown.length === 0) return unique;
	return param.refuse(
		name,
		`has unknown event types: ${unknown.join(', ')}`,
		'List the event types of the account with "Get Event Types".',
	);
}

const texts = z.record(z.string(), z.string());

/** A JSON object of strings, entered or from an expression; undefined if not set. */
export function readHeaders(options: Parameters): Record<string, string> | undefined {
	const parsed = texts.optional().safeParse(options.optionalObject(headersField.name));
	if (parsed.success) return parsed.data;
	return options.refuse(headersField.name, 'is not an object of strings', 'Write it as {"X-My-Header": "value"}.');
}
