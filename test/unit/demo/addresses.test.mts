import { readdirSync } from 'node:fs';

import { bundledWorkflow } from '../../../scripts/bundled.mts';
import { addressesOf } from '../../../scripts/demo/workflows.mts';

const n8n = {
	url: 'http://n8n.test',
	webhookUrl: (webhookId: string, path: string) => `http://n8n.test/webhook/${webhookId}/${path}`,
};

/** What `npm start` waits for after it has published a bundled workflow. */
const waitedFor = async (file: string) => {
	const { nodes } = await bundledWorkflow(file);
	return addressesOf(
		n8n,
		nodes.map((node, index) => ({ ...node, webhookId: `id-${index}` })),
	);
};

test('knows the addresses of forms', async () => {
	expect(await waitedFor('assistente-de-webhooks.json')).toEqual({
		triggers: [],
		forms: ['http://n8n.test/form/configurar-webhooks'],
	});
	expect(await waitedFor('bling-estoque-unificado.json')).toEqual({
		triggers: [
			expect.stringMatching(/^http:\/\/n8n\.test\/webhook\/id-\d+\/bling$/),
			expect.stringMatching(/^http:\/\/n8n\.test\/webhook\/id-\d+\/bling$/),
		],
		forms: ['http://n8n.test/form/estoque-conciliar'],
	});
});

test.each(readdirSync('workflows').filter((name) => name.endsWith('.json')))('knows all addresses of %s', async (file) => {
	const { triggers, forms } = await waitedFor(file);
	expect([...triggers, ...forms].filter((address) => address.includes('undefined'))).toEqual([]);
});
