import { readdirSync, readFileSync } from 'node:fs';

import type { IDataObject, INodeProperties, INodePropertyCollection, INodePropertyOptions, INodeType } from 'n8n-workflow';
import nock from 'nock';

import { callExecute, place } from '../support/contexts.mts';
import { instanceOf, ownNodes } from '../support/nodes.mts';

beforeAll(() => nock.disableNetConnect());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

type Option = INodePropertyOptions | INodeProperties | INodePropertyCollection;
const isField = (option: Option): option is INodeProperties => 'type' in option;
const isGroup = (option: Option): option is INodePropertyCollection => 'values' in option;

const optionsOf = ({ options = [] }: INodeProperties): Option[] => options;
const example = (placeholder = '') => placeholder.replace(/^e\.g\. /, '').split(',')[0];

/** Where the example of a field is none that its operation takes. */
const plausible: IDataObject = {
	delivery: {
		vendor: 'bling',
		event: 'order.created',
		id: '1',
		data: {},
		verifiedBy: ['api'],
		receivedAt: '2026-11-30T10:00:00.000Z',
		redelivery: false,
	},
	batch: {},
	query: '{}',
	nextAddress: 'https://n8n.example.com/webhook-waiting/1',
	apiOperation: { __rl: true, mode: 'path', value: 'GET /contatos' },
	workflowId: { __rl: true, mode: 'id', value: 'w1' },
	confirmation: '',
	secret: 'x'.repeat(32),
	key: '0'.repeat(44),
};

/** What stands in the item, where a field takes it from there by itself. */
const fromItem: IDataObject = {
	event: 'service_invoice.issued',
	invoiceId: '9dd4c3e9df4043adb11df22dcd9d8ce1',
	companyId: '5f4d4cee0a8b8e2c3a1bcd11',
};

/** A value that a field takes. */
function good(field: INodeProperties): unknown {
	const { type, default: initial, placeholder, modes } = field;
	if (field.name === 'apiOperation') return plausible.apiOperation;
	if (type === 'resourceLocator') return { __rl: true, mode: 'id', value: example(modes?.find(({ name }) => name === 'id')?.placeholder) };
	if (field.name in plausible && (field.type !== 'string' || field.name !== 'workflowId')) return plausible[field.name];
	if (String(initial).startsWith('=')) return fromItem[field.name];
	if (type === 'string') return initial || example(placeholder) || 'x';
	if (type === 'number') return initial === '' ? 1 : initial;
	if (type === 'dateTime') return '2026-11-30';
	return initial;
}

/** A value that no field of the type takes. */
const odd = ({ type, name }: INodeProperties): unknown => (type === 'json' || name === 'delivery' ? 'odd' : { odd: true });

interface Case {
	title: string;
	field: INodeProperties;
	parameters: IDataObject;
	/** One that shows the field. */
	typeVersion: number;
}

const operationOf = ({ displayOptions }: INodeProperties) => ({
	resource: String(displayOptions?.show?.resource?.[0]),
	operation: String(displayOptions?.show?.operation?.[0]),
});

const firstVersionOf = ({ displayOptions }: INodeProperties): number =>
	(displayOptions?.show?.['@version'] ?? []).flatMap((one) =>
		typeof one === 'object' && one !== null && 'gte' in one._cnd ? [Number(one._cnd.gte)] : [],
	)[0] ?? 1;

function casesOf(properties: INodeProperties[], odd: (field: INodeProperties) => unknown): Case[] {
	const fields = properties.filter(({ displayOptions }) => displayOptions?.show?.operation);
	return fields.flatMap((field) => {
		const { resource, operation } = operationOf(field);
		const siblings = fields.filter((other) => operationOf(other).resource === resource && operationOf(other).operation === operation);
		const shown = Object.fromEntries(
			Object.entries(field.displayOptions?.show ?? {})
				.filter(([name]) => name !== 'apiOperation')
				.map(([name, values]) => [name, Array.isArray(values) ? values[0] : undefined]),
		);
		const hidden = field.displayOptions?.hide?.method ? { method: 'POST' } : {};
		const base = {
			...Object.fromEntries(siblings.map((sibling) => [sibling.name, good(sibling)])),
			...hidden,
			...shown,
			resource,
			operation,
		} as IDataObject;
		const one = (what: INodeProperties, path: string, value: unknown): Case => ({
			title: `${resource}/${operation}: ${path}`,
			field: what,
			typeVersion: firstVersionOf(field),
			parameters: { ...base, [field.name]: value } as IDataObject,
		});
		const inside = field.type === 'collection' ? optionsOf(field).filter(isField) : [];
		const groups = field.type === 'fixedCollection' ? optionsOf(field).filter(isGroup) : [];
		return [
			one(field, field.name, odd(field)),
			...inside.map((option) => one(option, `${field.name}.${option.name}`, { [option.name]: odd(option) })),
			...groups.flatMap(({ name, values }) =>
				values.map((value) =>
					one(value, `${field.name}.${name}.${value.name}`, {
						[name]: [{ ...Object.fromEntries(values.map((other) => [other.name, good(other)])), [value.name]: odd(value) }],
					}),
				),
			),
		];
	});
}

/**
 * Left out of the walk: switches that protect, which are on whatever they hold but `false`; lists of rows, which n8n itself
 * empties where they hold none; a field that shows only where it was saved, and is dropped elsewhere; the field that tells of an expression as a whole; words that are no field; what a stranger posts, which is answered as a form that is not
 * valid (test/unit/deliveries/report).
 */
const isWalked = ({ name, type }: INodeProperties) =>
	!['allowWriting', 'dryRun', 'onlyNew', 'formFields', 'length', 'productBy'].includes(name) &&
	!['fixedCollection', 'notice'].includes(type);

/** Changes, where what is not there stays as it is; texts that are only rewritten. */
const mayBeNothing = /: (changes|contactFields)\.|^endpoint\/getMany: options\.|^text\/\w+: (text|emailText)$/;

const credentials = {
	blingOAuth2Api: { clientId: 'c', clientSecret: 's' },
	isetApi: { storeUrl: 'https://shop.example.com', storeId: '1', accessKey: 'k', webhookToken: 'token-of-32-characters-0000000000' },
	intelipostApi: { accountName: 'Conta', apiKey: 'k', apiBaseUrl: 'https://api.intelipost.example' },
	nfeIoApi: { apiKey: 'k', webhooksBaseUrl: 'https://api.nfse.example', invoicesBaseUrl: 'https://api.nfe.example' },
	n8nInstanceApi: { baseUrl: 'https://n8n-api.example.com', apiKey: 'k', resendSecret: 'x'.repeat(32) },
};

const actions = [...ownNodes.values()].filter(({ description }) => !description.name.endsWith('Trigger'));

describe.each(actions.map((node) => [node.description.displayName, node] as const))('%s', (_name, { description, source }) => {
	const cases = casesOf(description.properties, odd).filter(({ field }) => isWalked(field) && field.type !== 'collection');
	const withoutResult = casesOf(description.properties, () => '={{ undefined }}').filter(
		({ field, title }) => isWalked(field) && !mayBeNothing.test(title),
	);

	test.each([
		...cases.map((one) => [`${one.title} that cannot be read`, one] as const),
		...withoutResult.map((one) => [`${one.title} whose expression gives nothing`, one] as const),
	])('%s is refused by its name, before any request', async (_title, { field, parameters, typeVersion }) => {
		const type = await instanceOf<INodeType>(source);
		const own = Object.fromEntries(
			Object.entries(credentials).filter(([name]) => description.credentials?.some((credential) => credential.name === name)),
		);
		const failure: unknown = await callExecute(place({ type, typeVersion, parameters, credentials: own }), [{ json: {} }]).catch(
			(error: unknown) => error,
		);
		expect(failure).toMatchObject({ name: 'NodeOperationError', message: expect.stringContaining(`The field "${field.displayName}"`) });
	});
});

test('nothing but the layer reads the parameters of an action node', () => {
	const root = new URL('../../../nodes/', import.meta.url);
	const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((path) =>
		/(^|\/)(resources\/.*|apiOperation\/(?!editor).*|operation|customApiCall|checkEndpoint|setupGuide|ownTrigger|filters|period|quantity|[A-Z]\w*(?<!Trigger)\.node)\.ts$/.test(
			path,
		),
	);
	expect(files.length).toBeGreaterThan(80);
	const readers = files.filter((path) => readFileSync(new URL(path, root), 'utf8').includes('getNodeParameter'));
	// The two menus, which say which fields there are.
	expect(readers).toEqual(['shared/operations/operation.ts']);
});
