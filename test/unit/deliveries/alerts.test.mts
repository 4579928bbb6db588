import type { IDataObject } from 'n8n-workflow';

import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { callExecute, place } from '../support/contexts.mts';
import { apiKey, delivery, execution, FakeN8n, inStack, minutesAgo, refusals, resendSecret, triggerNode, workflow } from './support.mts';

type Json = Record<string, any>;

let n8n: FakeN8n;
/** What n8n's test of each credential says. */
let credentialAnswers: Json;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
	credentialAnswers = {};
	n8n.answer = (_request, path) => {
		const tested = /^\/api\/v1\/credentials\/(.+)\/test$/.exec(path)?.[1];
		return tested === undefined ? undefined : (credentialAnswers[tested] ?? { status: 200, body: { status: 'OK', message: 'ok' } });
	};
});
afterEach(async () => await n8n.close());

/** Each output of an operation. */
async function outputs(parameters: Json, input: Json = {}): Promise<Json[][]> {
	const target = place({
		type: new WebhookDeliveries(),
		workflowId: 'alerta',
		parameters: parameters as IDataObject,
		credentials: { n8nInstanceApi: { baseUrl: n8n.url, apiKey, resendSecret } },
		authenticate: (given, options) => ({ ...options, headers: { ...options.headers, 'X-N8N-API-KEY': given.apiKey } }),
	});
	const ran = await callExecute(target, [{ json: input }]);
	return ran.outputs.map((items) => items.map(({ json }) => json));
}

/** No quiet hours, so that a test says the same at night. */
const always = { quietFromHour: 0, quietUntilHour: 0, quietDays: [], silentAfterHours: 0 };
async function check(own: Json = {}): Promise<{ new?: Json; recovered?: Json; open?: Json }> {
	const [[fresh], [recovered], [open]] = await outputs({
		resource: 'alert',
		operation: 'check',
		...always,
		options: { graceMinutes: 0, ...own.options },
		...Object.fromEntries(Object.entries(own).filter(([name]) => name !== 'options')),
	});
	return { new: fresh, recovered, open };
}
const tell = async (notice: Json | undefined) =>
	await outputs({ resource: 'alert', operation: 'markAsTold', toldFacts: notice?.itens ?? [] });
const kindsOf = (notice: Json | undefined) => (notice?.itens ?? []).map(({ tipo }: Json) => tipo);
const rows = () => n8n.dataTables.tables.find(({ name }) => name === 'webhooks_alertas')?.rows ?? [];

const failedOrder = (reference: string, own: Json = {}) =>
	execution([delivery({ id: `d-${reference}`, reference })], { status: 'error', startedAt: minutesAgo(30), ...own });

describe('Check Health', () => {
	test.each(['quietFromHour', 'quietUntilHour'])('%s is a whole hour', async (name) => {
		await expect(check({ [name]: 22.5 })).rejects.toThrow(/^The field "Quiet (?:From|Until) \(Hour\)" has more than 0 decimals: 22.5/);
	});

	test('a failure is told until it was recorded, then once as recovered', async () => {
		n8n.executions = [execution([delivery()]), failedOrder('1001'), failedOrder('1002')];
		const { new: first } = await check({ options: { minDeliveries: 50 } });
		expect(first).toMatchObject({ titulo: 'Webhooks: 2 problemas novos', gravidade: 'erro' });
		expect(first?.texto).toBe(
			[
				'🔴 Pedido: falha (2), workflow "Pedidos", credencial Matriz',
				'O nó "Next" parou com o erro "Sem estoque".',
				'Pedidos: 1002, 1001',
				...first?.itens.map(({ link }: Json) => link),
				'Depois de corrigir a causa, reenvie pelo painel de webhooks ou pela execução no n8n.',
			].join('\n'),
		);
		// Whoever could not tell has recorded nothing.
		expect((await check({ options: { minDeliveries: 50 } })).new).toEqual(first);
		await tell(first);
		const second = await check({ options: { minDeliveries: 50 } });
		expect([second.new, kindsOf(second.open)]).toEqual([undefined, ['falha', 'falha']]);

		n8n.executions[1].retrySuccessId = '9999';
		const { recovered } = await check({ options: { minDeliveries: 50 } });
		expect(recovered).toMatchObject({ titulo: 'Webhooks: 1 problema recuperado', gravidade: 'informacao' });
		expect(recovered?.texto).toMatch(/^🟢 Recuperado: Pedido: falha, .*\nUm reenvio deu certo\.\nPedido: 1001\n/);
		await tell(recovered);
		expect((await check({ options: { minDeliveries: 50 } })).recovered).toBeUndefined();
	});

	test('a long reference is cut at a word, in the text and the subject', async () => {
		const long = `${'pedido '.repeat(40)}fim`;
		n8n.executions = [failedOrder(long)];
		const { new: told } = await check({ options: { minDeliveries: 50 } });
		expect(told?.texto).toMatch(/Pedido: (pedido ){16}pedido…\n/);
	});

	test('a failure is left to the error workflow for some minutes; one of before and after is told', async () => {
		n8n.executions = [failedOrder('1001', { startedAt: minutesAgo(4) }), failedOrder('1002', { startedAt: minutesAgo(6) })];
		const { new: told } = await check({ options: { graceMinutes: 5, minDeliveries: 50 } });
		expect(told?.itens.map(({ pedido }: Json) => pedido)).toEqual(['1002']);
	});

	test('what ran when n8n ended is left to Resend Interrupted, for two hours; what is stalled or was stopped is told', async () => {
		const crashed = (id: string, minutes: number) =>
			inStack([delivery({ id, reference: id })], { status: 'crashed', startedAt: minutesAgo(minutes) });
		n8n.executions = [
			crashed('7001', 60),
			crashed('7002', 130),
			inStack([delivery({ reference: '7003' })], { status: 'running', startedAt: minutesAgo(90), stoppedAt: null }),
			inStack([delivery({ reference: '7004' })], { status: 'canceled' }),
		];
		const { new: told } = await check({ options: { minDeliveries: 50 } });
		expect(told?.itens.map(({ titulo, pedido }: Json) => `${titulo} ${pedido}`).sort()).toEqual([
			'Pedido: entrega cancelada 7004',
			'Pedido: entrega interrompida pela queda do n8n 7002',
			'Pedido: entrega parada 7003',
		]);
		expect(told?.texto).not.toMatch(/n8n went down|It was stopped|running for/);
		expect((await check({ options: { minDeliveries: 50, interruptedAfterHours: 0 } })).new?.itens).toHaveLength(4);
	});

	test('an unpublished draft is nothing to tell, whatever its credential', async () => {
		const nodes = [triggerNode({ credentials: {} })];
		n8n.workflows = [workflow({ nodes, activeVersionId: null, activeVersion: null })];
		expect(await check()).toEqual({});
	});

	test.each<[string, Json, RegExp]>([
		[
			'refused',
			{ status: 200, body: { status: 'Error', message: 'Unable to sign without access token' } },
			/^A credencial "Matriz" não é mais aceita pelo fornecedor\. Abra-a em Credentials e clique em Reconectar, ou coloque a chave nova\.$/,
		],
		['gone', { status: 404, body: {} }, /^A credencial "Matriz" não existe mais, ou a chave da API não tem acesso a ela\./],
		['not tested', { status: 500, body: { message: 'Oops' } }, /^A credencial "Matriz" não pôde ser testada\./],
	])('a credential that is %s is told once in Portuguese, and as recovered when it works again', async (_name, answer, sentence) => {
		credentialAnswers = { 'bling-1': answer };
		const { new: told } = await check();
		expect(kindsOf(told)).toEqual(['credencial']);
		expect(told?.itens[0].erro).toMatch(sentence);
		expect(told?.texto).not.toMatch(/Unable|Oops/);
		await tell(told);
		expect((await check()).new).toBeUndefined();
		credentialAnswers = {};
		// What is not tested is neither well nor ill.
		expect((await check({ options: { testCredentials: false } })).recovered).toBeUndefined();
		expect(kindsOf((await check()).recovered)).toEqual(['credencial']);
	});

	test.each<[string, Json, RegExp]>([
		[
			'a wrong proof',
			{ mismatch: refusals(3, 2, 1) },
			/recusa entregas com assinatura ou senha errada, a última em .* na credencial "Matriz"\.$/,
		],
		['no proof', { missing: refusals(...Array.from({ length: 10 }, (_, ago) => ago + 1)) }, /recusa entregas sem prova de origem/],
		['503', { unavailable: refusals(1) }, /respondeu 503 a entregas que não conseguiu conferir ou guardar/],
	])('refused deliveries are told: %s', async (_name, refused, sentence) => {
		const counts = { count: 0, lastAt: null, moments: [] };
		n8n.refused = { missing: counts, malformed: counts, mismatch: counts, resend: counts, unavailable: counts, ...refused };
		const { new: told } = await check();
		expect(kindsOf(told)).toEqual(['recusa']);
		expect(told?.itens[0].erro).toMatch(sentence);
		await tell(told);
		n8n.refused = { missing: counts, malformed: counts, mismatch: counts, resend: counts };
		expect(kindsOf((await check()).recovered)).toEqual(['recusa']);
	});

	test('a failure rate is told above its limit, and with enough deliveries only', async () => {
		n8n.executions = [1, 2, 3, 4].map(() => execution([delivery()])).concat(failedOrder('1001'));
		const rate = async (options: Json) => (await check({ options })).new?.itens.filter(({ tipo }: Json) => tipo === 'taxa') ?? [];
		expect(await rate({})).toMatchObject([{ erro: expect.stringMatching(/^1 de 5 entregas das últimas 24 horas falharam/) }]);
		expect(await rate({ failureRateLimit: 20 })).toEqual([]);
		expect(await rate({ minDeliveries: 6 })).toEqual([]);
	});

	test('a published address that n8n does not know is told', async () => {
		n8n.answer = (request, path) =>
			path.startsWith('/webhook/') && request.method === 'GET' ? { status: 404, body: { message: 'not registered' } } : undefined;
		const { new: told } = await check({ options: { testCredentials: false } });
		expect(told?.itens[0]).toMatchObject({ tipo: 'endereco', erro: expect.stringMatching(/Despublique o workflow e publique de novo\.$/) });
	});

	test('silence is told by hours that are not quiet, never in quiet hours, and as recovered', async () => {
		n8n.executions = [execution([delivery()], { startedAt: minutesAgo(60 * 30) })];
		const options = { minDeliveries: 50 };
		expect((await check({ silentAfterHours: 31, options })).new).toBeUndefined();
		expect((await check({ silentAfterHours: 8, quietUntilHour: 24, options })).new).toBeUndefined();
		expect((await check({ silentAfterHours: 8, quietDays: [1, 2, 3, 4, 5, 6, 7], options })).new).toBeUndefined();
		const { new: told } = await check({ silentAfterHours: 8, options });
		expect(told).toMatchObject({ gravidade: 'aviso', itens: [{ tipo: 'silencio', conta: 'credencial Matriz, pedidos' }] });
		expect(told?.texto).toMatch(/Nenhuma entrega chega há 30 horas úteis: a última foi em \d\d\/\d\d às \d\d:\d\d\./);
		await tell(told);
		n8n.executions.push(execution([delivery()], { startedAt: minutesAgo(1) }));
		expect(kindsOf((await check({ silentAfterHours: 8, options })).recovered)).toEqual(['silencio']);
	});

	test('an account of the shop is called by its company', async () => {
		const columns = ['vendor', 'account', 'accountName', 'configuredAt'].map((name) => ({ name, type: 'string' }));
		const account = { id: 1, vendor: 'bling', account: 'conta-1', accountName: 'Padaria Sol', configuredAt: minutesAgo(600) };
		n8n.dataTables.tables.push({ id: 'contas', name: 'webhooks_contas', createdAt: minutesAgo(600), columns, rows: [account] });
		n8n.executions = [failedOrder('1001')];
		expect((await check()).new?.texto).toMatch(/workflow "Pedidos", Padaria Sol\n/);
	});

	test('a long error of a vendor ends with a whole word, and names nobody', async () => {
		const message = `Cliente maria@example.com recusado: ${'palavra '.repeat(60)}`;
		n8n.executions = [failedOrder('1001')];
		n8n.executions[0].data.resultData.error.message = message;
		const text = (await check()).new?.itens[0].erro;
		expect(text).toMatch(/^O nó "Next" parou com o erro "Cliente \*\*\* recusado: (palavra )+palavra…"\.$/);
		expect(text.length).toBeLessThan(350);
	});

	test('without the scopes of the tables it says which', async () => {
		n8n.dataTables.denied = ['dataTable:list'];
		await expect(check()).rejects.toMatchObject({ message: expect.stringMatching(/lacks the scope dataTable:list/) });
	});

	test('a table of the same name with other columns is refused', async () => {
		const columns = [{ name: 'chave', type: 'string' }];
		n8n.dataTables.tables.push({ id: 'other', name: 'webhooks_alertas', createdAt: minutesAgo(1), columns, rows: [] });
		await expect(check()).rejects.toMatchObject({ message: expect.stringMatching(/lacks columns: tipo/) });
	});
});

describe('Mark as Reported', () => {
	test.each([
		['no list', 'x'],
		['another list', [{ chave: 'a' }]],
		['a hole', [null]],
	])('refuses %s', async (_name, toldFacts) => {
		await expect(outputs({ resource: 'alert', operation: 'markAsTold', toldFacts })).rejects.toMatchObject({
			message: expect.stringMatching(/Reported Facts/),
		});
		expect(rows()).toEqual([]);
	});
});

describe('Describe Failure', () => {
	const failureOf = ({ id, workflowId }: Json) => ({
		execution: {
			id,
			url: `https://n8n.example.com/execution/${id}`,
			error: { message: 'Sem estoque' },
			lastNodeExecuted: 'Next',
			mode: 'webhook',
		},
		workflow: { id: workflowId, name: 'Pedidos' },
	});
	const describeFailure = async (input: Json, repeatedWithinMinutes = 60) => {
		const [[fresh], [repeated]] = await outputs({ resource: 'alert', operation: 'describeFailure', repeatedWithinMinutes }, input);
		return { new: fresh, repeated };
	};

	test.each([
		['order.updated', 'Pedido 1042 falhou em "Pedidos"'],
		['stock.created', 'Produto 1042 falhou em "Pedidos"'],
		['invoice.updated', 'Nota 1042 falhou em "Pedidos"'],
		['tracking.updated', 'Envio 1042 falhou em "Pedidos"'],
	])('names a delivery of %s by its noun', async (event, titulo) => {
		n8n.executions = [execution([delivery({ event })], { status: 'error' })];
		const { new: notice } = await describeFailure(failureOf(n8n.executions[0]));
		expect(notice).toMatchObject({ titulo, gravidade: 'erro', link: expect.stringMatching(/\/executions\//) });
		expect(notice.texto).toMatch(/\nO nó "Next" parou com o erro "Sem estoque"\.\n/);
	});

	test('the same error of the same workflow is repeated; another error or another workflow is new', async () => {
		n8n.workflows = [workflow(), workflow({ id: 'workflow-2', name: 'Notas' })];
		n8n.executions = [
			failedOrder('1'),
			failedOrder('2'),
			failedOrder('3', { workflowId: 'workflow-2' }),
			failedOrder('4'),
			failedOrder('5'),
		];
		n8n.executions[3].data.resultData.error.message = 'Outro erro';
		const described = [];
		for (const one of n8n.executions.slice(0, 4)) described.push((await describeFailure(failureOf(one))).new !== undefined);
		expect(described).toEqual([true, false, true, true]);
		// And after those minutes it is new again, though there were others in between.
		for (const row of rows()) if (row.grupo === 'avisa') row.createdAt = minutesAgo(61);
		expect((await describeFailure(failureOf(n8n.executions[4]))).new).toBeDefined();
	});

	test('what was left as repeated is told by the next check', async () => {
		n8n.executions = [failedOrder('1'), failedOrder('2'), failedOrder('3')];
		const { new: first } = await describeFailure(failureOf(n8n.executions[0]));
		await tell(first);
		for (const one of n8n.executions.slice(1)) await describeFailure(failureOf(one));
		const { new: later } = await check({ options: { minDeliveries: 50 } });
		expect(later?.itens.map(({ pedido }: Json) => pedido)).toEqual(['2', '3']);
		await tell(later);
		expect((await check({ options: { minDeliveries: 50 } })).new).toBeUndefined();
	});

	test('the same delivery again, what recovered, and what n8n interrupted are not told at once', async () => {
		n8n.executions = [failedOrder('1'), failedOrder('2', { retrySuccessId: '99' }), inStack([delivery()], { status: 'crashed' })];
		const [failed, recovered, crashed] = n8n.executions;
		expect((await describeFailure(failureOf(failed))).new).toBeDefined();
		for (const one of [failed, recovered, crashed]) expect((await describeFailure(failureOf(one), 0)).repeated).toBeDefined();
		expect(rows()).toHaveLength(1);
	});

	test('of several at the same moment exactly one tells', async () => {
		n8n.executions = Array.from({ length: 8 }, (_, index) => failedOrder(String(index)));
		const described = await Promise.all(n8n.executions.map(async (one) => await describeFailure(failureOf(one))));
		expect(described.filter((one) => one.new !== undefined)).toHaveLength(1);
	});

	test('a trigger that could not start has no execution', async () => {
		const error = { message: 'Registro recusado para (11) 98765-4321', node: { name: 'Bling Trigger' } };
		const { new: notice } = await describeFailure({ trigger: { error, mode: 'trigger' }, workflow: { id: 'outro', name: 'Notas' } });
		expect(notice.titulo).toBe('O gatilho falhou em "Notas"');
		expect(notice.texto).toMatch(/O nó "Bling Trigger" parou com o erro "Registro recusado para \*\*\*"\./);
		expect(notice.texto).not.toContain('reenvie');
	});

	test('the failure of a workflow without a trigger of ours is told too, without a delivery', async () => {
		const { new: notice } = await describeFailure(failureOf({ id: '77', workflowId: 'alheio' }));
		expect(notice).toMatchObject({ titulo: 'Uma execução falhou em "Pedidos"', link: 'https://n8n.example.com/execution/77' });
	});

	test('what cannot be looked up or noted is told all the same, and says so', async () => {
		n8n.executions = [failedOrder('1')];
		const [failed] = n8n.executions;
		n8n.answer = (_request, path) => (path.startsWith('/api/') ? { status: 500, body: { message: 'down' } } : undefined);
		for (const _time of [1, 2]) {
			const { new: notice } = await describeFailure(failureOf(failed));
			expect(notice.texto).toMatch(/Sem estoque(.|\n)*Não foi possível anotar esta falha no n8n/);
		}
	});

	test.each(['317/../1', 'x', '', '-1'])('the execution id %j is refused by its name', async (id) => {
		await expect(describeFailure(failureOf({ id, workflowId: 'alheio' }))).rejects.toMatchObject({
			message: expect.stringMatching(/input field "execution\.id" is not an execution ID/),
		});
		expect(n8n.requests.filter((request) => request.includes('/executions'))).toEqual([]);
	});

	test('what comes from no Error Trigger is refused', async () => {
		await expect(describeFailure({ pedido: 1 })).rejects.toMatchObject({
			message: expect.stringMatching(/not the output of an Error Trigger/),
		});
	});
});

describe('Resend Interrupted', () => {
	const resend = async () => (await outputs({ resource: 'delivery', operation: 'resendInterrupted' }))[0];
	const crashed = (reference: string, own: Json = {}) =>
		inStack([delivery({ id: `c-${reference}`, reference })], { status: 'crashed', startedAt: minutesAgo(20), ...own });

	test('each once, and none for what was made good; there is always one item', async () => {
		expect(await resend()).toEqual([{ resent: 0, notResent: 0, deliveries: [] }]);
		n8n.executions = [crashed('1'), crashed('2', { retrySuccessId: '999' }), failedOrder('3')];
		expect(await resend()).toMatchObject([{ resent: 1, notResent: 0, deliveries: [{ reference: '1', resent: true }] }]);
		expect(rows().map(({ tipo, pedido }) => [tipo, pedido])).toEqual([['interrompida', '1']]);
		const before = n8n.actions.length;
		expect(await resend()).toMatchObject([{ resent: 0 }]);
		expect(n8n.actions).toHaveLength(before);
		expect(kindsOf((await check({ options: { minDeliveries: 50 } })).recovered)).toEqual(['interrompida']);
	});

	test('where nothing was sent nothing is spent: the next hour tries again', async () => {
		n8n.executions = [crashed('1')];
		n8n.answer = (request, path) =>
			/\/retry$/.test(path) || (path.startsWith('/webhook/') && request.method === 'POST')
				? { status: 404, body: { message: 'no' } }
				: undefined;
		expect(await resend()).toMatchObject([{ resent: 0, notResent: 1, deliveries: [{ error: expect.any(String) }] }]);
		expect(rows()).toEqual([]);
		n8n.answer = () => undefined;
		expect(await resend()).toMatchObject([{ resent: 1 }]);
	});

	test('what may have been sent is not sent again, but told', async () => {
		n8n.executions = [crashed('1')];
		n8n.answer = (request, path) =>
			/\/retry$/.test(path) || (path.startsWith('/webhook/') && request.method === 'POST')
				? { status: 502, body: { message: 'no' } }
				: undefined;
		expect(await resend()).toMatchObject([{ resent: 0, notResent: 1 }]);
		n8n.answer = () => undefined;
		expect(await resend()).toMatchObject([{ resent: 0, notResent: 0 }]);
		expect(kindsOf((await check({ options: { minDeliveries: 50, testCredentials: false } })).new)).toEqual(['falha']);
	});
});
