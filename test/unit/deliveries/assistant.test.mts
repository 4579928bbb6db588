import type { IDataObject } from 'n8n-workflow';

import { guide } from '../../../nodes/Bling/webhook/guide';
import { guideOperation } from '../../../nodes/WebhookDeliveries/setup/guidePage';
import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { callExecute, place } from '../support/contexts.mts';
import { placeOperations } from '../support/operations.mts';
import { apiKey, delivery, execution, FakeN8n, minutesAgo, refusals, resendSecret, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;

beforeEach(async () => {
	n8n = await new FakeN8n().open();
});

afterEach(async () => await n8n.close());

const credentials = () => ({ n8nInstanceApi: { baseUrl: n8n.url, apiKey, resendSecret } });
const authenticate: Parameters<typeof place>[0]['authenticate'] = (given, options) => ({
	...options,
	headers: { ...options.headers, 'X-N8N-API-KEY': given.apiKey },
});
const next = 'https://n8n.example.com/webhook-waiting/1?signature=abc';
const bodyOf = (responses: unknown[]) => (responses as Array<{ body: string }>)[0]?.body;

describe('Wait for First', () => {
	async function wait(parameters: IDataObject = {}) {
		const given = { vendor: 'bling', accountName: 'Matriz', account: 'conta-1', since: minutesAgo(10), seconds: 0, nextAddress: next };
		const target = place({
			type: new WebhookDeliveries(),
			parameters: { resource: 'delivery', operation: 'waitForFirst', ...given, ...parameters },
			credentials: credentials(),
			authenticate,
		});
		const { outputs, responses } = await callExecute(target, [{ json: {} }]);
		const [arrived, diagnosis] = outputs.map((items) => items.map(({ json }) => json));
		return { arrived, diagnosis, page: bodyOf(responses), accounts: n8n.dataTables.tables[0]?.rows };
	}
	const arrives = (own: object = {}, more: object = {}) =>
		n8n.executions.push(execution([delivery({ reference: '1501', ...own })], { startedAt: minutesAgo(5), ...more }));

	test('a real delivery of the account: confirmed, and noted with its date', async () => {
		arrives();
		const { arrived, diagnosis, page, accounts } = await wait();
		expect([arrived, diagnosis]).toEqual([[expect.objectContaining({ reference: '1501' })], []]);
		expect(page).toContain('Passo 3 de 3: confirmado');
		expect(page).toMatch(/order\.updated, referência 1501, conta conta-1\. O workflow a recebeu\./);
		expect(page).not.toContain('<form');
		expect(accounts).toEqual([
			expect.objectContaining({ vendor: 'bling', accountName: 'Matriz', account: 'conta-1', confirmedAt: expect.stringMatching(/^20/) }),
		]);
	});

	test.each<[what: string, own: object, more: object]>([
		['before it was set up', {}, { startedAt: minutesAgo(20) }],
		['sent again by this n8n', { redelivery: true }, {}],
		['of a retry', {}, { mode: 'retry' }],
		['of another vendor', { vendor: 'iset' }, {}],
		['of another account', { account: 'conta-2' }, {}],
	])('one %s does not count', async (_, own, more) => {
		arrives(own, more);
		const { arrived, diagnosis, page, accounts } = await wait();
		expect([arrived, diagnosis.length]).toEqual([[], 1]);
		expect(page).toContain('Ainda não chegou nada');
		expect(page).toContain(next.replace('&', '&amp;'));
		expect(accounts).toEqual([expect.objectContaining({ accountName: 'Matriz', confirmedAt: '' })]);
	});

	test('any account where none is named: the page says so, and the name is tied to none', async () => {
		arrives({ account: 'conta-7' });
		const { accounts, page } = await wait({ account: '' });
		expect(page).toContain('O código da conta ficou em branco: confira se conta-7 é a conta &quot;Matriz&quot;');
		expect(accounts).toEqual([expect.objectContaining({ account: '', confirmedAt: expect.stringMatching(/^20/) })]);
	});

	test('it waits for one that comes later', async () => {
		setTimeout(() => arrives({}, { startedAt: new Date().toISOString() }), 500);
		expect((await wait({ seconds: 5 })).arrived).toHaveLength(1);
	});

	test('a delivery that the workflow failed on has arrived, and the page says where to look', async () => {
		arrives({}, { status: 'error' });
		expect((await wait()).page).toContain('Mas o workflow falhou ao processá-la (&quot;Sem estoque&quot;)');
	});

	test.each<[what: string, prepare: () => unknown, cause: string]>([
		['nothing was refused', () => undefined, 'O n8n não recusou nada'],
		[
			'refused since then',
			() => {
				n8n.refused = { ...n8n.refused, mismatch: refusals(3) };
			},
			'Chegou uma entrega, mas foi recusada',
		],
		[
			'refused before',
			() => {
				n8n.refused = { ...n8n.refused, mismatch: refusals(30) };
			},
			'O n8n não recusou nada',
		],
		['another account', () => arrives({ account: 'conta-2' }), 'Chegou uma entrega de outra conta: conta-2'],
		[
			'nothing published',
			() => {
				n8n.workflows = [];
			},
			'Nenhum workflow publicado recebe entregas deste fornecedor',
		],
	])('%s: the diagnosis says so', async (_, prepare, cause) => {
		prepare();
		const { diagnosis, page } = await wait();
		expect(diagnosis[0].cause).toContain(cause);
		expect(page).toContain(cause);
	});

	test('the diagnosis lists each trigger once, the published ones first', async () => {
		const copy = { id: 'workflow-2', name: 'Cópia', activeVersion: null, activeVersionId: null };
		n8n.workflows.unshift(workflow({ ...copy, nodes: [triggerNode({ name: 'Copiado', webhookId: 'webhook-2' })] }));
		arrives({ account: 'conta-2' });
		arrives({ account: 'conta-3', event: 'stock.updated' });
		const rows = [...String((await wait()).page).matchAll(/<th scope="row">([^<]*)<\/th>\s*<td>([^<]*)/g)].map(([, name, state]) => [
			name,
			state,
		]);
		expect(rows).toEqual([
			['Bling Trigger (Pedidos)', expect.any(String)],
			['Copiado (Cópia)', expect.stringContaining('não publicado')],
		]);
	});

	test('a page with a button says to press it once: n8n itself answers a second press', async () => {
		expect((await wait()).page).toContain('Clique só uma vez');
		arrives();
		expect((await wait()).page).not.toContain('Clique só uma vez');
	});

	test('without a next address no page is shown', async () => {
		expect((await wait({ nextAddress: '' })).page).toBeUndefined();
	});

	test('without tables it works, and notes nothing', async () => {
		n8n.answer = (_, path) => (path.includes('/data-tables') ? { status: 403, body: { message: 'Forbidden' } } : undefined);
		arrives();
		expect((await wait()).arrived).toHaveLength(1);
	});
});

describe('Guide', () => {
	async function show(parameters: IDataObject = {}) {
		const target = placeOperations([{ name: 'Webhook', value: 'webhook', operations: [guideOperation('bling', guide)] }], {
			parameters: { resource: 'webhook', operation: 'guide', accountName: 'Matriz', account: '', nextAddress: next, ...parameters },
			credentials: credentials(),
			authenticate,
		});
		const { output, responses } = await callExecute(target, [{ json: {} }]);
		return { items: output.map(({ json }) => json), page: bodyOf(responses) };
	}

	test('each address says whose it is', async () => {
		const second = triggerNode({
			name: 'Filial',
			webhookId: 'webhook-2',
			credentials: { blingOAuth2Api: { id: 'bling-2', name: 'Bling Filial' } },
		});
		n8n.workflows.push(workflow({ id: 'workflow-2', name: 'Estoque', nodes: [second] }));
		const { items, page } = await show({ account: 'https://minha.loja.com.br/painel?x=1' });
		expect(page).toContain('Conta &quot;Matriz&quot;, nó &quot;Bling Trigger&quot; do workflow &quot;Pedidos&quot;');
		expect(page).toContain('Conta &quot;Bling Filial&quot;, nó &quot;Filial&quot; do workflow &quot;Estoque&quot;');
		expect(page).toContain('/webhook/webhook-1/bling');
		expect(page).toContain('/webhook/webhook-2/bling');
		expect(page).toContain('provoque uma entrega');
		expect(items).toEqual([{ vendor: 'bling', accountName: 'Matriz', account: 'minha.loja.com.br', since: expect.any(String) }]);
	});

	test('without the code of the account it says that any account confirms', async () => {
		expect((await show()).page).toContain('a primeira entrega de qualquer conta');
		expect((await show({ account: 'conta-1' })).page).not.toContain('qualquer conta');
	});

	test.each<[what: string, prepare: () => unknown, parameters: IDataObject, title: string]>([
		['an account that is none', () => undefined, { account: 'a b' }, 'Confira o nome e o código da conta'],
		[
			'nothing published',
			() => (n8n.workflows = [workflow({ activeVersion: null, activeVersionId: null })]),
			{},
			'Nenhum workflow publicado',
		],
	])('%s: a page says so, and nothing goes on', async (_, prepare, parameters, title) => {
		prepare();
		const { items, page } = await show(parameters);
		expect(items).toEqual([]);
		expect(page).toContain(title);
		expect(page).not.toContain('<form');
	});
});
