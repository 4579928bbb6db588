import type { IDataObject } from 'n8n-workflow';
import nock from 'nock';

import { Bling } from '../../../nodes/Bling/Bling.node';
import { callExecute, place } from '../support/contexts.mts';

/** The check and the guide are the same for all vendors; Bling stands for them here. */
const api = 'https://n8n-api.example.com';
const address = 'https://n8n.example.com';
const webhookId = '7d3f8b52-0000-4000-8000-0000000000aa';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const trigger = { name: 'Trigger', type: 'n8n-nodes-brasil-webhooks.blingTrigger', webhookId, credentials: { blingOAuth2Api: { id: 'credential-blingOAuth2Api' } }, parameters: {} };
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

async function run(operation: string, parameters: IDataObject = {}, given: Record<string, IDataObject> = credentials) {
	const target = place({ type: new Bling(), parameters: { resource: 'webhook', operation, workflowId: 'w1', addressFrom: 'workflow', ...parameters }, credentials: given });
	return (await callExecute(target, [{ json: {} }])).output.map(({ json }) => json);
}

const knows = (own: IDataObject = {}) => nock(api).get('/api/v1/workflows/w1').query(true).reply(200, workflow(own));
const answers = (genuine: [number, unknown, Record<string, string>?], forged: [number, unknown] = [401, { status: 'unauthorized' }]) =>
	nock(address).post(`/webhook/${webhookId}/bling`).reply(...(genuine as [number, nock.Body])).post(`/webhook/${webhookId}/bling`).reply(...(forged as [number, nock.Body]));

const titles = ['address', 'published', 'reachable', 'certificate', 'genuine', 'speed', 'forged', 'arrived'];
const short = (rows: IDataObject[]) => Object.fromEntries(rows.map(({ status }, index) => [titles[index], status]));
const well = Object.fromEntries(titles.map((title) => [title, 'pass']));

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
	['a delivery before the last publishing', {}, [[200, counters('2026-11-19T00:00:00.000Z')]], { arrived: 'unknown' }, /None since publishing/],
	['no delivery yet', {}, [[200, counters()]], { arrived: 'unknown' }, /None yet/],
	['another secret', {}, [[401, {}]], { genuine: 'fail', speed: 'unknown', arrived: 'unknown' }, /expects another secret/],
	['a trigger without a secret', {}, [[503, {}], [503, {}]], { genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' }, /holds no secret/],
	['a redirect', {}, [[301, '', { location: 'https://elsewhere.example.com' }], [301, '']], { genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' }, /redirects \(301\)/],
	['a firewall', {}, [[403, 'blocked'], [403, 'blocked']], { genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' }, /not by the trigger/],
	['another program that says 200 to all', {}, [[200, 'welcome'], [200, 'welcome']], { genuine: 'fail', forged: 'fail', arrived: 'unknown' }, /anybody could start/],
	[
		'published, but not registered',
		{},
		[[404, { message: 'The requested webhook "POST x" is not registered.' }], [404, {}]],
		{ published: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/the address is not registered/,
	],
	[
		'not published',
		{ active: false },
		[[404, { message: 'not registered' }], [404, {}]],
		{ published: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown', arrived: 'unknown' },
		/It is not published/,
	],
])('finds %s', async (_name, own, answered, expected, text) => {
	knows(own);
	answers(...answered);
	const rows = await run('check');
	expect(short(rows)).toEqual({ ...well, ...expected });
	expect(rows.map(({ detail }) => detail).join('\n')).toMatch(text);
	expect(rows.filter(({ status, whatToDo }) => (status === 'pass') !== (whatToDo === ''))).toEqual([]);
});

test('a disabled trigger, or that of another vendor, is none', async () => {
	knows({ active: false, nodes: [{ ...trigger, disabled: true }, { ...trigger, type: 'n8n-nodes-brasil-webhooks.isetTrigger' }] });
	await expect(run('check')).rejects.toThrow('The workflow "Loja" has no Bling trigger');
});

test.each<[string, number, RegExp]>([
	['a wrong key', 401, /API key/],
	['a key without the scope', 403, /workflow:read/],
	['a workflow that is not there', 404, /Choose a workflow/],
])('says what to do about %s', async (_name, status, advice) => {
	nock(api).get('/api/v1/workflows/w1').query(true).times(2).reply(status, {});
	await expect(run('check')).rejects.toMatchObject({ description: expect.stringMatching(advice), context: { itemIndex: 0 } });
});

test('without the credential of this n8n nothing is asked', async () => {
	await expect(run('check', {}, { blingOAuth2Api: credentials.blingOAuth2Api })).rejects.toThrow('"N8n Instance API" is missing');
});

test('a workflow id cannot leave the path', async () => {
	const scope = nock(api).get('/api/v1/workflows/..%2F..%2Fcredentials').query(true).reply(404, {});
	await expect(run('check', { workflowId: '../../credentials' })).rejects.toThrow('404');
	expect(scope.isDone()).toBe(true);
});

test.each(['.', '..'])('a workflow id "%s" is refused by its field, and nothing is asked', async (workflowId) => {
	await expect(run('check', { workflowId })).rejects.toMatchObject({
		name: 'NodeOperationError',
		message: expect.stringContaining(`The field "workflowId" is "${workflowId}"`),
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
		await expect(run('prepare', { addressFrom: 'entered', webhookUrl: 'javascript:alert(1)' })).rejects.toThrow('"webhookUrl" is not an address');
	});

	test('the page escapes what was typed', async () => {
		const target = place({
			type: new Bling(),
			parameters: { resource: 'webhook', operation: 'prepare', addressFrom: 'entered', webhookUrl: 'https://x.example/<script>alert(1)</script>' },
			credentials,
		});
		const [{ binary }] = (await callExecute(target, [{ json: {} }])).output;
		const html = Buffer.from(binary?.guide.data ?? '', 'base64').toString();
		expect(html).toContain('lang="pt-BR"');
		expect(html).not.toContain('<script>');
	});
});
