import { offeredVendors } from '../../../nodes/WebhookDeliveries/report/offered';
import { nounOf } from '../../../nodes/WebhookDeliveries/report/texts';
import { vendors } from '../../../nodes/vendors';
import { webAddress } from '../../../nodes/WebhookDeliveries/report/html';
import { queryString, readQuery } from '../../../nodes/WebhookDeliveries/report/query';
import { calledPath, formToken, readIds, verifyFormToken, writeIds } from '../../../nodes/WebhookDeliveries/report/tokens';
import { delivery, execution, FakeN8n, minutesAgo, panelWorkflowId, resendSecret, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const render = async (query: object = {}, parameters: object = {}) => {
	const [result] = await n8n.run({ resource: 'report', operation: 'render', query, ...parameters });
	return { ...result, html: String(result.html) } as Record<string, unknown> & { html: string };
};
const act = async (fields: object | string | null, parameters: object = {}) =>
	(await n8n.run({ resource: 'report', operation: 'handleAction', formFields: fields, ...parameters }))[0];
const failed = (own = {}, deliveryOwn = {}) => execution([delivery(deliveryOwn)], { status: 'error', ...own });

/** The hidden fields of the page's forms. */
const forms = (html: string) =>
	[...html.matchAll(/<form\s+method="post"[\s\S]*?<\/form>/g)].map(([form]) =>
		Object.fromEntries(
			[...form.matchAll(/type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)].map(([, name, value]) => [
				name,
				value.replaceAll('&amp;', '&'),
			]),
		),
	);

const hostile = `"><script>alert(1)</script><img src=x onerror=alert(2)>'&lt;{{ 1 }}`;

test('whatever a delivery, a workflow or the query holds stays text', async () => {
	n8n.workflows = [
		workflow({
			name: hostile,
			nodes: [triggerNode({ name: hostile, webhookId: hostile })],
			settings: { saveDataSuccessExecution: 'none' },
		}),
	];
	const own = { vendor: hostile, event: hostile, id: hostile, account: hostile, accountName: hostile, state: hostile, reference: hostile };
	const row = failed({ triggerNode: triggerNode({ name: hostile }) }, own);
	row.data.resultData.error = { message: hostile, node: { name: hostile } };
	n8n.executions = [row];
	const query = { aba: 'todos', busca: hostile, periodo: hostile, de: hostile, ate: hostile, pagina: hostile };
	const options = { title: hostile, outcome: { ok: false, message: hostile, details: [hostile] } };
	for (const each of [await render(query, { options }), await render({ aba: 'todos' }, { options, accounts: [hostile] })]) {
		expect(each.html).not.toMatch(/<(script|img)/);
		expect(each.html).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
		expect(each.html).not.toMatch(/="[^"]*"><script/);
	}
});

test.each([
	['https://painel.example.com/1', true],
	['http://127.0.0.1/1', true],
	['javascript:alert(1)', false],
	['data:text/html,x', false],
	['//example.com', false],
	['', false],
])('link to %s', (address, isLink) => {
	expect(webAddress(address)).toBe(isLink ? address : undefined);
});

test('the page needs no script, no cookie, nothing fetched, and forms without an origin', async () => {
	n8n.executions = [failed()];
	const { html } = await render();
	expect(html).not.toMatch(/<script|<link|@import|url\(|<iframe| on\w+="/);
	expect(html).toMatch(/<html lang="pt-BR">/);
	expect(html).toMatch(/name="viewport"/);
});

test('numbers, table and tabs', async () => {
	n8n.executions = [
		execution([delivery({ reference: 'N-1' })]),
		failed({}, { reference: 'N-2' }),
		failed({ id: '7001', retrySuccessId: '7002' }, { reference: 'N-3' }),
		execution([delivery({ reference: 'N-3' })], { id: '7002', mode: 'retry', retryOf: '7001' }),
	];
	const errors = await render();
	expect(errors).toMatchObject({ received: 3, succeeded: 1, failed: 2, recovered: 1, unsolved: 1 });
	expect(errors.html).toContain('Entregas com erro (1)');
	expect(errors.html.match(/<tr>\s*<td/g)).toHaveLength(1);
	const all = await render({ aba: 'todos' });
	expect(all.html.match(/<tr>\s*<td/g)).toHaveLength(3);
	expect(all.html).toMatch(/class="status recovered">Recuperada/);
	const found = await render({ aba: 'todos', busca: 'n-3' });
	expect(found.html.match(/<tr>\s*<td/g)).toHaveLength(1);
	expect((await render({ aba: 'todos', busca: 'nope' })).html).toContain('Nenhuma entrega encontrada para &quot;nope&quot;');
});

test('pages of fifty', async () => {
	n8n.executions = Array.from({ length: 60 }, () => failed());
	const first = await render({});
	expect(first.html.match(/<tr>\s*<td/g)).toHaveLength(50);
	expect(first.html).toContain('Página 1 de 2');
	expect((await render({ pagina: '2' })).html.match(/<tr>\s*<td/g)).toHaveLength(10);
	expect((await render({ pagina: '99' })).html).toContain('Página 2 de 2');
});

test('a period with more executions than are read: totals of all, a search in all', async () => {
	n8n.workflows = [workflow({ createdAt: minutesAgo(300) })];
	n8n.executions = Array.from({ length: 30 }, (_, index) =>
		execution([delivery({ reference: String(5000 + index) })], { startedAt: minutesAgo(200 - index) }),
	);
	const options = { maxExecutions: 10 };
	const page = await render({ aba: 'todos' }, { options });
	expect(page.received).toBe(30);
	expect(page.warnings).toEqual([expect.stringMatching(/mais de 10 execuções/)]);
	expect((await render({ aba: 'todos', busca: '5001' }, { options })).html).toContain('<strong>5001</strong>');
});

describe('a month with more executions than are read', () => {
	const month = { periodo: 'last30Days' };
	const read = async (query: Record<string, string>) => {
		const before = n8n.requests.length;
		const page = await render({ ...month, ...query });
		return { page, asked: n8n.requests.slice(before).filter((line) => line.includes('includeData=true')) };
	};
	beforeEach(() => {
		n8n.workflows = [workflow({ createdAt: minutesAgo(60 * 24 * 40) })];
		n8n.executions = Array.from({ length: 1_500 }, (_, index) =>
			execution([delivery({ reference: String(5000 + index) })], {
				status: index % 100 === 0 ? 'error' : 'success',
				startedAt: minutesAgo(60 * 24 * 20 - index),
			}),
		);
	});

	test('failures are asked for by status: the oldest is there, and its late retry makes it good at once', async () => {
		for (const { page } of [await read({}), await read({})]) {
			expect(page).toMatchObject({ received: 1_500, failed: 15, recovered: 0, unsolved: 15 });
			expect(page.html).toContain('Entregas com erro (15)');
			expect(page.html).toContain('<strong>5000</strong>');
		}
		const [oldest] = n8n.executions;
		const retry = execution([delivery({ reference: '5000' })], { mode: 'retry', retryOf: oldest.id, startedAt: minutesAgo(0) });
		oldest.retrySuccessId = retry.id;
		n8n.executions.push(retry);
		const before = n8n.requests.length;
		const { page, asked } = await read({});
		expect(page).toMatchObject({ received: 1_500, failed: 15, recovered: 1, unsolved: 14 });
		expect(page.html).not.toContain('<strong>5000</strong>');
		expect(asked.length).toBeLessThan(12);
		// n8n goes through its whole history for each: what several parts of the page look up is asked for once.
		const byStatus = n8n.requests.slice(before).filter((line) => /\?status=\w+&includeData=false/.test(line));
		expect(byStatus).toHaveLength(5);
		expect(new Set(byStatus).size).toBe(5);
	});

	test('of all webhooks only the pages up to the one that is shown are read with data', async () => {
		await read({});
		const { page, asked } = await read({ aba: 'todos' });
		expect(page.html).toContain('<strong>6499</strong>');
		expect(page.html).toMatch(/Página 1<.*Próxima/s);
		expect(asked.length).toBeLessThan(20);
		expect((await read({ aba: 'todos', pagina: '3' })).page.html).toContain('<strong>6399</strong>');
	});

	test('with more failures than the page lists it says so, and offers those of the list', async () => {
		for (const one of n8n.executions) one.status = 'error';
		await read({});
		const { page } = await read({});
		expect(page).toMatchObject({ failed: 1_500, unsolved: 1_500 });
		expect(page.html).toContain('Reenviar 200 falhas desta lista');
		expect((await read({ pagina: '20' })).page.html).toContain('Página 20<');
	});
});

test('warnings: what is not saved, pruned or not readable; where the history begins', async () => {
	n8n.workflows = [workflow({ settings: { saveDataSuccessExecution: 'none' } })];
	n8n.executions = [failed({ data: null, startedAt: minutesAgo(60 * 24 * 3) })];
	const { warnings, historySince } = await render({ periodo: 'last7Days' });
	expect(warnings).toEqual([
		expect.stringMatching(/começa depois do início do período/),
		expect.stringMatching(/entregas com sucesso de "Pedidos"/),
		expect.stringMatching(/1 entrega não tem dados legíveis/),
	]);
	expect(Math.abs(Date.parse(String(historySince)) - Date.parse(minutesAgo(60 * 24 * 3)))).toBeLessThan(11 * 60_000);
});

test('what n8n has deleted is remembered, and the page says so; without the scopes it says what it misses', async () => {
	const kept = failed({ startedAt: minutesAgo(60 * 24 * 3) });
	n8n.executions = [execution([delivery()], { startedAt: minutesAgo(60 * 24 * 6) }), kept];
	const statistics = { resource: 'statistics', operation: 'get', period: 'last7Days' };
	await n8n.run(statistics);
	n8n.executions = [kept];
	const page = await render({ periodo: 'last7Days' });
	expect([page.received, page.failed]).toEqual([2, 1]);
	expect(page.warnings).toEqual([expect.stringMatching(/já apagou execuções.*"webhook_history" guardou, desde \d\d\/\d\d, \d\d:00/)]);
	n8n.dataTables.denied = ['dataTable:list'];
	const without = await render({ periodo: 'last7Days' });
	expect([without.received, without.failed]).toEqual([1, 1]);
	expect(without.warnings).toEqual([expect.stringMatching(/não cobrem o período.*scope dataTable:list/)]);
});

test.each([
	[{}, 'last24Hours', 'errors'],
	[{ periodo: 'last7Days', aba: 'todos' }, 'last7Days', 'all'],
	[{ de: '2026-11-20' }, 'custom', 'errors'],
	[{ periodo: ['x'], aba: { $ne: 1 }, busca: ['a', 'b'] }, 'last24Hours', 'errors'],
	['junk', 'last24Hours', 'errors'],
	[null, 'last24Hours', 'errors'],
])('query %j', (query, preset, tab) => {
	const read = readQuery(query);
	expect([read.preset, read.tab]).toEqual([preset, tab]);
	expect(readQuery(Object.fromEntries(new URLSearchParams(queryString(read))))).toEqual(read);
});

test('a period that makes no sense is told, and the last 24 hours are shown', async () => {
	for (const query of [{ de: '2030-01-01' }, { de: 'x' }, { de: '2020-01-01', ate: '2020-01-02' }, { periodo: 'constructor' }]) {
		const { html } = await render(query);
		expect(html).toContain('Últimas 24 horas');
		if ('de' in query) expect(html).toContain('O período não é válido');
	}
});

const panel = { workflowId: panelWorkflowId, path: '', accounts: [] };
const tokenFor = (action: 'resend' | 'resendAll' | 'manual', ids: string, now?: number, own: object = {}) =>
	formToken(resendSecret, { panel: { ...panel, ...own }, action, ids }, now);

describe('tokens', () => {
	const made = { panel: { workflowId: 'w', path: '/webhook/painel', accounts: ['A', 'B'] }, action: 'resend' as const, ids: '1:a' };
	const token = formToken(resendSecret, made, 0);
	const inPanel = (own: object) => ({ ...made, panel: { ...made.panel, ...own } });

	test.each([
		['as made', resendSecret, made, token, 0, 'valid'],
		['the accounts in another order', resendSecret, inPanel({ accounts: ['B', 'A', 'B'] }), token, 0, 'valid'],
		['after 30 minutes', resendSecret, made, token, 30 * 60_000, 'valid'],
		['after 31 minutes', resendSecret, made, token, 31 * 60_000, 'expired'],
		['another secret', `${resendSecret}x`, made, token, 0, 'forged'],
		['another action', resendSecret, { ...made, action: 'resendAll' as const }, token, 0, 'forged'],
		['other ids', resendSecret, { ...made, ids: '2:a' }, token, 0, 'forged'],
		['another workflow', resendSecret, inPanel({ workflowId: 'v' }), token, 0, 'forged'],
		['another path', resendSecret, inPanel({ path: '/webhook/painel-b' }), token, 0, 'forged'],
		['fewer accounts', resendSecret, inPanel({ accounts: ['A'] }), token, 0, 'forged'],
		['all accounts', resendSecret, inPanel({ accounts: [] }), token, 0, 'forged'],
		['accounts that read alike', resendSecret, inPanel({ accounts: ['A,B'] }), token, 0, 'forged'],
		['a later end', resendSecret, made, token.replace(/^\d+/, '9999999999'), 0, 'forged'],
		['empty', resendSecret, made, '', 0, 'forged'],
		['no secret', '', made, formToken('', made, 0), 0, 'forged'],
	])('%s', (_name, secret, signed, given, now, verdict) => {
		expect(verifyFormToken(secret, signed, given, now)).toBe(verdict);
	});

	test('ids survive any character', () => {
		const refs = [
			{ executionId: '1', deliveryId: 'a,b:c|ç"%&' },
			{ executionId: '2', deliveryId: null },
			{ executionId: '3', deliveryId: '7\ud800' },
		];
		expect(readIds(writeIds(refs))).toEqual(refs);
	});

	test.each(['%', '', '1', '1:a,2', 'null', '{}', '%5B%7B%7D%5D'])('ids that this package did not write: %j', (ids) => {
		expect(readIds(ids)).toBeUndefined();
	});

	test('the path is that of the Webhook node that was called', () => {
		const webhook = (name: string) => ({ name, type: 'n8n-nodes-base.webhook', typeVersion: 2, disabled: false });
		const called: Record<string, string> = { 'Form "1"': '', Form: 'https://n8n.example.com/p/webhook/painel-b' };
		const context = {
			getNode: () => ({ name: 'Here' }) as never,
			getParentNodes: () => [{ ...webhook('Set'), type: 'n8n-nodes-base.set' }, webhook('Form "1"'), webhook('Form')],
			evaluateExpression: (expression: string) => called[JSON.parse(/\$\((".*?[^\\]")\)/.exec(expression)?.[1] ?? '""')],
		};
		expect(calledPath(context, 0)).toBe('/p/webhook/painel-b');
		expect(calledPath({ ...context, getParentNodes: () => [] }, 0)).toBe('');
	});
});

describe('forms', () => {
	test('a button resends its delivery, once', async () => {
		n8n.executions = [failed({ id: '1' }, { reference: '77' })];
		const all = forms((await render({ aba: 'todos', busca: '7' })).html);
		const button = all.find(({ acao }) => acao === 'resend') ?? {};
		const done = await act(button);
		expect(done).toMatchObject({ ok: true, valid: true, message: '77: reenviado com sucesso.', query: { aba: 'todos', busca: '7' } });
		expect(n8n.actions).toHaveLength(1);
		expect(await act(button)).toMatchObject({ ok: false, message: expect.stringMatching(/já foi recuperada/) });
		expect(n8n.actions).toHaveLength(1);
	});

	test('of two deliveries with one id each is named by its account too', async () => {
		n8n.executions = [
			execution(
				['A', 'B'].map((account) => delivery({ id: 'same', account })),
				{ id: '1', status: 'error' },
			),
		];
		for (const button of forms((await render()).html).filter(({ acao }) => acao === 'resend'))
			expect(await act(button)).toMatchObject({ ok: true });
		expect(n8n.posted.map(({ body }) => body.account).sort()).toEqual(['A', 'B']);
	});

	test('one of several gathered deliveries is named by its id', async () => {
		n8n.executions = [execution([delivery({ id: 'x,1' }), delivery({ id: 'y:2' })], { id: '1', status: 'error' })];
		const [first] = forms((await render()).html).filter(({ acao }) => acao === 'resend');
		expect(await act(first)).toMatchObject({ ok: true });
		expect(n8n.posted.map(({ body }) => body.id)).toEqual(['x,1']);
	});

	test('all failures at once, oldest first, with the reason of each that could not be', async () => {
		n8n.executions = [failed({ id: '1' }), failed({ id: '2' }), failed({ id: '3' })];
		const everything = forms((await render()).html).find(({ acao }) => acao === 'resendAll') ?? {};
		expect(readIds(everything.ids)?.map(({ executionId }) => executionId)).toEqual(['1', '2', '3']);
		n8n.executions.splice(1, 1);
		const done = await act(everything);
		expect(done).toMatchObject({
			ok: false,
			message: '2 entregas reenviadas, 1 não reenviada: veja os motivos.',
			details: ['Execução 2 não reenviada: a execução não existe mais no n8n.'],
		});
	});

	test.each(['success', 'error'])('a double click on "Reenviar todas" resends each once, also where it ends with %s', async (status) => {
		n8n.executions = ['1', '2', '3'].map((id) => failed({ id }, { id: `d${id}`, reference: id }));
		const retries: string[] = [];
		n8n.answer = (request, path) => {
			const retried = n8n.executions.find(({ id }) => path.endsWith(`/executions/${String(id)}/retry`));
			if (retried === undefined || request.method !== 'POST') return undefined;
			retries.push(String(retried.id));
			const more = { id: n8n.nextId(), mode: 'retry', status, retryOf: retried.id, startedAt: new Date().toISOString() };
			if (status === 'success') retried.retrySuccessId = more.id;
			n8n.executions.push({ ...retried, ...more });
			return { status: 200, body: n8n.executions.at(-1) };
		};
		const ids = writeIds(['1', '2', '3'].map((executionId) => ({ executionId, deliveryId: `d${executionId}` })));
		const form = { acao: 'resendAll', ids, token: tokenFor('resendAll', ids, Date.now() - 60_000) };
		await Promise.all([act(form), act(form)]);
		expect(retries.sort()).toEqual(['1', '2', '3']);
		// The page that shows what became of it may do it again.
		const again = { ...form, token: tokenFor('resendAll', ids, Date.now() + 60_000) };
		if (status === 'error') expect(await act(again)).toMatchObject({ message: '3 entregas reenviadas, 3 sem sucesso: veja os motivos.' });
		expect(retries).toHaveLength(status === 'error' ? 6 : 3);
	});

	const rebuild = (own: object = {}) => ({ name: 'Refazer', type: 'n8n-nodes-brasil-webhooks.bling', ...own });

	test.each([
		['nothing', []],
		['a node of another vendor', [rebuild({ type: 'n8n-nodes-brasil-webhooks.iset' })]],
		['one that is switched off', [rebuild({ disabled: true })]],
		['its node', [rebuild()]],
	])('sent by hand with %s after Handle Form: without its node it is said, and the page does not offer it', async (_, next) => {
		const fields = { acao: 'manual', ids: '', token: tokenFor('manual', ''), evento: 'bling|order.updated', pedido: '1042', conta: '' };
		const asked = { resource: 'report', operation: 'handleForm', formFields: fields };
		const found = await n8n.outputs(asked, { next });
		const isTaken = next[0] !== undefined && next[0].type.endsWith('bling') && !('disabled' in next[0]);
		const refusal = { ok: false, message: expect.stringMatching(/^Este painel não envia .*Bling.*Nada foi enviado\.$/) };
		expect(found.slice(0, 2)).toEqual(isTaken ? [[], [expect.objectContaining({ ok: true })]] : [[expect.objectContaining(refusal)], []]);
		const webhookDeliveries = 'n8n-nodes-brasil-webhooks.webhookDeliveries';
		const nodes = { Responder: [], Conferir: next, Desenhar: [{ name: 'Responder', type: 'n8n-nodes-base.respondToWebhook' }] };
		const context = {
			getNode: () => ({ name: 'Desenhar', type: webhookDeliveries }) as never,
			getChildNodes: (name: string) => nodes[name as keyof typeof nodes].map((node) => ({ disabled: false, typeVersion: 1, ...node })),
			getParentNodes: (name: string) =>
				name === 'Responder'
					? [{ name: 'Conferir', type: webhookDeliveries, typeVersion: 1, disabled: false, parameters: { operation: 'handleForm' } }]
					: [],
		};
		expect(offeredVendors(context).includes('bling')).toBe(isTaken);
		expect(offeredVendors({ ...context, getParentNodes: () => [] })).toContain('bling');
	});

	test.each([
		['nothing', {}],
		['no token', { acao: 'resend', ids: '1', token: '' }],
		['a token for another delivery', { acao: 'resend', ids: '1', token: tokenFor('resend', '2') }],
		['a token for another action', { acao: 'resendAll', ids: '1', token: tokenFor('resend', '1') }],
		['an expired token', { acao: 'resend', ids: '1', token: tokenFor('resend', '1', Date.now() - 31 * 60_000) }],
		['an unknown action', { acao: 'delete', ids: '1', token: 'x' }],
		['text of a foreign page', 'acao=resend\r\nids=1\r\n'],
		['text that is JSON, and no form', '[1]'],
		['an empty text', ''],
		['no body', null],
		['a broken id', { acao: 'resend', ids: '%', token: tokenFor('resend', '%') }],
	])('%s resends nothing, and fails nothing', async (_name, fields) => {
		n8n.executions = [failed({ id: '1' })];
		expect(await act(fields)).toMatchObject({ ok: false, valid: false, message: expect.stringMatching(/Nada foi reenviado/) });
		expect(n8n.actions).toEqual([]);
	});

	test.each([
		['ids', 5],
		['ids', undefined],
		['ids', ['1']],
		['conta', ['B']],
		['conta', 'x'.repeat(201)],
		['pedido', { a: 1 }],
		['evento', null],
	])('a form whose %s is %j is refused whole', async (name, value) => {
		const fields = { acao: 'manual', ids: '', token: tokenFor('manual', ''), evento: 'bling|order.updated', pedido: '1042', conta: '' };
		expect(await act(fields)).toMatchObject({ ok: true });
		expect(await act({ ...fields, [name]: value })).toMatchObject({ ok: false, valid: false });
	});

	test('a form of another workflow is refused', async () => {
		n8n.executions = [failed({ id: '1' })];
		const [button] = forms((await render()).html);
		const elsewhere = await n8n.run({ resource: 'report', operation: 'handleAction', formFields: button }, { workflowId: 'another' });
		expect(elsewhere).toMatchObject([{ ok: false, valid: false }]);
		expect(n8n.actions).toEqual([]);
	});

	test('a page for chosen accounts shows and resends no others, even with a valid token', async () => {
		n8n.executions = [failed({ id: '1' }, { account: 'conta-1' }), failed({ id: '2' }, { account: 'conta-2', reference: 'secreto' })];
		const restricted = { accounts: ['conta-1'] };
		const page = await render({ aba: 'todos' }, restricted);
		expect(page.received).toBe(1);
		expect(page.html).not.toContain('secreto');
		const ids = writeIds([{ executionId: '2', deliveryId: null }]);
		const token = tokenFor('resend', ids, undefined, restricted);
		expect(await act({ acao: 'resend', ids, token }, restricted)).toMatchObject({
			ok: false,
			message: expect.stringMatching(/outra conta/),
		});
		expect(n8n.actions).toEqual([]);
	});

	test('a manual send is checked and handed to the workflow', async () => {
		const token = tokenFor('manual', '');
		const fields = { acao: 'manual', ids: '', token, evento: 'bling|order.updated', pedido: ' 1042 ', conta: '' };
		expect(await act(fields)).toMatchObject({
			ok: true,
			action: 'manual',
			vendor: 'bling',
			event: 'order.updated',
			reference: '1042',
			account: null,
		});
		expect(await act({ ...fields, evento: 'bling|nope' })).toMatchObject({ ok: false });
		expect(await act({ ...fields, pedido: '' })).toMatchObject({ ok: false });
		const restricted = { accounts: ['conta-1'] };
		expect(await act(fields, restricted)).toMatchObject({ ok: false, valid: false });
		const own = { ...fields, token: tokenFor('manual', '', undefined, restricted) };
		expect(await act(own, restricted)).toMatchObject({ ok: true, account: 'conta-1' });
		expect(await act({ ...own, conta: 'conta-2' }, restricted)).toMatchObject({ ok: false });
	});

	test('of several triggers of a vendor the manual send names one, and only then asks for it', async () => {
		expect((await render()).html).not.toContain('name="gatilho"');
		n8n.workflows.push(workflow({ id: 'workflow-2', name: 'Estoque', nodes: [triggerNode({ name: 'Filial', webhookId: 'webhook-2' })] }));
		const { html } = await render();
		expect(html).toMatch(/<option value="webhook-1">Bling: Bling Trigger \(Pedidos\)/);
		expect(html).toMatch(/<option value="webhook-2">Bling: Filial \(Estoque\)/);
		const fields = {
			acao: 'manual',
			ids: '',
			token: tokenFor('manual', ''),
			evento: 'bling|order.updated',
			pedido: '1042',
			gatilho: 'webhook-2',
		};
		expect(await act(fields)).toMatchObject({ ok: true, trigger: 'webhook-2' });
		const error = await n8n.run({ resource: 'delivery', operation: 'send', delivery: delivery(), workflowId: '', trigger: '' }).then(
			() => '',
			({ message }: Error) => message,
		);
		const told = (await render({}, { options: { outcome: { error } } })).html;
		expect(told).toContain('Vários gatilhos publicados recebem esta entrega: escolha um deles em &quot;Gatilho&quot;');
		expect(told).not.toContain('Trigger Name or ID');
	});

	test('what a search shows is what its button resends', async () => {
		n8n.executions = ['N-1', 'N-2', 'N-3'].map((reference, index) => failed({ id: String(9_000 + index) }, { reference }));
		const { html: all } = await render();
		expect(all).toMatch(/<summary>Reenviar todas as 3 falhas<\/summary>[^]*<button>Confirmar: reenviar 3<\/button>/);
		const { html } = await render({ busca: 'N-2' });
		expect(html).toContain('Reenviar a falha');
		const [ids] = forms(html).filter(({ acao }) => acao === 'resendAll');
		expect(readIds(ids.ids)).toEqual([expect.objectContaining({ executionId: '9001' })]);
		expect((await render({ busca: 'nada' })).html).not.toContain('value="resendAll"');
	});

	test('without a secret there are no forms, and a page that only shows needs none', async () => {
		const credential = { resendSecret: 'short' };
		expect((await n8n.refusal({ resource: 'report', operation: 'render', query: {} }, { credential })).message).toMatch(/Resend Secret/);
		expect((await n8n.refusal({ resource: 'report', operation: 'handleAction', formFields: {} }, { credential })).message).toMatch(
			/Resend Secret/,
		);
		n8n.executions = [failed()];
		const [page] = await n8n.run({ resource: 'report', operation: 'render', query: {}, canResend: false }, { credential });
		expect(String(page.html)).not.toContain('method="post"');
	});

	test("an order is linked where somebody said how the vendor's panel addresses it", async () => {
		n8n.executions = [failed({}, { reference: 'a/b' })];
		const entries = (address: string) => ({ options: { panelAddresses: { entries: [{ vendor: 'Bling', address }] } } });
		expect((await render({}, entries('https://painel.example.com/pedidos/{reference}'))).html).toContain(
			'href="https://painel.example.com/pedidos/a%2Fb"',
		);
		expect((await render({}, entries('javascript:alert({reference})'))).html).not.toContain('javascript:');
	});
});

test.each([
	['order.updated', 'Pedido'],
	['legacy.order', 'Pedido'],
	['stock.created', 'Produto'],
	['virtual_stock.updated', 'Produto'],
	['product.saved', 'Produto'],
	['category.removed', 'Categoria'],
	['consumer_invoice.created', 'Nota'],
	['service_invoice.issued_error', 'Nota'],
	['tracking.DELIVERED', 'Envio'],
	['fulfillment.started', 'Referência'],
])('the reference of %s is called %s', async (event, noun) => {
	n8n.executions = [failed({}, { event, reference: '77' })];
	expect((await render()).html).toContain(`${noun} <strong>77</strong>`);
});

test('every event of the catalogues has a noun of its own', () => {
	const events = vendors.flatMap(({ events }) => events);
	expect(events.filter((event) => nounOf({ event, reference: '1' }) === 'Referência')).toEqual([]);
	expect(nounOf({ event: null, reference: null })).toBe('Entrega');
});

test('an error in English stands in quotes in a Portuguese sentence, and ends with a sentence or a word', async () => {
	const row = failed({}, { reference: '77' });
	row.data.resultData.error = { message: `Bling answered 400. ${'validation '.repeat(40)}`, node: { name: 'Gravar' } };
	n8n.executions = [row];
	expect((await render()).html).toMatch(/Falhou no nó Gravar: &quot;Bling answered 400\. (validation )+validation…&quot;/);
	n8n.answer = (_request, path) => (path.endsWith('/retry') ? { status: 403, body: { message: 'Forbidden' } } : undefined);
	const button = forms((await render()).html).find(({ acao }) => acao === 'resend') ?? {};
	expect((await act(button)).message).toMatch(/^Execução \d+ não reenviada: A chave da API do n8n não tem o escopo execution:retry/);
});

test.each([
	['running', true, 'reenvio iniciado; quando terminar, o resultado aparece nesta página'],
	['canceled', false, 'cancelado antes do fim'],
	['crashed', false, 'interrompido pela queda do n8n'],
	['error', false, 'falhou de novo'],
])('a resend that is %s is told as that', async (status, ok, said) => {
	n8n.executions = [failed({ id: '1' }, { reference: '77' })];
	n8n.answer = (_request, path) => (path.endsWith('/retry') ? { status: 200, body: { id: '2', status } } : undefined);
	const button = forms((await render()).html).find(({ acao }) => acao === 'resend') ?? {};
	expect(await act(button)).toMatchObject({ ok, message: expect.stringContaining(said) });
});
