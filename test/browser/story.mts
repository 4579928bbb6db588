import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';

import type { Page } from 'playwright-core';

import { act } from '../../scripts/sandbox-client.mts';
import {
	canvasShows,
	chooseBy,
	chooseFromList,
	chooseOption,
	closeNode,
	credentialForm,
	dragToCanvas,
	entry,
	executionShown,
	newWorkflow,
	nodeView,
	openNode,
	parameter,
	publishShown,
	runShown,
	saveCredential,
	searchNode,
	shownAddress,
} from './editor.mts';

/** Where the story plays. */
export interface Scene {
	/** The editor of a signed-in owner. */
	page: Page;
	/** n8n, as this machine reaches it. */
	n8n: string;
	/** The sandbox's control surface and its Intelipost API. */
	control: string;
	intelipost: string;
	/** Keeps what the page shows. */
	picture(page: Page, name: string): Promise<void>;
}

const apiKey = 'test-intelipost-api-key';
const rule = { usuario: 'n8n', senha: 'fake-rule-password' };

/** What people search for, and which nodes they must be shown. */
const searches: Array<[words: string, found: string[]]> = [
	['nota fiscal', ['Bling', 'NFE.io']],
	['invoice', ['Bling', 'NFE.io']],
	['estoque', ['Bling', 'iSET']],
	['stock', ['Bling', 'iSET']],
	['frete', ['Intelipost']],
	['shipping', ['Intelipost']],
	['pedido', ['Bling', 'iSET', 'Intelipost', 'Webhook Deliveries']],
	['webhook', ['Bling', 'iSET', 'Intelipost', 'NFE.io', 'Webhook Deliveries']],
	['reenviar', ['Webhook Deliveries']],
	['notificação', ['Bling', 'iSET', 'Intelipost', 'NFE.io']],
	['historico', ['Webhook Deliveries']],
];

/** Portuguese and English words find the nodes in the node panel. */
export async function findNodes({ page, n8n, picture }: Scene): Promise<void> {
	await newWorkflow(page, n8n);
	for (const [words, found] of searches) {
		await searchNode(page, words);
		for (const name of found) await entry(page, name).waitFor();
		if (words === 'nota fiscal') await picture(page, 'editor-busca-nota-fiscal');
	}
}

/** A trigger is dragged to the canvas and gets a credential, whose test fails first and passes then. */
export async function connectTrigger({ page, n8n, intelipost, picture }: Scene): Promise<void> {
	await newWorkflow(page, n8n);
	await searchNode(page, 'rastreio');
	await entry(page, 'Intelipost').click();
	await entry(page, 'On out for delivery').waitFor();
	await dragToCanvas(page, 'On order created');
	await nodeView(page).getByTestId('parameter-input-events').getByText('Order Created (Criado)').waitFor();

	await nodeView(page).getByRole('button', { name: 'Connect to Intelipost' }).click();
	await chooseOption(page, 'environment', 'Custom');
	await saveCredential(page, {
		accountName: 'Minha Loja',
		apiKey: 'chave-errada',
		apiBaseUrl: `${intelipost}/api/v1`,
		webhookUser: rule.usuario,
		webhookPassword: rule.senha,
	});
	await credentialForm(page).getByText('Couldn’t connect with these settings').waitFor();
	await saveCredential(page, { apiKey });
	await credentialForm(page).waitFor({ state: 'hidden' });
	await nodeView(page).getByText('Register the address in Intelipost').waitFor();
	await picture(page, 'editor-gatilho');
}

/** Intelipost's panel gets the address in pieces. */
async function register({ control, n8n }: Scene, shown: string): Promise<void> {
	const { hostname, port } = new URL(n8n);
	await act(control, 'intelipost', 'add-rule', {
		...rule,
		host: hostname,
		porta: port,
		path: new URL(shown).pathname.slice(1),
		states: ['NEW'],
	});
}

/** The trigger listens, an order is created at the vendor, and its event is seen. */
export async function receiveTestEvent(scene: Scene): Promise<void> {
	const { page, control } = scene;
	const address = await shownAddress(page, 'test');
	await nodeView(page).getByTestId('trigger-execute-button').click();
	await nodeView(page).getByText('Listening for test event').waitFor();
	await register(scene, address);
	await act(control, 'intelipost', 'create-order', { orderNumber: 'PEDIDO9001' });
	await nodeView(page).getByTestId('output-panel').getByText('tracking.NEW').first().waitFor();
	await nodeView(page).getByTestId('output-panel').getByText('PEDIDO9001').first().waitFor();
}

/** Published, the trigger answers at its production address, and the execution is seen. */
export async function publish(scene: Scene): Promise<void> {
	const { page, n8n, control, picture } = scene;
	const { shown } = await publishShown(page, n8n);
	await register(scene, shown);
	await act(control, 'intelipost', 'create-order', { orderNumber: 'PEDIDO9002' });
	await page.getByTestId('radio-button-executions').click();
	await executionShown(page);
	await picture(page, 'editor-execucoes');
}

/** A product is chosen by SKU, a warehouse from the list and an order by number; each is found when its node runs. */
export async function chooseThings({ page, n8n, picture }: Scene, { workflowId, depositId }: { workflowId: string; depositId: number }) {
	await page.goto(`${n8n}/workflow/${workflowId}`);
	await openNode(page, 'Saldo');
	await chooseBy(page, 'productId', 'By SKU', 'CAN-300');
	await chooseFromList(page, 'depositId', 'Loja física');
	await parameter(page, 'quantity').locator('input').fill('7');
	await runShown(page, ['CAN-300', String(depositId)]);
	await picture(page, 'editor-escolha');
	await closeNode(page);
	await openNode(page, 'Pedido');
	await chooseBy(page, 'orderId', 'By Number', '1');
	await runShown(page, ['Loja_1']);
	await closeNode(page);
	await page.keyboard.press('ControlOrMeta+S');
}

/** A bundled workflow comes in by file and by paste, with the same nodes. */
export async function importWorkflow({ page, n8n, picture }: Scene, file: string): Promise<void> {
	const text = await readFile(file, 'utf8');
	const { nodes } = JSON.parse(text) as { nodes: Array<{ name: string; type: string }> };
	const name = basename(file, '.json');
	await newWorkflow(page, n8n);
	await page.getByTestId('workflow-import-input').setInputFiles(file);
	await canvasShows(page, nodes);
	await picture(page, `editor-importado-${name}`);

	await newWorkflow(page, n8n);
	await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
	await page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(text)})`);
	await page.getByTestId('canvas-wrapper').click({ position: { x: 300, y: 200 } });
	await page.keyboard.press('ControlOrMeta+V');
	await canvasShows(page, nodes);
}
