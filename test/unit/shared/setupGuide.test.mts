import type { IDataObject } from 'n8n-workflow';

import { prepareOperation } from '../../../nodes/shared/operations/setupGuide';
import type { SetupGuide } from '../../../nodes/shared/operations/setupGuide';
import { callExecute } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';

/** What "Webhook → Get Setup Steps" gives of a guide, as data and as a page. The vendors' own guides are read in their tests. */
const plain: SetupGuide = {
	displayName: 'Shop & Co. 24',
	article: 'a',
	triggerType: 'shopTrigger',
	credential: 'shopApi',
	routes: [],
	guideSteps: ['Open "Webhooks"', 'Save <it>'],
	guideEvents: [
		{ event: 'order.created', panelName: 'Pedido', required: true, why: 'Starts it' },
		{ event: 'stock.changed', panelName: 'Estoque', required: false, why: 'Helps' },
	],
	guideNotes: ['Be quick', 'Be "safe"'],
};
const rich: SetupGuide = {
	...plain,
	panel: { label: 'Painel "Shop"', url: 'https://shop.example.com/?a=1&b=2' },
	addressesFrom: (url) =>
		url.endsWith('/order') ? ['order', 'stock'].map((label) => ({ label, url: url.replace('order', label) })) : undefined,
	formFields: (url) =>
		url.endsWith('/order')
			? [
					{ label: 'Host & port', value: '<n8n>' },
					{ label: 'Path', value: 'webhook' },
				]
			: [],
};

async function prepare(guide: SetupGuide, webhookUrl: string) {
	const target = placeOperations([{ name: 'Webhook', value: 'webhook', operations: [prepareOperation(guide)] }], {
		parameters: { resource: 'webhook', operation: 'prepare', addressFrom: 'entered', webhookUrl },
	});
	const [{ json, binary }] = (await callExecute(target, [{ json: {} }])).output;
	return {
		json: json as IDataObject & { checklist: string },
		file: binary?.guide,
		page: Buffer.from(binary?.guide.data ?? '', 'base64').toString(),
	};
}

test.each([
	['one address, no panel, no form', plain, 'https://n8n.example.com/webhook/x/shop'],
	['a panel, two addresses and a form', rich, 'https://n8n.example.com/webhook/x/order'],
])('%s: what people read, word for word', async (_name, guide, url) => {
	const { json, file, page } = await prepare(guide, url);
	const { checklist, ...data } = json;
	expect(data).toMatchSnapshot();
	expect(checklist).toMatchSnapshot();
	expect(page.slice(page.indexOf('<title>'), page.indexOf('<style>')) + page.slice(page.indexOf('<body>'))).toMatchSnapshot();
	expect(file).toMatchObject({ fileName: 'guia-shop-co-24.html', mimeType: 'text/html' });
});

test.each([
	['javascript:alert(1)', plain, 'is not an address'],
	['see https://n8n.example.com/webhook/x/shop', plain, 'is not an address'],
	['https://n8n.example.com/webhook/x/shop and more', plain, 'is not an address'],
	['https://', plain, 'is not an address'],
	['https://n8n.example.com/webhook/x/other', rich, 'is not an address of the Shop & Co. 24 trigger'],
])('"%s" is refused', async (url, guide, problem) => {
	await expect(prepare(guide, url)).rejects.toMatchObject({
		message: `The field "Production URL" ${problem}`,
		description: "Copy the trigger's Production URL.",
		context: { itemIndex: 0 },
	});
});

test('an address that no vendor can reach is given with a warning, as data, in the checklist and on the page; a public one without', async () => {
	const { json, page } = await prepare(plain, 'http://127.0.0.1:5678/webhook/x/shop');
	expect(json.addresses).toEqual([expect.objectContaining({ warning: expect.stringMatching(/não é https público.*WEBHOOK_URL/) })]);
	for (const text of [json.checklist, page]) expect(text).toMatch(/127\.0\.0\.1[\s\S]*não é https público/);
	expect((await prepare(plain, 'https://n8n.example.com/webhook/x/shop')).json.addresses).toEqual([
		expect.not.objectContaining({ warning: expect.anything() }),
	]);
});
