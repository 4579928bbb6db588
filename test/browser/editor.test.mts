import assert from 'node:assert/strict';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import type { Page } from 'playwright-core';

import type { WorkflowJson } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { root } from '../../scripts/setup.mjs';
import { importBundled } from '../support/bundled.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { startSandbox } from '../support/sandbox.mts';
import { barriers, overhang } from './checks.mts';
import { launchChromium } from './chromium.mts';
import { executionShown, signIn } from './editor.mts';
import type { Scene } from './story.mts';
import { chooseThings, connectTrigger, findNodes, importWorkflow, publish, receiveTestEvent } from './story.mts';

const sandbox = await startSandbox({ speed: 60 });
// As behind a proxy: triggers show a public address, and may be published.
const n8n = await startTestN8n({ env: { WEBHOOK_URL: 'https://n8n.minhaloja.com.br/' } });
const browser = await launchChromium();
after(async () => await browser.close());

/** `npm run docs:screenshots` puts them into docs/images. */
const pictures = process.env.SCREENSHOTS ?? join(root, 'artifacts', 'screenshots');

async function newPage(httpCredentials?: { username: string; password: string }): Promise<Page> {
	// The pages of webhooks forbid scripts, and axe is one.
	const context = await browser.newContext({ viewport: { width: 1366, height: 800 }, locale: 'pt-BR', httpCredentials, bypassCSP: true });
	context.setDefaultTimeout(120_000);
	return await context.newPage();
}

/** Without the notices of n8n that happen to be shown. */
const picture = async (page: Page, name: string) =>
	void (await page.screenshot({
		path: join(pictures, `${name}.png`),
		animations: 'disabled',
		style: '.el-notification { visibility: hidden }',
	}));

let scene: Scene;
before(async () => {
	await mkdir(pictures, { recursive: true });
	const page = await newPage();
	const { control, intelipost } = sandbox.addresses;
	scene = { page, n8n: n8n.current.url, control, intelipost, picture };
	await signIn(page, n8n.current.url);
});

/** A step that fails leaves a picture of what was there instead. */
const step = (name: string, play: (scene: Scene) => Promise<void>) =>
	test(name, async () => {
		try {
			await play(scene);
		} catch (error) {
			await scene.page.screenshot({ path: join(root, 'artifacts', 'editor-failed.png') });
			throw error;
		}
	});

step('Portuguese and English words find the nodes', findNodes);
step('a trigger is dragged to the canvas; its credential is refused with a wrong key and accepted with the right one', connectTrigger);
step('it listens, and a test event arrives', receiveTestEvent);
step('published, it answers at the production address, and the execution is seen', publish);
step(
	'a bundled workflow comes in by file and by paste',
	async (all) => await importWorkflow(all, join(root, 'workflows', 'intelipost-rastreio.json')),
);

test('a product is chosen by SKU, a warehouse from the list, an order by number; saved and run, each is found', async () => {
	const token = await sandbox.act('bling', 'token');
	const id = await n8n.current.createCredential('Bling', 'blingOAuth2Api', blingCredentialData(token));
	await sandbox.act('bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
	await n8n.current.connectOAuth2(id, async (url) => await pressAuthorize(url, String(token.companyId)));
	const { companies } = await sandbox.state<{ companies: Array<{ deposits: Array<{ id: number; descricao: string }> }> }>('bling');
	const deposit = companies[0].deposits.find(({ descricao }) => descricao === 'Loja física');
	assert.ok(deposit);
	const node = (name: string, x: number, parameters: Record<string, unknown>) => ({
		...{ id: crypto.randomUUID(), name, type: n8n.current.nodeType('bling'), typeVersion: 1.1, position: [x, 0], parameters },
		credentials: { blingOAuth2Api: { id, name: 'Bling' } },
	});
	const { id: workflowId } = await n8n.current.createWorkflow({
		name: 'Escolhas',
		nodes: [
			node('Saldo', 0, { resource: 'stock', operation: 'setBalance' }),
			node('Pedido', 220, { resource: 'salesOrder', operation: 'get' }),
		],
		connections: {},
		settings: {},
	});
	// In the other page whatever lies over the canvas is closed (`dismissDialogs`), and so would be an open node.
	const page = await scene.page.context().newPage();
	try {
		await chooseThings({ ...scene, page }, { workflowId, depositId: deposit.id });
		const saved = await until('the workflow to be saved', async () => {
			const { nodes } = await n8n.current.api<WorkflowJson>('GET', `/workflows/${workflowId}`);
			const [balance, order] = nodes.map(({ parameters }) => parameters as Record<string, Record<string, unknown> | undefined>);
			return order.orderId?.value === '1' ? { ...balance, ...order } : undefined;
		});
		assert.deepEqual([saved.productId?.mode, saved.productId?.value], ['sku', 'CAN-300']);
		assert.deepEqual([saved.depositId?.mode, saved.depositId?.value], ['list', String(deposit.id)]);
		assert.equal(saved.orderId?.mode, 'number');
	} catch (error) {
		await page.screenshot({ path: join(root, 'artifacts', 'editor-failed.png') });
		throw error;
	} finally {
		await page.close();
	}
});

const rule = { webhookUser: 'n8n', webhookPassword: 'fake-rule-password' };
const person = { username: 'reenviar', password: 'Senha-de-reenviar-2026' };

test('the panel shows a failure, its button resends it, and nothing on it or on the page of the address shuts people out', async () => {
	const credential = async (name: string, type: string, data: object) => ({
		id: await n8n.current.createCredential(name, type, data),
		name,
	});
	const instance = await credential('Este n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: n8n.current.apiKey,
		resendSecret: 'fake-resend-secret-of-forty-characters-1',
	});
	const password = await credential('Painel', 'httpBasicAuth', { user: person.username, password: person.password });
	const trigger = await publishTrigger(n8n.current, {
		type: 'intelipostTrigger',
		path: 'intelipost',
		credentials: {
			intelipostApi: await credential('Intelipost', 'intelipostApi', { accountName: 'Minha Loja', ...rule }),
			n8nInstanceApi: instance,
		},
		next: [
			{
				id: crypto.randomUUID(),
				name: 'Baixar estoque',
				type: 'n8n-nodes-base.stopAndError',
				typeVersion: 1,
				position: [220, 0],
				parameters: { errorMessage: 'Estoque não encontrado' },
			},
		],
	});
	const { hostname, port, pathname } = new URL(trigger.address);
	await sandbox.act('intelipost', 'add-rule', {
		usuario: rule.webhookUser,
		senha: rule.webhookPassword,
		host: hostname,
		porta: port,
		path: pathname.slice(1),
		states: ['NEW'],
	});
	await sandbox.act('intelipost', 'create-order', { orderNumber: 'PEDIDO9003' });
	await n8n.current.untilExecutions(trigger.workflowId, 1);

	const { id } = await importBundled(n8n.current, 'painel-de-webhooks.json', {
		credentials: {
			n8nInstanceApi: instance,
			blingOAuth2Api: await credential('Bling', 'blingOAuth2Api', { clientId: 'fake', clientSecret: 'fake' }),
		},
		nodeCredentials: {
			'Página: ver': { httpBasicAuth: password },
			'Página: reenviar': { httpBasicAuth: password },
			Formulário: { httpBasicAuth: password },
		},
		without: ['Recriar: iSET', 'Recriar: Intelipost', 'Recriar: NFE.io'],
	});
	const panel = `${n8n.current.url}/webhook/painel-de-webhooks-reenviar`;
	await n8n.current.publish(id, panel);

	const page = await newPage(person);
	await page.goto(panel);
	await page.getByText('Estoque não encontrado').first().waitFor();
	await picture(page, 'painel');
	assert.deepEqual(await barriers(page), []);
	await page.getByRole('button', { name: 'Reenviar PEDIDO9003' }).click();
	await page.getByRole('status').getByText('PEDIDO9003: reenviado, mas falhou de novo').waitFor();
	assert.deepEqual(await barriers(page), []);
	const executions = await n8n.current.untilExecutions(trigger.workflowId, 2);
	assert.equal(executions[0].retryOf, executions[1].id);

	await n8n.current.changePublished(trigger.workflowId, (nodes) =>
		nodes.map((node) => (node.name === 'Baixar estoque' ? { ...node, type: 'n8n-nodes-base.noOp', parameters: {} } : node)),
	);
	await page.getByRole('button', { name: 'Reenviar PEDIDO9003' }).click();
	await page.getByRole('status').getByText('PEDIDO9003: reenviado com sucesso').waitFor();
	await picture(page, 'painel-reenviado');
	assert.deepEqual(await barriers(page), []);
	const [resent] = await n8n.current.untilExecutions(trigger.workflowId, 3);
	assert.equal(resent.status, 'success');
	await scene.page.goto(`${n8n.current.url}/workflow/${trigger.workflowId}/executions/${resent.id}`);
	await executionShown(scene.page);
	await picture(scene.page, 'editor-reenviado');

	await page.goto(trigger.address);
	await page.getByRole('heading').first().waitFor();
	await picture(page, 'endereco-no-navegador');
	assert.deepEqual(await barriers(page), []);
	for (const address of [trigger.address, panel]) {
		await page.setViewportSize({ width: 360, height: 800 });
		await page.goto(address);
		assert.equal(await overhang(page), 0, address);
	}
});
