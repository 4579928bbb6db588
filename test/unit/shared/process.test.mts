import type { IExecuteFunctions, INodeType } from 'n8n-workflow';

import { BlingTrigger } from '../../../nodes/Bling/BlingTrigger.node';
import { bling } from '../../../nodes/Bling/webhook/webhook';
import { processDeliveries } from '../../../nodes/shared/trigger/process';
import type { Enriched } from '../../../nodes/shared/trigger/vendor';
import type { Placed } from '../support/contexts.mts';
import { callExecute, place } from '../support/contexts.mts';
import { useProcessedTable } from '../support/processed.mts';

useProcessedTable();

const item = (id: string, rest: object = {}) => ({
	json: {
		vendor: 'bling',
		event: 'order.updated',
		id,
		account: 'c1',
		accountName: 'Loja',
		state: '9',
		reference: `order-${id}`,
		occurredAt: null,
		receivedAt: '2026-11-21T00:00:00.000Z',
		attempt: null,
		verifiedBy: ['signature'],
		redelivery: false,
		data: { numero: 1 },
		...rest,
	},
});

/** A trigger whose second phase is given by the test. */
function trigger(enrich?: (event: string) => Enriched | undefined, vendorChanges = {}, rest: Partial<Placed> = {}) {
	const type: INodeType = new BlingTrigger();
	type.execute = async function (this: IExecuteFunctions) {
		return await processDeliveries(this, {
			...bling,
			...vendorChanges,
			enrich: async (_context, delivery) => enrich?.(delivery.id) ?? { outcome: 'emitted', delivery },
		});
	};
	return place({ type, credentials: { blingOAuth2Api: { clientSecret: 'x' } }, ...rest });
}

test('tags the execution and emits each delivery with its paired item', async () => {
	const { output, tags } = await callExecute(trigger(), [item('a')]);
	expect(output).toEqual([{ ...item('a'), pairedItem: { item: 0 } }]);
	expect(tags).toEqual({
		vendor: 'bling',
		event: 'order.updated',
		account: 'c1',
		delivery_id: 'a',
		reference: 'order-a',
		outcome: 'emitted',
	});
});

test('a gathered execution lists its different values and counts its deliveries', async () => {
	const { output, tags } = await callExecute(trigger(), [item('a'), item('b', { account: 'c2' }), item('c')]);
	expect(output).toHaveLength(3);
	expect(tags).toMatchObject({ account: 'c1,c2', delivery_id: 'a,b,c', deliveries: '3' });
});

test('what the database has seen is dropped; a retry and a test run are not asked', async () => {
	const node = trigger();
	await callExecute(node, [item('a')]);
	const again = await callExecute(node, [item('a'), item('b')]);
	expect(again.output.map(({ json }) => json.id)).toEqual(['b']);
	const only = await callExecute(node, [item('a')]);
	expect([only.output, only.tags.outcome]).toEqual([[], 'duplicate']);
	for (const mode of ['retry', 'manual'] as const) {
		expect((await callExecute(node, [item('a')], mode)).output).toHaveLength(1);
	}
	expect((await callExecute(node, [item('a', { redelivery: true })])).output).toHaveLength(1);
});

test('the same id of two accounts is two deliveries, each seen by its own', async () => {
	const node = trigger();
	const first = await callExecute(node, [item('a'), item('a', { account: 'c2' }), item('a', { account: null })]);
	expect(first.output).toHaveLength(3);
	const again = await callExecute(node, [item('a', { account: 'c3' }), item('a', { account: 'c2' }), item('a')]);
	expect(again.output.map(({ json }) => json.account)).toEqual(['c3']);
});

test('a failure takes the ids back, so that the repeat is not taken for a duplicate, and leaves the tags', async () => {
	let down = true;
	const node = trigger((id) => {
		if (down && id === 'b') throw new Error('the API is down');
		return undefined;
	});
	const failure = await callExecute(node, [item('a'), item('b')]).catch((error: unknown) => error);
	expect(failure).toMatchObject({ message: 'the API is down', tags: { reference: 'order-a,order-b' } });
	down = false;
	expect((await callExecute(node, [item('a'), item('b')])).output).toHaveLength(2);
});

test('what the API does not know ends without items, tagged unconfirmed', async () => {
	const { output, tags } = await callExecute(
		trigger(() => ({ outcome: 'unconfirmed' })),
		[item('a')],
	);
	expect([output, tags.outcome]).toEqual([[], 'unconfirmed']);
});

test('vendors whose resend is on purpose do not ask the database', async () => {
	const node = trigger(undefined, { duplicateWindow: { unit: 'minutes', default: 10 } });
	await callExecute(node, [item('a')]);
	expect((await callExecute(node, [item('a')])).output).toHaveLength(1);
});

test('a WEBHOOK_URL without https:// is told as such, in the place of "Invalid URL"', async () => {
	const placed = trigger(undefined, {}, { publicUrl: 'n8n.minhaloja.com.br' });
	await expect(callExecute(placed, [item('url')])).rejects.toMatchObject({
		message: 'WEBHOOK_URL of this n8n is not a valid address',
		description: expect.stringContaining('starting with https://'),
	});
});
