import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
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

const trigger = (rest: Partial<Placed>) => place({ type: new BlingTrigger(), ...rest });

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
		'Bling cannot reach the address of this trigger: localhost is only reachable from this machine or its private network',
		/^The address is http:\/\/localhost:5678\/webhook\/.*WEBHOOK_URL/,
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
		'The address of this trigger is "n8n.minhaloja.com.br/webhook/7d3f8b52-0000-4000-8000-000000000001/bling", which is not a valid address',
		/WEBHOOK_URL to its full address, starting with https/,
	],
	[
		'the same with a port, and allowed to be private',
		{ address: 'localhost:5678/webhook', parameters: { options: { allowPrivateUrl: true } } },
		'The address of this trigger is "localhost:5678/webhook/7d3f8b52-0000-4000-8000-000000000001/bling", which is not a valid address',
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
	expect(failed).toHaveProperty('message', `${message}. ${failed instanceof NodeOperationError ? failed.description : ''}`);
});

describe('a token that stands in the address and has fewer than 16 characters', () => {
	const bling = (callbackToken: unknown, legacyCallbacks: unknown = true) =>
		trigger({
			credentials: { blingOAuth2Api: { callbackToken } as IDataObject },
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
			message: expect.stringMatching(`^The "${label}" of the credential is too short. It needs at least 16`),
			description: expect.stringMatching(/^It needs at least 16 random characters/),
		});
	});

	test.each([
		['iSET, long enough', iset('1234567890123456')],
		['iSET, none', iset('')],
		['iSET, no credential', place({ type: new IsetTrigger() })],
		['Bling, long enough', bling('1234567890123456\n')],
		['Bling, not used', bling('short', false)],
	])('else not: %s', async (_, node) => {
		expect(await callHook(node, 'checkExists')).toBe(true);
	});
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
