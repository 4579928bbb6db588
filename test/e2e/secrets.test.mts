import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { after, test } from 'node:test';

import { basicHeader, sendFormPage } from '../../scripts/form-page.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { catalogue, routeOf } from '../../nodes/Iset/webhook/events.ts';
import { importBundled } from '../support/bundled.mts';
import type { TriggerUnderTest } from '../support/instance.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { runNode } from '../support/manual.mts';

type Json = Record<string, unknown>;

/** Unique, obviously made up, and found wherever they are written. */
const canary = (name: string) => `canary-${name}-${crypto.randomUUID()}`;

const secrets = {
	blingClientSecret: canary('bling-client-secret'),
	blingPrevious: canary('bling-previous-secret'),
	blingCallbackToken: canary('bling-callback-token'),
	blingAccessToken: canary('bling-access-token'),
	blingRefreshToken: canary('bling-refresh-token'),
	isetAccessKey: canary('iset-access-key'),
	isetWebhookToken: canary('iset-webhook-token'),
	isetLiveToken: canary('iset-live-token'),
	intelipostApiKey: canary('intelipost-api-key'),
	intelipostPassword: canary('intelipost-password'),
	intelipostHeader: canary('intelipost-header'),
	nfeIoApiKey: canary('nfeio-api-key'),
	nfeIoPreviousKey: canary('nfeio-previous-key'),
	resendSecret: canary('resend-secret'),
	formPassword: canary('form-password'),
};
/** n8n's Webhook node puts them into its output with the other headers, so n8n must not keep what the panel's executions held. */
const panelPasswords = { look: canary('panel-look-password'), act: canary('panel-act-password') };
/** No secret, and in every delivery: where the search does not find it, the search proves nothing. */
const control = canary('order-number');

/** All four vendors at once: takes every secret that is sent to it, answers, and fails where the id says so. */
const taken: string[] = [];
const vendors = createServer((request, response) => {
	request.resume();
	taken.push(JSON.stringify(request.headers));
	const url = request.url ?? '';
	const answer = (status: number, body: unknown) => {
		response.writeHead(status, { 'content-type': 'application/json' });
		response.end(JSON.stringify(body));
	};
	if (url.startsWith('/token'))
		return answer(200, {
			access_token: secrets.blingAccessToken,
			refresh_token: secrets.blingRefreshToken,
			token_type: 'Bearer',
			expires_in: 21_600,
		});
	if (url.startsWith('/ws/v1/oauth'))
		return answer(200, { status: 200, token: secrets.isetLiveToken, expires_in: Math.floor(Date.now() / 1000) + 3600 });
	// A vendor that quotes what it was sent, in the form of each of the four, and in every encoding.
	const sent = Object.values(request.headers).flat().map(String);
	const quoted = sent.flatMap((value) => [
		value,
		encodeURIComponent(value),
		...(['hex', 'base64', 'base64url'] as const).flatMap((encoding) =>
			['', 'a', 'ab'].map((before) => Buffer.from(before + value).toString(encoding)),
		),
	]);
	const quoting = (type: string) => {
		const message = `${type}: ${[...quoted, ...quoted.map((value) => value.toUpperCase())].join(' ')}`;
		return { error: { type, message, fields: [{ msg: message }] }, message, status: 'ERROR', messages: [{ text: message, key: message }] };
	};
	if (/\/500\b/.test(url)) return answer(500, quoting('quebrou'));
	if (/\/400\b/.test(url)) return answer(400, quoting('recusado'));
	if (/\/401\b/.test(url)) return answer(401, quoting('não autorizado'));
	if (/\/403\b/.test(url)) return answer(200, quoting('erro com 200'));
	if (/\/418\b/.test(url)) return void response.writeHead(200, { 'content-type': 'text/html' }).end(`<p>${quoted.join(' ')}</p>`);
	if (/\/302\b/.test(url)) return void response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end();
	if (url.startsWith('/v2/webhooks')) return answer(200, request.method === 'GET' ? { webHooks: [] } : { webHook: { id: 'fake-webhook' } });
	answer(200, { status: 'OK', data: { id: 1, numero: control }, content: { order_number: control }, result: [{ orderId: 1 }], orderId: 1 });
});
await new Promise<void>((resolve) => vendors.listen(0, '127.0.0.1', resolve));
after(() => vendors.close());
const api = `http://127.0.0.1:${(vendors.address() as AddressInfo).port}`;

const n8n = await startTestN8n({ env: { N8N_LOG_LEVEL: 'debug' } });
/** Of its own, as the test's calls carry the other one. n8n makes it, so it bears no name. */
const { rawApiKey: instanceApiKey } = await n8n.current.rest<{ rawApiKey: string }>('POST', '/api-keys', {
	label: 'of the credential',
	expiresAt: null,
	scopes: await n8n.current.rest<string[]>('GET', '/api-keys/scopes'),
});
const make = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });

const credentials = {
	blingOAuth2Api: await make('Bling', 'blingOAuth2Api', {
		clientId: 'fake-client',
		clientSecret: secrets.blingClientSecret,
		previousClientSecret: secrets.blingPrevious,
		callbackToken: secrets.blingCallbackToken,
		environment: 'custom',
		apiBaseUrl: `${api}/Api/v3`,
		customAuthUrl: `${api}/authorize`,
		customAccessTokenUrl: `${api}/token`,
	}),
	isetApi: await make('iSET', 'isetApi', {
		storeUrl: api,
		storeId: '1',
		accessKey: secrets.isetAccessKey,
		webhookToken: secrets.isetWebhookToken,
	}),
	intelipostApi: await make('Intelipost', 'intelipostApi', {
		accountName: 'Loja Teste',
		apiKey: secrets.intelipostApiKey,
		apiBaseUrl: `${api}/api/v1`,
		webhookUser: 'n8n',
		webhookPassword: secrets.intelipostPassword,
		webhookHeaderName: 'x-webhook-key',
		webhookHeaderValue: secrets.intelipostHeader,
	}),
	nfeIoApi: await make('NFE.io', 'nfeIoApi', {
		apiKey: secrets.nfeIoApiKey,
		previousApiKey: secrets.nfeIoPreviousKey,
		webhooksBaseUrl: api,
		invoicesBaseUrl: api,
	}),
	n8nInstanceApi: await make('Este n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: instanceApiKey,
		resendSecret: secrets.resendSecret,
	}),
};
await n8n.current.connectOAuth2(credentials.blingOAuth2Api.id, async (authorizeUrl) => {
	const { searchParams } = new URL(authorizeUrl);
	const target = new URL(searchParams.get('redirect_uri') ?? '');
	target.searchParams.set('code', 'fake-code');
	target.searchParams.set('state', searchParams.get('state') ?? '');
	return target.href;
});

const { n8nInstanceApi } = credentials;
const publish = async (type: string, path: string, own: Partial<typeof credentials>, parameters: Json = {}) =>
	await publishTrigger(n8n.current, { type, path, credentials: { ...own, n8nInstanceApi }, parameters });

const triggers = {
	bling: await publish(
		'blingTrigger',
		'bling',
		{ blingOAuth2Api: credentials.blingOAuth2Api },
		{ options: { legacyCallbacks: true, fetchResource: true } },
	),
	iset: await publish('isetTrigger', routeOf('order.saved'), { isetApi: credentials.isetApi }),
	intelipost: await publish(
		'intelipostTrigger',
		'intelipost',
		{ intelipostApi: credentials.intelipostApi },
		{ authentication: 'basic', options: { confirmByApi: true } },
	),
	header: await publish('intelipostTrigger', 'intelipost', { intelipostApi: credentials.intelipostApi }, { authentication: 'header' }),
	nfeio: await publish('nfeIoTrigger', 'nfeio', { nfeIoApi: credentials.nfeIoApi }, { events: ['*'], options: { includePings: true } }),
};
for (const { event } of catalogue) await n8n.current.untilRegistered(triggers.iset.address.replace(/iset\/.*/, routeOf(event)));

const derived = (key: string) => createHmac('sha256', key).update(`nfeio:${triggers.nfeio.webhookId}`).digest('hex');
const allSecrets: Record<string, string> = {
	...secrets,
	nfeIoDerived: derived(secrets.nfeIoApiKey),
	nfeIoPreviousDerived: derived(secrets.nfeIoPreviousKey),
};

/** What came back over HTTP, to be searched like everything that n8n stored. */
const answers: string[] = [];
const keep = async (response: Response) => {
	answers.push(JSON.stringify([...response.headers]), await response.text());
	return response.status;
};

async function post({ address }: TriggerUnderTest, body: unknown, headers: Record<string, string> = {}, query = ''): Promise<number> {
	const text = JSON.stringify(body);
	return await keep(
		await fetch(address + query, { method: 'POST', body: text, headers: { 'content-type': 'application/json', ...headers } }),
	);
}

const basic = (password: string) => ({ authorization: `Basic ${Buffer.from(`n8n:${password}`).toString('base64')}` });
const blingSigned = (body: unknown, secret: string) => ({
	'x-bling-signature-256': `sha256=${createHmac('sha256', secret).update(JSON.stringify(body)).digest('hex')}`,
});
const nfeSigned = (body: unknown, secret: string) => ({
	'x-hub-signature': `sha1=${createHmac('sha1', secret).update(JSON.stringify(body)).digest('hex').toUpperCase()}`,
	'x-hook-id': createHash('md5').update(JSON.stringify(body)).digest('hex'),
	'x-hook-attempts': '0',
});

test('deliveries of all four vendors, genuine and refused', async () => {
	const order = (eventId: string, id: number) => ({
		eventId,
		date: '2026-11-01T10:00:00Z',
		version: 'v1',
		event: 'order.updated',
		companyId: 'fake-company',
		data: { id, numero: control, situacao: { id: 9, valor: 1 } },
	});
	const history = (id: number) => ({
		order_number: control,
		volume_number: '1',
		history: { shipment_order_volume_state: 'SHIPPED', shipment_order_volume_state_history: id, created: 1_760_000_000_000 },
	});
	const invoice = {
		action: 'service_invoice.issued_successfully',
		payload: { id: control, status: 'Issued', flowStatus: 'Issued', provider: { id: 'fake-company' } },
	};
	// A ping holds its secret in clear (docs/facts/nfeio.md §2.3).
	const ping = {
		action: 'ping',
		webHook: {
			Id: control,
			Uri: triggers.nfeio.address,
			Secret: allSecrets.nfeIoDerived,
			ContentType: 'json',
			Status: 'active',
			Filters: [],
		},
	};
	const { bling, iset, intelipost, header, nfeio } = triggers;
	assert.deepEqual(
		[
			await post(bling, order('1', 1), blingSigned(order('1', 1), secrets.blingClientSecret)),
			await post(bling, order('2', 1), blingSigned(order('2', 1), secrets.blingPrevious)),
			// Its resource cannot be fetched: a failed execution.
			await post(bling, order('3', 500), blingSigned(order('3', 500), secrets.blingClientSecret)),
			await post(bling, { retorno: { pedidos: [{ pedido: { numero: control } }] } }, {}, `?token=${secrets.blingCallbackToken}`),
			await post(bling, order('4', 1), blingSigned(order('4', 1), secrets.blingCallbackToken)),
			await post(iset, { orderId: 1, reference: control, echo: secrets.isetWebhookToken }, {}, `?token=${secrets.isetWebhookToken}`),
			await post(iset, { orderId: 500, reference: control }, {}, `?token=${secrets.isetWebhookToken}`),
			await post(iset, { orderId: 1 }, {}, `?token=${secrets.isetWebhookToken}x`),
			await post(intelipost, history(1), basic(secrets.intelipostPassword)),
			await post(intelipost, { ...history(2), order_number: '500' }, basic(secrets.intelipostPassword)),
			await post(intelipost, history(3), basic(secrets.intelipostHeader)),
			await post(header, history(4), { 'x-webhook-key': secrets.intelipostHeader }),
			await post(nfeio, invoice, nfeSigned(invoice, allSecrets.nfeIoDerived)),
			await post(nfeio, { ...invoice, again: 1 }, nfeSigned({ ...invoice, again: 1 }, allSecrets.nfeIoPreviousDerived)),
			await post(nfeio, ping, nfeSigned(ping, allSecrets.nfeIoDerived)),
			await post(nfeio, ping, nfeSigned(ping, secrets.nfeIoApiKey)),
		],
		[200, 200, 200, 200, 401, 200, 200, 401, 200, 200, 401, 200, 200, 200, 200, 401],
	);
	for (const [name, count] of Object.entries({ bling: 4, iset: 2, intelipost: 2, header: 1, nfeio: 3 })) {
		await n8n.current.untilExecutions(triggers[name as keyof typeof triggers].workflowId, count);
	}
	// The page of each trigger.
	for (const { address } of Object.values(triggers)) assert.equal(await keep(await fetch(address)), 200);
	for (const { event } of catalogue) await keep(await fetch(triggers.iset.address.replace(/iset\/.*/, routeOf(event))));
});

test('actions of all nodes, successes and failures', async () => {
	const { blingOAuth2Api, isetApi, intelipostApi, nfeIoApi } = credentials;
	const [failed] = (await n8n.current.executions(triggers.bling.workflowId)).filter(({ status }) => status === 'error');
	assert.ok(failed, 'the delivery whose resource cannot be fetched has failed');
	const [{ id: genuine }] = await n8n.current.executions(triggers.header.workflowId);
	const custom = (path: string) => ({ resource: 'customApiCall', operation: 'request', method: 'GET', path, query: '{}' });
	const workflowId = (trigger: TriggerUnderTest) => ({ __rl: true, mode: 'id', value: trigger.workflowId });
	const withInstance = { n8nInstanceApi };
	const runs: Array<[type: string, own: Partial<typeof credentials>, parameters: Json, status: 'success' | 'error']> = [
		['bling', { blingOAuth2Api }, custom('/pedidos/vendas/1'), 'success'],
		...['500', '400', '401', '302'].map((id): (typeof runs)[number] => [
			'bling',
			{ blingOAuth2Api },
			custom(`/pedidos/vendas/${id}`),
			'error',
		]),
		['iset', { isetApi }, custom('/order/1'), 'success'],
		...['500', '400', '401', '302'].map((id): (typeof runs)[number] => ['iset', { isetApi }, custom(`/order/${id}`), 'error']),
		['intelipost', { intelipostApi }, custom('/shipment_order/1'), 'success'],
		...['500', '400', '401', '302', '403'].map((id): (typeof runs)[number] => [
			'intelipost',
			{ intelipostApi },
			custom(`/shipment_order/${id}`),
			'error',
		]),
		['nfeIo', { nfeIoApi }, { resource: 'webhook', operation: 'getMany', returnAll: true }, 'success'],
		...['500', '400', '401'].map((id): (typeof runs)[number] => [
			'nfeIo',
			{ nfeIoApi },
			{ ...custom(`/v2/companies/${id}`), host: 'webhooks' },
			'error',
		]),
		// A page at 200.
		['bling', { blingOAuth2Api }, custom('/pedidos/vendas/418'), 'success'],
		['iset', { isetApi }, custom('/order/418'), 'success'],
		['intelipost', { intelipostApi }, custom('/shipment_order/418'), 'error'],
		['nfeIo', { nfeIoApi }, { ...custom('/v2/companies/418'), host: 'webhooks' }, 'success'],
		[
			'bling',
			{ blingOAuth2Api, ...withInstance },
			{ resource: 'webhook', operation: 'check', workflowId: workflowId(triggers.bling) },
			'success',
		],
		['iset', { isetApi, ...withInstance }, { resource: 'webhook', operation: 'check', workflowId: workflowId(triggers.iset) }, 'success'],
		[
			'intelipost',
			{ intelipostApi, ...withInstance },
			{ resource: 'webhook', operation: 'check', workflowId: workflowId(triggers.intelipost) },
			'success',
		],
		[
			'intelipost',
			{ intelipostApi, ...withInstance },
			{ resource: 'webhook', operation: 'prepare', workflowId: workflowId(triggers.intelipost) },
			'success',
		],
		[
			'nfeIo',
			{ nfeIoApi, ...withInstance },
			{ resource: 'webhook', operation: 'check', workflowId: workflowId(triggers.nfeio) },
			'success',
		],
		[
			'webhookDeliveries',
			withInstance,
			{ resource: 'delivery', operation: 'getMany', returnAll: true, options: { includePayload: true } },
			'success',
		],
		['webhookDeliveries', withInstance, { resource: 'endpoint', operation: 'getMany', options: { testCredentials: true } }, 'success'],
		['webhookDeliveries', withInstance, { resource: 'statistics', operation: 'get' }, 'success'],
		['webhookDeliveries', withInstance, { resource: 'report', operation: 'render', canResend: true }, 'success'],
		['webhookDeliveries', withInstance, { resource: 'delivery', operation: 'resend', executionId: genuine, force: true }, 'success'],
		['webhookDeliveries', withInstance, { resource: 'delivery', operation: 'resend', executionId: '999999' }, 'error'],
	];
	const results = [];
	for (const [type, own, parameters, status] of runs) {
		const result = await runNode(n8n.current, { type, credentials: own as Record<string, { id: string; name: string }>, parameters });
		results.push({ type, ...parameters, status: result.status, said: result.error?.message });
		answers.push(JSON.stringify(result));
		assert.equal(result.status, status, JSON.stringify(results.at(-1)));
	}
});

test("n8n's HTTP Request node gets no key for another host, and follows no redirect with one", async () => {
	const reached: string[] = [];
	const stranger = createServer((request, response) => void (reached.push(JSON.stringify(request.headers)), response.end('{}')));
	await new Promise<void>((resolve) => stranger.listen(0, '127.0.0.1', resolve));
	const elsewhere = `http://127.0.0.1:${(stranger.address() as AddressInfo).port}`;
	try {
		for (const type of ['nfeIoApi', 'intelipostApi', 'isetApi', 'n8nInstanceApi', 'blingOAuth2Api'] as const) {
			const parameters = { method: 'GET', authentication: 'predefinedCredentialType', nodeCredentialType: type, options: {} };
			const call = async (url: string) =>
				await runNode(n8n.current, {
					type: 'n8n-nodes-base.httpRequest',
					typeVersion: 4.2,
					credentials: { [type]: credentials[type] },
					parameters: { ...parameters, url },
				});
			// Another host by its name: where n8n itself checks, its port is none of the check.
			const result = await call(`${type === 'blingOAuth2Api' ? elsewhere.replace('127.0.0.1', 'localhost') : elsewhere}/x`);
			assert.equal(result.status, 'error');
			assert.match(
				String(result.error?.message),
				type === 'blingOAuth2Api' ? /Domain not allowed/ : /credential may only be used for .*, not for/,
				type,
			);
			if (type !== 'n8nInstanceApi') assert.equal((await call(`${api}/x`)).status, 'success', `${type} on its own host`);
			answers.push(JSON.stringify(result));
		}
		assert.deepEqual(reached, []);
	} finally {
		stranger.close();
	}
});

test('the panel: both pages, a forged form, and a resend', async () => {
	const people = panelPasswords;
	const person = async (user: keyof typeof people) => ({
		httpBasicAuth: await make(`Painel: ${user}`, 'httpBasicAuth', { user, password: people[user] }),
	});
	const [look, act] = [await person('look'), await person('act')];
	const { id } = await importBundled(n8n.current, 'painel-de-webhooks.json', {
		credentials,
		nodeCredentials: { 'Página: ver': look, 'Página: reenviar': act, Formulário: act },
	});
	const [looking, acting] = ['painel-de-webhooks', 'painel-de-webhooks-reenviar'].map((path) => `${n8n.current.url}/webhook/${path}`);
	await n8n.current.publish(id, looking);
	await n8n.current.untilRegistered(acting);
	const open = async (address: string, user?: keyof typeof people, form?: Record<string, string>) => {
		const headers = user ? { authorization: `Basic ${Buffer.from(`${user}:${people[user]}`).toString('base64')}` } : undefined;
		const response = await fetch(address, form ? { method: 'POST', headers, body: new URLSearchParams(form) } : { headers });
		const page = await response.clone().text();
		return { status: await keep(response), page };
	};
	assert.deepEqual(
		[(await open(looking)).status, (await open(looking, 'act')).status, (await open(acting, 'look')).status],
		[401, 401, 401],
	);
	assert.equal((await open(looking, 'look')).status, 200);
	const { page } = await open(acting, 'act');
	const field = (name: string) => new RegExp(`name="${name}"[^>]*value="([^"]+)"`).exec(page)?.[1] ?? '';
	const [acao, ids, token] = ['acao', 'ids', 'token'].map(field);
	const refused = /O formulário não é válido/;
	assert.ok(
		refused.test((await open(acting, 'act', { acao, ids, token: token.replace(/.$/, (last) => (last === '0' ? '1' : '0')) })).page),
		'a forged form is refused',
	);
	const { page: result } = await open(acting, 'act', { acao, ids, token });
	assert.ok(!refused.test(result) && /role="status"/.test(result), 'the form of the page is not');
});

test('a form: refused from elsewhere, and sent', async () => {
	const access = { user: 'loja', password: secrets.formPassword };
	const node = (name: string, type: string, typeVersion: number, own: { parameters: Json } & Json) => ({
		id: crypto.randomUUID(),
		name,
		type: n8n.current.nodeType(type),
		typeVersion,
		position: [0, 0],
		...own,
	});
	const { id } = await n8n.current.createWorkflow({
		name: 'Form',
		nodes: [
			node('Form', 'formPageTrigger', 1.1, {
				webhookId: crypto.randomUUID(),
				credentials: { formAccessApi: await make('Form', 'formAccessApi', access) },
				parameters: { path: 'secrets', formTitle: 'Form', formFields: { values: [{ fieldLabel: 'Number', fieldType: 'text' }] } },
			}),
			node('Answer', 'webhookDeliveries', 1, {
				parameters: { resource: 'formPage', operation: 'answer', title: 'Thanks', message: '={{ $json.Number }}' },
			}),
		],
		connections: { Form: { main: [[{ node: 'Answer', type: 'main', index: 0 }]] } },
		settings: {},
	});
	const address = `${n8n.current.url}/form/secrets`;
	await n8n.current.publish(id);
	await until('the form', async () => ((await fetch(address)).status === 401 ? true : undefined));
	const forged = await fetch(address, {
		method: 'POST',
		headers: { authorization: basicHeader(access) },
		body: new URLSearchParams({ 'field-0': 'forged' }),
	});
	assert.equal(await keep(forged), 403);
	const { text } = await sendFormPage(address, access, [control]);
	answers.push(text);
	assert.equal(text, control);
	await n8n.current.untilExecutions(id, 1);
	assert.equal((await n8n.current.executions(id)).length, 1, 'the forged one started nothing');
});

/** The forms in which a value may be written. */
const formsOf = (value: string) => [
	value,
	encodeURIComponent(value),
	Buffer.from(value).toString('hex'),
	Buffer.from(value).toString('hex').toUpperCase(),
	// Base64 at each of the three offsets, without the characters that depend on what stands beside.
	...[0, 1, 2].map((offset) =>
		Buffer.from('_'.repeat(offset) + value)
			.toString('base64')
			.slice(offset === 0 ? 0 : 4, -4),
	),
	...[0, 1, 2].map((offset) =>
		Buffer.from('_'.repeat(offset) + value)
			.toString('base64url')
			.slice(offset === 0 ? 0 : 4, -4),
	),
];

async function filesBelow(folder: string): Promise<Array<{ name: string; bytes: Buffer }>> {
	const entries = await readdir(folder, { recursive: true, withFileTypes: true });
	const files = entries.filter((entry) => entry.isFile() && !entry.parentPath.includes('node_modules'));
	return await Promise.all(
		files.map(async ({ parentPath, name }) => ({
			name: join(parentPath, name).slice(folder.length),
			bytes: await readFile(join(parentPath, name)),
		})),
	);
}

/** Where a value is in n8n's database, but for executions that it has deleted already and erases within the hour. */
function tablesHolding(file: string, value: string): string[] {
	const database = new DatabaseSync(file, { readOnly: true });
	const tables = database
		.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
		.all()
		.map(({ name }) => String(name));
	const living = 'WHERE executionId IN (SELECT id FROM execution_entity WHERE deletedAt IS NULL)';
	const rows = (table: string) => database.prepare(`SELECT * FROM "${table}" ${table === 'execution_data' ? living : ''}`).all();
	const holds = (table: string) =>
		rows(table).some((row) => formsOf(value).some((form) => Object.values(row).some((cell) => String(cell).includes(form))));
	try {
		return tables.filter(holds);
	} finally {
		database.close();
	}
}

test("none of the secrets is anywhere but in n8n's encrypted credentials", async () => {
	// Each reached the vendor, so the run above used them.
	for (const name of ['blingAccessToken', 'isetLiveToken', 'intelipostApiKey', 'nfeIoApiKey'] as const)
		assert.ok(taken.join().includes(secrets[name]), name);

	const workflows = await n8n.current.api<{ data: Array<{ id: string }> }>('GET', '/workflows?limit=250');
	for (const { id } of workflows.data) {
		answers.push(JSON.stringify(await n8n.current.api('GET', `/workflows/${id}`)), JSON.stringify(await n8n.current.executions(id)));
	}
	// What is only in memory is written at the latest now: static data, the last log lines, the database's journal.
	await n8n.current.stop();
	const places = [{ name: 'answers', bytes: Buffer.from(answers.join('\n')) }, ...(await filesBelow(n8n.current.folder))];

	const holding = (value: string) =>
		places.filter(({ bytes }) => formsOf(value).some((form) => bytes.includes(form))).map(({ name }) => name);
	const found = holding(control);
	for (const place of ['answers', 'database.sqlite'])
		assert.ok(
			found.some((name) => name.includes(place)),
			`the search finds what is in ${place}: ${found.join(', ')}`,
		);
	assert.ok(
		places.some(({ name, bytes }) => name.endsWith('n8n.log') && bytes.includes('debug')),
		'n8n logged at debug level',
	);

	// What SQLite has not yet written over is in none of its tables.
	const database = places.find(({ name }) => name.endsWith('database.sqlite'));
	assert.ok(database);
	const kept = (value: string) => [
		...tablesHolding(join(n8n.current.folder, database.name), value),
		...holding(value).filter((name) => !name.includes('database.sqlite')),
	];
	assert.deepEqual(kept(control).includes('execution_data'), true);
	for (const password of Object.values(panelPasswords)) assert.deepEqual(kept(password), []);
	// n8n keeps its own API keys in clear.
	assert.deepEqual(kept(instanceApiKey), ['user_api_keys']);

	const leaks = Object.entries(allSecrets).flatMap(([name, value]) => holding(value).map((place) => `${name} in ${place}`));
	assert.deepEqual(leaks, []);
});
