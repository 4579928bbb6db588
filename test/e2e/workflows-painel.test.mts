import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Browser, BrowserContext, Page } from 'playwright-core';
import { chromium } from 'playwright-core';

import { basicHeader } from '../../scripts/form-page.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { root } from '../../scripts/setup.mjs';
import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { post, sign, stockBody } from '../support/bling.mts';
import { importBundled } from '../support/bundled.mts';
import type { Encoding } from '../support/cross-site.mts';
import { framed, sendFromElsewhere } from '../support/cross-site.mts';
import type { TriggerUnderTest } from '../support/instance.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { secrets } from '../support/intelipost.mts';
import { runNode } from '../support/manual.mts';
import { credentialData } from '../support/iset.mts';
import { startSandbox } from '../support/sandbox.mts';
import { tableRows } from '../support/tables.mts';
import { node } from '../support/workflow.mts';

type Json = Record<string, unknown>;

const sandbox = await startSandbox();
const n8n = await startTestN8n({ port: await freePort() });
const credential = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });
const instance = await credential('Este n8n', 'n8nInstanceApi', {
	baseUrl: n8n.current.url,
	apiKey: n8n.current.apiKey,
	resendSecret: 'fake-resend-secret-of-forty-characters-1',
});
const look = { username: 'olhar', password: 'Senha-de-olhar-2026' };
const act = { username: 'reenviar', password: 'Senha-de-reenviar-2026' };
const basic = async (name: string, { username, password }: typeof look) =>
	await credential(name, 'httpBasicAuth', { user: username, password });

const token = await sandbox.act('bling', 'token');
const bling = await credential('Bling Matriz', 'blingOAuth2Api', blingCredentialData(token));
await sandbox.act('bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
await n8n.current.connectOAuth2(bling.id, async (url) => await pressAuthorize(url, String(token.companyId)));
const credentials = { n8nInstanceApi: instance, blingOAuth2Api: bling };

let target: TriggerUnderTest;

async function send(numero: string, secret = String(token.clientSecret)): Promise<number> {
	const body = stockBody({ event: 'order.updated', companyId: token.companyId, data: { id: 1, numero, situacao: { id: 6 } } });
	return (await post(target.address, body, { 'x-bling-signature-256': sign(body, secret) })).status;
}

before(async () => {
	target = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials,
		next: [
			node('Chosen', 'n8n-nodes-base.if', 2.2, {
				conditions: {
					options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
					combinator: 'and',
					conditions: [
						{
							id: 'chosen',
							leftValue: "={{ ['1001', '1002'].includes($json.reference) }}",
							rightValue: '',
							operator: { type: 'boolean', operation: 'true', singleValue: true },
						},
					],
				},
				options: {},
			}),
			node('Break', 'n8n-nodes-base.stopAndError', 1, { errorMessage: 'Estoque não encontrado' }),
		],
	});
	for (const numero of ['1001', '1002', '2001']) assert.equal(await send(numero), 200);
	await n8n.current.untilExecutions(target.workflowId, 3);
});

let browser: Browser | undefined;
after(async () => await browser?.close());

async function context(httpCredentials?: typeof look): Promise<BrowserContext> {
	browser ??= await chromium.launch({
		executablePath: '/usr/bin/chromium',
		args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'],
	});
	const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'pt-BR', httpCredentials });
	// A machine with too much work answers late; the tests ask what is answered.
	opened.setDefaultTimeout(120_000);
	return opened;
}

async function picture(page: Page, name: string): Promise<void> {
	const folder = process.env.SCREENSHOTS ?? join(root, 'artifacts', 'screenshots');
	await mkdir(folder, { recursive: true });
	await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

const looking = () => `${n8n.current.url}/webhook/painel-de-webhooks`;
const acting = () => `${n8n.current.url}/webhook/painel-de-webhooks-reenviar`;
const status = async (address: string, who?: typeof look, init: RequestInit = {}) =>
	(
		await fetch(address, {
			...init,
			headers: who ? { authorization: `Basic ${Buffer.from(`${who.username}:${who.password}`).toString('base64')}` } : {},
		})
	).status;

const otherVendors = ['Recriar: iSET', 'Recriar: Intelipost', 'Recriar: NFE.io'];

test('the panel opens with the password to look, without buttons; resending needs the other one', async () => {
	const lookCredential = { httpBasicAuth: await basic('Painel: olhar', look) };
	const actCredential = { httpBasicAuth: await basic('Painel: reenviar', act) };
	const { id } = await importBundled(n8n.current, 'painel-de-webhooks.json', {
		credentials,
		nodeCredentials: { 'Página: ver': lookCredential, 'Página: reenviar': actCredential, Formulário: actCredential },
		without: otherVendors,
	});
	await n8n.current.publish(id, looking());
	await n8n.current.untilRegistered(acting());

	assert.deepEqual([await status(looking()), await status(looking(), act), await status(looking(), look)], [401, 401, 200]);
	const form = { method: 'POST', body: new URLSearchParams({ acao: 'resend', ids: '1', token: 'forged' }) };
	assert.deepEqual([await status(acting()), await status(acting(), look), await status(acting(), act)], [401, 401, 200]);
	assert.deepEqual([await status(acting(), undefined, form), await status(acting(), look, form)], [401, 401]);

	const page = await (await context(look)).newPage();
	await page.goto(looking());
	assert.equal(await page.locator('tbody tr').count(), 2);
	assert.equal(await page.locator('form[method=post]').count(), 0);
	assert.match(await page.locator('main').innerText(), /1001[\s\S]*Estoque não encontrado/);
	await picture(page, 'painel-so-olhar');
});

test('a form without a valid token resends nothing, and says so', async () => {
	const response = await fetch(acting(), {
		method: 'POST',
		body: new URLSearchParams({ acao: 'resend', ids: '1', token: `${Math.floor(Date.now() / 1000) + 60}.${'0'.repeat(64)}` }),
		headers: { authorization: `Basic ${Buffer.from(`${act.username}:${act.password}`).toString('base64')}` },
	});
	assert.match(await response.text(), /O formulário não é válido/);
	const bare = await fetch(acting(), {
		method: 'POST',
		headers: { authorization: `Basic ${Buffer.from(`${act.username}:${act.password}`).toString('base64')}` },
	});
	assert.match(await bare.text(), /O formulário não é válido/);
});

test('the button resends, and the page shows what came of it', async () => {
	await n8n.current.changePublished(target.workflowId, (nodes) =>
		nodes.map((each) => (each.name === 'Break' ? { ...each, type: 'n8n-nodes-base.noOp', parameters: {} } : each)),
	);
	const page = await (await context(act)).newPage();
	await page.goto(acting());
	await picture(page, 'painel-reenviar');
	await page.getByRole('button', { name: 'Reenviar 1001' }).click();
	await page.waitForLoadState();
	assert.match(await page.locator('[role=status]').innerText(), /1001: reenviado com sucesso/);
	assert.equal(await page.locator('tbody tr').count(), 1);
	await picture(page, 'painel-reenviado');
});

test('"Enviar manualmente" fetches the order from Bling and sends it to its trigger', async () => {
	const { companies } = await sandbox.state<{ companies: Array<{ id: string; orders: Array<{ numero: number }> }> }>('bling');
	const numero = String(companies.find(({ id }) => id === token.companyId)?.orders[0].numero);
	const page = await (await context(act)).newPage();
	const manual = async (event: string, reference: string) => {
		await page.goto(acting());
		await page.locator('select[name=evento]').selectOption(event);
		await page.locator('input[name=pedido]').fill(reference);
		await page.getByRole('button', { name: 'Enviar', exact: true }).click();
		await page.waitForLoadState();
		return await page.locator('[role=status]').innerText();
	};
	assert.match(await manual('bling|order.updated', numero), new RegExp(`Enviado: "Pedido de Venda: alteração" de ${numero}`));
	const sent = await until('the sent order', async () =>
		(await n8n.current.executions(target.workflowId)).find(({ customData }) => customData?.reference === numero),
	);
	assert.equal(sent.customData?.event, 'order.updated');
	assert.match(await manual('bling|order.updated', '99999999'), /Não enviado: 99999999 não foi encontrado/);
	assert.match(await manual('bling|order.updated', 'abc'), /Não enviado\.[\s\S]*Informe um número inteiro maior que zero\./);
	const offered = await page
		.locator('select[name=evento] optgroup')
		.evaluateAll((groups) => groups.map((one) => one.getAttribute('label')));
	assert.deepEqual(offered, ['Bling'], 'only vendors with a published trigger');
	assert.equal(await page.getByRole('option', { name: 'Pedido de Venda: alteração' }).count(), 1);
	await picture(page, 'painel-envio-manual');
});

const assistant = () => `${n8n.current.url}/form/configurar-webhooks`;

const accounts = async () => await tableRows(n8n.current, 'webhooks_contas');

async function openAssistant(fields: { fornecedor?: string; nome: string; conta?: string }, own?: BrowserContext): Promise<Page> {
	const page = await (own ?? (await context(act))).newPage();
	await page.goto(assistant());
	await page.locator('select').selectOption(fields.fornecedor ?? 'Bling');
	await page.locator('input[type=text]').nth(0).fill(fields.nome);
	await page
		.locator('input[type=text]')
		.nth(1)
		.fill(fields.conta ?? '');
	return page;
}

const press = async (page: Page) => await page.locator('#submit-btn').click();

/** Presses "Conferir" and waits for the page that comes when nothing has arrived. */
async function nextDiagnosis(page: Page): Promise<string> {
	const loaded = page.waitForEvent('load', { timeout: 120_000 });
	await press(page);
	await loaded;
	await page.getByText('Ainda não chegou nada').waitFor();
	return await page.locator('body').innerText();
}

test('the assistant: address, steps, "Já configurei", a refused delivery diagnosed, the first real one confirmed', async () => {
	const { id } = await importBundled(n8n.current, 'assistente-de-webhooks.json', {
		credentials,
		parameters: { 'Primeira entrega': { seconds: 4 } },
		nodeCredentials: {
			'Fornecedor e conta': {
				formAccessApi: await credential('Assistente', 'formAccessApi', { user: act.username, password: act.password }),
			},
		},
		without: ['iSET', 'Intelipost', 'NFE.io'].map((vendor) => `Guia: ${vendor}`),
	});
	await n8n.current.publish(id);
	await until('the form', async () => ((await status(assistant())) === 404 ? undefined : true));
	assert.deepEqual([await status(assistant()), await status(assistant(), look), await status(assistant(), act)], [401, 401, 200]);

	const bad = await openAssistant({ nome: 'Matriz', conta: '<script>' });
	await press(bad);
	await bad.getByText('Confira o nome e o código da conta').waitFor();
	assert.deepEqual(await accounts(), []);

	const page = await openAssistant({ nome: 'Matriz' });
	await picture(page, 'assistente-1');
	await press(page);
	await page.getByText('Passo 2 de 3').waitFor();
	const text = await page.locator('body').innerText();
	assert.ok(text.includes(target.address), text);
	assert.match(text, /Central de Extensões/);
	assert.match(text, /Conta "Bling Matriz", nó "Trigger" do workflow/);
	await picture(page, 'assistente-2');
	assert.match(await nextDiagnosis(page), /O n8n não recusou nada[\s\S]*publicado e responde/);
	const [stored] = await accounts();
	assert.deepEqual([stored.vendor, stored.accountName], ['bling', 'Matriz']);
	assert.ok(Math.abs(Date.parse(String(stored.configuredAt)) - Date.now()) < 60_000);
	assert.match(await nextDiagnosis(page), /O n8n não recusou nada/);
	assert.equal(await send('1500', 'another-secret'), 401);
	assert.match(await nextDiagnosis(page), /Chegou uma entrega, mas foi recusada/);
	await picture(page, 'assistente-diagnostico');

	assert.equal(await send('1501'), 200);
	await press(page);
	await page.getByText('Passo 3 de 3: confirmado').waitFor({ timeout: 120_000 });
	assert.match(await page.locator('body').innerText(), /order\.updated, referência 1501/);
	const [confirmed] = await accounts();
	assert.ok(confirmed.confirmedAt);
	assert.equal(confirmed.account, '', 'nobody said whose account it is');
	await picture(page, 'assistente-3');
});

test('a foreign page cannot send a form in the browser of a person who is signed in, nor show a page inside of itself', async (t) => {
	const signedIn = await context(act);
	for (const address of [acting(), assistant()]) await (await signedIn.newPage()).goto(address);
	const own = await (await context(act)).newPage();
	await own.goto(acting());
	const tokenOf = async (action: string) =>
		await own.locator(`form:has(input[name=acao][value=${action}]) input[name=token]`).first().inputValue();
	const manual = { acao: 'manual', ids: '', evento: 'bling|order.updated', pedido: '1' };
	const before = [(await n8n.current.executions(target.workflowId)).length, await accounts()];
	const encoded: Encoding = 'application/x-www-form-urlencoded';
	const cases: Array<[name: string, address: string, fields: Record<string, string>, encoding: Encoding, says: RegExp]> = [
		['the panel, without a token', acting(), { acao: 'resend', ids: '1' }, encoded, /O formulário não é válido/],
		['the panel, as multipart', acting(), { acao: 'resendAll', ids: '1', token: '' }, 'multipart/form-data', /O formulário não é válido/],
		['the panel, as text', acting(), { ...manual, token: await tokenOf('manual') }, 'text/plain', /O formulário não é válido/],
		[
			'the panel, with the token of another form',
			acting(),
			{ acao: 'resend', ids: '1', token: await tokenOf('manual') },
			encoded,
			/O formulário não é válido/,
		],
		[
			'the panel, with a forged token',
			acting(),
			{ ...manual, token: `${Math.floor(Date.now() / 1000) + 600}.${'0'.repeat(64)}` },
			encoded,
			/O formulário não é válido/,
		],
		[
			'the assistant',
			assistant(),
			{ 'field-0': 'Bling', 'field-1': 'De fora' },
			encoded,
			/Este formulário não foi enviado por esta página/,
		],
		[
			'the assistant, with the token of the panel',
			assistant(),
			{ 'field-0': 'Bling', 'field-1': 'De fora', token: await tokenOf('manual') },
			encoded,
			/Este formulário não foi enviado por esta página/,
		],
		[
			'the assistant, as multipart',
			assistant(),
			{ 'field-0': 'Bling', 'field-1': 'De fora' },
			'multipart/form-data',
			/Este formulário não foi enviado por esta página/,
		],
	];
	for (const [name, address, fields, encoding, says] of cases) {
		await t.test(name, async () => {
			const page = await sendFromElsewhere(signedIn, address, fields, encoding);
			assert.match(await page.locator('body').innerText(), says);
			await page.close();
		});
	}
	assert.deepEqual([(await n8n.current.executions(target.workflowId)).length, await accounts()], before);
	if (!browser) throw new Error('No browser');
	const pages = [acting(), assistant(), target.address];
	assert.deepEqual(await framed(browser, basicHeader({ user: act.username, password: act.password }), pages), []);
	assert.deepEqual(await framed(browser, basicHeader({ user: look.username, password: look.password }), [looking()]), []);
});

test('what a vendor writes is shown as text on every page: no element of it, no request for it', async () => {
	const evil = 'http://evil.example';
	const markup = `"'><img class=evil src=${evil}/x><iframe class=evil src=${evil}/y></iframe><a class=evil href=${evil}>z</a><script class=evil src=${evil}/s></script>`;
	const requests: string[] = [];
	const browserContext = await context(act);
	browserContext.on('request', (request) => requests.push(request.url()));
	const check = async (page: Page, shown: boolean) => {
		assert.equal(await page.locator('.evil').count(), 0);
		if (shown) assert.ok((await page.locator('body').innerText()).includes('<img class=evil'), await page.locator('body').innerText());
	};
	await n8n.current.changePublished(target.workflowId, (nodes) =>
		nodes.map((each) =>
			each.name === 'Chosen'
				? { ...each, type: 'n8n-nodes-base.stopAndError', typeVersion: 1, parameters: { errorMessage: '={{ $json.reference }}' } }
				: each,
		),
	);
	const page = await openAssistant({ nome: 'Marcação' }, browserContext);
	await press(page);
	await page.getByText('Passo 2 de 3').waitFor({ timeout: 120_000 });
	await check(page, false);
	await nextDiagnosis(page);
	await check(page, false);
	assert.equal(await send(markup), 200);
	await press(page);
	await page.getByText('Passo 3 de 3: confirmado').waitFor({ timeout: 120_000 });
	await check(page, true);
	for (const [address, shown] of [
		[`${acting()}?aba=todos`, true],
		[acting(), true],
		[`${acting()}?busca=${encodeURIComponent(markup)}`, false],
		[target.address, false],
	] as const) {
		await page.goto(address);
		await check(page, shown);
	}
	assert.deepEqual(
		requests.filter((url) => url.startsWith(evil)),
		[],
	);
});

test('the assistant for the other vendors: the address, the steps, and the date of "Já configurei"', async (t) => {
	const { nfeio, intelipost } = sandbox.addresses;
	const own: Record<string, Record<string, { id: string; name: string }>> = {
		isetApi: { isetApi: await credential('Minha loja', 'isetApi', await credentialData(sandbox)) },
		intelipostApi: {
			intelipostApi: await credential(secrets.accountName, 'intelipostApi', { ...secrets, apiBaseUrl: `${intelipost}/api/v1` }),
		},
		nfeIoApi: {
			nfeIoApi: await credential('NFE.io', 'nfeIoApi', { apiKey: defaultKeys.mainKey, webhooksBaseUrl: nfeio, invoicesBaseUrl: nfeio }),
		},
	};
	const { data } = await n8n.current.api<{ data: Array<{ id: string; name: string }> }>('GET', '/workflows?limit=100');
	await n8n.current.unpublish(String(data.find(({ name }) => name === 'Webhooks: assistente de configuração')?.id));
	await until('the old form to be gone', async () => ((await status(assistant(), act)) === 404 ? true : undefined));
	const { id } = await importBundled(n8n.current, 'assistente-de-webhooks.json', {
		credentials: { ...credentials, ...own.isetApi, ...own.intelipostApi, ...own.nfeIoApi },
		nodeCredentials: {
			'Fornecedor e conta': {
				formAccessApi: await credential('Assistente', 'formAccessApi', { user: act.username, password: act.password }),
			},
		},
	});
	await n8n.current.publish(id);
	await until('the form', async () => ((await status(assistant(), act)) === 200 ? true : undefined));

	const others = [
		['iSET', 'isetTrigger', 'iset/order.saved', own.isetApi],
		['Intelipost', 'intelipostTrigger', 'intelipost', own.intelipostApi],
		['NFE.io', 'nfeIoTrigger', 'nfeio', own.nfeIoApi],
	] as const;
	for (const [fornecedor, type, path, ownCredentials] of others) {
		await t.test(fornecedor, async () => {
			const { address } = await publishTrigger(n8n.current, {
				type,
				path,
				credentials: { n8nInstanceApi: instance, ...ownCredentials },
				parameters: { events: ['*'] },
			});
			const page = await openAssistant({ fornecedor, nome: `Loja ${fornecedor}` });
			await press(page);
			await page.getByText(new RegExp(`Passo 2 de 3: configurar n[oa] ${fornecedor}`)).waitFor({ timeout: 120_000 });
			const text = await page.locator('body').innerText();
			assert.ok(text.includes(address), text);
			assert.ok((await page.locator('ol li').count()) > 1, text);
			await nextDiagnosis(page);
			const stored = (await accounts()).find(({ accountName }) => accountName === `Loja ${fornecedor}`);
			assert.ok(Math.abs(Date.parse(String(stored?.configuredAt)) - Date.now()) < 300_000);
		});
	}
});

const deliveries = async (parameters: Json) => {
	const {
		status: ended,
		items,
		error,
	} = await runNode(n8n.current, { type: 'webhookDeliveries', credentials: { n8nInstanceApi: instance }, parameters });
	assert.equal(ended, 'success', `${error?.message} ${error?.description ?? ''}`);
	return items;
};

test('one signed delivery of 14.5 MB hides no other: the panel, Get Many and Resend Many work on, and no page stands in a frame', async () => {
	const body = stockBody({
		event: 'order.updated',
		companyId: token.companyId,
		data: { id: 1, numero: '5001', situacao: { id: 6 }, texto: 'x'.repeat(14_500_000) },
	});
	assert.equal((await post(target.address, body, { 'x-bling-signature-256': sign(body, String(token.clientSecret)) })).status, 200);
	const all = { resource: 'delivery', operation: 'getMany', returnAll: true };
	const found = await until('the large one in the list', async () => {
		const items = await deliveries(all);
		return items.some(({ reference, note }) => reference === '5001' || /too large/.test(String(note))) ? items : undefined;
	});
	assert.ok(found.some(({ reference }) => reference === '2001'));
	await deliveries({ resource: 'delivery', operation: 'resendMany', dryRun: true });
	const response = await fetch(`${looking()}?aba=todos`, {
		headers: { authorization: `Basic ${Buffer.from(`${look.username}:${look.password}`).toString('base64')}` },
	});
	assert.deepEqual([response.status, response.headers.get('x-frame-options')], [200, 'DENY']);
	assert.match(await response.text(), /2001/);
});

test('with the credential deleted, what is answered 503 is counted, and it is the problem of its own row', async () => {
	const own = await credential('Bling apagado', 'blingOAuth2Api', { clientId: 'test-client', clientSecret: 'secret-of-the-deleted-one' });
	const other = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { ...credentials, blingOAuth2Api: own },
	});
	const answer = async () => {
		const body = stockBody({ companyId: token.companyId });
		return (await post(other.address, body, { 'x-bling-signature-256': sign(body, 'secret-of-the-deleted-one') })).status;
	};
	assert.equal(await answer(), 200);
	await n8n.current.untilExecutions(other.workflowId, 1);
	await n8n.current.api('DELETE', `/credentials/${own.id}`);
	await until('503', async () => ((await answer()) === 503 ? true : undefined));
	const rows = await deliveries({ resource: 'endpoint', operation: 'getMany', options: { testCredentials: true } });
	const [mine] = rows.filter(({ workflowId }) => workflowId === other.workflowId);
	assert.equal(mine.status, 'refusing', JSON.stringify(mine));
	assert.match(String(mine.detail), /answered 503/);
	assert.ok(Number((mine.refused as Json).unavailable) >= 1);
	assert.match(String(mine.credentialProblem), /no longer exists/);
	const [fine] = rows.filter(({ workflowId }) => workflowId === target.workflowId);
	assert.equal(fine.credentialProblem, null);

	const page = async (counts = '') => await (await fetch(`${target.address}${counts}`)).text();
	assert.doesNotMatch(await page(), /Accepted/);
	const checks = await runNode(n8n.current, {
		type: 'bling',
		credentials,
		parameters: { resource: 'webhook', operation: 'check', addressFrom: 'workflow', workflowId: target.workflowId },
	});
	const link = /\?counts=[\w-]+/.exec(JSON.stringify(checks.items))?.[0];
	assert.ok(link, JSON.stringify([checks.error, checks.items]));
	assert.match(await page(link), /Accepted<\/th><td>[1-9]/);
});

test('imported again, the panel works on its old address once the old one is unpublished', async () => {
	const { data } = await n8n.current.api<{ data: Array<{ id: string; name: string }> }>('GET', '/workflows?limit=100');
	const old = data.find(({ name }) => name === 'Webhooks: painel');
	const lookAgain = { httpBasicAuth: await basic('Painel: outra senha', { ...look, username: 'olhar-2' }) };
	const { id } = await importBundled(n8n.current, 'painel-de-webhooks.json', {
		credentials,
		nodeCredentials: { 'Página: ver': lookAgain, 'Página: reenviar': lookAgain, Formulário: lookAgain },
		without: otherVendors,
	});
	await n8n.current.unpublish(String(old?.id));
	await n8n.current.publish(id, looking());
	assert.deepEqual([await status(looking(), look), await status(looking(), { ...look, username: 'olhar-2' })], [401, 200]);
});
