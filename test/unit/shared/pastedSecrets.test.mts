import type { ICredentialDataDecryptedObject, IDataObject, INodeType } from 'n8n-workflow';

import { N8nInstanceApi } from '../../../credentials/N8nInstanceApi.credentials';
import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { endpoint as bling } from '../../../nodes/Bling/webhook/endpoint';
import { endpoint as intelipost } from '../../../nodes/Intelipost/webhook/endpoint';
import { vendors as registry } from '../../../nodes/vendors';
import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { endpoint as iset } from '../../../nodes/Iset/webhook/endpoint';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
import { endpoint as nfeIo } from '../../../nodes/NfeIo/webhook/endpoint';
import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import type { CheckedEndpoint } from '../../../nodes/shared/operations/checkEndpoint';
import type { FakeRequest } from '../support/contexts.mts';
import { callWebhook, place } from '../support/contexts.mts';

const webhookId = '7d3f8b52-0000-4000-8000-000000000001';

interface Vendor {
	type: INodeType;
	endpoint: CheckedEndpoint;
	/** Name and fields of the credential as it should be. */
	credential: string;
	fields: Record<string, string>;
	parameters?: IDataObject;
}

const vendors: Record<string, Vendor> = {
	Bling: { type: new BlingTrigger(), endpoint: bling, credential: 'blingOAuth2Api', fields: { clientSecret: 'test-client-secret' } },
	'NFE.io': { type: new NfeIoTrigger(), endpoint: nfeIo, credential: 'nfeIoApi', fields: { apiKey: 'test-api-key' } },
	iSET: { type: new IsetTrigger(), endpoint: iset, credential: 'isetApi', fields: { webhookToken: 'fake-webhook-token-01' } },
	'Intelipost, Basic': {
		type: new IntelipostTrigger(),
		endpoint: intelipost,
		credential: 'intelipostApi',
		fields: { webhookUser: 'n8n-test', webhookPassword: 'senha de testé' },
		parameters: { authentication: 'basic' },
	},
	'Intelipost, header': {
		type: new IntelipostTrigger(),
		endpoint: intelipost,
		credential: 'intelipostApi',
		fields: { webhookHeaderName: 'X-Chave', webhookHeaderValue: 'valor de testé €' },
		parameters: { authentication: 'header' },
	},
};

test('no vendor is left out', () => {
	expect(new Set(Object.values(vendors).map(({ credential }) => credential))).toEqual(
		new Set(registry.map(({ credential }) => credential)),
	);
});

const body = Buffer.from('{"n8nProbe":"0123456789"}');
const proofOf = ({ endpoint, fields, parameters = {} }: Vendor, pasted: ICredentialDataDecryptedObject = fields) =>
	endpoint.genuine(body, pasted, {
		path: '',
		label: '',
		url: '',
		trigger: {
			workflowId: 'w',
			workflowName: 'W',
			published: true,
			publishedAt: undefined,
			name: 'T',
			webhookId,
			credentialId: 'c',
			parameters,
		},
	});

async function answerOf(
	{ type, credential, parameters = {} }: Vendor,
	stored: IDataObject,
	proof: Pick<FakeRequest, 'headers' | 'query'> = {},
) {
	const target = place({ type, parameters, credentials: { [credential]: stored }, webhookId });
	const headers = Object.fromEntries(Object.entries(proof.headers ?? {}).map(([name, value]) => [name.toLowerCase(), value]));
	const { status, body: said } = await callWebhook(target, { body, ...proof, headers });
	return [status, said];
}

const names = Object.keys(vendors);

describe.each([
	['a line break at its end', (value: string) => `${value}\n`],
	["Windows' line break at its end", (value: string) => `${value}\r\n`],
	['white space around it', (value: string) => ` \t${value} `],
])('a secret pasted with %s', (_name, paste) => {
	test.each(names)('%s: a genuine delivery passes, and Check proves with the same', async (name) => {
		const vendor = vendors[name];
		const pasted = Object.fromEntries(Object.entries(vendor.fields).map(([field, value]) => [field, paste(value)]));
		const accepted = [200, expect.objectContaining({ status: 'probe' })];
		expect(await answerOf(vendor, pasted, proofOf(vendor))).toEqual(accepted);
		expect(proofOf(vendor, pasted)).toEqual(proofOf(vendor));
		expect(await answerOf(vendor, vendor.fields, proofOf(vendor, pasted))).toEqual(accepted);
	});

	test.each(names)('%s: nothing but white space proves nothing', async (name) => {
		const vendor = vendors[name];
		const blank = Object.fromEntries(Object.keys(vendor.fields).map((field) => [field, paste('')]));
		expect(await answerOf(vendor, blank, proofOf(vendor))).toEqual([503, { status: 'unavailable' }]);
		expect(proofOf(vendor, blank)).toBeUndefined();
	});
});

describe('a secret that is not ASCII', () => {
	const value = 'senha de testé';
	const latin1 = (text: string) => Buffer.from(text, 'latin1');
	const utf8 = (text: string) => Buffer.from(text, 'utf8');

	test.each([
		['UTF-8', utf8],
		['Latin-1', latin1],
	])('passes in a header as it arrives in %s', async (_name, encode) => {
		const vendor = { ...vendors['Intelipost, header'], fields: { webhookHeaderName: 'X-Chave', webhookHeaderValue: value } };
		// Node reads the bytes of a header as Latin-1.
		const headers = { 'x-chave': encode(value).toString('latin1') };
		expect((await answerOf(vendor, vendor.fields, { headers }))[0]).toBe(200);
		expect((await answerOf(vendor, vendor.fields, { headers: { 'x-chave': encode(`${value}x`).toString('latin1') } }))[0]).toBe(401);
	});

	test.each([
		['UTF-8', utf8],
		['Latin-1', latin1],
	])('passes as a Basic password in %s', async (_name, encode) => {
		const vendor = vendors['Intelipost, Basic'];
		const basic = (password: string) => `Basic ${encode(`n8n-test:${password}`).toString('base64')}`;
		expect((await answerOf(vendor, vendor.fields, { headers: { authorization: basic(value) } }))[0]).toBe(200);
		expect((await answerOf(vendor, vendor.fields, { headers: { authorization: basic('senha de teste') } }))[0]).toBe(401);
	});

	test('is not mistaken for what its bytes are when they are cut', async () => {
		const vendor = vendors['Intelipost, header'];
		// '€' is 0x20AC; cut to a byte it is 0xAC.
		const headers = { 'x-chave': 'valor de testé \u00ac' };
		expect((await answerOf(vendor, vendor.fields, { headers }))[0]).toBe(401);
	});
});

test('the key of this n8n is sent without the white space around it', async () => {
	const { authenticate } = new N8nInstanceApi();
	if (typeof authenticate !== 'function') throw new Error('n8n puts the key in itself');
	const sent = await authenticate(
		{ apiKey: ' fake-key\n', baseUrl: ' https://n8n.example.com/api/v1/\n' },
		{ url: 'https://n8n.example.com' },
	);
	expect(sent.headers).toEqual({ 'X-N8N-API-KEY': 'fake-key' });
});
