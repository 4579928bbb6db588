import type { INodeProperties, INodeType } from 'n8n-workflow';
import { NodeHelpers } from 'n8n-workflow';
import nock from 'nock';

import { callExecute, place } from '../support/contexts.mts';
import { instanceOf, ownNodes } from '../support/nodes.mts';

/** What reads without an address that changes anything, though it is posted. */
const onlyReads = /^POST \/ws\/v1\/(oauth|order\/list|product\/search)$/;

let asked: string[] = [];
const record = (request: { method: string; path: string }) => void asked.push(`${request.method} ${request.path.split('?')[0]}`);
beforeAll(() => {
	nock.disableNetConnect();
	nock.emitter.on('no match', record);
});
afterAll(() => {
	nock.emitter.off('no match', record);
	nock.restore();
});
beforeEach(() => (asked = []));

const credentials = {
	blingOAuth2Api: { clientId: 'c', clientSecret: 's' },
	isetApi: { storeUrl: 'https://shop.example.com', storeId: '1', accessKey: 'k', webhookToken: 'token-of-32-characters-0000000000' },
	intelipostApi: { accountName: 'Conta', apiKey: 'k', apiBaseUrl: 'https://api.intelipost.example' },
	nfeIoApi: { apiKey: 'k', webhooksBaseUrl: 'https://api.nfse.example', invoicesBaseUrl: 'https://api.nfe.example' },
	n8nInstanceApi: { baseUrl: 'https://n8n-api.example.com', apiKey: 'k', resendSecret: 'x'.repeat(32) },
};

const actions = [...ownNodes.values()].filter(({ description }) => !description.name.endsWith('Trigger'));

/** Each resource with the operation that a node of this version starts with there. */
const starts = actions.flatMap(({ description, source }) =>
	[description.version].flat().flatMap((typeVersion) => {
		const shows = (field: INodeProperties, resource: string) =>
			NodeHelpers.displayParameter({ resource }, field, { typeVersion }, description);
		const resources = (description.properties.find(({ name }) => name === 'resource')?.options ?? []).flatMap((one) =>
			'value' in one ? [String(one.value)] : [],
		);
		return resources.flatMap((resource) =>
			description.properties
				.filter((field) => field.name === 'operation' && shows(field, resource))
				.map((field) => ({ source, name: description.name, typeVersion, resource, operation: String(field.default) })),
		);
	}),
);

test.each(starts)('$name $typeVersion, $resource → $operation: untouched it changes nothing, and says what is missing', async (start) => {
	const { source, typeVersion, resource, operation } = start;
	const type = await instanceOf<INodeType>(source);
	const own = Object.fromEntries(
		Object.entries(credentials).filter(([name]) => type.description.credentials?.some((credential) => credential.name === name)),
	);
	const target = place({ type, typeVersion, credentials: own, parameters: { resource, operation } });
	const failure: unknown = await callExecute(target, [{ json: {} }]).catch((error: unknown) => error);
	expect(asked.filter((request) => !request.startsWith('GET ') && !onlyReads.test(request))).toEqual([]);
	// What needs nothing asks the API; everything else names its field, or what else to do.
	if (asked.length === 0 && failure instanceof Error)
		expect(failure).toMatchObject({ name: 'NodeOperationError', description: expect.stringMatching(/\w/) });
});
