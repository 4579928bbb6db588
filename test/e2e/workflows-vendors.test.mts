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
		orders: Array<{ id: number; numero: number; numeroLoja: string; situacao: { id: number }; contact: { numeroDocumento: string } }>;
	}>;
}

const matriz = async () => (await sandbox.state<BlingState>('bling')).companies[0];
const { id: company, situations, products } = await matriz();

/** An order of the shop's number in Bling. */
const blingOrder = async (storeNumber: string) =>
	await sandbox.act('bling', 'create-order', { company, product: String(products[0].id), storeNumber });
const situationOf = async (storeNumber: string) =>
	(await matriz()).orders.find(({ numeroLoja }) => numeroLoja === storeNumber)?.situacao.id;

const alerts = () =>
	received.filter(({ path }) => path === '/aviso').map(({ json }) => json as { titulo: string; texto: string; gravidade?: string });
const untilAlert = async (about: string) =>
	await until(`an alert about ${about}`, async () => alerts().find(({ titulo, texto }) => `${titulo} ${texto}`.includes(about)));

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

/** "Webhooks: avisar", as every workflow calls it. */
const { id: avisar } = await n8n.current.createWorkflow(await avisarByWebhook(`${receiverUrl}/aviso`));
await n8n.current.publish(avisar);

test('the pinned example data let each be tried in the editor without any account, and nothing leaves', async (t) => {
	const cases: Array<[file: string, trigger: string, settings: Json, reached: string[]]> = [
		['nfeio-resultado-da-nota.json', 'NFE.io Trigger', {}, ['Desfecho', 'Enviar ao sistema']],
		['nfeio-resultado-da-nota.json', 'Toda manhã', {}, ['Notas pendentes', 'Uma lista', 'Avisar']],
		['intelipost-rastreio.json', 'Intelipost Trigger', {}, ['Onde está o pedido', 'Bling: mudar a situação']],
		['intelipost-rastreio.json', 'Toda manhã', {}, ['Atrasados ou parados', 'Uma lista', 'Avisar']],
		['iset-pedidos-sem-bling.json', 'A cada hora', {}, ['iSET: pedidos pagos', 'Bling: chegou?', 'Avisar']],
		['iset-pedidos-sem-bling.json', 'iSET Trigger', {}, ['Bling: cancelado']],
		['pedido-da-loja-para-o-bling.json', 'Pedido da loja', {}, ['Pedido simples', 'Bling: cliente', 'Bling: pedido']],
		['bling-primeiros-passos.json', 'Bling Trigger', {}, ['Seu próximo passo']],
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
	const token = await credential('Meu sistema', 'httpHeaderAuth', { name: 'x-token', value: 'fake-token-of-the-shop' });
	const system = { url: `${receiverUrl}/sistema` };
	const ownSystem = { httpHeaderAuth: token };
	const workflow = await importBundled(n8n.current, 'nfeio-resultado-da-nota.json', {
		credentials,
		avisar,
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
			'Notas pendentes': { hours: 0.0001 },
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
	assert.match(unsent.titulo, /^Falha no envio: NFS-e emitida, mas não enviada/);
	assert.match(unsent.texto, /^O tomador não tem e-mail na nota/);
	await settled(workflow, 2);

	await issue('pedido-2', 'rejected');
	const refused = await untilAlert('pedido-2');
	assert.match(refused.titulo, /^Corrigir: NFS-e não emitida/);
	assert.match(refused.texto, /E160: serviço fora da lista do município \(dados rejeitados\)/);

	const failed = await issue('pedido-3', 'failed');
	assert.match((await untilAlert('pedido-3')).texto, /max retry reached on send stage \(problema técnico/);

	await issue('pedido-4', 'download-failed');
	const warned = await untilAlert('pedido-4');
	assert.match(warned.titulo, /emitida, mas sem PDF/);
	assert.match(warned.texto, /não emita de novo.*max retry reached on download stage/);
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
	const morning = await untilAlert('pendentes');
	assert.equal(morning.titulo, 'Notas pendentes: 1');
	assert.match(morning.texto, /^Pendente há 0 h \(WaitingDownload\): pedido-5, Oficina Exemplo Ltda/);
	assert.equal(morning.gravidade, 'aviso');

	const orders = (await sandbox.requests('nfeio')).filter(({ method, path }) => method === 'POST' && path.endsWith('/serviceinvoices'));
	assert.deepEqual(orders, [], 'no invoice was ordered by the workflow');
	assert.equal(told().length, 4);

	const tricks = ['cliente@example.com, curioso@example.com', 'cliente@example.com\ncurioso@example.com', 'Cliente <curioso@example.com>'];
	for (const [index, email] of tricks.entries()) {
		await issue(`pedido-2${index}`, 'issued', email);
		assert.match((await untilAlert(`pedido-2${index}`)).texto, /^A nota traz mais de um e-mail do tomador/);
	}
	assert.deepEqual(
		mails.map(({ to }) => to),
		[['cliente@example.com']],
		'the buyer does not choose who else gets the invoice',
	);
	await n8n.current.unpublish(workflow.id);
});

test('Intelipost: the situation follows the volumes; what cannot be moved is told once, what is late every morning', async () => {
	const before = alerts().length;
	const [{ id: open }, ...others] = situations;
	const [shipped, inTransit, arrived] = others.filter(({ id }) => id !== 12).map(({ id }) => id);
	assert.ok(arrived, 'the sandbox has five situations');
	const row = (mappedState: string, id: number) => ({ mappedState, situationId: { __rl: true, mode: 'list', value: String(id) } });
	const filling = {
		credentials,
		nodeCredentials,
		avisar,
		parameters: {
			'Intelipost Trigger': { events: ['*'], options: { gatherWindowMs: 250, latestPerReference: true, ...privateUrl } },
			'Bling: mudar a situação': {
				mapping: { states: [row('Despachado', shipped), row('Em trânsito', inTransit), row('Entregue', arrived)] },
			},
		},
	};
	const workflow = await importBundled(n8n.current, 'intelipost-rastreio.json', filling);
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
	const told = (about: string) => alerts().filter(({ texto }) => texto.includes(about)).length;

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
	await event('DOIS', '1', 'IN_TRANSIT');
	assert.equal(await situationOf('LOJA-DOIS'), arrived, 'and nothing does after the delivery');
	assert.deepEqual(alerts().slice(before), []);

	await blingOrder('LOJA-VOLTA');
	await order('VOLTA', { type: 'RETURN' });
	await event('VOLTA', '1', 'SHIPPED');
	assert.equal(await situationOf('LOJA-VOLTA'), open, 'a return changes no order');
	await order('PERDIDO');
	for (const state of ['SHIPPED', 'IN_TRANSIT']) await event('PERDIDO', '1', state);
	for (let copies = 0; copies < 2; copies++) await blingOrder('LOJA-GEMEO');
	await order('GEMEO');
	await event('GEMEO', '1', 'SHIPPED');
	const { id: dropped } = await blingOrder('LOJA-CANCELADO');
	await sandbox.act('bling', 'order-situation', { company, order: String(dropped), situation: '12' });
	await order('CANCELADO');
	await event('CANCELADO', '1', 'SHIPPED');
	assert.equal(await situationOf('LOJA-CANCELADO'), 12, 'a cancelled order stays so');
	const once = [
		'Envio VOLTA: devolução',
		'Não há pedido no Bling com o número da loja LOJA-PERDIDO.',
		'Há mais de um pedido no Bling com o número da loja LOJA-GEMEO',
		'O pedido LOJA-CANCELADO está no Bling em uma situação que não muda mais',
	];
	assert.deepEqual(once.map(told), [1, 1, 1, 1], JSON.stringify(alerts()));

	await blingOrder('LOJA-TARDE');
	await order('TARDE', { estimatedDays: -2 });
	await event('TARDE', '1', 'IN_TRANSIT');
	await blingOrder('LOJA-PARADO');
	await order('PARADO');
	await event('PARADO', '1', 'IN_TRANSIT');
	// A delivery whose notice got lost is not listed as late: the order is asked first.
	await order('SUMIDO', { estimatedDays: -2 });
	await sandbox.act('intelipost', 'change-rule', { rule: String(ruleId), active: false });
	await sandbox.act('intelipost', 'add-event', { orderNumber: 'SUMIDO', volume: '1', state: 'DELIVERED' });
	await runWell(workflow, 'Toda manhã');
	assert.match(
		(await untilAlert('LOJA-TARDE')).texto,
		/^Pedido LOJA-TARDE \(envio TARDE\) atrasado desde \d\d\/\d\d: volume 1: Em trânsito\./,
	);
	assert.deepEqual(['LOJA-PARADO', 'SUMIDO'].map(told), [0, 0]);
	const impatient = await importBundled(n8n.current, 'intelipost-rastreio.json', {
		...filling,
		parameters: { 'Atrasados ou parados': { daysWithoutMovement: 0.00001 } },
	});
	await runWell(impatient, 'Toda manhã');
	assert.match(
		(await untilAlert('LOJA-PARADO')).texto,
		/Pedido LOJA-PARADO \(envio PARADO\) sem movimento desde \d\d\/\d\d: volume 1: Em trânsito/,
	);
	assert.deepEqual(['LOJA-TARDE', 'SUMIDO'].map(told), [2, 0], 'late ones each morning, delivered ones never');

	const patches = (await sandbox.requests('bling')).filter(({ method }) => method === 'PATCH');
	assert.equal(patches.length, 4, 'DOIS twice, TARDE and PARADO once');
	await n8n.current.unpublish(workflow.id);
});

test('iSET: an order that is not in Bling, and one cancelled but invoiced, raise one alert each; nothing is written to Bling', async () => {
	const [{ id: product }] = (await sandbox.state<{ products: Array<{ id: number }> }>('iset')).products;
	const number = { storeNumber: '=ISET-{{ $json.reference }}' };
	const workflow = await importBundled(n8n.current, 'iset-pedidos-sem-bling.json', {
		credentials,
		nodeCredentials,
		avisar,
		parameters: {
			'A cada hora': { rule: { interval: [{ field: 'seconds', secondsInterval: 5 }] } },
			'Esperar a integração': { amount: 2, unit: 'seconds' },
			'Bling: chegou?': number,
			'Bling: cancelado': number,
			'iSET Trigger': { options: { gatherWindowMs: 250, latestPerReference: true, onlyStatuses: 'Cancelado', ...privateUrl } },
		},
	});
	const address = await publish(workflow, 'iset/order.removed');
	for (const event of ['order.saved', 'order.removed']) await sandbox.act('iset', 'add-url', { event, url: eventUrl(address, event) });
	const writes = async () =>
		(await sandbox.requests('bling')).filter(({ method, path }) => method !== 'GET' && !path.includes('oauth')).length;
	const writesBefore = await writes();
	const place = async (status = 'PAGO') =>
		String((await sandbox.act('iset', 'create-order', { product: String(product), status, paid: status === 'PAGO' })).order);
	const change = async (order: string, status: string) => await sandbox.act('iset', 'change-order', { order, status, paid: true });

	const unpaid = await place('AGUARDANDO PAGAMENTO');
	const there = await place();
	const { id: invoiced } = await blingOrder(`ISET-${there}`);
	const missing = await place();
	assert.match((await untilAlert(`Pedido ISET-${missing} da iSET`)).titulo, /não está no Bling$/);

	// Cancelled in iSET, and invoiced in Bling.
	await sandbox.act('bling', 'create-invoice', { company, order: String(invoiced), kind: 'nfe' });
	await change(there, 'CANCELADO');
	const cancelled = await untilAlert(`Pedido ISET-${there} da iSET cancelado`);
	assert.match(cancelled.texto, /foi faturado\. Na iSET está cancelado: cancele a nota ou segure o envio\.$/);

	// Removed in iSET, and shipped in Bling.
	const gone = await place();
	const { id: goneOrder } = await blingOrder(`ISET-${gone}`);
	await sandbox.act('bling', 'order-situation', { company, order: String(goneOrder), situation: '9' });
	await sandbox.act('iset', 'remove-order', { order: gone });
	assert.match((await untilAlert(`Pedido ISET-${gone} da iSET cancelado`)).texto, /foi despachado\./);

	// Cancelled, and the invoice cancelled too: as it should be.
	const fine = await place();
	const { id: fineOrder } = await blingOrder(`ISET-${fine}`);
	const { id: fineInvoice } = await sandbox.act('bling', 'create-invoice', { company, order: String(fineOrder), kind: 'nfe' });
	await sandbox.act('bling', 'invoice-situation', { company, invoice: String(fineInvoice), situation: 2 });
	await change(fine, 'CANCELADO');

	// Another change of each: nothing is told twice. The last one tells that all before it were looked at.
	await change(missing, 'RESERVADO');
	await sandbox.act('iset', 'remove-order', { order: there });
	await untilAlert(`Pedido ISET-${await place()} da iSET`);
	const about = (order: string) => alerts().filter(({ titulo }) => titulo.startsWith(`Pedido ISET-${order} `)).length;
	assert.deepEqual([missing, there, gone, fine, unpaid].map(about), [1, 1, 1, 0, 0]);
	assert.equal(await writes(), writesBefore);
	await n8n.current.unpublish(workflow.id);
	const executions = await n8n.current.untilExecutions(workflow.id, 1);
	for (const execution of executions) assert.equal(execution.status, 'success', failure(execution));
	assert.ok(executions.filter(({ mode }) => mode === 'webhook').length <= 4, 'only cancelled and removed orders start it');
});

test('an order of any shop is created in Bling once, with its customer; what does not fit is told', async () => {
	const [user, password] = ['loja', 'fake-password-of-a-shop'];
	const httpBasicAuth = await credential('Loja', 'httpBasicAuth', { user, password });
	const workflow = await importBundled(n8n.current, 'pedido-da-loja-para-o-bling.json', {
		credentials: { ...credentials, httpBasicAuth },
		avisar,
	});
	await n8n.current.publish(workflow.id);
	const send = async (pedido: string, sku: string) => {
		const cliente = { nome: 'Pessoa de Teste', documento: '111.444.777-35', endereco: { rua: 'Rua Um', cidade: 'Santos', uf: 'SP' } };
		const body = JSON.stringify({ pedido, cliente, frete: 12.5, itens: [{ sku, descricao: 'Caneca', quantidade: 2, preco: 39.9 }] });
		const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}`, 'content-type': 'application/json' };
		await until('the address', async () => {
			const { status } = await fetch(`${n8n.current.url}/webhook/pedido-da-loja`, { method: 'POST', headers, body });
			return status === 200 ? true : undefined;
		});
	};
	await send('PLATAFORMA-1', 'CAN-300');
	await settled(workflow, 1);
	await send('PLATAFORMA-1', 'CAN-300');
	await send('PLATAFORMA-2', 'NADA');
	const { titulo, texto, gravidade } = await untilAlert('PLATAFORMA-2');
	assert.deepEqual([titulo, gravidade], ['Pedido PLATAFORMA-2 não entrou no Bling', 'erro']);
	assert.match(texto, /the SKU NADA in row 1, which does not exist in this account/);
	await settled(workflow, 3);
	const state = await matriz();
	const made = state.orders.filter(({ numeroLoja }) => numeroLoja.startsWith('PLATAFORMA'));
	assert.deepEqual(
		made.map(({ numeroLoja, contact }) => [numeroLoja, contact.numeroDocumento]),
		[['PLATAFORMA-1', '11144477735']],
	);
	assert.equal(alerts().filter(({ titulo: about }) => about.includes('PLATAFORMA')).length, 1);
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
		// The second copy of a notice is an event where the first was stored before it came.
		await sandbox.act('iset', 'settings', { copies: 1 });
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
		assert.match(
			texto,
			/^O nó respondeu, em inglês:\n1 of 1 missing deliveries were not accepted.*No published workflow has an iSET trigger/s,
		);
	});
});
