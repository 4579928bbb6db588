import type { IDataObject, IExecuteFunctions, INodeType } from 'n8n-workflow';

import { processDeliveries } from '../../../nodes/shared/trigger/process';
import { hmacHex } from '../../../nodes/shared/trigger/signature';
import type { Sample } from '../../fixtures/personal-data.mts';
import { canariesIn, samples, visibleIn } from '../../fixtures/personal-data.mts';
import { credential as intelipostCredential, basic } from '../intelipost/support.mts';
import { apiKey, md5, newHookId, sign } from '../nfeio/support.mts';
import type { FakeRequest } from '../support/contexts.mts';
import { callExecute, callWebhook, place } from '../support/contexts.mts';
import { ownVendors } from '../support/vendors.mts';

interface Played {
	credential: IDataObject;
	parameters?: IDataObject;
	request(sample: Sample, body: string): FakeRequest;
}

const token = 'fake-token-of-thirty-two-characters';

const played: Record<Sample['vendor'], Played> = {
	bling: {
		credential: { clientSecret: 'test-client-secret', callbackToken: token },
		request: ({ event }, body) =>
			event.startsWith('legacy.')
				? { body, query: { token } }
				: { body, headers: { 'x-bling-signature-256': `sha256=${hmacHex('sha256', 'test-client-secret', Buffer.from(body))}` } },
	},
	iset: {
		credential: { storeUrl: 'https://loja.example.com', webhookToken: token },
		request: ({ event }, body) => ({
			body,
			query: { token },
			path: `/webhook/7d3f8b52-0000-4000-8000-000000000001/iset/${event}`,
		}),
	},
	intelipost: {
		credential: intelipostCredential,
		request: (_sample, body) => ({ body, headers: { authorization: basic() } }),
	},
	nfeio: {
		credential: { apiKey },
		request: (_sample, body) => ({
			body,
			headers: { 'x-hub-signature': sign(body), 'x-hook-id': newHookId(), 'content-md5': md5(body) },
		}),
	},
};

const partsOf = (name: string) => ownVendors.filter(({ identity }) => identity.vendor === name)[0];

/** A trigger of this vendor whose API returns the sample's resource. */
function trigger({ vendor: name, resource }: Sample, options: IDataObject) {
	const { identity, webhook: vendor, trigger: original } = partsOf(name);
	const type: INodeType = Object.create(original);
	type.execute = async function (this: IExecuteFunctions) {
		return await processDeliveries(this, {
			...vendor,
			enrich: async (_context, delivery) => ({
				outcome: 'emitted',
				delivery: resource ? { ...delivery, resource: structuredClone(resource) as IDataObject } : delivery,
			}),
		});
	};
	return place({
		type,
		credentials: { [identity.credential]: played[name].credential },
		parameters: {
			events: ['*'],
			authentication: 'basic',
			options: { legacyCallbacks: true, ignoreDuplicates: false, ...options },
		},
	});
}

const modes = ['mask', 'remove'] as const;
const cases = samples.flatMap((sample) => modes.map((mode) => ({ ...sample, mode })));

describe('no person reaches n8n', () => {
	test.each(cases)('$vendor $event: $mode', async ({ mode, ...sample }) => {
		const target = trigger(sample, { personalData: mode });
		const received = await callWebhook(target, played[sample.vendor].request(sample, JSON.stringify(sample.body)));
		expect(received.body).toEqual({ status: 'accepted' });
		received.end('stored');
		const [stored] = received.items ?? [];
		expect(canariesIn(JSON.stringify(stored))).toEqual([]);
		expect(stored.json.event).toBe(sample.event);
		expect(visibleIn(stored)).toEqual(expect.arrayContaining(visibleIn(sample.body)));

		const { output, tags } = await callExecute(target, [stored]);
		expect(canariesIn(JSON.stringify([output, tags]))).toEqual([]);
		expect(visibleIn(output)).toEqual(expect.arrayContaining(visibleIn([sample.body, sample.resource ?? {}])));
	});

	test.each(samples)('$vendor $event: kept, as the vendor sent it', async (sample) => {
		const target = trigger(sample, {});
		const { items = [], end } = await callWebhook(target, played[sample.vendor].request(sample, JSON.stringify(sample.body)));
		end('stored');
		const [{ json }] = (await callExecute(target, items)).output;
		expect(json).not.toHaveProperty('personalData');
		expect(json.resource).toEqual(sample.resource);
		expect(canariesIn(JSON.stringify(json.data))).toEqual(canariesIn(JSON.stringify(sample.body)));
	});

	test.each(modes)('what several requests gathered: %s', async (mode) => {
		const [sample] = samples.filter(({ event }) => event === 'service_invoice.issued_error');
		const target = trigger(sample, { personalData: mode, gatherWindowMs: 100 });
		const posts = [1, 2, 3].map(async (sequence) => {
			const body = JSON.stringify({ ...sample.body, sequence });
			const received = await callWebhook(target, played.nfeio.request(sample, body));
			// Only the first of them starts the execution; the others wait until it is stored.
			if (received.items) received.end('stored');
			return received.items ?? [];
		});
		const gathered = (await Promise.all(posts)).flat();
		expect(gathered).toHaveLength(3);
		expect(canariesIn(JSON.stringify(gathered))).toEqual([]);
	});
});

test('every field of the lists is in a sample', () => {
	for (const {
		identity: { vendor: name },
		webhook,
	} of ownVendors) {
		for (const { path, events = [''] } of webhook.personalData.fields) {
			const fitting = samples.filter(
				({ vendor: other, event }) => other === name && events.some((beginning) => event.startsWith(beginning)),
			);
			const found = fitting.flatMap((sample) => valuesAt({ data: dataOf(sample), resource: sample.resource }, path.split('.')));
			expect({ name, path, found: found.length > 0 && canariesIn(JSON.stringify(found)).length > 0 }).toEqual({ name, path, found: true });
		}
	}
});

/** What each vendor's trigger puts into `data`. */
function dataOf({ body }: Sample): unknown {
	const { data, payload, retorno, beside } = body as {
		data?: object;
		payload?: object;
		beside?: string;
		retorno?: Record<string, Array<Record<string, object>>>;
	};
	const document = data ?? payload;
	if (document) return { ...document, $envelope: { beside } };
	return retorno ? Object.values(Object.values(retorno)[0][0])[0] : body;
}

function valuesAt(value: unknown, [segment, ...rest]: string[]): unknown[] {
	if (Array.isArray(value)) return value.flatMap((entry: unknown) => valuesAt(entry, [segment, ...rest]));
	if (typeof value !== 'object' || value === null || !(segment in value)) return [];
	const inside = (value as Record<string, unknown>)[segment];
	return rest.length === 0 ? [inside] : valuesAt(inside, rest);
}

describe('what stays as it was', () => {
	const [sample] = samples.filter(({ event }) => event === 'service_invoice.issued_error');
	const body = JSON.stringify(sample.body);
	const post = async (target: ReturnType<typeof trigger>, rest: FakeRequest = {}) =>
		await callWebhook(target, { ...played.nfeio.request(sample, body), ...rest });

	test('the signature is that of the bytes as they came', async () => {
		const target = trigger(sample, { personalData: 'mask' });
		expect((await post(target)).status).toBe(200);
		const forged = played.nfeio.request(sample, body).headers;
		expect((await post(target, { body: `${body} `, headers: forged })).status).toBe(401);
	});

	test('a delivery that comes again is known, also by its bytes', async () => {
		const target = trigger(sample, { personalData: 'remove', ignoreDuplicates: true });
		(await post(target)).end('stored');
		expect((await post(target)).body).toEqual({ status: 'duplicate' });
	});

	test('two that differ only in a person are two', async () => {
		const order = samples.find(({ event }) => event === 'order.saved') as Sample;
		const target = trigger(order, { personalData: 'mask', ignoreDuplicates: true });
		const of = (name: string) => played.iset.request(order, JSON.stringify({ ...order.body, customer: { name } }));
		(await callWebhook(target, of('Cliente Um'))).end('stored');
		expect((await callWebhook(target, of('Cliente Dois'))).body).toEqual({ status: 'accepted' });
	});

	test('a payload nested as deep as is read at all is masked as a whole below its first levels', async () => {
		const nested = `${'{"nome":['.repeat(45)}"canario-no-fundo"${']}'.repeat(45)}`;
		const [tracked] = samples.filter(({ vendor }) => vendor === 'intelipost');
		const target = trigger(tracked, { personalData: 'mask' });
		for (const text of [
			`{"order_number":"1","x":${nested}}`,
			`{"order_number":"1","history":{"shipment_order_volume_state":"NEW","provider_message":${nested}}}`,
		]) {
			const { body: answer, items } = await callWebhook(target, played.intelipost.request(tracked, text));
			expect(answer).toEqual({ status: 'accepted' });
			expect(canariesIn(JSON.stringify(items))).toEqual([]);
		}
	});

	test('a setting that is none lets nothing in', async () => {
		const { status, items } = await post(trigger(sample, { personalData: 'tudo' }));
		expect([status, items]).toEqual([503, undefined]);
	});
});
