import nock from 'nock';
import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { bling } from '../../../nodes/Bling/webhook/webhook';
import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { processDeliveries } from '../../../nodes/shared/trigger/process';
import { FakeDataTables } from '../deliveries/dataTables.mts';
import type { Placed } from '../support/contexts.mts';
import { callExecute, callHook, place } from '../support/contexts.mts';

const base = 'https://n8n.example.com';
let tables: FakeDataTables;
/** Of every execution; undefined if n8n kept none. */
let status: string | undefined;

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
afterAll(() => nock.restore());

/** n8n's public API, as far as it has tables. */
beforeEach(() => {
	tables = new FakeDataTables();
	const answer = (method: string) => (uri: string, body: nock.Body) => {
		const { pathname, searchParams } = new URL(uri, base);
		const parts = pathname.replace('/api/v1/data-tables', '').split('/').filter(Boolean);
		const { status, body: said } = tables.answer(method, parts, searchParams, body as Record<string, any>);
		return [status, said as nock.Body] as [number, nock.Body];
	};
	const api = nock(base).persist();
	api.get(/data-tables/).reply(answer('GET'));
	api.post(/data-tables/).reply(answer('POST'));
	api.patch(/data-tables/).reply(answer('PATCH'));
	status = 'running';
	api.get(/\/executions\//).reply((uri) => {
		const id = uri.split('/').at(-1)?.split('?')[0];
		if (!/^[1-9]\d*$/.test(id ?? '')) return [400, { message: 'request/params/executionId must be a positive integer' }];
		return status === undefined ? [404, {}] : [200, { id, status, retryOf: null, retrySuccessId: null }];
	});
	api.get(/\/executions\?/).reply(200, { data: [], nextCursor: null });
});

let shops = 0;
const instance = { baseUrl: base, apiKey: 'fake-key', resendSecret: 'fake-resend-secret-of-forty-characters-1' };
const on = { events: ['*'], acceptResends: true, options: { acrossProcesses: true } };

/** A trigger in two processes: the second has a memory of its own. */
function trigger(type: INodeType, rest: Partial<Placed> = {}) {
	const credential = type.description.credentials?.[0].name ?? '';
	const credentials = {
		[credential]: {
			storeUrl: 'https://loja.example.com',
			apiKey: 'k',
			clientSecret: 's',
			webhookToken: '1234567890123456',
			webhookUser: 'u',
			webhookPassword: 'p',
		},
		n8nInstanceApi: instance,
	};
	return place({ type, typeVersion: 1.3, parameters: on, credentials, workflowId: `claims-${++shops}`, ...rest });
}

const item = (vendor: string, id: string, rest: object = {}) => ({
	json: {
		vendor,
		event: 'order.updated',
		id,
		account: 'c1',
		accountName: 'Loja',
		state: null,
		reference: null,
		occurredAt: null,
		receivedAt: '2026-11-21T00:00:00.000Z',
		attempt: null,
		verifiedBy: ['signature'],
		redelivery: false,
		data: { numero: 1 },
		...rest,
	},
});
const idsOf = ({ output }: { output: Array<{ json: IDataObject }> }) => output.map(({ json }) => json.id);

test.each<[string, INodeType, string]>([
	['bling', new BlingTrigger(), 'order.updated'],
	['nfeio', new NfeIoTrigger(), 'service_invoice.issued_successfully'],
	['intelipost', new IntelipostTrigger(), 'tracking.SHIPPED'],
	['iset', new IsetTrigger(), 'order.removed'],
])('%s: of two executions with the same delivery one emits it, and the other is told as a duplicate', async (vendor, type, event) => {
	const node = trigger(type);
	const both = await Promise.all([1, 2].map(async () => await callExecute(node, [item(vendor, 'a', { event })])));
	expect(both.map(idsOf).sort()).toEqual([[], ['a']]);
	expect(both.map(({ tags }) => tags.outcome).sort()).toEqual(['duplicate', 'emitted']);
});

test("another workflow, another account, a resend and a test have their own; n8n's own memory is not asked", async () => {
	const node = trigger(new BlingTrigger());
	expect(idsOf(await callExecute(node, [item('bling', 'a'), item('bling', 'b')]))).toEqual(['a', 'b']);
	expect(idsOf(await callExecute(trigger(new BlingTrigger()), [item('bling', 'a')]))).toEqual(['a']);
	expect(idsOf(await callExecute(node, [item('bling', 'a', { account: 'c2' }), item('bling', 'b')]))).toEqual(['a']);
	expect(idsOf(await callExecute(node, [item('bling', 'a', { redelivery: true })]))).toEqual(['a']);
	expect(idsOf(await callExecute(node, [item('bling', 'c')], 'manual'))).toEqual(['c']);
	expect(idsOf(await callExecute(node, [item('bling', 'c')]))).toEqual(['c']);
});

test('a retry whose delivery ran elsewhere emits nothing; the repeat of one that failed runs', async () => {
	const node = trigger(new BlingTrigger());
	expect(idsOf(await callExecute(node, [item('bling', 'a')]))).toEqual(['a']);
	status = 'success';
	const retried = await callExecute(node, [item('bling', 'a')], 'retry');
	expect([idsOf(retried), retried.tags.outcome]).toEqual([[], 'duplicate']);
	status = 'error';
	expect(idsOf(await callExecute(node, [item('bling', 'a')]))).toEqual(['a']);
});

test("iSET's notices that only say that something changed are all emitted", async () => {
	const node = trigger(new IsetTrigger());
	for (let n = 0; n < 2; n++) expect(idsOf(await callExecute(node, [item('iset', 'a', { event: 'order.saved' })]))).toEqual(['a']);
});

test('who guesses an id of a delivery without proof does not make the true one a duplicate', async () => {
	const node = trigger(new IntelipostTrigger());
	const forged = item('intelipost', 'a', { verifiedBy: [], data: { forged: true } });
	expect(idsOf(await callExecute(node, [forged]))).toEqual(['a']);
	for (const verifiedBy of [[], ['basic']]) {
		expect(idsOf(await callExecute(node, [item('intelipost', 'a', { verifiedBy })]))).toEqual(['a']);
	}
	expect(idsOf(await callExecute(node, [forged, item('intelipost', 'a', { verifiedBy: [] })]))).toEqual([]);
});

test('an execution that fails on the way has claimed nothing', async () => {
	let down = true;
	const type: INodeType = new BlingTrigger();
	type.execute = async function (this: IExecuteFunctions) {
		return await processDeliveries(this, {
			...bling,
			enrich: async (_context, delivery) => {
				if (down) throw new Error('the API is down');
				return { outcome: 'emitted', delivery };
			},
		});
	};
	const node = trigger(type);
	await expect(callExecute(node, [item('bling', 'a')])).rejects.toThrow('the API is down');
	down = false;
	expect(idsOf(await callExecute(node, [item('bling', 'a')]))).toEqual(['a']);
});

test('without the right to the tables an execution fails, with its tags', async () => {
	tables.denied = ['dataTableRow:update'];
	await expect(callExecute(trigger(new BlingTrigger()), [item('bling', 'a')])).rejects.toMatchObject({
		message: expect.stringMatching(/"Ignore Duplicates Across Processes": the API key lacks the scope dataTableRow:update$/),
		tags: { delivery_id: 'a' },
	});
});

test('publishing makes the table and tries what is needed', async () => {
	await expect(callHook(trigger(new BlingTrigger()), 'checkExists')).resolves.toBe(true);
	expect(tables.tables.map(({ name, rows }) => [name, rows.length])).toEqual([['webhook_deliveries_claims', 64]]);
});

test.each<[string, Partial<Placed>, string[], RegExp]>([
	[
		'a credential',
		{ credentials: { blingOAuth2Api: { clientSecret: 's' } } },
		[],
		/needs the "N8n Instance API" credential.*"Credential to Receive Resends"/,
	],
	['resends', { parameters: { ...on, acceptResends: false } }, [], /needs the "N8n Instance API" credential.*"Accept Resends"/],
	...['dataTable:list', 'dataTable:create', 'dataTableRow:create', 'dataTableRow:read', 'dataTableRow:update'].map(
		(scope): [string, Partial<Placed>, string[], RegExp] => [
			scope,
			{},
			[scope],
			new RegExp(`lacks the scope ${scope}\\. Give the API key of the "N8n Instance API" credential`),
		],
	),
])('without %s it is not published, with what to do', async (_, rest, denied, problem) => {
	tables.denied = denied;
	await expect(callHook(trigger(new BlingTrigger(), rest), 'checkExists')).rejects.toThrow(problem);
});

test('where duplicates are wanted nothing is asked, neither to publish nor to run', async () => {
	const node = trigger(new BlingTrigger(), { parameters: { ...on, options: { acrossProcesses: true, ignoreDuplicates: false } } });
	await expect(callHook(node, 'checkExists')).resolves.toBe(true);
	for (let n = 0; n < 2; n++) expect(idsOf(await callExecute(node, [item('bling', 'a')]))).toEqual(['a']);
	expect(tables.tables).toEqual([]);
});
