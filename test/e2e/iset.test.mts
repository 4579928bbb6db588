import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { catalogue } from '../../nodes/Iset/webhook/events.ts';
import type { Execution } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { publishAction } from '../support/action.mts';
import type { TriggerSpec } from '../support/instance.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import {
	anyRoute,
	bareUrl,
	credentialData,
	eventUrl,
	logins,
	post,
	registerAll,
	shopState,
	takeToken,
	webhookToken,
} from '../support/iset.mts';
import { startSandbox } from '../support/sandbox.mts';

const sandbox = await startSandbox();
const n8n = await startTestN8n();

const make = async (name: string, type: string, data: object) => ({
	id: await n8n.current.createCredential(name, type, data),
	name,
});
const isetApi = await make('Loja Teste', 'isetApi', await credentialData(sandbox));
const n8nInstanceApi = await make('Este n8n', 'n8nInstanceApi', {
	baseUrl: n8n.current.url,
	apiKey: n8n.current.apiKey,
	resendSecret: 'test-resend-secret-of-32-characters',
});

/** n8n registers the seven addresses one after the other. */
const publish = async (parameters: Record<string, unknown> = {}, rest: Partial<TriggerSpec> = {}) => {
	const trigger = await publishTrigger(n8n.current, {
		type: 'isetTrigger',
		path: anyRoute,
		credentials: { isetApi },
		parameters,
		...rest,
	});
	for (const { event } of catalogue) await n8n.current.untilRegistered(bareUrl(trigger.address, event));
	return trigger;
};

const action = async (parameters: Record<string, unknown>) =>
	await publishAction(n8n.current, { type: 'iset', parameters, credentials: { isetApi, n8nInstanceApi } });

const itemsOf = ({ data }: Execution) => (data.resultData.runData.Trigger?.[0]?.data?.main[0] ?? []).map(({ json }) => json);

const accepted = { status: 200, body: { status: 'accepted' } };
const ignored = { status: 200, body: { status: 'ignored' } };
const unauthorized = { status: 401, body: { status: 'unauthorized' } };

test('the credential is tested in the editor, also while its token is alive', async () => {
	const tested = async (id: string, overrides: object = {}) => {
		const data = { ...(await credentialData(sandbox)), ...overrides };
		return await n8n.current.rest<{ status: string; message: string }>('POST', '/credentials/test', {
			credentials: { id, name: 'Loja Teste', type: 'isetApi', data },
		});
	};
	for (let time = 0; time < 3; time++) assert.equal((await tested(isetApi.id)).status, 'OK');
	assert.equal((await shopState(sandbox)).tokensIssued, 1);

	const other = await make('Chave errada', 'isetApi', await credentialData(sandbox, { accessKey: 'fake-wrong-key' }));
	const { status, message } = await tested(other.id, { accessKey: 'fake-wrong-key' });
	assert.equal(status, 'Error');
	assert.match(message, /iSET refused the login/);
});

test('every event arrives from the sandbox once, confirmed where it can be', async () => {
	const { address, workflowId } = await publish();
	const unregister = await registerAll(sandbox, address);
	await sandbox.act('iset', 'settings', { copies: 1 });
	const { products } = await shopState(sandbox);
	const [first, second, last] = [products[0], products[1], products.at(-1)].map((product) => String(product?.id));
	const { order } = await sandbox.act('iset', 'create-order', {
		product: first,
		status: 'PAGO',
		customer: 'Cliente Exemplo',
	});
	await sandbox.act('iset', 'save-product', { product: second, name: 'Caneca nova', stock: 77 });
	await sandbox.act('iset', 'remove-product', { product: last });
	await sandbox.act('iset', 'remove-order', { order: '1327' });
	const { category } = await sandbox.act('iset', 'save-category', { name: 'Nova' });
	await sandbox.act('iset', 'remove-category', { category: String(category) });
	const executions = await n8n.current.untilExecutions(workflowId, 8);
	await unregister();
	assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
	const arrived = executions.flatMap(itemsOf);
	assert.deepEqual(
		arrived.map(({ event, reference, verifiedBy }) => `${event} ${reference} ${(verifiedBy as string[]).join('+')}`).sort(),
		[
			`category.removed ${category} token`,
			`category.saved ${category} token`,
			'order.removed 1327 token',
			`order.saved ${order} token+api`,
			`product.removed ${last} token+api`,
			`product.saved ${second} token+api`,
			...[first, second].map((product) => `stock.changed ${product} token+api`).sort(),
		],
	);

	const saved = arrived.find(({ event }) => event === 'order.saved') ?? {};
	const { receivedAt, id, ...rest } = saved;
	assert.ok(!Number.isNaN(Date.parse(String(receivedAt))));
	assert.match(String(id), new RegExp(`^order\\.saved\\|${order}\\|[0-9a-f]{64}$`));
	assert.deepEqual(rest, {
		vendor: 'iset',
		event: 'order.saved',
		account: new URL(sandbox.addresses.iset).host,
		accountName: 'Loja Teste',
		// Its API tells none.
		state: null,
		reference: String(order),
		occurredAt: null,
		attempt: null,
		verifiedBy: ['token', 'api'],
		redelivery: false,
		data: {
			orderId: order,
			status: { label: 'PAGO' },
			customer: { name: 'Cliente Exemplo', phone: [{ ddd: '11', number: '900000000' }] },
		},
		resource: rest.resource,
	});
	assert.deepEqual(Object.keys(rest.resource as object).sort(), ['products', 'totalValue', 'totals']);
	const tags = executions.find(({ customData }) => customData?.event === 'order.saved')?.customData ?? {};
	assert.deepEqual([tags.vendor, tags.reference, tags.outcome], ['iset', String(order), 'emitted']);
});

test('the same body again is a change of its own once the one before was read, and all events are all', async () => {
	const { address, workflowId } = await publish();
	const saved = eventUrl(address, 'order.saved');
	await sandbox.act('iset', 'settings', { copies: 1, orderStatus: true });
	await sandbox.act('iset', 'change-order', { order: '1326', status: 'AGUARDANDO PAGAMENTO' });
	assert.deepEqual(await post(saved, { orderId: 1326 }), accepted);
	await n8n.current.untilExecutions(workflowId, 1);
	await sandbox.act('iset', 'change-order', { order: '1326', status: 'PAGO' });
	assert.deepEqual(await post(saved, { orderId: 1326 }), accepted);
	// What was removed cannot be removed again.
	const removed = eventUrl(address, 'order.removed');
	assert.deepEqual(await post(removed, { orderId: 1326 }), accepted);
	assert.deepEqual((await post(removed, { orderId: 1326 })).body, { status: 'duplicate' });
	assert.deepEqual(await post(saved, { orderId: '1/../../oauth' }), accepted);
	const executions = await n8n.current.untilExecutions(workflowId, 4);
	await sandbox.act('iset', 'settings', { copies: 1 });
	assert.deepEqual(
		executions
			.flatMap(itemsOf)
			.map(({ event, state }) => [event, state])
			.sort(),
		[
			['order.removed', null],
			['order.saved', 'AGUARDANDO PAGAMENTO'],
			['order.saved', 'PAGO'],
			['unknown', null],
		],
	);
});

test('what iSET leaves open makes no difference: forms, other bodies, another name and unit of the token', async () => {
	const { address, workflowId } = await publish();
	const unregister = await registerAll(sandbox, address);
	await sandbox.act('iset', 'settings', {
		...{
			copies: 1,
			encoding: 'form',
			unknownBodies: 'id-type-domain',
			tokenField: 'access_token',
			expiresIn: 'duration',
		},
		...{ numbersAsStrings: false, tokenLifeS: 900 },
	});
	await sandbox.act('iset', 'expire-token');
	const { products } = await shopState(sandbox);
	const product = String(products[0].id);
	await sandbox.act('iset', 'change-order', { order: '1326', status: 'PAGO' });
	await sandbox.act('iset', 'save-product', { product, name: 'Outro nome', stock: 12 });
	const executions = await n8n.current.untilExecutions(workflowId, 3);
	assert.deepEqual(
		executions
			.flatMap(itemsOf)
			.map(({ event, reference, verifiedBy }) => `${event} ${reference} ${(verifiedBy as string[]).join('+')}`)
			.sort(),
		['order.saved 1326 token+api', `product.saved ${product} token+api`, `stock.changed ${product} token+api`],
	);
	await unregister();
	await sandbox.act('iset', 'settings', { copies: 1 });
	await sandbox.act('iset', 'expire-token');
});

test('what is not a wanted, authentic notice starts no execution', async (t) => {
	const { address, workflowId } = await publish({ events: ['order.saved'] });
	const order = { orderId: 1326 };
	const url = (query: string) => bareUrl(address, 'order.saved') + query;
	const token = encodeURIComponent(webhookToken);
	const form = { 'content-type': 'application/x-www-form-urlencoded' };
	const good = url(`?token=${token}`);
	const keys = Array.from({ length: 131_072 }, (_, key) => `k${String(key).padStart(6, '0')}`).join('&');
	const cases: Array<[name: string, url: string, body: unknown, answer: object, headers?: Record<string, string>]> = [
		['no token', url(''), order, unauthorized],
		['an empty token', url('?token='), order, unauthorized],
		['a wrong token', url('?token=wrong'), order, unauthorized],
		['a right prefix', url(`?token=${token.slice(0, -1)}`), order, unauthorized],
		['the token in base64', url(`?token=${Buffer.from(webhookToken).toString('base64url')}`), order, unauthorized],
		['the token twice, one wrong', url(`?token=wrong&token=${token}`), order, unauthorized],
		['the token twice', url(`?token=${token}&token=${token}`), order, unauthorized],
		['the token as a list', url(`?token[]=${token}`), order, unauthorized],
		['the token in a header', url(''), order, unauthorized, { token: webhookToken, authorization: `Bearer ${webhookToken}` }],
		['the token in the body', url(''), { ...order, token: webhookToken }, unauthorized],
		['an empty body', good, '', ignored],
		['a hostile id', good, { orderId: '1/../../oauth' }, ignored],
		['a query as id', good, { orderId: '1?x' }, ignored],
		['13 digits', good, { orderId: 1234567890123 }, ignored],
		['a negative id', good, { orderId: -1 }, ignored],
		['an object as id', good, { orderId: { id: 1 } }, ignored],
		['the domain of another host', good, { ...order, domain: 'evil.example.com' }, ignored],
		['a PDF', good, '%PDF-1.7 obj', ignored, { 'content-type': 'application/pdf' }],
		['1 MiB of form keys', good, keys, ignored, form],
		['an event that was not chosen', eventUrl(address, 'order.removed'), order, ignored],
	];
	for (const [name, target, body, answer, headers] of cases) {
		await t.test(name, async () => assert.deepEqual(await post(target, body, headers), answer));
	}
	await t.test('an event that does not exist has no address', async () => {
		assert.equal((await post(eventUrl(address, 'order.exploded'), order)).status, 404);
	});
	await t.test('the page for people shows no token', async () => {
		const page = await (await fetch(good)).text();
		assert.match(page, /Salvar alterações/);
		assert.ok(!page.includes(webhookToken));
	});
	assert.deepEqual(await n8n.current.executions(workflowId), []);
});

test('a shop whose panel drops the token: only what the API confirms comes through, 60 a minute', async () => {
	const { address, workflowId } = await publish({ options: { allowWithoutToken: true } });
	const bare = (event: string) => bareUrl(address, event);
	await sandbox.act('iset', 'settings', { copies: 1, dropsQuery: true });
	const unregister = await registerAll(sandbox, address);
	await sandbox.act('iset', 'change-order', { order: '1326', status: 'CANCELADO' });
	await n8n.current.untilExecutions(workflowId, 1);
	await unregister();
	await sandbox.act('iset', 'settings', { copies: 1 });
	assert.deepEqual(await post(bare('order.saved'), { orderId: 99999, status: { label: 'PAGO' } }), accepted);
	assert.deepEqual(await post(bare('category.removed'), { category_id: 11 }), accepted);

	const executions = await n8n.current.untilExecutions(workflowId, 3);
	assert.deepEqual(executions.map(({ customData }) => customData?.outcome).sort(), ['emitted', 'unconfirmed', 'unconfirmed']);
	const [confirmed] = executions.flatMap(itemsOf);
	assert.deepEqual([confirmed.verifiedBy, confirmed.state, confirmed.data], [['api'], null, { orderId: 1326 }]);

	const answers = await Promise.all(
		Array.from({ length: 80 }, async (_, id) => (await post(bare('product.removed'), { product_id: id })).status),
	);
	assert.deepEqual([answers.filter((status) => status === 200).length, answers.filter((status) => status === 503).length], [57, 23]);
	await n8n.current.untilExecutions(workflowId, 60);
});

test('an order is in the state that the shop says, whatever a notice claims, with and without a token', async () => {
	const { address, workflowId } = await publish({ options: { allowWithoutToken: true } });
	await sandbox.act('iset', 'settings', { copies: 1, orderStatus: true });
	await sandbox.act('iset', 'change-order', { order: '1326', status: 'AGUARDANDO PAGAMENTO' });
	const claim = { orderId: 1326, status: { label: 'PAGO' } };
	assert.deepEqual(await post(eventUrl(address, 'order.saved'), claim), accepted);
	assert.deepEqual(await post(bareUrl(address, 'order.saved'), claim), accepted);
	const executions = await n8n.current.untilExecutions(workflowId, 2);
	await sandbox.act('iset', 'settings', { copies: 1 });
	assert.deepEqual(
		executions
			.flatMap(itemsOf)
			.map(({ state, data, verifiedBy }) => [state, data, verifiedBy])
			.sort(),
		[
			['AGUARDANDO PAGAMENTO', { orderId: 1326 }, ['api']],
			['AGUARDANDO PAGAMENTO', claim, ['token', 'api']],
		],
	);
});

test('two workflows and one action node share one credential for 200 parallel items: one log-in for each life of the token', async () => {
	const triggers = [await publish(), await publish()];
	const reading = await action({ resource: 'product', operation: 'get', productId: '={{ $json.id }}' });
	const { products } = await shopState(sandbox);
	const [{ id }] = products;
	for (let life = 1; life <= 2; life++) {
		await sandbox.act('iset', 'expire-token');
		await sandbox.act('iset', 'clear-requests');
		const before = (await shopState(sandbox)).tokensIssued;
		const notices = triggers.flatMap(({ address }) =>
			Array.from({ length: 70 }, (_, turn) => post(eventUrl(address, 'stock.changed'), { product_id: id, turn, life })),
		);
		const [read, ...answers] = await Promise.all([reading.run(Array.from({ length: 60 }, () => ({ id }))), ...notices]);
		assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
		assert.deepEqual([read.status, read.items.length, read.error], ['success', 60, undefined]);
		for (const { workflowId } of triggers) {
			const executions = await n8n.current.untilExecutions(workflowId, 70 * life);
			assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
			assert.ok(executions.flatMap(itemsOf).every(({ verifiedBy }) => String(verifiedBy) === 'token,api'));
		}
		assert.equal((await shopState(sandbox)).tokensIssued - before, 1);
		assert.equal(await logins(sandbox), 1);
	}
});

test('a lost notice is recovered by reconcile exactly once', async () => {
	const { address, workflowId } = await publish({ events: ['order.saved'] });
	const unregister = await registerAll(sandbox, address);
	const old = (await shopState(sandbox)).orders.map(({ id }) => id);
	const { order: seen } = await sandbox.act('iset', 'create-order', { product: '210' });
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(itemsOf(execution)[0].reference, String(seen));

	await n8n.current.unpublish(workflowId);
	await n8n.current.untilRegistered(address, false);
	const { order: lost } = await sandbox.act('iset', 'create-order', { product: '210' });
	await until('the notice to get lost', async () => {
		const dispatches = await sandbox.dispatches('iset');
		return dispatches.some(({ state, reference }) => state === 'failure' && reference === String(lost)) ? true : undefined;
	});
	await unregister();

	const reconcile = await action({
		resource: 'order',
		operation: 'reconcile',
		dateFrom: '2020-01-01',
		dateTo: '2100-01-01',
		alreadyReceived: [...old, seen].join(','),
		fetchOrders: true,
		onlyNew: true,
	});
	const first = await reconcile.run();
	assert.equal(first.error, undefined);
	assert.deepEqual(
		first.items.map(({ vendor, event, reference, redelivery, verifiedBy }) => ({
			vendor,
			event,
			reference,
			redelivery,
			verifiedBy,
		})),
		[
			{
				vendor: 'iset',
				event: 'order.saved',
				reference: String(lost),
				redelivery: true,
				verifiedBy: ['api'],
			},
		],
	);
	for (let again = 0; again < 2; again++) assert.deepEqual((await reconcile.run()).items, []);
});

test('the addresses are prepared for the panel and checked from inside', async () => {
	const { address, workflowId } = await publish();
	const prepare = await action({
		resource: 'webhook',
		operation: 'prepare',
		addressFrom: 'workflow',
		workflowId: { mode: 'id', value: workflowId },
	});
	const [guide] = (await prepare.run()).items;
	const path = (url: string) => url.slice(url.indexOf('/webhook/'));
	assert.deepEqual(
		(guide.addresses as Array<{ url: string }>).map(({ url }) => path(url)),
		catalogue.map(({ event }) => path(eventUrl(address, event))),
	);

	const check = await action({
		resource: 'webhook',
		operation: 'check',
		workflowId: { mode: 'id', value: workflowId },
	});
	const { items, error } = await check.run();
	assert.equal(error, undefined);
	const outcome = (name: string) => items.filter((row) => row.check === name).map(({ status }) => status);
	assert.deepEqual(
		outcome('A genuine delivery is accepted'),
		Array.from({ length: 7 }, () => 'pass'),
	);
	assert.deepEqual(
		outcome('A forged delivery is refused'),
		Array.from({ length: 7 }, () => 'pass'),
	);
	assert.ok(!JSON.stringify(items).includes(webhookToken));
	assert.deepEqual(await n8n.current.executions(workflowId), []);
});

test('a token that another program holds fails the execution with an explanation, and a retry succeeds later', async () => {
	const { address, workflowId } = await publish();
	await sandbox.act('iset', 'expire-token');
	await takeToken(sandbox);
	assert.deepEqual(await post(eventUrl(address, 'order.saved'), { orderId: 1326 }), accepted);
	const [failed] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(failed.status, 'error');
	assert.match(String(failed.data.resultData.error?.message), /Access token|iSET refuses this credential|iSET is not issuing a token/);
	assert.match(String(failed.data.resultData.error?.description), /its own access key/);
	assert.equal(failed.customData?.reference, '1326');

	await sandbox.act('iset', 'expire-token');
	await n8n.current.api('POST', `/executions/${failed.id}/retry`, { loadWorkflow: false });
	const executions = await n8n.current.untilExecutions(workflowId, 2);
	const [retried] = executions.filter(({ retryOf }) => String(retryOf) === failed.id);
	assert.equal(retried.status, 'success');
	assert.deepEqual(itemsOf(retried)[0].verifiedBy, ['token', 'api']);
});

test('the token survives a crash of n8n, and no secret is in executions or in the log', async () => {
	const { address, workflowId } = await publish();
	const before = (await shopState(sandbox)).tokensIssued;
	await n8n.restart('kill');
	await n8n.current.untilRegistered(address);
	assert.deepEqual(await post(eventUrl(address, 'order.saved'), { orderId: 1326 }), accepted);
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(execution.status, 'success');
	assert.equal((await shopState(sandbox)).tokensIssued, before);

	const { accessKey, storeId } = await shopState(sandbox);
	const secrets = [webhookToken, accessKey, Buffer.from(`${storeId}:${accessKey}`).toString('base64')];
	const { data } = await n8n.current.api<{ data: Execution[] }>('GET', '/executions?includeData=true&limit=250');
	// What "Prepare" writes is meant to be copied, token and all.
	const kept = data.filter((one) => !JSON.stringify(one).includes('guia-iset'));
	const log = await readFile(join(n8n.current.folder, 'n8n.log'), 'utf8');
	assert.ok(kept.length > 100);
	for (const secret of secrets) {
		assert.deepEqual(
			kept.filter((one) => JSON.stringify(one).includes(secret)).map(({ id }) => id),
			[],
		);
		assert.ok(!log.includes(secret));
	}
});
