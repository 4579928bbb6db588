import assert from 'node:assert/strict';
import { setTimeout as wait } from 'node:timers/promises';
import { test } from 'node:test';

import { avisarByWebhook } from '../../scripts/bundled.mts';
import type { Execution, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { importBundled } from '../support/bundled.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { secrets } from '../support/intelipost.mts';
import { credentialData, eventUrl } from '../support/iset.mts';
import { startReceiver } from '../support/receiver.mts';
import { signRedelivery } from '../support/redelivery.mts';
import { startSandbox } from '../support/sandbox.mts';
import { startSmtp } from '../support/smtp.mts';
import { tableId, tableRows } from '../support/tables.mts';

type Json = Record<string, unknown>;
type Imported = WorkflowJson & { id: string };

const n8n = await startTestN8n();
const sandbox = await startSandbox({ speed: 1 });
const { url: receiverUrl, received } = await startReceiver();
const { intelipost: intelipostUrl, nfeio: nfeIoUrl } = sandbox.addresses;

const resendSecret = 'fake-resend-secret-of-forty-characters-1';
const credential = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });
const credentials = {
	n8nInstanceApi: await credential('Este n8n', 'n8nInstanceApi', {
		baseUrl: n8n.current.url,
		apiKey: n8n.current.apiKey,
		resendSecret,
	}),
	blingOAuth2Api: await connectBling(),
	nfeIoApi: await credential('NFE.io', 'nfeIoApi', { apiKey: defaultKeys.mainKey, webhooksBaseUrl: nfeIoUrl, invoicesBaseUrl: nfeIoUrl }),
	intelipostApi: await credential(secrets.accountName, 'intelipostApi', { ...secrets, apiBaseUrl: `${intelipostUrl}/api/v1` }),
	isetApi: await credential('Minha loja', 'isetApi', await credentialData(sandbox)),
};
await sandbox.act('nfeio', 'settings', { stepSeconds: 1 });

async function connectBling() {
	const token = await sandbox.act('bling', 'token');
	const made = await credential('Bling Matriz', 'blingOAuth2Api', blingCredentialData(token));
	await sandbox.act('bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
	await n8n.current.connectOAuth2(made.id, async (url) => await pressAuthorize(url, String(token.companyId)));
	return made;
}

interface BlingState {
	companies: Array<{
		id: string;
		situations: Array<{ id: number; nome: string }>;
		products: Array<{ id: number }>;
		orders: Array<{ id: number; numero: number; numeroLoja: string; situacao: { id: number } }>;
	}>;
}

const matriz = async () => (await sandbox.state<BlingState>('bling')).companies[0];
const { id: company, situations, products } = await matriz();

/** An order of the shop's number in Bling. */
const blingOrder = async (storeNumber: string) =>
	await sandbox.act('bling', 'create-order', { company, product: String(products[0].id), storeNumber });
const situationOf = async (storeNumber: string) =>
	(await matriz()).orders.find(({ numeroLoja }) => numeroLoja === storeNumber)?.situacao.id;

const channelSettings = { canal: 'webhook', webhookUrl: `${receiverUrl}/aviso` };
/** Channels that a shop with a plain webhook deletes. */
const otherChannels = ['E-mail', 'Telegram', 'WhatsApp'];

const alerts = () =>
	received
		.filter(({ path }) => path === '/aviso')
		.map(({ json }) => json as { titulo: string; texto: string; gravidade?: string; linhas?: string[] });
const untilAlert = async (about: string) =>
	await until(`an alert about ${about}`, async () => alerts().find(({ titulo, texto }) => `${titulo} ${texto}`.includes(about)));

const rows = async (name: string) => await tableRows(n8n.current, name);

const runNow = async ({ id }: { id: string }, trigger: string) => await n8n.current.runManually(id, trigger);

const failure = (execution: Execution) => execution.data.resultData.error?.message ?? '';

async function runWell(workflow: Imported, trigger: string): Promise<Execution> {
	const execution = await runNow(workflow, trigger);
	assert.equal(execution.status, 'success', failure(execution));
	return execution;
}

/** Publishes and returns the address of its trigger. */
async function publish(workflow: Imported, path: string): Promise<string> {
	const { nodes } = await n8n.current.api<WorkflowJson>('GET', `/workflows/${workflow.id}`);
	const webhookId = nodes.find(({ type }) => type.startsWith('n8n-nodes-brasil-webhooks.') && type.endsWith('Trigger'))?.webhookId ?? '';
	const address = n8n.current.webhookUrl(webhookId, path);
	await n8n.current.publish(workflow.id, address);
	return address;
}

/** Waits until nothing of the workflow runs any more, and shows the message of what failed. */
async function settled(workflow: Imported, count: number): Promise<Execution[]> {
	const executions = await n8n.current.untilExecutions(workflow.id, count);
	for (const execution of executions) assert.equal(execution.status, 'success', failure(execution));
	return executions;
}

const privateUrl = { allowPrivateUrl: true };

/** What a person picks in each trigger. */
const nodeCredentials = {
	'NFE.io Trigger': { nfeIoApi: credentials.nfeIoApi },
	'Intelipost Trigger': { intelipostApi: credentials.intelipostApi },
	'iSET Trigger': { isetApi: credentials.isetApi },
};

/** The situations of a Bling account, picked in the nodes that change an order. */
const picked = (label: string, value: number) => ({
	[`Bling: ${label}`]: { situationId: { __rl: true, mode: 'list', value: String(value) } },
});
const somePicked = Object.assign(
	{},
	...['Pronto para envio', 'Despachado', 'Em trânsito', 'Saiu para entrega', 'Entregue', 'Falha na entrega'].map((label) =>
		picked(label, situations[0].id),
	),
) as Record<string, Json>;

test('missing configuration, or a table with other columns: it says what to do in Portuguese, and nothing is written or sent', async (t) => {
	const cases: Array<[file: string, trigger: string, table: string, wrong: Json, filled: Json, says: RegExp]> = [
		[
			'intelipost-rastreio.json',
			'Toda manhã',
			'intelipost_pedidos',
			{ ...channelSettings, diasSemMovimento: 0 },
			channelSettings,
			/"diasSemMovimento" é um número acima de zero/,
		],
		['intelipost-rastreio.json', 'Toda manhã', 'intelipost_volumes', {}, channelSettings, /em "canal" escreva/],
		[
			'iset-pedidos-sem-bling.json',
			'Todo mês',
			'iset_pedidos',
			{ ...channelSettings, situacoesDespachado: 'Atendido' },
			channelSettings,
			/ids separados por vírgula/,
		],
	];
	for (const [file, trigger, table, wrong, filled, says] of cases) {
		await t.test(`${file} ${JSON.stringify(wrong)}`, async () => {
			const empty = await importBundled(n8n.current, file, { credentials, settings: wrong, parameters: somePicked });
			const said = failure(await runNow(empty, trigger));
			assert.match(said, /^Falta preencher o nó "Configuração"/);
			assert.match(said, says);
			assert.equal(await tableId(n8n.current, table), undefined);

			const { id } = await n8n.current.api<{ id: string }>('POST', '/data-tables', {
				name: table,
				columns: [{ name: 'outra', type: 'string' }],
			});
			const full = await importBundled(n8n.current, file, { credentials, settings: filled, parameters: somePicked });
			assert.match(
				failure(await runNow(full, trigger)),
				new RegExp(`A tabela de dados "${table}" já existe com outras colunas\\. Faltam: chave|Faltam: pedido`),
			);
			assert.deepEqual(await rows(table), []);
			await n8n.current.api('DELETE', `/data-tables/${id}`);
		});
	}
	assert.deepEqual(received, []);
	for (const name of ['intelipost_pedidos', 'intelipost_volumes']) {
		const id = await tableId(n8n.current, name);
		if (id !== undefined) await n8n.current.api('DELETE', `/data-tables/${id}`);
	}
});

test('the pinned example data let each be tried in the editor without any account, and nothing leaves', async (t) => {
	const cases: Array<[file: string, trigger: string, settings: Json, reached: string[]]> = [
		['nfeio-resultado-da-nota.json', 'NFE.io Trigger', {}, ['Desfecho', 'Enviar ao sistema']],
		['nfeio-resultado-da-nota.json', 'Toda manhã', {}, ['Notas esperando', 'Uma lista', 'Avisar']],
		['intelipost-rastreio.json', 'Intelipost Trigger', channelSettings, ['Bling: Despachado', 'Guardar situação', 'Guardar volume']],
		['intelipost-rastreio.json', 'Toda manhã', channelSettings, ['Webhook simples', 'Marcar volume']],
		['iset-pedidos-sem-bling.json', 'iSET Trigger', channelSettings, ['Aviso: falta no Bling', 'Aviso: cancelado', 'Webhook simples']],
		...['Bling', 'NFE.io', 'Intelipost', 'iSET'].map((vendor): [string, string, Json, string[]] => [
			'reconciliacao.json',
			`Agenda: ${vendor}`,
			{},
			[`Recuperar: ${vendor}`],
		]),
	];
	for (const [file, trigger, settings, reached] of cases) {
		await t.test(`${file}, ${trigger}`, async () => {
			const workflow = await importBundled(n8n.current, file, { settings, pinned: true });
			const execution = await runNow(workflow, trigger);
			assert.equal(execution.status, 'success', failure(execution));
			const { runData } = execution.data.resultData;
			assert.deepEqual(
				reached.filter((name) => !(name in runData)),
				[],
			);
		});
	}
	assert.deepEqual(received, []);
});

test('NFE.io: PDF and XML reach the system, refusals are explained, an issued invoice is never issued again', async () => {
	const nfeIoState = async () =>
		await sandbox.state<{ account: { companies: Array<{ id: string }> }; webHooks: Array<{ uri: string }> }>('nfeio');
	const [{ id: nfeIoCompany }] = (await nfeIoState()).account.companies;
	const { port, mails } = await startSmtp();
	const smtp = await credential('E-mail', 'smtp', {
		host: '127.0.0.1',
		port,
		secure: false,
		disableStartTls: true,
		user: '',
		password: '',
	});
	const avisar = await n8n.current.createWorkflow(await avisarByWebhook(`${receiverUrl}/aviso`));
	await n8n.current.publish(avisar.id);
	const token = await credential('Meu sistema', 'httpHeaderAuth', { name: 'x-token', value: 'fake-token-of-the-shop' });
	const system = { url: `${receiverUrl}/sistema` };
	const ownSystem = { httpHeaderAuth: token };
	const workflow = await importBundled(n8n.current, 'nfeio-resultado-da-nota.json', {
		credentials,
		avisar: avisar.id,
		nodeCredentials: {
			...nodeCredentials,
			'Enviar ao sistema': ownSystem,
			'Cancelamento ao sistema': ownSystem,
			'E-mail ao cliente': { smtp },
		},
		parameters: {
			'NFE.io Trigger': { options: privateUrl },
			Desfecho: { options: { customerEmail: true } },
			'Enviar ao sistema': system,
			'Cancelamento ao sistema': system,
			'E-mail ao cliente': { fromEmail: 'notas@example.com' },
			'Notas esperando': { hours: 0.0001 },
		},
		enabled: ['E-mail ao cliente'],
	});
	const address = await publish(workflow, 'nfeio');
	await until('the webhook at NFE.io', async () => (await nfeIoState()).webHooks.find(({ uri }) => uri === address));
	const issue = async (externalId: string, outcome: string, email = '') =>
		String((await sandbox.act('nfeio', 'issue-service-invoice', { company: nfeIoCompany, externalId, outcome, email })).id);
	const told = () => received.filter(({ path }) => path === '/sistema');

	const issued = await issue('pedido-1', 'issued', 'cliente@example.com');
	const file = await until('the PDF and XML', async () => told()[0]);
	assert.match(String(file.headers['content-type']), /^multipart\/form-data/);
	const parts = file.body.toString('latin1');
	assert.match(parts, /name="pdf"[^]*%PDF/);
	assert.match(parts, /name="xml"[^]*<Nfse>/);
	assert.match(parts, /name="nota"[^]*"desfecho":"emitida"[^]*"pedido":"pedido-1"/);
	assert.equal(file.headers['idempotency-key'], `${issued}|issued`);
	assert.equal(file.headers['x-token'], 'fake-token-of-the-shop');
	const mail = await until('the e-mail to the customer', async () => mails[0]);
	assert.deepEqual(mail.to, ['cliente@example.com']);
	assert.match(mail.text, new RegExp(`filename=${issued}\\.pdf[^]*filename=${issued}\\.xml`));
	await settled(workflow, 1);

	const unsentId = await issue('pedido-6', 'issued');
	const unsent = await untilAlert('pedido-6');
	assert.match(unsent.titulo, /^Falhou o envio: NFS-e emitida, mas não enviada/);
	assert.match(unsent.texto, /^O tomador não tem e-mail na nota/);
	await settled(workflow, 2);

	await issue('pedido-2', 'rejected');
	const refused = await untilAlert('pedido-2');
	assert.match(refused.titulo, /^Corrigir: NFS-e não emitida/);
	assert.match(refused.texto, /E160: serviço fora da lista do município \(dados recusados\)/);

	const failed = await issue('pedido-3', 'failed');
	assert.match((await untilAlert('pedido-3')).texto, /max retry reached on send stage \(problema técnico/);

	await issue('pedido-4', 'download-failed');
	const warned = await untilAlert('pedido-4');
	assert.match(warned.titulo, /emitida, mas sem PDF/);
	assert.match(warned.texto, /Não a emita de novo.*max retry reached on download stage/);
	await settled(workflow, 5);

	await sandbox.act('nfeio', 'cancel-service-invoice', { company: nfeIoCompany, id: issued, outcome: 'rejected' });
	assert.match((await untilAlert('continua autorizada')).texto, /E079: prazo de cancelamento vencido/);
	await sandbox.act('nfeio', 'cancel-service-invoice', { company: nfeIoCompany, id: issued, outcome: 'cancelled' });
	assert.equal((await until('the cancellation', async () => told()[2])).json.desfecho, 'cancelada');
	await settled(workflow, 7);

	// Told once more, by other deliveries: each outcome leaves once.
	for (const [id, action] of [
		[unsentId, 'issued_successfully'],
		[issued, 'cancelled_successfully'],
		[failed, 'issued_failed'],
	]) {
		const body = JSON.stringify({ action, payload: { id, environment: 'Production', again: true } });
		await sandbox.act('nfeio', 'send-raw', { eventHeader: `service_invoice.${action}`, body });
	}
	await settled(workflow, 10);
	assert.equal(alerts().length, 5, 'five have been told so far');

	// Sent again on purpose, as after a crash: the own system is told again, under the same key.
	const delivery = (await n8n.current.executions(workflow.id))
		.flatMap(({ data }) => (data.resultData.runData['NFE.io Trigger'][0].data?.main[0] ?? []).map(({ json }) => json))
		.find(({ reference }) => reference === unsentId);
	const again = JSON.stringify(delivery);
	const proof = signRedelivery(resendSecret, new URL(address).pathname, again);
	const headers = { 'content-type': 'application/json', 'x-n8n-redelivery': proof };
	assert.equal((await fetch(address, { method: 'POST', headers, body: again })).status, 200);
	const key = (await until('the resent invoice', async () => told()[3])).headers['idempotency-key'];
	assert.equal(key, `${unsentId}|issued`);
	await settled(workflow, 11);

	await issue('pedido-5', 'stuck');
	await wait(8000);
	await runWell(workflow, 'Toda manhã');
	const morning = await untilAlert('esperando');
	assert.equal(morning.titulo, 'Notas: 1 esperando');
	assert.match(morning.texto, /^Esperando há 0 h \(WaitingDownload\): pedido-5, Oficina Exemplo Ltda/);
	assert.equal(morning.gravidade, 'aviso');

	const orders = (await sandbox.requests('nfeio')).filter(({ method, path }) => method === 'POST' && path.endsWith('/serviceinvoices'));
	assert.deepEqual(orders, [], 'no invoice was ordered by the workflow');
	assert.equal(told().length, 4);

	const tricks = ['cliente@example.com, curioso@example.com', 'cliente@example.com\ncurioso@example.com', 'Cliente <curioso@example.com>'];
	for (const [index, email] of tricks.entries()) {
		await issue(`pedido-2${index}`, 'issued', email);
		assert.match((await untilAlert(`pedido-2${index}`)).texto, /^O e-mail do tomador na nota não é um endereço só/);
	}
	assert.deepEqual(
		mails.map(({ to }) => to),
		[['cliente@example.com']],
		'the buyer does not choose who else gets the invoice',
	);
	await n8n.current.unpublish(workflow.id);
});

test('Intelipost: the situation follows the volumes, returns and open volumes are listed once', async () => {
	const [{ id: open }, ...others] = situations;
	const [shipped, inTransit, arrived] = others.map(({ id }) => id);
	assert.ok(arrived, 'the sandbox has four situations');
	const workflow = await importBundled(n8n.current, 'intelipost-rastreio.json', {
		credentials,
		nodeCredentials,
		settings: channelSettings,
		parameters: {
			'Intelipost Trigger': { events: ['*'], options: { gatherWindowMs: 250, latestPerReference: true, ...privateUrl } },
			...picked('Despachado', shipped),
			...picked('Em trânsito', inTransit),
			...picked('Entregue', arrived),
		},
		without: [...otherChannels, 'Bling: Pronto para envio', 'Bling: Saiu para entrega', 'Bling: Falha na entrega'],
	});
	const { hostname, port, pathname } = new URL(await publish(workflow, 'intelipost'));
	const rule = {
		protocolo: 'http',
		host: hostname,
		porta: port,
		path: pathname.slice(1),
		sendBy: 'Volumes',
		usuario: secrets.webhookUser,
		senha: secrets.webhookPassword,
	};
	const { id: ruleId } = await sandbox.act('intelipost', 'add-rule', rule);
	let executions = 0;
	/** Adds a tracking event and waits for what it starts. */
	const event = async (orderNumber: string, volume: string, state: string, minutesAgo = 0) => {
		await sandbox.act('intelipost', 'add-event', { orderNumber, volume, state, minutesAgo });
		await settled(workflow, ++executions);
	};
	const order = async (orderNumber: string, input: Json = {}) => {
		await sandbox.act('intelipost', 'create-order', { orderNumber, salesOrderNumber: `LOJA-${orderNumber}`, ...input });
		await settled(workflow, ++executions);
	};

	await blingOrder('LOJA-DOIS');
	await order('DOIS', { volumes: 2 });
	await event('DOIS', '1', 'SHIPPED');
	assert.equal(await situationOf('LOJA-DOIS'), open, 'the second volume has not left');
	await event('DOIS', '2', 'SHIPPED');
	assert.equal(await situationOf('LOJA-DOIS'), shipped);
	await event('DOIS', '1', 'DELIVERED');
	assert.equal(await situationOf('LOJA-DOIS'), shipped, 'delivered is only when all volumes are');
	await event('DOIS', '2', 'DELIVERED');
	assert.equal(await situationOf('LOJA-DOIS'), arrived);
	await event('DOIS', '2', 'IN_TRANSIT', 600);
	assert.equal(await situationOf('LOJA-DOIS'), arrived, 'what happened before changes nothing');

	await blingOrder('LOJA-VOLTA');
	await order('VOLTA', { type: 'RETURN' });
	await event('VOLTA', '1', 'SHIPPED');
	assert.equal(await situationOf('LOJA-VOLTA'), open, 'a return changes no order');
	await order('PERDIDO');
	await event('PERDIDO', '1', 'SHIPPED');
	await blingOrder('LOJA-TARDE');
	await order('TARDE', { estimatedDays: -2 });
	await event('TARDE', '1', 'IN_TRANSIT');

	const inTable = (await rows('intelipost_volumes')).filter(({ aberto }) => aberto === true).map(({ chave }) => chave);
	assert.deepEqual(inTable.sort(), ['PERDIDO|1', 'TARDE|1', 'VOLTA|1']);

	const listsBefore = alerts().length;
	await runWell(workflow, 'Toda manhã');
	const list = await untilAlert('Entregas:');
	assert.equal(list.linhas?.length, 3, list.texto);
	assert.ok(
		list.linhas?.some((line) => /^Atrasado desde \d\d\/\d\d: pedido LOJA-TARDE, volume 1, Em trânsito/.test(line)),
		list.texto,
	);
	assert.ok(list.linhas?.includes('Pedido LOJA-VOLTA (envio VOLTA): é uma devolução'), list.texto);
	assert.ok(
		list.linhas?.includes('Pedido LOJA-PERDIDO (envio PERDIDO): não há pedido no Bling com o número de loja LOJA-PERDIDO'),
		list.texto,
	);
	await runWell(workflow, 'Toda manhã');
	assert.equal(alerts().length, listsBefore + 1, 'each is listed once');

	await blingOrder('LOJA-PARADO');
	await order('PARADO');
	await event('PARADO', '1', 'IN_TRANSIT');
	const impatient = await importBundled(n8n.current, 'intelipost-rastreio.json', {
		credentials,
		nodeCredentials,
		settings: { ...channelSettings, diasSemMovimento: 0.00001 },
		parameters: somePicked,
		without: otherChannels,
	});
	await wait(1500);
	await runWell(impatient, 'Toda manhã');
	assert.match((await untilAlert('LOJA-PARADO')).texto, /Sem movimento desde \d\d\/\d\d: pedido LOJA-PARADO, volume 1, Em trânsito/);
	await runWell(impatient, 'Toda manhã');
	assert.equal(alerts().length, listsBefore + 2, 'each is listed once');

	// A delivery whose notice got lost is not listed as late: the order is asked first.
	await order('SUMIDO', { estimatedDays: -2 });
	await sandbox.act('intelipost', 'change-rule', { rule: String(ruleId), active: false });
	await sandbox.act('intelipost', 'add-event', { orderNumber: 'SUMIDO', volume: '1', state: 'DELIVERED' });
	await runWell(workflow, 'Toda manhã');
	const later = alerts()
		.slice(listsBefore + 2)
		.map(({ texto }) => texto)
		.join();
	assert.ok(!later.includes('Atrasado'), later);
	assert.equal((await rows('intelipost_volumes')).find(({ chave }) => chave === 'SUMIDO|1')?.aberto, false);

	const calls = await sandbox.requests('bling');
	const patches = calls.filter(({ method }) => method === 'PATCH');
	assert.equal(patches.length, 4, 'DOIS twice, TARDE and PARADO once');
	await n8n.current.unpublish(workflow.id);
});

test('iSET: an order that is not in Bling, and one cancelled but invoiced, raise one alert each; nothing is written to Bling', async () => {
	const [{ id: product }] = (await sandbox.state<{ products: Array<{ id: number }> }>('iset')).products;
	const workflow = await importBundled(n8n.current, 'iset-pedidos-sem-bling.json', {
		credentials,
		nodeCredentials,
		settings: { ...channelSettings, minutos: 0.1, prefixoNumeroLoja: 'ISET-', statusQueContam: 'Pago, Reservado' },
		parameters: { 'iSET Trigger': { options: { gatherWindowMs: 250, latestPerReference: true, ...privateUrl } } },
		without: otherChannels,
	});
	const address = await publish(workflow, 'iset/order.saved');
	for (const event of ['order.saved', 'order.removed']) await sandbox.act('iset', 'add-url', { event, url: eventUrl(address, event) });
	const writesBefore = (await sandbox.requests('bling')).filter(({ method, path }) => method !== 'GET' && !path.includes('oauth')).length;
	const place = async (status = 'PAGO') =>
		String((await sandbox.act('iset', 'create-order', { product: String(product), status, paid: status === 'PAGO' })).order);
	const row = async (pedido: string, tipo: string) =>
		(await rows('iset_pedidos')).find((one) => one.pedido === pedido && one.tipo === tipo);
	const result = async (pedido: string, tipo: string, wanted: string) =>
		await until(`${tipo} ${pedido} to be ${wanted}`, async () => ((await row(pedido, tipo))?.resultado === wanted ? true : undefined));

	const unpaid = await place('AGUARDANDO PAGAMENTO');
	const missing = await place();
	const there = await place();
	await blingOrder(`ISET-${there}`);
	const alert = await untilAlert(`Pedido ${missing} da iSET não está no Bling`);
	assert.match(alert.texto, new RegExp(`número de loja ISET-${missing} \\(status na iSET: PAGO\\)`));
	await result(missing, 'salvo', 'falta no Bling');
	await result(there, 'salvo', 'no Bling');

	// Cancelled in iSET, and invoiced in Bling.
	const { id: invoiced } = (await matriz()).orders.find(({ numeroLoja }) => numeroLoja === `ISET-${there}`) ?? {};
	const { id: invoice } = await sandbox.act('bling', 'create-invoice', { company, order: String(invoiced), kind: 'nfe' });
	await sandbox.act('iset', 'change-order', { order: there, status: 'CANCELADO', paid: true });
	assert.match((await untilAlert(`Pedido ${there} cancelado na iSET`)).titulo, /mas faturado no Bling/);
	await result(there, 'cancelado', 'faturado');

	// Removed in iSET, and shipped in Bling only after the first look.
	const late = await place();
	const { id: lateOrder } = await blingOrder(`ISET-${late}`);
	await result(late, 'salvo', 'no Bling');
	await sandbox.act('iset', 'remove-order', { order: late });
	await until('the first look', async () => ((await row(late, 'cancelado')) ? true : undefined));
	await wait(2000);
	await sandbox.act('bling', 'order-situation', { company, order: String(lateOrder), situation: '9' });
	assert.match((await untilAlert(`Pedido ${late} cancelado na iSET`)).titulo, /mas despachado no Bling/);

	// Cancelled, and the invoice cancelled too: as it should be.
	const fine = await place();
	const { id: fineOrder } = await blingOrder(`ISET-${fine}`);
	await result(fine, 'salvo', 'no Bling');
	const { id: fineInvoice } = await sandbox.act('bling', 'create-invoice', { company, order: String(fineOrder), kind: 'nfe' });
	assert.notEqual(fineInvoice, invoice);
	await sandbox.act('bling', 'invoice-situation', { company, invoice: String(fineInvoice), situation: 2 });
	await sandbox.act('iset', 'change-order', { order: fine, status: 'CANCELADO', paid: true });
	await until('it to be seen', async () => ((await row(fine, 'cancelado')) ? true : undefined));

	// Another change of each, so that the trigger lets it through: nothing is told twice.
	await sandbox.act('iset', 'change-order', { order: missing, status: 'RESERVADO', paid: true });
	await sandbox.act('iset', 'remove-order', { order: there });
	await wait(10_000);
	for (const execution of await n8n.current.untilExecutions(workflow.id, 1)) assert.equal(execution.status, 'success', failure(execution));
	const about = (order: string) => alerts().filter(({ titulo }) => titulo.startsWith(`Pedido ${order} `)).length;
	assert.deepEqual([missing, there, late, fine, unpaid].map(about), [1, 1, 1, 0, 0]);
	const writes = (await sandbox.requests('bling')).filter(({ method, path }) => method !== 'GET' && !path.includes('oauth')).length;
	assert.equal(writes, writesBefore);
	await runWell(workflow, 'Todo mês');
	assert.ok((await rows('iset_pedidos')).length >= 6, 'young rows stay');
	await n8n.current.unpublish(workflow.id);
});

test('reconciliation: what got lost is sent once to its trigger with the id of the sweep, what arrived is not', async (t) => {
	const collector = async (type: string, path: string) =>
		await publishTrigger(n8n.current, {
			type,
			path,
			credentials,
			parameters: { events: ['*'], options: { confirmByApi: false, duplicateWindowMinutes: 10 } },
		});
	const targets = {
		bling: await collector('blingTrigger', 'bling'),
		nfeio: await collector('nfeIoTrigger', 'nfeio'),
		intelipost: await collector('intelipostTrigger', 'intelipost'),
		iset: await collector('isetTrigger', 'iset/order.saved'),
	};
	const notices = await n8n.current.createWorkflow(await avisarByWebhook(`${receiverUrl}/aviso`));
	await n8n.current.publish(notices.id);
	const chosen = (vendor: keyof typeof targets) => ({
		graceMinutes: 0,
		hours: 2,
		workflowId: { __rl: true, mode: 'id', value: targets[vendor].workflowId },
	});
	const workflow = await importBundled(n8n.current, 'reconciliacao.json', {
		credentials,
		avisar: notices.id,
		parameters: {
			'Recuperar: Bling': chosen('bling'),
			'Recuperar: NFE.io': chosen('nfeio'),
			'Recuperar: Intelipost': chosen('intelipost'),
			'Recuperar: iSET': chosen('iset'),
		},
	});
	const deliveries = async (vendor: keyof typeof targets) => {
		const executions = await n8n.current.executions(targets[vendor].workflowId);
		return executions.flatMap(({ data }) => (data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => json));
	};
	const arrivals = async (vendor: keyof typeof targets, reference: unknown) =>
		(await deliveries(vendor)).filter((one) => one.reference === String(reference));
	const untilArrived = async (vendor: keyof typeof targets, reference: unknown) =>
		await until(`${String(reference)} of ${vendor}`, async () => (await arrivals(vendor, reference))[0]);
	const sweep = async (vendor: string) => {
		await wait(1500);
		const { workflowId } = Object.entries(targets).find(([name]) => name === vendor.toLowerCase().replace('.', ''))?.[1] ?? targets.bling;
		// What still runs on a busy machine is no test of what is remembered.
		await until('all to have ended', async () =>
			(await n8n.current.executions(workflowId)).every(({ status }) => status === 'success') ? true : undefined,
		);
		const { data } = await runWell(workflow, `Agenda: ${vendor}`);
		const { main = [] } = data.resultData.runData[`Recuperar: ${vendor}`][0].data ?? {};
		assert.equal(main[0]?.length, 1, JSON.stringify(main));
		return main[0][0].json;
	};

	await t.test('Bling', async () => {
		const { clientId } = await sandbox.act('bling', 'token');
		await sandbox.act('bling', 'subscribe', { app: clientId, url: targets.bling.address });
		const { numero: fine } = await blingOrder('CHEGOU');
		await untilArrived('bling', fine);
		await sandbox.act('bling', 'delivery-faults', { hold: true });
		const { numero: lost, id: lostId } = await blingOrder('PERDEU');
		await sweep('Bling');
		const delivery = await untilArrived('bling', lost);
		assert.match(String(delivery.id), new RegExp(`^sweep\\|${String(lost)}\\|\\d{4}-\\d\\d-\\d\\dT\\d\\d:00:00\\.000-03:00$`));
		assert.deepEqual([delivery.event, delivery.redelivery, delivery.verifiedBy], ['order.updated', true, ['resend']]);
		assert.equal((await sweep('Bling')).sent, 0, 'nothing is found twice');
		assert.equal((await arrivals('bling', lost)).length, 1);
		assert.equal((await arrivals('bling', fine)).length, 1);

		// Its situation changes, unheard again.
		await sandbox.act('bling', 'order-situation', { company, order: String(lostId), situation: '9' });
		await sweep('Bling');
		await until('the change', async () => ((await arrivals('bling', lost)).length === 2 ? true : undefined));
		assert.equal(
			(await arrivals('bling', lost)).some(({ state }) => state === '9'),
			true,
		);
		await sandbox.act('bling', 'delivery-faults', { hold: false });
	});

	await t.test('NFE.io', async () => {
		const nfeIoState = async () =>
			await sandbox.state<{ account: { companies: Array<{ id: string }> }; webHooks: Array<{ id: string; uri: string }> }>('nfeio');
		const [{ id: nfeIoCompany }] = (await nfeIoState()).account.companies;
		const { id: hook } = await until('the webhook', async () =>
			(await nfeIoState()).webHooks.find(({ uri }) => uri === targets.nfeio.address),
		);
		const issue = async (externalId: string) =>
			String((await sandbox.act('nfeio', 'issue-service-invoice', { company: nfeIoCompany, externalId, outcome: 'issued' })).id);
		const fine = await issue('chegou');
		await untilArrived('nfeio', fine);
		await sandbox.act('nfeio', 'change-hook', { id: hook, status: 'Inactive', filters: [] });
		const lost = await issue('perdeu');
		await wait(8000);
		await sweep('NFE.io');
		const delivery = await untilArrived('nfeio', lost);
		assert.match(String(delivery.id), new RegExp(`^sweep\\|${lost}\\|\\d{4}-\\d\\d-\\d\\dT`));
		assert.deepEqual([delivery.event, delivery.state, delivery.account], ['service_invoice.issued_successfully', 'Issued', nfeIoCompany]);
		await sweep('NFE.io');
		assert.equal((await arrivals('nfeio', lost)).length, 1);
		assert.equal((await arrivals('nfeio', fine)).length, 1);
	});

	await t.test('Intelipost', async () => {
		const { hostname, port, pathname } = new URL(targets.intelipost.address);
		const { id: rule } = await sandbox.act('intelipost', 'add-rule', {
			protocolo: 'http',
			host: hostname,
			porta: port,
			path: pathname.slice(1),
			sendBy: 'Volumes',
			usuario: secrets.webhookUser,
			senha: secrets.webhookPassword,
		});
		await sandbox.act('intelipost', 'create-order', { orderNumber: 'VARRIDO', volumes: 1 });
		const fine = await untilArrived('intelipost', 'VARRIDO');
		await sandbox.act('intelipost', 'change-rule', { rule: String(rule), active: false });
		await sandbox.act('intelipost', 'add-event', { orderNumber: 'VARRIDO', volume: '1', state: 'SHIPPED' });
		await sweep('Intelipost');
		const all = await until('the lost event', async () => {
			const found = await arrivals('intelipost', 'VARRIDO');
			return found.length === 2 ? found : undefined;
		});
		const lost = all.find(({ id }) => id !== fine.id);
		assert.match(String(lost?.id), /^VARRIDO\|1\|\d+$/);
		assert.deepEqual([lost?.event, lost?.redelivery], ['tracking.SHIPPED', true]);
		await sweep('Intelipost');
		assert.equal((await arrivals('intelipost', 'VARRIDO')).length, 2);
	});

	await t.test('iSET', async () => {
		const [{ id: product }] = (await sandbox.state<{ products: Array<{ id: number }> }>('iset')).products;
		const place = async () =>
			String((await sandbox.act('iset', 'create-order', { product: String(product), status: 'PAGO', paid: true })).order);
		await sandbox.act('iset', 'add-url', { event: 'order.saved', url: eventUrl(targets.iset.address, 'order.saved') });
		const fine = await place();
		await untilArrived('iset', fine);
		await sandbox.act('iset', 'remove-url', { event: 'order.saved', url: eventUrl(targets.iset.address, 'order.saved') });
		const lost = await place();
		const day = new Date().toLocaleDateString('sv-SE', { timeZone: 'America/Sao_Paulo' });
		await sweep('iSET');
		const delivery = await untilArrived('iset', lost);
		assert.deepEqual([delivery.id, delivery.event, delivery.redelivery], [`sweep|${lost}|${day}`, 'order.saved', true]);
		await sweep('iSET');
		assert.equal((await arrivals('iset', lost)).length, 1);
		assert.equal((await arrivals('iset', fine)).length, 1);
	});

	await t.test('what cannot be sent is an error, and is tried again', async () => {
		await n8n.current.unpublish(targets.iset.workflowId);
		const [{ id: product }] = (await sandbox.state<{ products: Array<{ id: number }> }>('iset')).products;
		await sandbox.act('iset', 'create-order', { product: String(product), status: 'PAGO', paid: true });
		const before = alerts().length;
		await runNow(workflow, 'Agenda: iSET');
		const { titulo, texto } = await until('the notice', async () => alerts()[before]);
		assert.equal(titulo, 'Reconciliação: nem tudo foi recuperado');
		assert.match(texto, /^1 of 1 missing deliveries were not accepted.*No published workflow has an iSET trigger/s);
		assert.equal(await tableId(n8n.current, 'reconciliacao_envios'), undefined, 'the history was enough');
	});
});
