import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import type { TriggerPlace } from '../../../nodes/instance/ownTrigger';
import { addressesOfWorkflow, triggerWorkflowSearch, vendorCredential, workflowField } from '../../../nodes/instance/ownTrigger';
import { Parameters } from '../../../nodes/shared/operations/parameters';
import { executeContextOf, loadOptionsOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const api = 'https://n8n-api.example.com';
const placed = () =>
	placeIdle(
		{
			parameters: { workflowId: 'w1' },
			credentials: { n8nInstanceApi: { baseUrl: api, apiKey: 'fake-key' }, shopApi: { token: 'fake token' } },
		},
		[workflowField],
	);
const node = (name: string, own: IDataObject = {}) => ({
	name,
	type: 'n8n-nodes-brasil-webhooks.shopTrigger',
	webhookId: `id-${name}`,
	credentials: { shopApi: { id: 'c1' } },
	parameters: { events: ['*'] },
	...own,
});
const workflow = (own: IDataObject = {}) => ({
	id: 'w1',
	name: 'Loja',
	active: true,
	nodes: [node('Draft')],
	activeVersion: { nodes: [node('Published')], createdAt: '2026-11-01T00:00:00.000Z' },
	...own,
});
const event = (name: string, createdAt: string) => ({ event: name, createdAt });

const shop = {
	displayName: 'Shop',
	triggerType: 'shopTrigger',
	credential: 'shopApi',
	routes: [
		{ path: 'shop/order', label: 'Order' },
		{ path: 'shop/stock', label: 'Stock' },
	],
	queryOf: ({ token }: IDataObject) => ({ token: String(token) }),
};

async function addresses(own: IDataObject = {}, address?: string, place: TriggerPlace = shop) {
	nock(api).get('/api/v1/workflows/w1').query({ excludePinnedData: true }).reply(200, workflow(own));
	const context = executeContextOf({ ...placed(), ...(address === undefined ? {} : { address }) });
	const credential = await vendorCredential(context, 'shopApi', 0);
	return await addressesOfWorkflow({ context, param: new Parameters(context, 3, [workflowField]), itemIndex: 3 }, place, credential);
}
const triggersOf = async (own?: IDataObject) =>
	(await addresses(own)).filter(({ label }) => label === 'Order').map(({ trigger }) => trigger);

test('every address of the published version, with its query, and the trigger it belongs to', async () => {
	const found = await addresses();
	expect(found.map(({ label, url }) => [label, url])).toEqual([
		['Order', 'https://n8n.example.com/webhook/id-Published/shop/order?token=fake+token'],
		['Stock', 'https://n8n.example.com/webhook/id-Published/shop/stock?token=fake+token'],
	]);
	const plain = await addresses({}, undefined, { ...shop, queryOf: undefined });
	expect(plain.map(({ url }) => url)).toEqual(shop.routes.map(({ path }) => `https://n8n.example.com/webhook/id-Published/${path}`));
	expect(found[0].trigger).toEqual({
		workflowId: 'w1',
		workflowName: 'Loja',
		published: true,
		publishedAt: '2026-11-01T00:00:00.000Z',
		name: 'Published',
		webhookId: 'id-Published',
		credentialId: 'c1',
		parameters: { events: ['*'] },
	});
});

test('where N8N_ENDPOINT_WEBHOOK has another name, the addresses have it too', async () => {
	const found = await addresses({}, 'https://n8n.example.com/ganchos');
	expect(found.map(({ url }) => url)).toEqual([
		'https://n8n.example.com/ganchos/id-Published/shop/order?token=fake+token',
		'https://n8n.example.com/ganchos/id-Published/shop/stock?token=fake+token',
	]);
});

test('the latest activation is when it was published, whatever the order and what else happened', async () => {
	const workflowPublishHistory = [
		event('activated', '2026-11-03T00:00:00.000Z'),
		event('activated', '2026-11-05T00:00:00.000Z'),
		event('activated', '2026-11-04T00:00:00.000Z'),
		event('deactivated', '2026-11-09T00:00:00.000Z'),
	];
	expect(
		await triggersOf({ activeVersion: { nodes: [node('Published')], createdAt: '2026-11-01T00:00:00.000Z', workflowPublishHistory } }),
	).toMatchObject([{ publishedAt: '2026-11-05T00:00:00.000Z' }]);
	expect(
		await triggersOf({
			activeVersion: {
				nodes: [node('Published')],
				createdAt: '2026-11-01T00:00:00.000Z',
				workflowPublishHistory: [event('deactivated', '2026-11-09T00:00:00.000Z')],
			},
		}),
	).toMatchObject([{ publishedAt: '2026-11-01T00:00:00.000Z' }]);
});

test('where nothing is published, or n8n does not show what, the draft counts', async () => {
	expect(await triggersOf({ active: false })).toMatchObject([{ name: 'Draft', published: false, publishedAt: undefined }]);
	expect(await triggersOf({ activeVersion: null })).toMatchObject([{ name: 'Draft', published: true, publishedAt: undefined }]);
});

test('a trigger without a credential has none; one that was never opened has no address', async () => {
	expect(await triggersOf({ activeVersion: { nodes: [node('Published', { credentials: {} })] } })).toMatchObject([
		{ credentialId: undefined, publishedAt: undefined },
	]);
	await expect(addresses({ activeVersion: { nodes: [node('Published', { webhookId: undefined })] } })).rejects.toMatchObject({
		message: 'The field "Workflow" has a trigger without an address',
		description: 'Open the trigger once in the editor and save the workflow.',
		context: { itemIndex: 3 },
	});
});

test('a workflow without such a trigger is named', async () => {
	await expect(
		addresses({
			activeVersion: { nodes: [node('Off', { disabled: true }), node('Other', { type: 'n8n-nodes-brasil-webhooks.shopTriggerTool' })] },
		}),
	).rejects.toMatchObject({
		message: 'The workflow "Loja" has no Shop trigger',
		description: 'Choose a workflow that starts with the Shop trigger of this package.',
		context: { itemIndex: 3 },
	});
});

test("a node without the vendor's credential has an empty one", async () => {
	const context = executeContextOf(placeIdle());
	expect(await vendorCredential(context, 'shopApi', 0)).toEqual({});
});

test('the list of workflows shows those with the trigger, by name, a page at a time', async () => {
	const rows = [
		{ id: 'a', name: 'Loja Um', nodes: [{ name: 'N', type: 'n8n-nodes-base.noOp' }, node('T')] },
		{ id: 'b', name: 'Loja Dois', nodes: [node('T', { disabled: true })] },
		{ id: 'c', name: 'Outra', nodes: [node('T')] },
		{ id: 'd', name: 'Unreadable', nodes: 'none' },
	];
	const list = async (filter?: string, cursor?: string, nextCursor: string | null = null) => {
		nock(api)
			.get('/api/v1/workflows')
			.query({ limit: 250, excludePinnedData: true, ...(cursor ? { cursor } : {}) })
			.reply(200, { data: rows, nextCursor });
		return await triggerWorkflowSearch('shopTrigger').listSearch.triggerWorkflows.call(loadOptionsOf(placed()), filter, cursor);
	};
	expect(await list(undefined, undefined, 'page-2')).toEqual({
		results: [
			{ name: 'Loja Um', value: 'a' },
			{ name: 'Outra', value: 'c' },
		],
		paginationToken: 'page-2',
	});
	expect(await list('LOJA', 'page-2')).toEqual({ results: [{ name: 'Loja Um', value: 'a' }], paginationToken: undefined });
});
