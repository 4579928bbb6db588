import assert from 'node:assert/strict';
import { test } from 'node:test';

import { macroStates, trackingEvent } from '../../nodes/Intelipost/webhook/events.ts';
import type { Execution } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import type { TriggerSpec } from '../support/instance.mts';
import { createTrigger, publishTrigger, startTestN8n } from '../support/instance.mts';
import { basic, post, secrets, trackingBody } from '../support/intelipost.mts';
import { runNode } from '../support/manual.mts';
import { startSandbox } from '../support/sandbox.mts';

const sandbox = await startSandbox();
// Longer than a busy machine takes: what a slow answer does is not asked here.
await sandbox.act('intelipost', 'unknowns', { timeoutMs: 60_000 });
const n8n = await startTestN8n();
const resendSecret = 'test-resend-secret-of-32-characters';

// As people paste: with a line break.
const credentialData = {
	...secrets,
	apiKey: `${secrets.apiKey}\n`,
	webhookPassword: ` ${secrets.webhookPassword}\n`,
	apiBaseUrl: `${sandbox.addresses.intelipost}/api/v1`,
};
const make = async (name: string, type: string, data: object) => ({
	id: await n8n.current.createCredential(name, type, data),
	name,
});
const intelipostApi = await make('Conta de teste', 'intelipostApi', credentialData);
const n8nInstanceApi = await make('Este n8n', 'n8nInstanceApi', {
	baseUrl: n8n.current.url,
	apiKey: n8n.current.apiKey,
	resendSecret,
});
const credentials = { intelipostApi, n8nInstanceApi };

const publish = async (parameters: Record<string, unknown> = {}, rest: Partial<TriggerSpec> = {}) =>
	await publishTrigger(n8n.current, {
		type: 'intelipostTrigger',
		path: 'intelipost',
		credentials,
		parameters,
		...rest,
	});

const itemsOf = ({ data }: Execution) => (data.resultData.runData.Trigger?.[0]?.data?.main[0] ?? []).map(({ json }) => json);

/** Runs the Intelipost node once. */
const run = async (parameters: Record<string, unknown>) => await runNode(n8n.current, { type: 'intelipost', credentials, parameters });

/** A rule at the sandbox that points to an address, typed in pieces as in the panel. */
async function addRule(address: string, own: Record<string, unknown> = {}) {
	const { hostname, port, pathname } = new URL(address);
	const pieces = {
		host: hostname,
		porta: port,
		path: pathname.slice(1),
		usuario: secrets.webhookUser,
		senha: secrets.webhookPassword,
	};
	const { id } = await sandbox.act('intelipost', 'add-rule', { sendBy: 'Volumes', ...pieces, ...own });
	return {
		id: String(id),
		remove: async () => void (await sandbox.act('intelipost', 'change-rule', { rule: String(id), active: false })),
	};
}

const addEvent = async (orderNumber: string, state: string) =>
	(await sandbox.act('intelipost', 'add-event', { orderNumber, state })).historyIds as number[];

const newOrder = async () => String((await sandbox.act('intelipost', 'create-order')).order_number);

test('the documented delivery becomes an execution with one delivery', async () => {
	const { address, workflowId } = await publish();
	const body = trackingBody();
	const { status, body: answer } = await post(address, body);
	assert.deepEqual([status, answer], [200, { status: 'accepted' }]);

	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	const [{ receivedAt, ...delivery }] = itemsOf(execution);
	assert.ok(!Number.isNaN(Date.parse(String(receivedAt))));
	const id = `PEDIDO0004|1|${body.history.shipment_order_volume_state_history}`;
	assert.deepEqual(delivery, {
		vendor: 'intelipost',
		event: 'tracking.IN_TRANSIT',
		id,
		account: 'Loja Teste',
		accountName: 'Loja Teste',
		state: 'IN_TRANSIT',
		reference: 'PEDIDO0004',
		occurredAt: '2016-07-01T20:22:00.000Z',
		attempt: null,
		verifiedBy: ['basic'],
		redelivery: false,
		data: body,
	});
	assert.deepEqual(execution.customData, {
		vendor: 'intelipost',
		event: 'tracking.IN_TRANSIT',
		account: 'Loja Teste',
		delivery_id: id,
		reference: 'PEDIDO0004',
		outcome: 'emitted',
	});
});

test('every macro state and a notice without history arrive from the sandbox, confirmed where they can be', async () => {
	const { address, workflowId } = await publish({ options: { confirmByApi: true } });
	const rule = await addRule(address);
	const order = await newOrder();
	const states = macroStates.map(({ code }) => code).filter((code) => code !== 'NEW');
	for (const state of states) await addEvent(order, state);
	await sandbox.act('intelipost', 'send-raw');
	await rule.remove();

	const executions = await n8n.current.untilExecutions(workflowId, macroStates.length + 1);
	const arrived = executions.flatMap((execution) => itemsOf(execution));
	assert.deepEqual(
		arrived.map(({ event, verifiedBy }) => `${event} ${(verifiedBy as string[]).join('+')}`).sort(),
		[...macroStates.map(({ code }) => `${trackingEvent(code)} basic+api`), 'unknown basic'].sort(),
	);
	await until('every dispatch to be answered', async () => {
		const states = (await sandbox.dispatches('intelipost')).map(({ state }) => state);
		return states.includes('waiting') ? undefined : states;
	}).then((states) => assert.deepEqual(new Set(states), new Set(['success'])));
});

const wrong = basic(secrets.webhookUser, 'wrong');
const header = secrets.webhookHeaderName.toLowerCase();
const value = secrets.webhookHeaderValue;

const refusals: Array<[string, string, Array<[string, string]>]> = [
	['basic', 'missing', []],
	['basic', 'empty', [['authorization', '']]],
	['basic', 'wrong', [['authorization', wrong]]],
	['basic', 'a right prefix', [['authorization', basic(secrets.webhookUser, secrets.webhookPassword.slice(0, -1))]]],
	['basic', 'plain text', [['authorization', `Basic ${secrets.webhookUser}:${secrets.webhookPassword}`]]],
	['basic', 'hexadecimal', [['authorization', `Basic ${Buffer.from(basic()).toString('hex')}`]]],
	[
		'basic',
		'twice, the wrong one first',
		[
			['authorization', wrong],
			['authorization', basic()],
		],
	],
	['basic', 'twice in one line', [['authorization', `${basic()}, ${basic()}`]]],
	['basic', 'the header of header mode', [[header, value]]],
	[
		'basic',
		'a forged resend header',
		[
			['x-n8n-redelivery', '1.nonce-nonce.00'],
			['authorization', basic()],
		],
	],
	['header', 'missing', []],
	['header', 'empty', [[header, '']]],
	['header', 'wrong', [[header, 'wrong']]],
	['header', 'a right prefix', [[header, value.slice(0, -1)]]],
	['header', 'base64', [[header, Buffer.from(value).toString('base64')]]],
	[
		'header',
		'twice',
		[
			[header, value],
			[header, value],
		],
	],
	['header', 'Basic instead', [['authorization', basic()]]],
];

test('a sender that proves nothing is answered 401 and starts nothing', async (t) => {
	const triggers = { basic: await publish(), header: await publish({ authentication: 'header' }) };
	for (const [mode, name, headers] of refusals) {
		await t.test(`${mode}: ${name}`, async () => {
			const { status, body, headers: answered } = await post(triggers[mode as keyof typeof triggers].address, trackingBody(), headers);
			assert.deepEqual([status, body], [401, { status: 'unauthorized' }]);
			const challenged = mode === 'basic' && !name.includes('resend');
			assert.equal(/^Basic /.test(String(answered['www-authenticate'])), challenged);
		});
	}
	assert.equal((await post(triggers.header.address, trackingBody(), [[header, value]])).status, 200);
	const [accepted] = await n8n.current.untilExecutions(triggers.header.workflowId, 1);
	assert.deepEqual(itemsOf(accepted)[0].verifiedBy, ['header']);
	assert.deepEqual(await n8n.current.executions(triggers.basic.workflowId), []);
});

test('without authentication everything is taken, and nothing is said to be proven', async () => {
	const { address, workflowId } = await publish({ authentication: 'none' });
	assert.equal((await post(address, trackingBody(), [])).status, 200);
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.deepEqual(itemsOf(execution)[0].verifiedBy, []);
});

test('without a password in the credential, or without a credential, it is not published', async () => {
	const empty = await make('Sem senha', 'intelipostApi', { ...credentialData, webhookPassword: '' });
	const trigger = { type: 'intelipostTrigger', path: 'intelipost' };
	for (const [given, reason] of [
		[{ intelipostApi: empty }, /has no \\*"Webhook Password/],
		[{}, /credential/i],
	] as const) {
		const { id } = await createTrigger(n8n.current, { ...trigger, credentials: given });
		assert.match(await n8n.current.publishInVain(id), reason);
	}
});

test('of an authentic body nothing is lost', async () => {
	const { address, workflowId } = await publish();
	const authorized: [string, string] = ['authorization', basic()];
	const cases: Array<[body: string | Buffer, type: string, status: number, kept?: string]> = [
		['', 'application/json', 200],
		// n8n itself refuses it.
		['{"order_number":', 'application/json', 422],
		['42', 'application/json', 200, '{"body":42}'],
		[Buffer.from('endereço', 'latin1'), 'application/octet-stream', 200, '{"body":"endereço"}'],
		[Buffer.from('{"pedido":"endereço"}', 'latin1'), 'application/json', 200, '{"pedido":"endereço"}'],
	];
	for (const [body, type, status] of cases) {
		assert.equal((await post(address, body, [authorized, ['content-type', type]])).status, status);
	}
	const kept = cases.flatMap(([, , , data]) => data ?? []);
	const executions = await n8n.current.untilExecutions(workflowId, kept.length);
	const arrived = executions.flatMap(itemsOf).map(({ data }) => JSON.stringify(data));
	assert.deepEqual(arrived.sort(), kept.sort());
});

test('confirmed by API, a sender that proves nothing brings no word of its own', async () => {
	const order = await newOrder();
	const [row] = await addEvent(order, 'SHIPPED');
	const { address, workflowId } = await publish({ authentication: 'none', options: { confirmByApi: true } });
	const history = {
		shipment_order_volume_state: 'SHIPPED',
		shipment_order_volume_state_history: row,
		event_date_iso: '1999-01-01T00:00:00Z',
		provider_message: 'falso',
	};
	const lies = { tracking_url: 'https://falso.example.com', tracking_code: 'FALSO', invoice: { invoice_number: 'falso' } };
	assert.equal((await post(address, { order_number: order, history, ...lies }, [])).status, 200);
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	const [{ event, state, reference, verifiedBy, data, occurredAt }] = itemsOf(execution);
	assert.deepEqual([event, state, reference, verifiedBy], ['tracking.SHIPPED', 'SHIPPED', order, ['api']]);
	assert.equal((data as { order_number: string }).order_number, order);
	assert.doesNotMatch(JSON.stringify([data, occurredAt]), /falso|1999/i);
});

test('all events are all: a state that is not in the list too', async () => {
	const { address, workflowId } = await publish({ events: ['*'] }, { typeVersion: 1.2 });
	const { history } = trackingBody();
	const body = trackingBody({ history: { ...history, shipment_order_volume_state: 'ESTADO_NOVO' } });
	assert.deepEqual((await post(address, body)).body, { status: 'accepted' });
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(itemsOf(execution)[0].event, 'tracking.ESTADO_NOVO');
});

test('a repeated delivery starts nothing, a resend after the window does', async () => {
	const { address, workflowId } = await publish({ options: { duplicateWindowMinutes: 0.05 } });
	const body = trackingBody();
	assert.deepEqual((await post(address, body)).body, { status: 'accepted' });
	assert.deepEqual((await post(address, body)).body, { status: 'duplicate' });
	await until('the window of 3 seconds to end', async () => {
		const { body: answer } = await post(address, body);
		return (answer as { status: string }).status === 'accepted' ? true : undefined;
	});
	await n8n.current.untilExecutions(workflowId, 2);
});

test('a delivery that the API does not know is dropped or emitted unconfirmed, as chosen', async () => {
	const dropping = await publish({ options: { confirmByApi: true } });
	const emitting = await publish({ options: { confirmByApi: true, confirmNotFound: 'emit' } });
	for (const { address } of [dropping, emitting]) assert.equal((await post(address)).status, 200);

	const [dropped] = await n8n.current.untilExecutions(dropping.workflowId, 1);
	assert.deepEqual([dropped.status, itemsOf(dropped), dropped.customData?.outcome], ['success', [], 'unconfirmed']);
	const [emitted] = await n8n.current.untilExecutions(emitting.workflowId, 1);
	assert.deepEqual(itemsOf(emitted)[0].verifiedBy, ['basic']);
});

test('while the API is down executions fail, are found by their order number, and succeed when retried', async () => {
	const failing = await publish({ options: { confirmByApi: true } });
	const emitting = await publish({ options: { confirmByApi: true, confirmApiDown: 'emit' } });
	const rules = [await addRule(failing.address), await addRule(emitting.address)];
	const order = await newOrder();
	await n8n.current.untilExecutions(failing.workflowId, 1);
	await n8n.current.untilExecutions(emitting.workflowId, 1);

	await sandbox.act('intelipost', 'api-faults', { errors: 1000 });
	await addEvent(order, 'SHIPPED');
	const [failed] = await n8n.current.untilExecutions(failing.workflowId, 2);
	const [emitted] = await n8n.current.untilExecutions(emitting.workflowId, 2);
	assert.deepEqual([failed.status, failed.customData?.reference], ['error', order]);
	assert.match(String(failed.data.resultData.error?.message), /Intelipost answered 500/);
	assert.deepEqual(itemsOf(emitted)[0].verifiedBy, ['basic']);

	await sandbox.act('intelipost', 'api-faults', {});
	await n8n.current.api('POST', `/executions/${failed.id}/retry`, {});
	const retried = (await n8n.current.untilExecutions(failing.workflowId, 3)).find(({ retryOf }) => String(retryOf) === failed.id);
	assert.ok(retried);
	assert.deepEqual(itemsOf(retried)[0].verifiedBy, ['basic', 'api']);
	for (const rule of rules) await rule.remove();
});

test('a lost notice is recovered by a replay, exactly once', async () => {
	const trigger = await publish();
	const rule = await addRule(trigger.address);
	const order = await newOrder();
	await n8n.current.untilExecutions(trigger.workflowId, 1);

	await n8n.current.unpublish(trigger.workflowId);
	await n8n.current.untilRegistered(trigger.address, false);
	const [historyId] = await addEvent(order, 'SHIPPED');
	await until('the dispatch to fail', async () => {
		const [{ state }] = await sandbox.dispatches('intelipost');
		return state === 'failure' ? true : undefined;
	});
	await rule.remove();
	await n8n.current.publish(trigger.workflowId, trigger.address);

	const replayed = await run({
		resource: 'tracking',
		operation: 'replayEvents',
		orderNumber: order,
		sendTo: 'trigger',
		workflowId: { __rl: true, mode: 'id', value: trigger.workflowId },
		filters: { historyIds: String(historyId) },
	});
	assert.deepEqual(
		replayed.items.map(({ answer }) => answer),
		['accepted'],
	);
	const executions = await n8n.current.untilExecutions(trigger.workflowId, 2);
	const [{ event, id, verifiedBy, redelivery, data }] = itemsOf(executions[0]);
	assert.deepEqual([event, id, verifiedBy, redelivery], ['tracking.SHIPPED', `${order}|1|${historyId}`, ['resend'], true]);

	// What the webhook would have carried, but for the original estimates, which an order does not hold.
	const [lost] = (await sandbox.dispatches('intelipost')).filter(({ state }) => state === 'failure');
	const { estimated_delivery_date: _sent, ...asSent } = JSON.parse(lost.body);
	const { estimated_delivery_date: _rebuilt, ...rebuilt } = data as Record<string, unknown>;
	assert.deepEqual(rebuilt, asSent);
});

test('the action node reads and changes orders', async (t) => {
	const order = await newOrder();
	const key = '4321'.padStart(44, '0');
	const cases: Array<[Record<string, unknown>, (item: Record<string, unknown>) => void]> = [
		[{ resource: 'shipmentOrder', operation: 'get', orderNumber: order }, (item) => assert.equal(item.order_number, order)],
		[
			{
				resource: 'shipmentOrder',
				operation: 'setInvoice',
				orderNumber: order,
				invoices: {
					volumes: [
						{
							volumeNumber: '1',
							series: '1',
							number: '4321',
							key,
							date: '2026-07-20',
							totalValue: 45.99,
							productsValue: 39.99,
							cfop: '2890',
						},
					],
				},
			},
			(item) => assert.equal(item.order_number, order),
		],
		[{ resource: 'shipmentOrder', operation: 'getByInvoiceKey', invoiceKey: key }, (item) => assert.equal(item.order_number, order)],
		[
			{ resource: 'shipmentOrder', operation: 'getByInvoiceNumber', invoiceNumber: '4321' },
			(item) => assert.equal(item.order_number, order),
		],
		[
			{ resource: 'shipmentOrder', operation: 'getBySalesOrderNumber', salesOrderNumber: `VENDA-${order}` },
			(item) => assert.equal(item.order_number, order),
		],
		[
			{
				resource: 'shipmentOrder',
				operation: 'setTrackingData',
				orderNumber: order,
				trackingCodes: { volumes: [{ volumeNumber: '1', trackingCode: 'NOVO1' }] },
			},
			(item) => assert.match(JSON.stringify(item), /NOVO1/),
		],
		[{ resource: 'shipmentOrder', operation: 'readyForShipment', orderNumber: order }, (item) => assert.equal(item.orderNumber, order)],
		[{ resource: 'shipmentOrder', operation: 'shipped', orderNumber: order }, (item) => assert.equal(item.orderNumber, order)],
		[
			{
				resource: 'shipmentOrder',
				operation: 'shippedManyWithDate',
				orderNumbers: order,
				eventDate: '2026-07-20T10:00:00',
			},
			(item) => assert.equal(item.eventDate, '2026-07-20T13:00:00.000Z'),
		],
		[
			{ resource: 'shipmentOrder', operation: 'readStatus', orderNumber: order },
			(item) => assert.equal(item.shipment_order_volume_state, 'SHIPPED'),
		],
		[
			{ resource: 'shipmentOrder', operation: 'getLabel', orderNumber: order, volumeNumber: '1' },
			(item) => assert.match(String(item.label_url), /^https:/),
		],
		[{ resource: 'tracking', operation: 'getHistory', orderNumber: order }, (item) => assert.equal(item.order_number, order)],
		[{ resource: 'shipmentOrder', operation: 'cancel', orderNumber: order }, (item) => assert.equal(item.orderNumber, order)],
		[
			{ resource: 'customApiCall', operation: 'request', method: 'GET', path: '/info/', query: '{}' },
			(item) => assert.ok(item.delivery_methods),
		],
	];
	for (const [parameters, check] of cases) {
		await t.test(String(parameters.operation), async () => {
			const { items, error } = await run(parameters);
			assert.ok(items[0], error?.message);
			check(items[0]);
		});
	}
	const hosts = new Set((await sandbox.requests('intelipost')).map(({ server }) => server));
	assert.deepEqual([...hosts], ['intelipost']);
});

test("Intelipost's refusals reach the user in its own words", async () => {
	const get = { resource: 'shipmentOrder', operation: 'get', orderNumber: 'NAOEXISTE' };
	const unknown = await run(get);
	assert.match(String(unknown.error?.message), /answered 400 .*Pedido de envio NAOEXISTE não encontrado/);

	await sandbox.act('intelipost', 'api-answers', { errorsWithOk: 1 });
	const odd = await run({ ...get, orderNumber: 'PEDIDO0001' });
	assert.match(String(odd.error?.message), /answered 200 .*\(sandbox\.error\.with\.ok\)/);

	await sandbox.act('intelipost', 'api-answers', { tooMany: 2, resetSeconds: 1 });
	const limited = await run({ ...get, orderNumber: 'PEDIDO0001' });
	assert.equal(limited.items[0]?.order_number, 'PEDIDO0001');
});

test('a webhook is prepared in the pieces of the panel, and checked', async () => {
	const trigger = await publish();
	const workflowId = { __rl: true, mode: 'id', value: trigger.workflowId };
	const prepared = await run({
		resource: 'webhook',
		operation: 'prepare',
		addressFrom: 'workflow',
		workflowId,
	});
	const [{ addresses }] = prepared.items;
	const [{ url, fields }] = addresses as Array<{
		url: string;
		fields: Array<{ label: string; value: string }>;
	}>;
	assert.equal(url, trigger.address);
	const pieces = Object.fromEntries(fields.map(({ label, value: piece }) => [label, piece]));
	assert.equal(`${pieces.Protocolo}://${pieces.Host}:${pieces.Porta}/${pieces.Path}`, trigger.address);
	assert.ok(!JSON.stringify(prepared.items).includes(secrets.webhookPassword));

	const checked = await run({ resource: 'webhook', operation: 'check', workflowId });
	const statuses = Object.fromEntries(checked.items.map(({ check, status }) => [String(check), status]));
	assert.equal(statuses['A genuine delivery is accepted'], 'pass');
	assert.equal(statuses['A forged delivery is refused'], 'pass');
	assert.equal(statuses['The address is public and uses https'], 'fail');
	assert.deepEqual(await n8n.current.executions(trigger.workflowId), []);
});

test("the credential's test tells a right key from a wrong one", async () => {
	const check = async (apiKey: string) => {
		const data = { ...credentialData, apiKey };
		const { id } = await make(`Chave ${apiKey}`, 'intelipostApi', data);
		const credentialUnderTest = { id, name: 'Chave', type: 'intelipostApi', data };
		return await n8n.current.rest<{ status: string }>('POST', '/credentials/test', {
			credentials: credentialUnderTest,
		});
	};
	assert.equal((await check(secrets.apiKey)).status, 'OK');
	assert.equal((await check('wrong')).status, 'Error');
});

test('no secret is in any execution', async () => {
	const { data } = await n8n.current.api<{ data: Execution[] }>('GET', '/executions?includeData=true&limit=250');
	const everything = JSON.stringify(data);
	for (const name of ['apiKey', 'webhookPassword', 'webhookHeaderValue'] as const) {
		assert.ok(!everything.includes(secrets[name]), name);
	}
	assert.ok(!everything.includes(resendSecret));
});
