import type { ICredentialDataDecryptedObject, ICredentialType, IHttpRequestOptions } from 'n8n-workflow';

import { IntelipostApi } from '../../../credentials/IntelipostApi.credentials';
import { IsetApi } from '../../../credentials/IsetApi.credentials';
import { N8nInstanceApi } from '../../../credentials/N8nInstanceApi.credentials';
import { NfeIoApi } from '../../../credentials/NfeIoApi.credentials';

const own = 'https://own.example.com';
const key = 'fake-key-0123456789';

const cases: Array<[name: string, type: ICredentialType, credential: ICredentialDataDecryptedObject, header: string]> = [
	['Intelipost', new IntelipostApi(), { apiKey: `${key}\n`, apiBaseUrl: `${own}/api/v1/ ` }, 'api-key'],
	['NFE.io', new NfeIoApi(), { apiKey: `${key}\n`, webhooksBaseUrl: `${own}/`, invoicesBaseUrl: '' }, 'Authorization'],
	['NFE.io, the other host', new NfeIoApi(), { apiKey: key, webhooksBaseUrl: '', invoicesBaseUrl: own }, 'Authorization'],
	['n8n', new N8nInstanceApi(), { apiKey: `${key}\n`, baseUrl: ` ${own}/` }, 'X-N8N-API-KEY'],
	['iSET', new IsetApi(), { storeUrl: own, accessToken: key }, 'access-token'],
];

async function authenticated(type: ICredentialType, credential: ICredentialDataDecryptedObject, options: object): Promise<IHttpRequestOptions> {
	if (typeof type.authenticate !== 'function') throw new Error('it is an expression');
	return await type.authenticate(credential, options as IHttpRequestOptions);
}

describe.each(cases)('the key of %s', (_name, type, credential, header) => {
	test.each<[string, object]>([
		['an address', { url: `${own}/a` }],
		['a path below the base', { baseURL: own, url: '/a' }],
		["what n8n's HTTP Request node sends", { uri: `${own}/a` }],
	])('goes to its own host by %s, and follows no redirect', async (_how, options) => {
		const sent = await authenticated(type, credential, { headers: { x: 'y' }, ...options });
		expect(sent).toMatchObject({ headers: { x: 'y', [header]: key }, disableFollowRedirect: true, followRedirect: false, followAllRedirects: false });
	});

	test.each<[string, object]>([
		['another host', { url: 'https://evil.example.com/a' }],
		['another host by the name that the HTTP Request node uses', { uri: 'https://evil.example.com/a' }],
		['another port', { url: `${own}:8443/a` }],
		['another scheme', { url: 'http://own.example.com/a' }],
		['a host that begins alike', { url: 'https://own.example.com.evil.example.com/a' }],
		['a user name that looks like it', { url: 'https://own.example.com@evil.example.com/a' }],
		['an address without scheme below the base', { baseURL: own, url: '//evil.example.com/a' }],
		['no address', {}],
	])('does not go to %s', async (_what, options) => {
		await expect(authenticated(type, credential, options)).rejects.toThrow(/credential is for https:.* and not for /);
	});
});

test('a credential without address goes nowhere', async () => {
	await expect(authenticated(new N8nInstanceApi(), { apiKey: key, baseUrl: '' }, { url: own })).rejects.toThrow('is for no address');
});

test('the base of the credential test is taken as people paste it', async () => {
	expect(await authenticated(new IntelipostApi(), { apiKey: key, apiBaseUrl: ` ${own}/api/v1/ ` }, { baseURL: ` ${own}/api/v1/ `, url: '/info/' })).toMatchObject({ baseURL: `${own}/api/v1` });
});
