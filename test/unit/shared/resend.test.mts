import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import nock from 'nock';

import type { Delivery } from '../../../nodes/shared/trigger/delivery';
import { InstanceApi } from '../../../nodes/instance/api';
import { resend } from '../../../nodes/instance/resend';
import { isUnreachable } from '../../../nodes/shared/http/transport';
import { executeContextOf } from '../support/contexts.mts';
import { placeIdle } from '../support/operations.mts';

beforeAll(() => nock.disableNetConnect());
afterEach(() => nock.cleanAll());
// Jest runs several files in one process: a nock left behind would answer for the next.
afterAll(() => nock.restore());

const base = 'https://n8n-api.example.com';
const valid = { baseUrl: `${base}/`, resendSecret: 'fake-resend-secret-of-forty-characters-1' };
const contextWith = (credential: IDataObject) => executeContextOf(placeIdle({ credentials: { n8nInstanceApi: credential } }));
const resendWith = async (context: IExecuteFunctions, itemIndex: number) =>
	await resend(await InstanceApi.of(context, itemIndex), target, deliveries);
const target = { webhookId: 'webhook 1', route: 'iset/order.saved', workflowName: 'Loja' };
const path = '/webhook/webhook%201/iset/order.saved';
const deliveries = ['d-1', 'd-2'].map((id) => ({ vendor: 'iset', event: 'order.saved', id, data: { numero: 1 } }) as unknown as Delivery);

test('deliveries go one after the other to the trigger, signed, and each answer is told', async () => {
	const bodies: unknown[] = [];
	for (const status of ['accepted', 'ignored']) {
		nock(base, { reqheaders: { 'content-type': 'application/json', 'x-n8n-redelivery': /^\d+\.[0-9a-f]{32}\.[0-9a-f]{64}$/ } })
			.post(path, (body) => bodies.push(body) > 0)
			.reply(200, { status });
	}
	expect(await resendWith(contextWith(valid), 0)).toEqual(['accepted', 'ignored']);
	expect(bodies).toEqual(deliveries);
});

test.each([
	[
		'no address',
		{ ...valid, baseUrl: 'my n8n' },
		'The "N8n Instance API" credential has no valid Base URL',
		'Enter the address of this n8n, such as https://n8n.minhaloja.com.br.',
	],
	[
		'a secret that is too short',
		{ ...valid, resendSecret: ` ${'x'.repeat(31)} ` },
		'The "N8n Instance API" credential lacks what a resend needs',
		'It needs the Base URL of this n8n and a Resend Secret of at least 32 random characters.',
	],
])('a credential with %s sends nothing', async (_name, credential, message, description) => {
	await expect(resendWith(contextWith(credential), 2)).rejects.toMatchObject({
		message,
		description,
		context: { itemIndex: 2 },
	});
});

test.each<[number, unknown, string]>([
	[200, 'welcome', "Open the trigger's address in a browser to see its status."],
	[202, { status: 'accepted' }, "Open the trigger's address in a browser to see its status."],
	[401, {}, 'The trigger needs the same "N8n Instance API" credential as this node, whose Resend Secret signs the resend.'],
	[404, {}, "Publish the trigger's workflow: its address answers only then."],
	// n8n's own answer to a body above its limit, and that of a proxy before it.
	[500, { code: 0, message: 'There was a problem executing the workflow' }, expect.stringContaining('N8N_PAYLOAD_SIZE_MAX')],
	[500, { code: 0, message: 'request entity too large' }, expect.stringContaining('N8N_PAYLOAD_SIZE_MAX')],
	[413, '<h1>413 Request Entity Too Large</h1>', expect.stringContaining('N8N_PAYLOAD_SIZE_MAX')],
	[500, { code: 0, message: 'Workflow could not be started!' }, expect.stringMatching(/^Check n8n's log\./)],
	[502, 'Bad Gateway', "Open the trigger's address in a browser to see its status."],
	[503, {}, 'The trigger could not store the delivery now. Run this again.'],
])('an answer of %i %j is a failure that says what to do', async (status, body, description) => {
	nock(base)
		.post(path)
		.reply(status, body as nock.Body);
	await expect(resendWith(contextWith(valid), 3)).rejects.toMatchObject({
		message: `The trigger of the workflow "Loja" answered ${status} to the resend of d-1`,
		description,
		httpCode: String(status),
		context: { itemIndex: 3 },
	});
});

test('an address that the SSRF protection of n8n blocks is told', async () => {
	const blocking = contextWith(valid);
	blocking.helpers.httpRequest = async () => await Promise.reject(Object.assign(new Error('blocked'), { name: 'SsrfBlockedIpError' }));
	await expect(resendWith(blocking, 4)).rejects.toMatchObject({
		message: 'The trigger could not be reached',
		description: expect.stringContaining('N8N_SSRF_ALLOWED_HOSTNAMES'),
	});
});

test.each(['ETIMEDOUT', 'ECONNABORTED', 'ECONNRESET'])('a trigger that has not answered may have stored it: %s', async (code) => {
	nock(base)
		.post(path)
		.replyWithError(Object.assign(new Error('no'), { code }));
	const error: unknown = await resendWith(contextWith(valid), 4).catch((thrown: unknown) => thrown);
	expect(error).toMatchObject({
		message: `The trigger of the workflow "Loja" did not answer: the outcome of the resend of d-1 is unknown (${code})`,
		description: expect.stringContaining('N8N_CONCURRENCY_PRODUCTION_LIMIT'),
		context: { itemIndex: 4 },
	});
	expect(isUnreachable(error)).toBe(true);
});

test('a trigger that cannot be reached is told, without the words of the network', async () => {
	nock(base)
		.post(path)
		.replyWithError(Object.assign(new Error('no'), { code: 'ECONNREFUSED' }));
	await expect(resendWith(contextWith(valid), 4)).rejects.toMatchObject({
		message: 'The trigger could not be reached',
		description: 'Check the Base URL of the "N8n Instance API" credential: n8n itself must be able to reach it.',
		context: { itemIndex: 4 },
	});
});
