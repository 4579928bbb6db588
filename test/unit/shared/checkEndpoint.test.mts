import { jest } from '@jest/globals';
import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { Intelipost } from '../../../nodes/Intelipost/Intelipost.node';
import { Iset } from '../../../nodes/Iset/Iset.node';
import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { callExecute, place } from '../support/contexts.mts';

/** The check and the guide are the same for all vendors; Bling stands for them here. */
const api = 'https://n8n-api.example.com';
const address = 'https://n8n.example.com';
const webhookId = '7d3f8b52-0000-4000-8000-0000000000aa';

let now = 0;
beforeAll(() => {
	nock.disableNetConnect();
	jest.spyOn(Date, 'now').mockImplementation(() => now);
	jest.spyOn(performance, 'now').mockImplementation(() => now);
});
afterEach(() => nock.cleanAll());
afterAll(() => jest.restoreAllMocks());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const trigger = {
	name: 'Trigger',
	type: 'n8n-nodes-brasil-webhooks.blingTrigger',
	webhookId,
	credentials: { blingOAuth2Api: { id: 'credential-blingOAuth2Api' } },
	parameters: {},
};
const published = '2026-11-20T10:00:00.000Z';
const workflow = (own: IDataObject = {}) => ({
	id: 'w1',
	name: 'Loja',
	active: true,
	nodes: [trigger],
	activeVersion: { nodes: [trigger], workflowPublishHistory: [{ event: 'activated', createdAt: published }] },
	...own,
});
const never = { count: 0, lastAt: null };
const counters = (lastAt: string | null = null) => ({
	status: 'probe',
	since: '2026-11-01T00:00:00.000Z',
	accepted: { count: lastAt === null ? 0 : 1, lastAt },
	duplicate: never,
	ignored: never,
	refused: { missing: never, malformed: never, mismatch: never, resend: never },
});

const credentials = {
	blingOAuth2Api: { clientSecret: 'test-client-secret' },
	n8nInstanceApi: { baseUrl: `${api}/`, apiKey: 'fake-key' },
};

const checks = [
	'The address is public and uses https',
	'The workflow is published',
	'The address answers',
	'The certificate is accepted',
	'A genuine delivery is accepted',
	'The answer arrives in time',
	'A forged delivery is refused',
	'A real delivery has arrived since publishing',
];
const placeOf = ({ check }: IDataObject) => checks.indexOf(String(check));
const inOrder = (rows: IDataObject[]) => [...rows].sort((left, right) => placeOf(left) - placeOf(right));

/** What a check found, in the order that it looks. */
async function run(...given: Parameters<typeof shown>) {
	return inOrder(await shown(...given));
}

/** As a person sees it. */
async function shown(operation: string, parameters: IDataObject = {}, given: Record<string, IDataObject> = credentials) {
	const target = place({
		type: new Bling(),
		parameters: { resource: 'webhook', operation, workflowId: 'w1', addressFrom: 'workflow', ...parameters },
		credentials: given,
	});
	return (await callExecute(target, [{ json: {} }])).output.map(({ json }) => json);
}

const knows = (own: IDataObject = {}) => nock(api).get('/api/v1/workflows/w1').query(true).reply(200, workflow(own));
const answers = (genuine: [number, unknown, Record<string, string>?], forged: [number, unknown] = [401, { status: 'unauthorized' }]) =>
	nock(address)
		.post(`/webhook/${webhookId}/bling`)
		.reply(...(genuine as [number, nock.Body]))
		.post(`/webhook/${webhookId}/bling`)
		.reply(...(forged as [number, nock.Body]));

/** The table as people read it. */
const read = (rows: IDataObject[]) => rows.map(({ check, status, detail, whatToDo }) => [status, check, detail, whatToDo].join(' | '));
const unreachable = (code: string) =>
	nock(address)
		.post(`/webhook/${webhookId}/bling`)
		.replyWithError(Object.assign(new Error(code), { code }));

const titles = ['address', 'published', 'reachable', 'certificate', 'genuine', 'speed', 'forged', 'arrived'];
const short = (rows: IDataObject[]) => Object.fromEntries(rows.map(({ status }, index) => [titles[index], status]));
const well = Object.fromEntries(titles.map((title) => [title, 'pass']));

test('what failed stands first, and what to do beside it', async () => {
	knows();
	answers([503, {}], [503, {}]);
	const rows = await shown('check');
	expect(Object.keys(rows[0])).toEqual(['check', 'status', 'whatToDo', 'detail', 'workflow', 'trigger', 'address']);
	const order = ['fail', 'unknown', 'pass'];
	expect(rows.map(({ status }) => status)).toEqual(
		rows.map(({ status }) => String(status)).sort((a, b) => order.indexOf(a) - order.indexOf(b)),
	);
	expect(rows[0].status).toBe('fail');
});

test.each([
	[new Bling(), 'blingOAuth2Api', 'blingTrigger', {}, 'Choose the Bling credential in the trigger and fill in its "Client Secret".'],
	[new Iset(), 'isetApi', 'isetTrigger', {}, 'Choose the iSET credential in the trigger and fill in its "Webhook Token".'],
	[
		new Intelipost(),
		'intelipostApi',
		'intelipostTrigger',
		{ authentication: 'header' },
		'Choose the Intelipost credential in the trigger and fill in its "Webhook Header Name" and "Webhook Header Value".',
	],
	[new NfeIo(), 'nfeIoApi', 'nfeIoTrigger', {}, 'Choose the NFE.io credential in the trigger and fill in its "API Key".'],
])('the field to fill in is named as the credential names it', async (type, credential, triggerType, parameters, advice) => {
	const own = {
		...trigger,
		type: `n8n-nodes-brasil-webhooks.${triggerType}`,
		credentials: {},
		parameters: { events: ['*'], ...parameters },
	};
	knows({ activeVersion: { nodes: [own] } });
	nock(address).post(/./).times(100).reply(503, {});
	const held = { clientSecret: 's', apiKey: 's', webhookToken: 'fake-token-of-the-test', webhookHeaderName: 'x', webhookHeaderValue: 'x' };
	const target = place({
		type,
		parameters: { resource: 'webhook', operation: 'check', workflowId: 'w1' },
		credentials: { [credential]: held, n8nInstanceApi: credentials.n8nInstanceApi },
	});
	const { output } = await callExecute(target, [{ json: {} }]);
	expect(output.find(({ json }) => json.check === checks[4])?.json).toMatchObject({ status: 'fail', whatToDo: advice });
});

test('the probe is signed over its exact bytes, the forged one otherwise, and nothing else is sent', async () => {
	knows();
	const bodies: string[] = [];
	const signatures: string[] = [];
	nock(address)
		.post(`/webhook/${webhookId}/bling`)
		.times(2)
		.reply(function (_uri, body) {
			bodies.push(JSON.stringify(body));
			signatures.push(String(this.req.headers['x-bling-signature-256']));
			return signatures.length === 1 ? [200, counters('2026-11-20T11:00:00.000Z')] : [401, {}];
		});
	expect(short(await run('check'))).toEqual(well);
	expect(bodies[0]).toMatch(/^\{"n8nProbe":"[0-9a-f]{24}"\}$/);
	expect(new Set(bodies).size).toBe(1);
	expect(signatures.every((signature) => /^sha256=[0-9a-f]{64}$/.test(signature))).toBe(true);
	expect(signatures[0]).not.toBe(signatures[1]);
});

test.each<[string, IDataObject, Parameters<typeof answers>, IDataObject, RegExp]>([
	[
		'a delivery before the last publishing',
		{},
		[[200, counters('2026-11-19T00:00:00.000Z')]],
		{ arrived: 'unknown' },
		/None since publishing/,
	],
	['no delivery yet', {}, [[200, counters()]], { arrived: 'unknown' }, /None yet/],
	['another secret', {}, [[401, {}]], { genuine: 'fail', speed: 'unknown', arrived: 'unknown' }, /expects a different secret/],
	[
		'a trigger without a secret',
		{},
		[
			[503, {}],
			[503, {}],
		],
		{ reachable: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/has no secret/,
	],
	[
		'a redirect',
		{},
		[
			[301, '', { location: 'https://elsewhere.example.com' }],
			[301, ''],
		],
		{ genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/redirects \(301\)/,
	],
	[
		'a firewall',
		{},
		[
			[403, 'blocked'],
			[403, 'blocked'],
		],
		{ genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/not by the trigger/,
	],
	[
		'another program that says 200 to all',
		{},
		[
			[200, 'welcome'],
			[200, 'welcome'],
		],
		{ genuine: 'fail', forged: 'fail', arrived: 'unknown' },
		/anybody could start/,
	],
	[
		'published, but not registered',
		{},
		[
			[404, { message: 'The requested webhook "POST x" is not registered.' }],
			[404, {}],
		],
		{ published: 'fail', reachable: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/the address is not registered/,
	],
	[
		'not published',
		{ active: false },
		[
			[404, { message: 'not registered' }],
			[404, {}],
		],
		{ published: 'fail', reachable: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/It is not published/,
	],
])('finds %s', async (_name, own, answered, expected, text) => {
	knows(own);
	answers(...answered);
	const rows = await run('check');
	expect(short(rows)).toEqual({ ...well, ...expected });
	expect(rows.map(({ detail }) => detail).join('\n')).toMatch(text);
	expect(read(rows)).toMatchSnapshot();
	expect(rows.filter(({ status, whatToDo }) => (status === 'pass') !== (whatToDo === ''))).toEqual([]);
});

test('what the trigger counted is a link away, for who proved to know its secret', async () => {
	knows();
	answers([200, { ...counters('2026-11-20T11:00:00.000Z'), countsToken: 'token-of-the-page' }]);
	const rows = await run('check');
	expect(rows.at(-1)?.detail).toMatch(/Details: https:.*\/bling\?counts=token-of-the-page$/);
});

test('a probe that proved nothing is told no counts: genuine all the same', async () => {
	knows();
	answers([200, { status: 'probe' }]);
	expect(short(await run('check'))).toEqual({ ...well, arrived: 'unknown' });
});

test('all is well, word for word, with the workflow, the trigger and the address beside each check', async () => {
	knows();
	answers([200, counters('2026-11-20T11:00:00.000Z')]);
	const rows = await run('check');
	expect(read(rows)).toMatchSnapshot();
	const where = { workflow: 'Loja', trigger: 'Trigger', address: `${address}/webhook/${webhookId}/bling` };
	for (const row of rows) expect(row).toMatchObject(where);
});

test('what arrived is the latest of what was accepted, repeated or ignored, and refusals are summed', async () => {
	knows();
	const at = (day: number, count: number) => ({ count, lastAt: `2026-11-${day}T00:00:00.000Z` });
	const refused = { missing: at(25, 4), malformed: never, mismatch: at(26, 2), resend: never };
	answers([200, { ...counters(), accepted: at(22, 9), duplicate: at(24, 1), ignored: at(23, 3), refused }]);
	expect((await run('check'))[7]).toMatchObject({
		status: 'pass',
		detail: 'The last one at 2026-11-24T00:00:00.000Z. Since 2026-11-01T00:00:00.000Z: accepted 9, duplicate 1, ignored 3, refused 6',
	});
});

test.each([
	['CERT_HAS_EXPIRED'],
	['CERT_NOT_YET_VALID'],
	['DEPTH_ZERO_SELF_SIGNED_CERT'],
	['SELF_SIGNED_CERT_IN_CHAIN'],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE'],
	['UNABLE_TO_GET_ISSUER_CERT'],
	['UNABLE_TO_GET_ISSUER_CERT_LOCALLY'],
	['ERR_TLS_CERT_ALTNAME_INVALID'],
	['ERR_SSL_WRONG_VERSION_NUMBER'],
])('a certificate refused with %s is told apart from an address that does not answer', async (code) => {
	knows();
	unreachable(code);
	const rows = await run('check');
	expect(short(rows)).toEqual({
		...well,
		published: 'unknown',
		certificate: 'fail',
		genuine: 'unknown',
		speed: 'unknown',
		forged: 'unknown',
		arrived: 'unknown',
	});
	expect(read(rows).slice(1, 4)).toMatchSnapshot();
});

test.each([['ECONNREFUSED'], ['ETIMEDOUT'], ['NO_ERR_TLS_AT_ALL']])(
	'an address that cannot be reached (%s) is unknown, not broken',
	async (code) => {
		knows();
		unreachable(code);
		const rows = await run('check');
		expect(short(rows)).toEqual({ ...Object.fromEntries(titles.map((title) => [title, 'unknown'])), address: 'pass' });
		expect(read(rows)).toMatchSnapshot();
	},
);

test('an address that stops answering after the genuine delivery leaves the forged one open', async () => {
	knows();
	nock(address).post(`/webhook/${webhookId}/bling`).reply(200, counters('2026-11-20T11:00:00.000Z'));
	unreachable('ECONNRESET');
	const rows = await run('check');
	expect(short(rows)).toEqual({ ...well, forged: 'unknown' });
	expect(read(rows)[6]).toMatchSnapshot();
});

test('an answer after the limit of the vendor is too late, at the limit it is not', async () => {
	for (const [milliseconds, speed] of [
		[5000, 'pass'],
		[5001, 'fail'],
	] as const) {
		knows();
		nock(address)
			.post(`/webhook/${webhookId}/bling`)
			.reply(() => {
				now += milliseconds;
				return [200, counters('2026-11-20T11:00:00.000Z')];
			})
			.post(`/webhook/${webhookId}/bling`)
			.reply(401);
		const rows = await run('check');
		expect(short(rows)).toEqual({ ...well, speed });
		expect(read(rows)[5]).toMatchSnapshot();
	}
});

test.each([['answers'], ['does not answer']])('an address without https that %s has no certificate to look at', async (which) => {
	knows();
	const local = nock('http://localhost:5678').post(`/webhook/${webhookId}/bling`);
	if (which === 'answers') local.reply(200, counters()).post(`/webhook/${webhookId}/bling`).reply(401);
	else local.replyWithError(Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }));
	const target = place({
		type: new Bling(),
		parameters: { resource: 'webhook', operation: 'check', workflowId: 'w1' },
		credentials,
		publicUrl: 'http://localhost:5678',
	});
	const rows = inOrder((await callExecute(target, [{ json: {} }])).output.map(({ json }) => json));
	expect(short(rows)).toMatchObject({ address: 'fail', certificate: 'fail' });
	expect(read(rows)).toMatchSnapshot();
});

test('without its secret the genuine delivery is not tested', async () => {
	knows();
	answers([401, {}]);
	const rows = await run('check', {}, { ...credentials, blingOAuth2Api: {} });
	expect(short(rows)).toMatchObject({ genuine: 'unknown', forged: 'pass' });
	expect(read(rows)[4]).toMatchSnapshot();
});

test('a refusal by a trigger with another credential than this node says so', async () => {
	knows({ activeVersion: { nodes: [{ ...trigger, credentials: { blingOAuth2Api: { id: 'another' } } }] } });
	answers([401, {}]);
	expect(read(await run('check'))[4]).toMatchSnapshot();
});

test('an address with its token in the query is called with it, and with a wrong one, and shown without', async () => {
	const own = { ...trigger, type: 'n8n-nodes-brasil-webhooks.isetTrigger', credentials: {}, parameters: { events: ['pedido_salvo'] } };
	const check = async (options: IDataObject) => {
		nock.cleanAll();
		knows({ activeVersion: { nodes: [{ ...own, parameters: { ...own.parameters, options } }] } });
		const asked: string[] = [];
		nock(address)
			.post((path) => path.startsWith(`/webhook/${webhookId}/`))
			.times(100)
			.reply((path) => {
				asked.push(new URL(path, address).searchParams.get('token') ?? 'none');
				return asked.length % 2 === 1 ? [200, counters()] : [401, {}];
			});
		const target = place({
			type: new Iset(),
			parameters: { resource: 'webhook', operation: 'check', workflowId: 'w1' },
			credentials: { isetApi: { webhookToken: 'fake-token-of-the-test' }, n8nInstanceApi: credentials.n8nInstanceApi },
		});
		const rows = inOrder((await callExecute(target, [{ json: {} }])).output.map(({ json }) => json));
		return { rows, asked };
	};
	const { rows, asked } = await check({});
	expect(asked.slice(0, 2)).toEqual(['fake-token-of-the-test', 'forged']);
	const one = (check: number, among: IDataObject[] = rows) => among.filter((row) => row.check === checks[check])[0];
	expect(read([one(6)])[0]).toMatchSnapshot();
	expect(one(5).detail).toBe('0.00 s (iSET publishes no limit, 5 s are assumed)');
	expect(JSON.stringify(rows)).not.toContain('fake-token');
	const open = await check({ allowWithoutToken: true });
	expect(new Set(open.asked)).toEqual(new Set(['fake-token-of-the-test']));
	expect(read([one(6, open.rows)])[0]).toMatchSnapshot();
});

test('a disabled trigger, or that of another vendor, is none', async () => {
	knows({
		active: false,
		nodes: [
			{ ...trigger, disabled: true },
			{ ...trigger, type: 'n8n-nodes-brasil-webhooks.isetTrigger' },
		],
	});
	await expect(run('check')).rejects.toThrow('The workflow "Loja" has no Bling trigger');
});

test.each<[string, number, RegExp]>([
	['a wrong key', 401, /API key/],
	['a key without the scope', 403, /workflow:read/],
	['a workflow that is not there', 404, /choose another/],
])('says what to do about %s', async (_name, status, advice) => {
	nock(api).get('/api/v1/workflows/w1').query(true).times(2).reply(status, {});
	await expect(run('check')).rejects.toMatchObject({ description: expect.stringMatching(advice), context: { itemIndex: 0 } });
});

test('without the credential of this n8n nothing is asked', async () => {
	await expect(run('check', {}, { blingOAuth2Api: credentials.blingOAuth2Api })).rejects.toThrow('"N8n Instance API" is missing');
});

test('a workflow may be named by the address that the editor shows', async () => {
	const workflowId = { __rl: true, mode: 'url', value: 'https://n8n.example.com/workflow/w1?projectId=p' };
	const scope = nock(api).get('/api/v1/workflows/w1').query(true).reply(404, {});
	await expect(run('check', { workflowId })).rejects.toThrow('404');
	expect(scope.isDone()).toBe(true);
	await expect(run('check', { workflowId: { ...workflowId, value: 'https://n8n.example.com/home' } })).rejects.toThrow(/Workflow/);
});

test('a workflow id cannot leave the path', async () => {
	const scope = nock(api).get('/api/v1/workflows/..%2F..%2Fcredentials').query(true).reply(404, {});
	await expect(run('check', { workflowId: '../../credentials' })).rejects.toThrow('404');
	expect(scope.isDone()).toBe(true);
});

test.each(['.', '..'])('a workflow id "%s" is refused by its field, and nothing is asked', async (workflowId) => {
	await expect(run('check', { workflowId })).rejects.toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining(`The field "Workflow" is "${workflowId}"`),
		description: expect.stringContaining('expression'),
		context: { itemIndex: 0 },
	});
});

describe('prepare', () => {
	test('an address typed by hand needs no credential of this n8n', async () => {
		const webhookUrl = 'https://n8n.example.com/webhook/x/bling';
		const [guide] = await run('prepare', { addressFrom: 'entered', webhookUrl }, { blingOAuth2Api: credentials.blingOAuth2Api });
		expect(guide.addresses).toMatchObject([{ url: webhookUrl }]);
		expect(guide.checklist).toContain(webhookUrl);
	});

	test('what is no address is refused', async () => {
		await expect(run('prepare', { addressFrom: 'entered', webhookUrl: 'javascript:alert(1)' })).rejects.toThrow(
			'"Production URL" is not an address',
		);
	});

	test('the page escapes what was typed', async () => {
		const target = place({
			type: new Bling(),
			parameters: {
				resource: 'webhook',
				operation: 'prepare',
				addressFrom: 'entered',
				webhookUrl: 'https://x.example/<script>alert(1)</script>',
			},
			credentials,
		});
		const [{ binary }] = (await callExecute(target, [{ json: {} }])).output;
		const html = Buffer.from(binary?.guide.data ?? '', 'base64').toString();
		expect(html).toContain('lang="pt-BR"');
		expect(html).not.toContain('<script>');
	});
});
