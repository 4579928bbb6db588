import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import type { IDataObject, INodeProperties, INodeType } from 'n8n-workflow';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { Iset } from '../../../nodes/Iset/Iset.node';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { vendors } from '../../../nodes/vendors';
import { callExecute, place } from '../support/contexts.mts';
import { hurry } from '../support/time.mts';

const nodesFolder = fileURLToPath(new URL('../../../nodes', import.meta.url));

test('every request of the package goes through the one place that bounds it and follows no redirect', () => {
	const files = readdirSync(nodesFolder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
	const ways = /helpers\.(http)?request|requestWith|requestOAuth|await fetch\(|axios|node:(http|https|net|tls|dgram)\b/i;
	const bounded = /answerTo\((context\.)?helpers\.httpRequest, /;
	const requests = files.flatMap((name) => {
		const lines = readFileSync(join(nodesFolder, name), 'utf8').split('\n');
		return lines
			.filter((line) => ways.test(line))
			.map((line) => ({ name: name.replaceAll('\\', '/'), line: line.trim(), bounded: bounded.test(line) }));
	});
	expect(requests.filter((request) => request.bounded).length).toBeGreaterThan(4);
	// The one with a credential: its options come from answerTo.
	expect(requests.filter((request) => !request.bounded)).toMatchObject([{ name: 'shared/http/request.ts' }]);
});

let server: Server;
let origin: string;
beforeAll(async () => {
	// Our own limit of 3 requests a second at Bling, and pauses before repetitions, are tested elsewhere.
	hurry(50);
	server = createServer((request, response) => {
		request.resume();
		response.setHeader('content-type', 'application/json');
		response.end('{"status":"OK","data":{},"content":{}}');
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
	server.closeAllConnections();
	server.close();
});

interface Guarded {
	type: INodeType;
	credentials: (base: string) => Record<string, IDataObject>;
	/** Every request must be below one of these. */
	below: string[];
}

const instance = (base: string) => ({ baseUrl: base, apiKey: 'fake-key', resendSecret: 'fake-resend-secret-of-forty-characters-1' });
const guarded: Guarded[] = [
	{
		type: new Bling(),
		credentials: (base) => ({ blingOAuth2Api: { environment: 'custom', apiBaseUrl: `${base}/Api/v3` }, n8nInstanceApi: instance(base) }),
		below: ['/Api/v3/', '/api/v1/'],
	},
	{
		type: new Intelipost(),
		credentials: (base) => ({
			intelipostApi: { accountName: 'Loja', apiKey: 'fake-key', apiBaseUrl: `${base}/api/v1` },
			n8nInstanceApi: instance(base),
		}),
		below: ['/api/v1/'],
	},
	{
		type: new Iset(),
		credentials: (base) => ({
			isetApi: { storeUrl: base, storeId: '1', accessKey: 'fake-key', accessToken: 'fake', webhookToken: 'fake-token-0123456789' },
			n8nInstanceApi: instance(base),
		}),
		below: ['/ws/v1/', '/api/v1/'],
	},
	{
		type: new NfeIo(),
		credentials: (base) => ({
			nfeIoApi: { apiKey: 'fake-key', webhooksBaseUrl: base, invoicesBaseUrl: base },
			n8nInstanceApi: instance(base),
		}),
		below: ['/v1/', '/v2/', '/api/v1/'],
	},
	{ type: new WebhookDeliveries(), credentials: (base) => ({ n8nInstanceApi: instance(base) }), below: ['/api/v1/'] },
];

test('no vendor is left out', () => {
	expect(guarded.map(({ type }) => type.description.name)).toEqual(expect.arrayContaining(vendors.map(({ actionType }) => actionType)));
});

const shownFor = ({ displayOptions }: INodeProperties, name: string): unknown[] => displayOptions?.show?.[name] ?? [];

/** Each operation of a node, with the fields that a person or an expression fills in. */
function operationsOf({ description: { properties } }: INodeType) {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap((menu) =>
			(menu.options ?? []).map((option) => {
				const operation = (option as { value: string }).value;
				const [resource] = shownFor(menu, 'resource') as string[];
				const fields = properties.filter(
					(field) => shownFor(field, 'resource').includes(resource) && shownFor(field, 'operation').includes(operation),
				);
				return { resource, operation, fields };
			}),
		);
}

/** What a field holds when an expression filled it from a hostile item. */
function hostileValue({ type, default: standard }: INodeProperties, text: string): unknown {
	if (['string', 'number', 'dateTime'].includes(type)) return text;
	if (type === 'resourceLocator') return { __rl: true, mode: 'id', value: text };
	return standard;
}

const hostile = ['..', '../../other', 'http://169.254.169.254/latest', '@internal.example', '1?a=1#b', '%2e%2e%2fother'];

const cases = guarded.flatMap(({ type, credentials, below }) =>
	operationsOf(type).map(({ resource, operation, fields }) => ({
		name: `${type.description.displayName}: ${resource}, ${operation}`,
		type,
		credentials,
		below,
		resource,
		operation,
		fields,
	})),
);

test.each(cases)('no parameter leads a credential elsewhere. $name', async ({ type, credentials, below, resource, operation, fields }) => {
	for (const text of hostile) {
		const asked: string[] = [];
		const parameters = Object.fromEntries(fields.map((field) => [field.name, hostileValue(field, text)]));
		const target = place({
			type,
			credentials: credentials(origin),
			parameters: { ...(parameters as IDataObject), resource, operation },
			continueOnFail: true,
			authenticate: (_, options) => {
				asked.push(`${options.baseURL ?? ''}${options.url}`);
				return options;
			},
		});
		await callExecute(target, [{ json: {} }]);
		for (const url of asked) {
			// Written as it will be sent: a path that a client would shorten ("..") or cut ("?", "#") is not.
			expect(new URL(url).href).toBe(url);
			expect(below.some((prefix) => url.startsWith(origin + prefix))).toBe(true);
			expect(url).not.toMatch(/[?#]/);
		}
	}
});

test('these operations do ask when their parameters are sound', () => {
	// Otherwise the table above would prove nothing.
	expect(cases.length).toBeGreaterThan(60);
});
