import { jest } from '@jest/globals';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { IntelipostTrigger } from '../../../nodes/Intelipost/IntelipostTrigger.node';
import { IsetTrigger } from '../../../nodes/Iset/IsetTrigger.node';
import { processDeliveries } from '../../../nodes/shared/trigger/process';
import type { Delivery } from '../../../nodes/shared/trigger/delivery';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import type { Enriched } from '../../../nodes/shared/trigger/vendor';
import { intelipost } from '../../../nodes/Intelipost/webhook/webhook';
import { iset } from '../../../nodes/Iset/webhook/webhook';
import { documented } from '../../fixtures/intelipost.mts';
import type { Received } from '../support/contexts.mts';
import { callExecute, callWebhook, place } from '../support/contexts.mts';

const duplicate = { status: 'duplicate' };
const hour = 3_600_000;

beforeEach(() => jest.useFakeTimers({ now: new Date('2026-11-28T12:00:00Z') }));
afterEach(() => jest.useRealTimers());

/** What was answered, within the seconds that a request may wait for another one. */
async function answerOf(request: Promise<Received>): Promise<unknown> {
	await jest.advanceTimersByTimeAsync(11_000);
	return (await request).body;
}

describe('a delivery whose execution waits for a free place', () => {
	const secret = 'test-client-secret';
	const body = JSON.stringify({ eventId: 'e-1', event: 'order.created', companyId: 'c', data: { id: 1 } });
	const headers = { 'x-bling-signature-256': `sha256=${hmacHex('sha256', secret, Buffer.from(body))}` };
	const trigger = () => place({ type: new BlingTrigger(), credentials: { blingOAuth2Api: { clientSecret: secret } } });

	test('its repeats start nothing however long it waits, also when its client has left', async () => {
		const node = trigger();
		const first = await callWebhook(node, { body, headers });
		first.end('client left');
		for (let seconds = 13; seconds < 600; seconds += 60) {
			await jest.advanceTimersByTimeAsync(60_000);
			const repeat = callWebhook(node, { body, headers });
			expect(await answerOf(repeat)).toEqual({ status: 'unavailable' });
		}
		first.end('stored');
		expect((await callWebhook(node, { body, headers })).body).toEqual(duplicate);
	});

	test('what `process` has begun is stored, and that only for its own account', async () => {
		const node = trigger();
		const of = (companyId: string) => {
			const other = JSON.stringify({ ...JSON.parse(body), companyId });
			return { body: other, headers: { 'x-bling-signature-256': `sha256=${hmacHex('sha256', secret, Buffer.from(other))}` } };
		};
		const [first, second] = [await callWebhook(node, of('A')), await callWebhook(node, of('B'))];
		for (const { end } of [first, second]) end('client left');
		await callExecute({ ...node, parameters: { options: { ignoreDuplicates: false } } }, first.items ?? []);
		expect(await answerOf(callWebhook(node, of('A')))).toEqual(duplicate);
		expect(await answerOf(callWebhook(node, of('B')))).toEqual({ status: 'unavailable' });
	});

	test('if n8n could not store it, though nobody heard that, the next repeat is new', async () => {
		const node = trigger();
		const first = await callWebhook(node, { body, headers });
		first.end('client left');
		first.end('failed');
		expect((await callWebhook(node, { body, headers })).items).toHaveLength(1);
	});

	test('the same if the client left before n8n got it', async () => {
		const node = trigger();
		node.parameters = { options: { gatherWindowMs: 100 } };
		const gathered = callWebhook(node, { body, headers }, { leavesAtOnce: true });
		await jest.advanceTimersByTimeAsync(100);
		(await gathered).end('failed');
		const next = callWebhook(node, { body, headers });
		await jest.advanceTimersByTimeAsync(100);
		expect((await next).items).toHaveLength(1);
	});

	test('n8n has written it before it lets it wait: after an hour without an answer it is stored', async () => {
		const node = trigger();
		(await callWebhook(node, { body, headers })).end('client left');
		await jest.advanceTimersByTimeAsync(hour);
		expect((await callWebhook(node, { body, headers })).body).toEqual(duplicate);
	});

	test('how long it counts as seen begins when it is stored', async () => {
		const node = trigger();
		node.parameters = { options: { duplicateWindowHours: 0.01 } };
		const first = await callWebhook(node, { body, headers });
		await jest.advanceTimersByTimeAsync(10 * 60_000);
		first.end('stored');
		await jest.advanceTimersByTimeAsync(35_000);
		expect((await callWebhook(node, { body, headers })).body).toEqual(duplicate);
		await jest.advanceTimersByTimeAsync(2_000);
		expect((await callWebhook(node, { body, headers })).items).toHaveLength(1);
	});
});

const webhookToken = 'fake-webhook-token-0123456789abcdef';
const shop = { storeUrl: 'https://www.example-store.com.br', storeId: '1', accessKey: 'fake', webhookToken };

/** iSET's trigger with an API that says what the test wants. */
function isetTrigger(options: object, answer: (delivery: Delivery) => Enriched) {
	const type = new IsetTrigger();
	type.execute = async function () {
		return await processDeliveries(this, { ...iset, enrich: async (_context, delivery) => answer(delivery) });
	};
	return place({ type, credentials: { isetApi: shop }, parameters: { options } });
}

const confirmed = (delivery: Delivery): Enriched => ({
	outcome: 'emitted',
	delivery: { ...delivery, verifiedBy: [...delivery.verifiedBy, 'api'] },
});
const unconfirmed = (): Enriched => ({ outcome: 'unconfirmed' });

const notice = (node: ReturnType<typeof isetTrigger>, event: string, body: object, query = { token: webhookToken }) => ({
	path: `/webhook/${node.webhookId}/iset/${event}`,
	body: JSON.stringify(body),
	query,
});

describe('a body without a version', () => {
	test('is a change of its own once n8n has stored the one before', async () => {
		const node = isetTrigger({}, confirmed);
		const post = async () => await callWebhook(node, notice(node, 'order.saved', { orderId: 1326 }));
		const first = await post();
		first.end('stored');
		await callExecute(node, first.items ?? []);
		await jest.advanceTimersByTimeAsync(20_000);
		expect((await post()).items).toHaveLength(1);
	});

	test('folds into one that nobody has read yet', async () => {
		const node = isetTrigger({}, confirmed);
		const post = async () => await callWebhook(node, notice(node, 'order.saved', { orderId: 1326 }));
		const first = await post();
		const second = post();
		await jest.advanceTimersByTimeAsync(0);
		first.end('stored');
		expect(await answerOf(second)).toEqual(duplicate);
	});

	test('what was removed cannot be removed again: its repeat is a duplicate', async () => {
		const node = isetTrigger({}, confirmed);
		const post = async () => await callWebhook(node, notice(node, 'order.removed', { orderId: 1326 }));
		(await post()).end('stored');
		expect((await post()).body).toEqual(duplicate);
	});
});

describe('what nobody has proven', () => {
	const gathering = { allowWithoutToken: true, gatherWindowMs: 100, latestPerReference: true };
	const none = {} as { token: string };
	const credential = { accountName: 'Loja Teste', apiKey: 'test' };

	test('displaces nothing that is proven, is not gathered with it, and makes no repeat a duplicate', async () => {
		const node = isetTrigger(gathering, (delivery) => (delivery.verifiedBy.length > 0 ? confirmed(delivery) : unconfirmed()));
		const genuine = callWebhook(node, notice(node, 'order.saved', { orderId: 1326 }));
		const forged = callWebhook(node, notice(node, 'order.removed', { orderId: 1326 }, none));
		await jest.advanceTimersByTimeAsync(100);
		expect([(await genuine).items, (await forged).items]).toMatchObject([
			[{ json: { event: 'order.saved' } }],
			[{ json: { event: 'order.removed' } }],
		]);
		(await genuine).end('stored');
		(await forged).end('stored');
		const { output } = await callExecute(node, (await genuine).items ?? []);
		expect(output).toHaveLength(1);
		await callExecute(node, (await forged).items ?? []);
		const later = callWebhook(node, notice(node, 'order.removed', { orderId: 1326 }));
		await jest.advanceTimersByTimeAsync(100);
		expect((await later).items).toHaveLength(1);
	});

	test('is the same however it is spelled: no variant of a confirmed body starts the workflow again', async () => {
		const node = place({
			type: new IntelipostTrigger(),
			credentials: { intelipostApi: credential },
			parameters: { authentication: 'none' },
		});
		const post = async (body: string, type = 'application/json') => await callWebhook(node, { body, headers: { 'content-type': type } });
		// No id of its own: told by its content.
		const first = await post('{"order_number":"1326","history":{"shipment_order_volume_state":"SHIPPED","created":1760000000000}}');
		expect(first.items).toHaveLength(1);
		first.end('stored');
		await callExecute(node, first.items ?? []);
		const variants = [
			' {"order_number": "1326", "history": {"shipment_order_volume_state": "SHIPPED", "created": 1760000000000}}\n',
			'{"history":{"created":1760000000000,"shipment_order_volume_state":"SHIPPED"},"order_number":"1326"}',
			'{"order_number":"\\u00313\\u0032\\u0036","history":{"shipment_order_volume_state":"SHIPPED","created":1760000000000}}',
			'{"order_number":"1326","history":{"shipment_order_volume_state":"SHIPPED","created":1.76e12}}',
			'[{"order_number":"1326","history":{"shipment_order_volume_state":"SHIPPED","created":1760000000000}}]',
		];
		for (const variant of variants) expect((await post(variant)).body).toEqual(duplicate);
		expect((await post(variants[0].replace('SHIPPED', 'DELIVERED'))).items).toHaveLength(1);
	});

	test('folds into one of the same content that nobody has read yet, as a form too', async () => {
		const node = isetTrigger({ allowWithoutToken: true }, confirmed);
		const post = async (body: string, type = 'application/json') =>
			await callWebhook(node, { path: `/webhook/${node.webhookId}/iset/order.saved`, body, headers: { 'content-type': type } });
		const first = await post('{"orderId":1326,"status":{"label":"Pago"}}');
		const others = [
			post('{ "status":{"label":"P\\u0061go"},"orderId":"1326"}'),
			post('orderId=1326&status[label]=Pago', 'application/x-www-form-urlencoded'),
		];
		await jest.advanceTimersByTimeAsync(0);
		first.end('stored');
		for (const other of others) expect(await answerOf(other)).toEqual(duplicate);
	});

	test('the latest per reference is chosen once the API has confirmed them', async () => {
		const node = isetTrigger(gathering, (delivery) => (delivery.event === 'order.saved' ? confirmed(delivery) : unconfirmed()));
		const all = ['order.saved', 'order.saved', 'order.removed'].map(
			async (event, index) => await callWebhook(node, notice(node, event, { orderId: 1326, index }, none)),
		);
		await jest.advanceTimersByTimeAsync(100);
		const committed = (await all[0]).items ?? [];
		expect(committed).toHaveLength(3);
		const { output } = await callExecute(node, committed);
		expect(output.map(({ json }) => json.data)).toEqual([{ orderId: 1326, index: 1 }]);
	});

	function intelipostTrigger(answer: (delivery: Delivery) => Enriched) {
		const type = new IntelipostTrigger();
		type.execute = async function () {
			return await processDeliveries(this, { ...intelipost, enrich: async (_context, delivery) => answer(delivery) });
		};
		return place({
			type,
			credentials: { intelipostApi: credential },
			parameters: { authentication: 'none', options: { confirmByApi: true } },
		});
	}

	test('a coming id that was posted early does not make the genuine notice a duplicate', async () => {
		const node = intelipostTrigger((delivery) =>
			delivery.state === documented.history.shipment_order_volume_state ? confirmed(delivery) : unconfirmed(),
		);
		const forged = { ...documented, history: { ...documented.history, shipment_order_volume_state: 'DELIVERED' } };
		const early = await callWebhook(node, { body: JSON.stringify(forged) });
		early.end('stored');
		const genuine = await callWebhook(node, { body: JSON.stringify(documented) });
		expect(genuine.items).toHaveLength(1);
		genuine.end('stored');
	});

	test('not even with the same bytes, as long as the API does not know it', async () => {
		const answers = [unconfirmed, confirmed];
		const node = intelipostTrigger((delivery) => (answers.shift() ?? confirmed)(delivery));
		const post = async () => await callWebhook(node, { body: JSON.stringify(documented) });
		const early = await post();
		early.end('stored');
		await callExecute(node, early.items ?? []);
		const genuine = await post();
		expect(genuine.items).toHaveLength(1);
		genuine.end('stored');
		await callExecute(node, genuine.items ?? []);
		expect((await post()).body).toEqual(duplicate);
	});
});
