import assert from 'node:assert/strict';
import { createServer, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, test } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';

import type { Execution, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { freePort, until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { clientSecret, post, sign, stockBody } from '../support/bling.mts';
import { importBundled } from '../support/bundled.mts';
import type { TriggerUnderTest } from '../support/instance.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { startReceiver } from '../support/receiver.mts';
import { startSandbox } from '../support/sandbox.mts';
import { startSmtp } from '../support/smtp.mts';
import { tableId, tableRows } from '../support/tables.mts';
import { node } from '../support/workflow.mts';

type Json = Record<string, unknown>;

/** The plain webhook channel: what it was told, oldest first. */
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
const settings = { canal: 'webhook', webhookUrl: `http://127.0.0.1:${(channel.address() as AddressInfo).port}/` };

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

const sandbox = await startSandbox();

/** Channels that a shop with a plain webhook deletes. */
const otherChannels = ['E-mail', 'Telegram', 'WhatsApp'];

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

test('without configuration, or with a table of other columns, it says what to do in Portuguese and writes nothing', async () => {
	for (const file of ['erro-imediato.json', 'alerta-de-webhooks.json']) {
		const trigger = file === 'erro-imediato.json' ? 'Quando um workflow falhar' : 'A cada hora';
		const empty = await importBundled(n8n.current, file, { credentials });
		assert.match(failed(await runNow(empty, trigger)), /Falta preencher o nó "Configuração"/);
		assert.equal(await tableId(n8n.current, table), undefined);

		const { id } = await n8n.current.api<{ id: string }>('POST', '/data-tables', {
			name: table,
			columns: [{ name: 'chave', type: 'string' }],
		});
		const filled = await importBundled(n8n.current, file, { credentials, settings });
		assert.match(failed(await runNow(filled, trigger)), /já existe com outras colunas\. Faltam: tipo, titulo/);
		assert.deepEqual(await rows(), []);
		await n8n.current.api('DELETE', `/data-tables/${id}`);
	}
	assert.deepEqual(told, []);
});

test('as they are shipped, the editor runs all four with their example data: no credential, nothing sent, nothing written', async () => {
	const triggers = {
		'erro-imediato.json': ['Quando um workflow falhar'],
		'alerta-de-webhooks.json': ['A cada hora'],
		'painel-de-webhooks.json': ['Página: olhar', 'Página: reenviar', 'Formulário'],
		'assistente-de-webhooks.json': ['Fornecedor e conta'],
	};
	// The panel saves no executions, because they hold the passwords of who opens it.
	const saved = { saveManualExecutions: true, saveDataSuccessExecution: 'all', saveDataErrorExecution: 'all' };
	for (const [file, names] of Object.entries(triggers)) {
		const shipped = await importBundled(n8n.current, file, {
			pinned: true,
			workflowSettings: saved,
			settings: /erro|alerta/.test(file) ? { emailDe: 'n8n@example.com', emailPara: 'loja@example.com' } : {},
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

const orders = { failing: ['1001', '1002', '1003'], fine: ['2001', '2002', '2003', '2004'] };
let errorWorkflow: WorkflowJson & { id: string };
let target: TriggerUnderTest;

test('three failures with one error: one alert, with every order number and link, and none for what succeeded', async () => {
	errorWorkflow = await importBundled(n8n.current, 'erro-imediato.json', {
		credentials,
		settings: { ...settings, segundosParaAgrupar: 20 },
		without: otherChannels,
	});
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
	const [{ pedidos, quantidade, links, titulo, texto }] = told;
	assert.deepEqual([...(pedidos as string[])].sort(), orders.failing);
	assert.equal(quantidade, 3);
	assert.equal((links as string[]).length, 3);
	assert.match(String(titulo), /^3 falhas em Test/);
	assert.match(String(texto), /Erro: Estoque não encontrado para CPF \*\*\*, \*\*\* \(nó Break\)/);
	for (const row of await rows()) assert.ok(row.avisado_em, JSON.stringify(row));
	assert.doesNotMatch(JSON.stringify([told, await rows()]), /529\.982|maria@/, 'no person in an alert or its table');
});

test('a failure of a trigger, which has no execution, is told too', async () => {
	const example = {
		trigger: { error: { message: 'Registro recusado para (11) 98765-4321', node: { name: 'Bling Trigger' } }, mode: 'trigger' },
		workflow: { id: 'outro', name: 'Notas' },
	};
	const copy = await importBundled(n8n.current, 'erro-imediato.json', {
		credentials,
		settings: { ...settings, segundosParaAgrupar: 1 },
		without: otherChannels,
		pinned: { 'Quando um workflow falhar': [{ json: example }] },
	});
	const before = told.length;
	const run = await runNow(copy, 'Quando um workflow falhar');
	assert.equal(run.status, 'success', failed(run));
	assert.equal(told.length, before + 1);
	assert.match(String(told[before].texto), /Registro recusado para \*\*\* \(nó Bling Trigger\)/);
});

test('every channel delivers: e-mail by SMTP, Telegram and WhatsApp by HTTP', async (t) => {
	const { url, received } = await startReceiver();
	const { port, mails } = await startSmtp();
	const message = ({ body }: { body: Buffer }) => body.toString('utf8');
	const channels: Record<
		string,
		{ node: string; credential: Record<string, { id: string; name: string }>; settings: Json; arrived: () => string[] }
	> = {
		email: {
			node: 'E-mail',
			credential: {
				smtp: await credential('SMTP', 'smtp', { host: '127.0.0.1', port, secure: false, disableStartTls: true, user: '', password: '' }),
			},
			settings: { emailDe: 'n8n@example.com', emailPara: 'loja@example.com' },
			arrived: () => mails.filter(({ to }) => to.includes('loja@example.com')).map(({ text }) => text),
		},
		telegram: {
			node: 'Telegram',
			credential: { telegramApi: await credential('Telegram', 'telegramApi', { accessToken: '1:fake-bot-token', baseUrl: url }) },
			settings: { telegramChatId: '-1001' },
			arrived: () =>
				received.filter(({ path, json }) => path === '/bot1:fake-bot-token/sendMessage' && json.chat_id === '-1001').map(message),
		},
		whatsapp: {
			node: 'WhatsApp',
			credential: {
				httpHeaderAuth: await credential('WhatsApp', 'httpHeaderAuth', { name: 'Authorization', value: 'Bearer fake-whatsapp-token' }),
			},
			settings: { whatsappUrl: `${url}/whatsapp`, whatsappPara: '5511900000000' },
			arrived: () =>
				received
					.filter(
						({ path, headers, json }) =>
							path === '/whatsapp' && headers.authorization === 'Bearer fake-whatsapp-token' && json.to === '5511900000000',
					)
					.map(message),
		},
	};
	for (const [canal, channelOf] of Object.entries(channels)) {
		await t.test(canal, async () => {
			const example = {
				trigger: { error: { message: `Registro recusado por ${canal}`, node: { name: 'Bling Trigger' } }, mode: 'trigger' },
				workflow: { id: `outro-${canal}`, name: 'Notas & <pedidos>' },
			};
			const copy = await importBundled(n8n.current, 'erro-imediato.json', {
				credentials,
				nodeCredentials: { [channelOf.node]: channelOf.credential },
				settings: { ...channelOf.settings, canal, segundosParaAgrupar: 1 },
				without: ['E-mail', 'Telegram', 'WhatsApp', 'Webhook simples'].filter((name) => name !== channelOf.node),
				pinned: { 'Quando um workflow falhar': [{ json: example }] },
			});
			const run = await runNow(copy, 'Quando um workflow falhar');
			assert.equal(run.status, 'success', failed(run));
			const arrived = channelOf.arrived();
			assert.equal(arrived.length, 1);
			assert.match(arrived[0], new RegExp(`Registro recusado por ${canal}`));
		});
	}
});

test('a failure of the same error later is told alone; the same delivery failing again is not told again', async () => {
	const before = told.length;
	assert.equal(await sendOrder(target, '1009'), 200);
	await n8n.current.untilExecutions(errorWorkflow.id, 4);
	assert.deepEqual(
		told.slice(before).map(({ pedidos }) => pedidos),
		[['1009']],
	);
	const [row] = (await rows()).filter(({ pedido }) => pedido === '1009');
	await n8n.current.api('POST', `/executions/${String(row.execucao)}/retry`, {});
	await n8n.current.untilExecutions(errorWorkflow.id, 5);
	assert.equal(told.length, before + 1);
});

let hourly: WorkflowJson & { id: string };
const vendorChecks = [
	'Silêncio do Bling',
	'Bling: conta da credencial',
	'Bling: último envio da conta',
	'Bling: conta em silêncio?',
	'Bling: pedidos alterados depois',
	'Silêncio da iSET',
	'iSET: pedidos que chegaram',
	'iSET: pedidos que faltam',
	'Silêncio da NFE.io',
	'NFE.io: notas criadas depois',
	'NFE.io: mudou depois do último envio',
	'NFE.io: conta com mudança',
];

const importHourly = async (own: Json, ownCredentials = {}) =>
	await importBundled(n8n.current, 'alerta-de-webhooks.json', {
		credentials: { ...credentials, ...ownCredentials },
		settings: { ...settings, minutosDeCarencia: 0, limiteFalhaPercentual: 100, testarCredenciais: false, ...own },
		without: [...otherChannels, ...vendorChecks],
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

test('the hourly run tells nothing that the error workflow has told', async () => {
	hourly = await importHourly({});
	assert.deepEqual(await hour(), []);
});

test('a failure rate above the limit is told once, refused deliveries of a reset secret too', async () => {
	hourly = await importHourly({ limiteFalhaPercentual: 10 });
	const [rate, ...more] = await hour();
	assert.deepEqual(more, []);
	assert.match(String(rate.titulo), /^Webhooks: 1 problema novo$/);
	assert.match(String(rate.texto), /🔴 Taxa de falha alta: Test .*\n4 de 8 envios/);
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
	assert.match(String(refused[0].erro), /O segredo foi trocado no fornecedor\? Ponha o novo na credencial Bling Matriz/);
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
	assert.match(String(row.erro), /sem poder conferir ou guardar: [1-9].*O n8n respondeu 503: a credencial .* existe e tem o segredo\?/);
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

	const silence = { horasSilencio: 8 };
	hourly = await importHourly({ ...silence, quietoDas: 0, quietoAte: 24 });
	assert.deepEqual(await hour(), []);
	// No quiet hours at all, so that the test says the same at night.
	hourly = await importHourly({ ...silence, quietoDas: 0, quietoAte: 0 });
	const [silent, ...others] = itemsOf(await hour());
	assert.deepEqual(others, []);
	assert.deepEqual([silent.tipo, silent.cor, silent.conta], ['silencio', 'amarelo', 'Filial']);
	assert.match(String(silent.erro), /Nenhum envio desde que foi configurado, há (29|30) horas úteis/);
	assert.deepEqual(await hour(), []);

	const body = stockBody({ companyId: 'conta-que-nunca-enviou' });
	assert.equal((await post(target.address, body)).status, 200);
	await n8n.current.untilExecutions(target.workflowId, 15);
	const [again] = itemsOf(await hour());
	assert.deepEqual([again.tipo, again.situacao], ['silencio', 'recuperado']);
});

test('silence is red where the API of Bling shows changes that did not arrive', async () => {
	const token = await sandbox.act('bling', 'token');
	const account = await credential('Bling da API', 'blingOAuth2Api', blingCredentialData(token));
	await sandbox.act('bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
	await n8n.current.connectOAuth2(account.id, async (url) => await pressAuthorize(url, String(token.companyId)));
	const body = orderBody('4001', { companyId: token.companyId });
	assert.equal((await post(target.address, body)).status, 200);
	await n8n.current.untilExecutions(target.workflowId, 16);

	const before = told.length;
	hourly = await importBundled(n8n.current, 'alerta-de-webhooks.json', {
		credentials: { ...credentials, blingOAuth2Api: account },
		settings: {
			...settings,
			minutosDeCarencia: 0,
			limiteFalhaPercentual: 100,
			testarCredenciais: false,
			horasSilencio: 0,
			quietoDas: 0,
			quietoAte: 0,
		},
		without: [...otherChannels, ...vendorChecks.filter((name) => !/Bling/.test(name))],
	});
	const silentAccount = async () => itemsOf(await hour()).filter(({ chave }) => String(chave).includes(String(token.companyId)));
	assert.deepEqual(
		(await silentAccount()).map(({ tipo, cor }) => [tipo, cor]),
		[['silencio', 'amarelo']],
	);
	const { companies } = await sandbox.state<{ companies: Array<{ id: string; orders: Array<{ id: number }> }> }>('bling');
	const order = companies.find(({ id }) => id === token.companyId)?.orders[0].id;
	await wait(1_100);
	await sandbox.act('bling', 'change-order', { company: token.companyId, order: String(order) });
	const [red, ...others] = await silentAccount();
	assert.deepEqual(others, []);
	assert.deepEqual([red.tipo, red.cor, red.titulo], ['silencio', 'vermelho', 'Mudanças que não chegaram']);
	assert.deepEqual(await silentAccount(), []);
	assert.equal(told.length, before + 2);
	hourly = await importHourly({});
	await hour();
});

test('a credential that needs "Reconectar" is told once, and as recovered when it works again', async () => {
	hourly = await importHourly({ testarCredenciais: true });
	const about = async () =>
		itemsOf(await hour())
			.filter(({ tipo }) => tipo === 'credencial')
			.map(({ situacao, conta }) => [situacao, conta]);
	// Nobody ever connected it; its client secret is all that the trigger needs.
	assert.deepEqual(await about(), [['novo', bling.name]]);
	assert.deepEqual(await about(), []);
	hourly = await importHourly({});
	assert.deepEqual(await about(), [['recuperado', bling.name]]);
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

	hourly = await importHourly({ reenviarInterrompidas: false });
	const [interrupted] = itemsOf(await hour());
	assert.deepEqual([interrupted.titulo, interrupted.pedido, interrupted.execucao], ['Envio interrompido', '1002', crashed.id]);

	// n8n is not there yet: nothing was sent, and nothing is spent.
	const notes = async () => (await rows()).filter(({ tipo, execucao }) => tipo === 'interrompida' && execucao === crashed.id);
	const behind = await credential('Este n8n, atrás do proxy', 'n8nInstanceApi', {
		baseUrl: `http://127.0.0.1:${front.port}`,
		apiKey: n8n.current.apiKey,
		resendSecret: 'fake-resend-secret-of-forty-characters-1',
	});
	hourly = await importHourly({}, { n8nInstanceApi: behind });
	// Nor between the question whether it is there and the resend.
	for (const passes of [0, 1]) {
		front.passes = passes;
		await hour();
		assert.ok(front.passes < 0, 'it was asked');
		assert.deepEqual(await notes(), []);
	}
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

test('an interrupted delivery that could not be resent for two hours is told', async () => {
	const interrupted = (executionId: string, hours: number) => ({
		json: {
			workflowId: 'outro',
			workflowName: 'Notas',
			executionId,
			id: executionId,
			reference: executionId,
			status: 'crashed',
			recovered: false,
			startedAt: new Date(Date.now() - hours * 3_600_000).toISOString(),
		},
	});
	hourly = await importBundled(n8n.current, 'alerta-de-webhooks.json', {
		credentials,
		settings: { ...settings, testarCredenciais: false },
		without: [...otherChannels, ...vendorChecks],
		pinned: { Interrompidas: [{ json: {} }], 'Falhas das últimas 24 horas': [interrupted('9001', 3), interrupted('9002', 1)] },
	});
	assert.deepEqual(
		itemsOf(await hour())
			.filter(({ tipo }) => tipo === 'falha')
			.map(({ execucao, titulo }) => [execucao, titulo]),
		[['9001', 'Envio interrompido']],
	);
});

test('both alert workflows publish as they are shipped but for the deleted channels', async () => {
	await n8n.current.publish(hourly.id);
	const { activeVersionId } = await n8n.current.api<{ activeVersionId: string | null }>('GET', `/workflows/${hourly.id}`);
	assert.ok(activeVersionId);
});
