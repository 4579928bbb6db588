import assert from 'node:assert/strict';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';

import { avisarByWebhook } from '../../scripts/bundled.mts';
import type { Execution, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { clientSecret, post, sign, stockBody } from '../support/bling.mts';
import { importBundled } from '../support/bundled.mts';
import type { TriggerUnderTest } from '../support/instance.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { startSmtp } from '../support/smtp.mts';
import { tableId, tableRows } from '../support/tables.mts';
import { node } from '../support/workflow.mts';

type Json = Record<string, unknown>;

/** What a person was told, by a plain webhook in place of the e-mail; oldest first. */
const told: Json[] = [];
const channel = createServer((request, response) => {
	const chunks: Buffer[] = [];
	request.on('data', (chunk: Buffer) => chunks.push(chunk));
	request.on('end', () => {
		told.push(JSON.parse(Buffer.concat(chunks).toString('utf8')));
		response.setHeader('content-type', 'application/json');
		response.end('{"ok":true}');
	});
});
await new Promise<void>((resolve) => channel.listen(0, '127.0.0.1', resolve));
after(() => channel.close());

const n8n = await startTestN8n({ port: await freePort() });
const credential = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });
const instance = await credential('Este n8n', 'n8nInstanceApi', {
	baseUrl: n8n.current.url,
	apiKey: n8n.current.apiKey,
	resendSecret: 'fake-resend-secret-of-forty-characters-1',
});
const bling = await credential('Bling Matriz', 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
const credentials = { n8nInstanceApi: instance, blingOAuth2Api: bling };
const { id: avisar } = await n8n.current.createWorkflow(
	await avisarByWebhook(`http://127.0.0.1:${(channel.address() as AddressInfo).port}/`),
);
await n8n.current.publish(avisar);

/** In front of n8n's API; after so many questions about one execution it answers 502 to them, as a proxy does while the main restarts. */
const front = { passes: Infinity, port: 0 };
const proxy = createServer((request, response) => {
	if (/\/executions\/\d+/.test(request.url ?? '') && --front.passes < 0) {
		response.writeHead(502).end('Bad Gateway');
		return;
	}
	const target = new URL(request.url ?? '/', n8n.current.url);
	const outgoing = httpRequest(target, { method: request.method, headers: request.headers }, (answer) => {
		response.writeHead(answer.statusCode ?? 502, answer.headers);
		answer.pipe(response);
	});
	outgoing.on('error', () => response.writeHead(502).end());
	request.pipe(outgoing);
});
await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
front.port = (proxy.address() as AddressInfo).port;
after(() => proxy.close());

const table = 'webhooks_alertas';

const rows = async (name = table) => await tableRows(n8n.current, name);

const runNow = async ({ id }: { id: string }, trigger: string) => await n8n.current.runManually(id, trigger);

const brokenOrders = (numbers: string[]) =>
	node('Chosen', 'n8n-nodes-base.if', 2.2, {
		conditions: {
			options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
			combinator: 'and',
			conditions: [
				{
					id: 'chosen',
					leftValue: `={{ ${JSON.stringify(numbers)}.includes($json.reference) }}`,
					rightValue: '',
					operator: { type: 'boolean', operation: 'true', singleValue: true },
				},
			],
		},
		options: {},
	});

const orderBody = (numero: string, account: Json = {}) =>
	stockBody({ event: 'order.updated', ...account, data: { id: 1, numero, situacao: { id: 6 } } });

async function sendOrder(target: TriggerUnderTest, numero: string, secret = clientSecret): Promise<number> {
	const body = orderBody(numero);
	return (await post(target.address, body, { 'x-bling-signature-256': sign(body, secret) })).status;
}

const failed = (execution: Execution) => execution.data.resultData.error?.message ?? '';

const triggers = {
	'avisar.json': ['Aviso'],
	'erro-imediato.json': ['Quando um workflow falhar'],
	'alerta-de-webhooks.json': ['A cada hora'],
	'painel-de-webhooks.json': ['Página: ver', 'Página: reenviar', 'Formulário'],
	'assistente-de-webhooks.json': ['Fornecedor e conta'],
};

test('as they are shipped, the editor runs them with their example data: no credential, nothing sent, nothing written', async () => {
	// The panel saves no executions, because they hold the passwords of who opens it.
	const saved = { saveManualExecutions: true, saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' };
	for (const [file, names] of Object.entries(triggers)) {
		const shipped = await importBundled(n8n.current, file, {
			pinned: true,
			workflowSettings: saved,
		});
		for (const name of names) {
			const run = await runNow(shipped, name);
			assert.equal(run.status, 'success', `${file}, ${name}: ${failed(run)} at ${run.data.resultData.lastNodeExecuted}`);
		}
	}
	assert.deepEqual(told, []);
	assert.equal(await tableId(n8n.current, table), undefined);
	assert.equal(await tableId(n8n.current, 'webhooks_contas'), undefined);
});

let hourly: WorkflowJson & { id: string };

/** The hourly workflow without quiet hours, so that a test says the same at night; silence is no news unless `own` says so. */
const importHourly = async (
	own: Json,
	{ options = {}, pinned = {}, ...others }: { options?: Json; pinned?: Json; credentials?: Json } = {},
) =>
	await importBundled(n8n.current, 'alerta-de-webhooks.json', {
		credentials: { ...credentials, ...others.credentials },
		avisar,
		parameters: {
			Conferir: {
				silentAfterHours: 0,
				quietFromHour: 0,
				quietUntilHour: 0,
				...own,
				options: { graceMinutes: 0, failureRateLimit: 100, testCredentials: false, ...options },
			},
		},
		pinned,
	});

/** Runs the hourly workflow once; what it told. */
async function hour(): Promise<Json[]> {
	const before = told.length;
	const run = await runNow(hourly, 'A cada hora');
	assert.equal(
		run.status,
		'success',
		`${failed(run)} ${run.data.resultData.error?.description ?? ''} at ${run.data.resultData.lastNodeExecuted}`,
	);
	return told.slice(before);
}

const itemsOf = (messages: Json[]) => messages.flatMap(({ itens }) => itens as Json[]);

const orders = { failing: ['1001', '1002', '1003'], fine: ['2001', '2002', '2003', '2004'] };
let errorWorkflow: WorkflowJson & { id: string };
let target: TriggerUnderTest;

test('three failures with one error: one notice at once, the others in one by the hourly run, and none for what succeeded', async () => {
	errorWorkflow = await importBundled(n8n.current, 'erro-imediato.json', { credentials, avisar });
	await n8n.current.publish(errorWorkflow.id);
	target = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials,
		next: [
			brokenOrders([...orders.failing, '1009']),
			node('Break', 'n8n-nodes-base.stopAndError', 1, {
				errorMessage: 'Estoque não encontrado para CPF 529.982.247-25, maria@example.com',
			}),
		],
		settings: { errorWorkflow: errorWorkflow.id },
	});
	await Promise.all([...orders.fine, ...orders.failing].map(async (numero) => assert.equal(await sendOrder(target, numero), 200)));
	await n8n.current.untilExecutions(target.workflowId, 7);
	await n8n.current.untilExecutions(errorWorkflow.id, 3);
	assert.equal(told.length, 1, JSON.stringify(told));
	assert.match(String(told[0].titulo), /^Pedido 100[123] falhou em "Test/);
	assert.match(String(told[0].texto), /O nó "Break" parou com o erro "Estoque não encontrado para CPF \*\*\*, \*\*\*"\./);
	assert.match(String(told[0].link), /\/executions\/\d+$/);
	hourly = await importHourly({});
	const [others, ...more] = await hour();
	assert.deepEqual(more, []);
	assert.match(String(others.titulo), /^Webhooks: 2 problemas novos$/);
	assert.deepEqual(
		itemsOf(told)
			.map(({ pedido }) => pedido)
			.sort(),
		orders.failing,
	);
	for (const row of await rows()) assert.ok(row.avisado_em, JSON.stringify(row));
	assert.doesNotMatch(JSON.stringify([told, await rows()]), /529\.982|maria@/, 'no person in an alert or its table');
	assert.deepEqual(await hour(), []);
});

test('a failure of a trigger, which has no execution, is told too, as it is shipped: by e-mail', async () => {
	const { port, mails } = await startSmtp();
	const smtp = await credential('SMTP', 'smtp', {
		host: '127.0.0.1',
		port,
		secure: false,
		disableStartTls: true,
		user: '',
		password: '',
	});
	const byMail = await importBundled(n8n.current, 'avisar.json', {
		nodeCredentials: { 'E-mail': { smtp } },
		parameters: { 'E-mail': { fromEmail: 'n8n@example.com', toEmail: 'loja@example.com' } },
	});
	await n8n.current.publish(byMail.id);
	const error = { message: 'Registro recusado para (11) 98765-4321', node: { name: 'Bling Trigger' } };
	const example = { trigger: { error, mode: 'trigger' }, workflow: { id: 'outro', name: 'Notas' } };
	const copy = await importBundled(n8n.current, 'erro-imediato.json', {
		credentials,
		avisar: byMail.id,
		pinned: { 'Quando um workflow falhar': [{ json: example }] },
	});
	const run = await runNow(copy, 'Quando um workflow falhar');
	assert.equal(run.status, 'success', failed(run));
	assert.equal(mails.length, 1);
	assert.deepEqual(mails[0].to, ['loja@example.com']);
	assert.match(mails[0].text, /"Bling Trigger" parou com o erro "Registro recusado para \*\*\*"/);
});

test('a failure of the same error soon after is left to the hourly run; the same delivery failing again is not told again', async () => {
	const before = told.length;
	assert.equal(await sendOrder(target, '1009'), 200);
	await n8n.current.untilExecutions(errorWorkflow.id, 4);
	assert.deepEqual(told.slice(before), []);
	assert.deepEqual(
		itemsOf(await hour()).map(({ pedido }) => pedido),
		['1009'],
	);
	const [row] = (await rows()).filter(({ pedido }) => pedido === '1009');
	await n8n.current.api('POST', `/executions/${String(row.execucao)}/retry`, {});
	await n8n.current.untilExecutions(errorWorkflow.id, 5);
	assert.equal(told.length, before + 1);
	assert.deepEqual(await hour(), []);
});

test('a failure rate above the limit is told once, refused deliveries of a reset secret too', async () => {
	hourly = await importHourly({}, { options: { failureRateLimit: 10 } });
	const [rate, ...more] = await hour();
	assert.deepEqual(more, []);
	assert.match(String(rate.titulo), /^Webhooks: 1 problema novo$/);
	assert.match(String(rate.texto), /🔴 Taxa de falha alta, workflow "Test.*\n4 de 8 entregas/);
	assert.deepEqual(await hour(), []);

	// One alone may be anybody's.
	assert.equal(await sendOrder(target, '3001', 'a-secret-that-was-reset'), 401);
	assert.deepEqual(await hour(), []);
	for (const numero of ['3002', '3003']) assert.equal(await sendOrder(target, numero, 'a-secret-that-was-reset'), 401);
	const refused = itemsOf(await hour());
	assert.deepEqual(
		refused.map(({ tipo }) => tipo),
		['recusa'],
	);
	assert.match(String(refused[0].erro), /O segredo foi trocado no fornecedor\? Coloque o novo na credencial "Bling Matriz"/);
	assert.deepEqual(await hour(), []);
});

test('what is answered 503 is told, with what to look at, and as recovered when it is over', async () => {
	const own = await credential('Bling apagado', 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
	const other = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { ...credentials, blingOAuth2Api: own },
	});
	await n8n.current.api('DELETE', `/credentials/${own.id}`);
	await until('503', async () => ((await sendOrder(other, '3101')) === 503 ? true : undefined));
	const [row, ...more] = itemsOf(await hour()).filter(({ tipo }) => tipo === 'recusa');
	assert.deepEqual([row?.situacao, row?.workflow_id, more], ['novo', other.workflowId, []]);
	assert.match(String(row.erro), /respondeu 503 a entregas que não conseguiu conferir ou guardar, .* existe e tem o segredo/);
	await n8n.current.unpublish(other.workflowId);
	await n8n.current.api('DELETE', `/workflows/${other.workflowId}`);
	assert.deepEqual(
		itemsOf(await hour()).map(({ situacao, tipo }) => [situacao, tipo]),
		[['recuperado', 'recusa']],
	);
});

/** Another node in place of "Break", in the published workflow. */
const rewriteBreak = async (chosen: Json) =>
	await n8n.current.changePublished(
		target.workflowId,
		(nodes) => nodes.map((each) => (each.name === 'Break' ? { ...each, ...chosen } : each)),
		{ errorWorkflow: errorWorkflow.id },
	);

test('recovered deliveries are told as recovered, once, together with the rate', async () => {
	await rewriteBreak({ type: 'n8n-nodes-base.noOp', parameters: {} });
	for (const { execucao } of (await rows()).filter(({ tipo, pedido }) => tipo === 'falha' && pedido)) {
		await n8n.current.api('POST', `/executions/${String(execucao)}/retry`, { loadWorkflow: true });
	}
	assert.equal(await sendOrder(target, '2005'), 200);
	const recovered = itemsOf(await hour());
	assert.deepEqual(recovered.map(({ situacao, tipo, pedido }) => [situacao, tipo, pedido]).sort(), [
		['recuperado', 'falha', '1001'],
		['recuperado', 'falha', '1002'],
		['recuperado', 'falha', '1003'],
		['recuperado', 'falha', '1009'],
		['recuperado', 'recusa', ''],
		['recuperado', 'taxa', ''],
	]);
	assert.deepEqual(await hour(), []);
});

test('a silent endpoint is told in yellow, not in quiet hours, and as recovered when it sends again', async () => {
	await n8n.current.untilExecutions(target.workflowId, 14);
	const configuredAt = new Date(Date.now() - 30 * 3_600_000).toISOString();
	const columns = ['vendor', 'account', 'accountName', 'configuredAt', 'confirmedAt', 'workflowId'].map((name) => ({
		name,
		type: 'string',
	}));
	const { id } = await n8n.current.api<{ id: string }>('POST', '/data-tables', { name: 'webhooks_contas', columns });
	await n8n.current.api('POST', `/data-tables/${id}/rows`, {
		data: [{ vendor: 'bling', account: 'conta-que-nunca-enviou', accountName: 'Filial', configuredAt }],
		returnType: 'all',
	});

	hourly = await importHourly({ silentAfterHours: 8, quietUntilHour: 24 });
	assert.deepEqual(await hour(), []);
	hourly = await importHourly({ silentAfterHours: 8 });
	const [notice] = await hour();
	const [silent, ...others] = itemsOf([notice]);
	assert.deepEqual(others, []);
	assert.deepEqual([silent.tipo, notice.gravidade, silent.conta], ['silencio', 'aviso', 'Filial']);
	assert.match(String(silent.erro), /Nenhuma entrega chegou desde que a conta foi configurada, há (29|30) horas úteis/);
	assert.deepEqual(await hour(), []);

	const body = stockBody({ companyId: 'conta-que-nunca-enviou' });
	assert.equal((await post(target.address, body)).status, 200);
	await n8n.current.untilExecutions(target.workflowId, 15);
	const [again] = itemsOf(await hour());
	assert.deepEqual([again.tipo, again.situacao], ['silencio', 'recuperado']);
});

test('a credential that needs "Reconectar" is told once', async () => {
	hourly = await importHourly({}, { options: { testCredentials: true } });
	const about = async () =>
		itemsOf(await hour())
			.filter(({ tipo }) => tipo === 'credencial')
			.map(({ situacao, erro }) => [situacao, String(erro).split('.')[0]]);
	// Nobody ever connected it; its client secret is all that the trigger needs.
	assert.deepEqual(await about(), [['novo', 'A credencial "Bling Matriz" não é mais aceita pelo fornecedor']]);
	assert.deepEqual(await about(), []);
});

test('what ran when n8n was killed is resent once; where the setting is off it is told instead', async () => {
	await rewriteBreak({ type: 'n8n-nodes-base.wait', typeVersion: 1.1, parameters: { amount: 55, unit: 'seconds' } });
	assert.equal(await sendOrder(target, '1002'), 200);
	await until('the delivery to run', async () => {
		const { data } = await n8n.current.api<{ data: Execution[] }>('GET', `/executions?workflowId=${target.workflowId}&status=running`);
		return data.length === 1 ? true : undefined;
	});
	const handled = (await n8n.current.executions(errorWorkflow.id)).length;
	const before = told.length;
	await n8n.restart('kill');
	await rewriteBreak({ type: 'n8n-nodes-base.noOp', typeVersion: 1, parameters: {} });
	const [crashed] = await until('the crash to be seen', async () => {
		const { data } = await n8n.current.api<{ data: Execution[] }>('GET', `/executions?workflowId=${target.workflowId}&status=crashed`);
		return data.length > 0 ? data : undefined;
	});

	// n8n starts the error workflow for it, which leaves it to the hourly run.
	await n8n.current.untilExecutions(errorWorkflow.id, handled + 1);
	assert.deepEqual(told.slice(before), []);

	// As where nothing resends it.
	hourly = await importHourly({}, { options: { interruptedAfterHours: 0 }, pinned: { 'Reenviar interrompidos': [{ json: {} }] } });
	const [interrupted] = itemsOf(await hour());
	assert.deepEqual(
		[interrupted.titulo, interrupted.pedido, interrupted.execucao],
		['Pedido: entrega interrompida pela queda do n8n', '1002', crashed.id],
	);

	// n8n is not there yet: nothing was sent, and nothing is spent.
	const notes = async () => (await rows()).filter(({ tipo, execucao }) => tipo === 'interrompida' && execucao === crashed.id);
	const behind = await credential('Este n8n, atrás do proxy', 'n8nInstanceApi', {
		baseUrl: `http://127.0.0.1:${front.port}`,
		apiKey: n8n.current.apiKey,
		resendSecret: 'fake-resend-secret-of-forty-characters-1',
	});
	hourly = await importHourly({}, { credentials: { n8nInstanceApi: behind } });
	front.passes = 0;
	await hour();
	assert.ok(front.passes < 0, 'it was asked');
	assert.deepEqual(await notes(), []);
	front.passes = Infinity;
	await hour();
	assert.equal((await notes()).length, 1);
	const again = await n8n.current.api<Execution & { retrySuccessId: string | null }>('GET', `/executions/${crashed.id}`);
	assert.ok(again.retrySuccessId, 'the crashed execution was resent and succeeded');
	await hour();
	const { data: retries } = await n8n.current.api<{ data: Execution[] }>('GET', `/executions?workflowId=${target.workflowId}&limit=250`);
	assert.equal(retries.filter(({ retryOf }) => retryOf === crashed.id).length, 1, 'resent once');
	const messages = itemsOf(told.slice(before).filter(({ itens }) => itens));
	assert.deepEqual(messages.map(({ situacao, tipo }) => [situacao, tipo]).sort(), [
		['novo', 'falha'],
		['recuperado', 'falha'],
		['recuperado', 'interrompida'],
	]);
});

test('they publish as they are shipped, but not before the sub-workflow that they call', async () => {
	const { id: draft } = await importBundled(n8n.current, 'avisar.json', {});
	const early = await importBundled(n8n.current, 'alerta-de-webhooks.json', { credentials, avisar: draft });
	assert.match(await n8n.current.publishInVain(early.id), /publish all referenced sub-workflows first/);
	await n8n.current.publish(hourly.id);
	const { activeVersionId } = await n8n.current.api<{ activeVersionId: string | null }>('GET', `/workflows/${hourly.id}`);
	assert.ok(activeVersionId);
});

test('a table of its name with other columns: the hourly run says which are missing, and a failure is told all the same', async () => {
	const id = await tableId(n8n.current, table);
	await n8n.current.api('DELETE', `/data-tables/${String(id)}`);
	await n8n.current.api('POST', '/data-tables', { name: table, columns: [{ name: 'chave', type: 'string' }] });
	assert.match(failed(await runNow(hourly, 'A cada hora')), /lacks columns: tipo/);
	const example = { execution: { error: { message: 'Parou' }, mode: 'webhook' }, workflow: { id: 'outro', name: 'Notas' } };
	const pinned = { 'Quando um workflow falhar': [{ json: example }], 'Anotar o aviso': [{ json: {} }] };
	const before = told.length;
	const copy = await importBundled(n8n.current, 'erro-imediato.json', { credentials, avisar, pinned });
	await runNow(copy, 'Quando um workflow falhar');
	assert.match(String(told[before]?.texto), /Não foi possível anotar/);
});
