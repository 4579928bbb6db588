import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { unreachableReason } from '../../../nodes/shared/trigger/preflight';
import type { Placed } from '../support/contexts.mts';
import { callHook, place } from '../support/contexts.mts';

test.each([
	'http://localhost:5678/webhook/a/bling',
	'https://localhost/webhook/a/bling',
	'https://n8n.localhost/x',
	'https://127.0.0.1/x',
	'https://10.1.2.3/x',
	'https://172.16.0.1/x',
	'https://172.31.255.255/x',
	'https://192.168.0.10/x',
	'https://169.254.1.1/x',
	'https://100.64.0.1/x',
	'https://0.0.0.0/x',
	'https://[::1]/x',
	'https://[fd00::1]/x',
	'https://[::ffff:10.0.0.1]/x',
	'https://localhost./x',
	'https://10.1.2.3./x',
	'https://0x7f000001/x',
	'https://224.0.0.1/x',
	'https://255.255.255.255/x',
	'https://198.18.0.1/x',
	'https://host.docker.internal./x',
	'https://n8n.home.arpa/x',
	'https://n8n.lan/x',
	'https://[64:ff9b::a9fe:a9fe]/x',
	'https://[2002:a9fe:a9fe::1]/x',
	'https://[2001::1]/x',
	'https://[ff02::1]/x',
	'https://n8n/x',
	'https://n8n./x',
	'https://n8n.local/x',
	'https://n8n.internal/x',
	'http://n8n.example.com/x',
])('%s cannot be reached by a vendor', (address) => {
	expect(unreachableReason(address)).toEqual(expect.any(String));
});

test.each([
	'https://n8n.example.com/webhook/a/bling',
	'https://n8n.example.com./x',
	'https://[2606:4700::6810:84e5]/x',
	'https://223.1.2.3/x',
	'https://local.example.com/x',
	'https://172.32.0.1/x',
	'https://100.128.0.1/x',
	'https://8.8.8.8:8443/x',
])('%s can', (address) => {
	expect(unreachableReason(address)).toBeUndefined();
});

const clientSecret = 'fake-client-secret';
const trigger = (rest: Partial<Placed>) => place({ type: new BlingTrigger(), credentials: { blingOAuth2Api: { clientSecret } }, ...rest });

test.each<[string, Partial<Placed>, RegExp | undefined]>([
	['a public address', {}, undefined],
	['an address of this machine', { address: 'http://localhost:5678/webhook/' }, /cannot reach the address/],
	['the same, allowed', { address: 'http://localhost:5678/webhook/', parameters: { options: { allowPrivateUrl: true } } }, undefined],
	['a node without address', { webhookId: '' }, /no webhook address/],
	['a workflow that drops failed executions', { settings: { saveDataErrorExecution: 'none' } }, /does not save failed/],
])('publishing with %s', async (_, rest, problem) => {
	const published = callHook(trigger(rest), 'checkExists');
	if (problem) await expect(published).rejects.toThrow(problem);
	else await expect(published).resolves.toBe(true);
});

test.each<[string, Partial<Placed>, string, RegExp]>([
	['a node without address', { webhookId: '' }, 'This trigger has no webhook address yet', /save the workflow/],
	[
		'a workflow that drops failed executions',
		{ settings: { saveDataErrorExecution: 'none' } },
		'This workflow does not save failed executions',
		/Workflow Settings/,
	],
	[
		'another window',
		{ parameters: { options: { gatherWindowMs: 50 } } },
		'"Group Events Arriving Within" is 50, which is not in its list',
		/0, 100, 250, 1000, 2000 milliseconds/,
	],
	[
		'an address of this machine',
		{ address: 'http://localhost:5678/webhook/' },
		'Bling cannot reach the address of this trigger: localhost is a private address',
		/^Set WEBHOOK_URL of n8n to its public https address and restart n8n/,
	],
	[
		'a name without a dot',
		{ address: 'https://n8n/webhook/' },
		'Bling cannot reach the address of this trigger: n8n is not a public host name',
		/WEBHOOK_URL/,
	],
	[
		'WEBHOOK_URL without https://',
		{ address: 'n8n.minhaloja.com.br/webhook' },
		'The address of this trigger does not begin with https://',
		/WEBHOOK_URL to its full address, starting with https.*"n8n.minhaloja.com.br\/webhook\//,
	],
	[
		'the same with a port, and allowed to be private',
		{ address: 'localhost:5678/webhook', parameters: { options: { allowPrivateUrl: true } } },
		'The address of this trigger does not begin with https://',
		/WEBHOOK_URL/,
	],
	[
		'no https',
		{ address: 'http://n8n.example.com/webhook/' },
		'Bling cannot reach the address of this trigger: it does not use https',
		/WEBHOOK_URL/,
	],
])('%s: what is wrong and what to do', async (_, rest, message, description) => {
	const failed = await callHook(trigger(rest), 'checkExists').catch((error: unknown) => error);
	expect(failed).toMatchObject({ name: 'NodeOperationError', description: expect.stringMatching(description) });
	// n8n shows whoever publishes the message alone.
	const shown = `${message}. ${failed instanceof NodeOperationError ? failed.description : ''}`;
	expect(failed).toHaveProperty('message', shown);
	// And cuts it off: what to do must stand in front.
	expect(shown.slice(0, 150)).toMatch(
		/Open the node .* publish again|to Save, then publish again|Choose one of .* milliseconds|WEBHOOK_URL of n8n to its (public|whole)/,
	);
});

describe('a token that stands in the address and has fewer than 16 characters', () => {
	const bling = (callbackToken: unknown, legacyCallbacks: unknown = true) =>
		trigger({
			credentials: { blingOAuth2Api: { clientSecret, callbackToken } as IDataObject },
			parameters: { options: { legacyCallbacks } as IDataObject },
		});
	const iset = (webhookToken: unknown) => place({ type: new IsetTrigger(), credentials: { isetApi: { webhookToken } as IDataObject } });

	test.each([
		['iSET', iset('1326'), 'Webhook Token'],
		['iSET, white space does not count', iset(' 123456789012345 '), 'Webhook Token'],
		['Bling', bling('short'), 'Callback Token'],
	])('is refused: %s', async (_, node, label) => {
		await expect(callHook(node, 'checkExists')).rejects.toMatchObject({
			name: 'NodeOperationError',
			message: expect.stringMatching(`^The "${label}" of the credential is too short. Use 16 or more`),
			description: expect.stringMatching(/^Use 16 or more random characters/),
		});
	});

	test.each([
		['iSET, long enough', iset('1234567890123456')],
		['Bling, long enough', bling('1234567890123456\n')],
		['Bling, not used', bling('short', false)],
	])('else not: %s', async (_, node) => {
		expect(await callHook(node, 'checkExists')).toBe(true);
	});
});

type Secretless = [string, Partial<Placed> & Pick<Placed, 'type'>, string];

const intelipost = (authentication: string, intelipostApi: IDataObject) => ({
	type: new IntelipostTrigger(),
	parameters: { authentication },
	credentials: { intelipostApi },
});
const isetWith = (options: IDataObject, isetApi: IDataObject = {}) => ({
	type: new IsetTrigger(),
	parameters: { options },
	credentials: { isetApi },
});
const blingWith = (parameters: Placed['parameters'], blingOAuth2Api: IDataObject = { clientSecret }) => ({
	type: new BlingTrigger(),
	parameters,
	credentials: { blingOAuth2Api },
});
const legacy = { events: ['order.created', 'legacy.stock'] };
const callbacks = 'Legacy events need the option "Legacy Callbacks" and a "Callback Token" in the credential';

describe.each<Secretless>([
	['iSET, no token', isetWith({}), 'The credential has no "Webhook Token": fill it in'],
	['iSET, white space', isetWith({}, { webhookToken: ' ' }), 'The credential has no "Webhook Token": fill it in'],
	['iSET, without proof of any kind', isetWith({ allowWithoutToken: false }), 'The credential has no "Webhook Token": fill it in'],
	['Intelipost, nothing', intelipost('basic', {}), 'The credential has no "Webhook User" and no "Webhook Password": fill them in'],
	['Intelipost, half', intelipost('basic', { webhookUser: 'n8n' }), 'The credential has no "Webhook Password": fill it in'],
	[
		'Intelipost, those of the other kind',
		intelipost('header', { webhookUser: 'n8n', webhookPassword: 'x' }),
		'The credential has no "Webhook Header Name" and no "Webhook Header Value": fill them in',
	],
	['Bling', blingWith({}, {}), 'The credential has no "Client Secret": fill it in'],
	[
		'Bling, callbacks without a token',
		blingWith({ ...legacy, options: { legacyCallbacks: true } }),
		'The credential has no "Callback Token": fill it in',
	],
	['Bling, callbacks without the option', blingWith(legacy), callbacks],
	['Bling, the same by "Other Events"', blingWith({ events: [], options: { otherEvents: 'legacy.order' } }), callbacks],
	['NFE.io', { type: new NfeIoTrigger(), credentials: { nfeIoApi: {} } }, 'The credential has no "API Key": fill it in'],
	['no credential: iSET', { type: new IsetTrigger() }, 'The trigger has no iSET credential: choose one'],
	['no credential: Intelipost', { type: new IntelipostTrigger() }, 'The trigger has no Intelipost credential: choose one'],
	['no credential: Bling', { type: new BlingTrigger() }, 'The trigger has no Bling credential: choose one'],
	['no credential: NFE.io', { type: new NfeIoTrigger() }, 'The trigger has no NFE.io credential: choose one'],
])('a trigger that would refuse each delivery: %s', (_, node, message) => {
	test('is not published', async () => {
		const failed = callHook(place(node), 'checkExists');
		await expect(failed).rejects.toMatchObject({ message: message === callbacks ? message : `${message}, then publish again` });
	});
	test('and does not listen', async () => {
		const failed = callHook(place(node), 'checkExists', 'manual');
		await expect(failed).rejects.toMatchObject({ message: message === callbacks ? message : `${message}, then execute the step again` });
	});
	test.each(['init', 'leadershipChange'] as const)('but starts with n8n, as its workflow has other triggers: %s', async (activation) => {
		// NFE.io's asks its API, which nothing answers here.
		if (node.type instanceof NfeIoTrigger) return;
		await expect(callHook(place(node), 'checkExists', 'trigger', activation)).resolves.toBe(true);
	});
});

test.each<[string, Partial<Placed> & Pick<Placed, 'type'>]>([
	['iSET, which may come without', isetWith({ allowWithoutToken: true })],
	['iSET', isetWith({}, { webhookToken: '1234567890123456' })],
	['Intelipost, nothing verified', intelipost('none', {})],
	['Intelipost, header', intelipost('header', { webhookHeaderName: 'x-secret', webhookHeaderValue: 'x' })],
	['Bling, callbacks', blingWith({ ...legacy, options: { legacyCallbacks: true } }, { clientSecret, callbackToken: '1234567890123456' })],
	['Bling, all events', blingWith({ events: ['*'] })],
])('a trigger whose deliveries can be proven is published: %s', async (_, node) => {
	await expect(callHook(place(node), 'checkExists')).resolves.toBe(true);
});

test('listening for a test event is not stopped', async () => {
	await expect(callHook(trigger({ address: 'http://localhost:5678/webhook/' }), 'checkExists', 'manual')).resolves.toBe(true);
});

test('the hooks bear to be run over and over', async () => {
	const node = trigger({});
	for (let round = 0; round < 5; round++) {
		for (const hook of ['checkExists', 'create', 'delete'] as const) await expect(callHook(node, hook)).resolves.toBe(true);
	}
});
