import type { IDataObject } from 'n8n-workflow';

import { signatureScheme } from '../../../nodes/NfeIo/webhook/webhook';
import { deriveSecret } from '../../../nodes/NfeIo/webhook/secret';
import { hmacHex, verifyHmac } from '../../../nodes/shared/trigger/signature';
import { callWebhook } from '../support/contexts.mts';
import { apiKey, deliver, derivedSecret, md5, newHookId, sign, trigger, vector, vectors, webhookId } from './support.mts';

const company = '5f4d4cee0a8b8e2c3a1bcd11';
const invoice = '65fa2c11abc1234567890def';

/** docs/facts/nfeio.md §2.3, shortened. */
const serviceInvoice = {
	id: invoice,
	environment: 'Development',
	flowStatus: 'Issued',
	status: 'Issued',
	externalId: 'order-123',
	number: 42,
	modifiedOn: '2026-07-09T12:00:05-03:00',
	provider: { id: company, name: 'Oficina Exemplo', federalTaxNumber: 191 },
};
const productInvoice = {
	id: '9dd4c3e9df4043adb11df22dcd9d8ce1',
	status: 'Issued',
	environmentType: 'Test',
	issuer: { id: company, federalTaxNumber: 0 },
	modifiedOn: '2026-07-09T12:00:05-03:00',
};

const accepted = { status: 'accepted' };
const ignored = { status: 'ignored' };
const duplicate = { status: 'duplicate' };
const refused = { status: 'unauthorized' };
const all: IDataObject = { options: { unknownEvents: 'emit', includePings: true } };

describe('the secret', () => {
	test('is 64 hex characters, derived from key and webhook id', () => {
		expect(deriveSecret(apiKey, webhookId)).toBe(derivedSecret());
		expect(deriveSecret(apiKey, webhookId)).toMatch(/^[0-9a-f]{64}$/);
		expect(deriveSecret(apiKey, 'another')).not.toBe(derivedSecret());
		expect(deriveSecret('another', webhookId)).not.toBe(derivedSecret());
	});
});

test('a node without webhook id takes nothing, not even what the key alone would sign', async () => {
	const body = JSON.stringify({ action: 'service_invoice.issued', payload: serviceInvoice });
	const signature = `sha1=${hmacHex('sha1', deriveSecret(apiKey, ''), Buffer.from(body))}`;
	const { status, items } = await callWebhook({ ...trigger(), webhookId: '' }, { body, headers: { 'x-hub-signature': signature } });
	expect([status, items]).toEqual([401, undefined]);
});

describe('the published pings', () => {
	test.each([
		[390, vectors[0]],
		[390, vectors[1]],
		[466, vectors[2]],
	])('of %i bytes verify, in either case of their hex', (length, { secret, signature, body, md5: published }) => {
		for (const given of [signature, signature.replace(/[0-9A-F]{40}/, (hex) => hex.toLowerCase())]) {
			expect(verifyHmac(signatureScheme, [secret], Buffer.from(body), given)).toEqual({ ok: true });
		}
		expect(verifyHmac(signatureScheme, [secret], Buffer.from(`${body} `), signature)).toEqual({ ok: false, reason: expect.anything() });
		expect(Buffer.byteLength(body)).toBe(length);
		expect(md5(body)).toBe(published);
	});
});

describe('an authentic delivery', () => {
	test('becomes one delivery', async () => {
		const hookId = newHookId();
		const { delivery, body } = await deliver(
			trigger(),
			{ action: 'issued_successfully', payload: serviceInvoice },
			{
				headers: {
					'x-hook-id': hookId,
					'x-hook-attempts': '2',
					'x-hook-event': 'service_invoice.issued_successfully',
				},
			},
		);
		expect(body).toEqual(accepted);
		expect(delivery).toEqual({
			vendor: 'nfeio',
			event: 'service_invoice.issued_successfully',
			id: hookId,
			account: company,
			accountName: 'Oficina Exemplo',
			state: 'Issued',
			reference: invoice,
			occurredAt: '2026-07-09T15:00:05.000Z',
			receivedAt: expect.any(String),
			attempt: 2,
			verifiedBy: ['signature'],
			redelivery: false,
			data: serviceInvoice,
		});
	});

	test.each(['SHA1=', 'Sha1='])('is accepted with the prefix %s', async (prefix) => {
		const text = JSON.stringify({ action: 'issued', payload: serviceInvoice });
		const signature = sign(text).replace('sha1=', prefix);
		expect((await deliver(trigger(), text, { headers: { 'x-hub-signature': signature } })).body).toEqual(accepted);
	});

	test('is accepted with the secret of the previous key', async () => {
		const target = trigger({ credentials: { nfeIoApi: { apiKey: 'new-key', previousApiKey: apiKey } } });
		expect((await deliver(target, { payload: serviceInvoice, action: 'issued' })).body).toEqual(accepted);
	});

	test.each([
		[
			'lower-case hex',
			(text: string) => ({
				'x-hub-signature': sign(text).replace(/[0-9A-F]{40}$/, (hex) => hex.toLowerCase()),
			}),
		],
		['no Content-MD5', () => ({ 'content-md5': undefined })],
		['no X-Hook-Attempts', () => ({ 'x-hook-attempts': undefined })],
	])('is accepted with %s', async (_name, headers) => {
		const text = JSON.stringify({ action: 'issued', payload: serviceInvoice });
		expect((await deliver(trigger(), text, { headers: headers(text) })).body).toEqual(accepted);
	});

	test('without X-Hook-Id is known by its bytes', async () => {
		const target = trigger();
		const body = { action: 'issued', payload: serviceInvoice };
		const first = await deliver(target, body, { headers: { 'x-hook-id': undefined } });
		expect(first.delivery?.id).toMatch(/^[0-9a-f]{64}$/);
	});
});

describe('the event, for every body variant (docs/facts/nfeio.md §2.3, §2.4)', () => {
	const issued = 'service_invoice.issued_successfully';
	test.each<[string, IDataObject, string | undefined, string]>([
		['wrapped, short action', { action: 'issued_successfully', payload: serviceInvoice }, undefined, issued],
		['wrapped, long action', { action: issued, payload: serviceInvoice }, undefined, issued],
		['wrapped, no action, full header', { payload: serviceInvoice }, issued, issued],
		[
			'wrapped, short action, resource in the header',
			{ action: 'issued_error', payload: serviceInvoice },
			'service_invoice',
			'service_invoice.issued_error',
		],
		['wrapped, no action, header of another resource: the body wins', { payload: serviceInvoice }, 'product_invoice.issued', issued],
		['header against the body: the body wins', { action: 'issued_error', payload: serviceInvoice }, issued, 'service_invoice.issued_error'],
		[
			'header of another resource: the body wins',
			{ action: 'issued_error', payload: serviceInvoice },
			'product_invoice.issued',
			'service_invoice.issued_error',
		],
		[
			'flat, long action',
			{ ...productInvoice, action: 'product_invoice.issued_successfully' },
			undefined,
			'product_invoice.issued_successfully',
		],
		[
			'flat, long action against the header',
			{ ...productInvoice, action: 'product_invoice.issued_error' },
			'product_invoice.issued_successfully',
			'product_invoice.issued_error',
		],
		[
			'flat, short action, resource in the header',
			{ ...productInvoice, action: 'issued_failed' },
			'consumer_invoice',
			'consumer_invoice.issued_failed',
		],
		['flat, no action, full header', productInvoice, 'consumer_invoice.cancelled_error', 'consumer_invoice.cancelled_error'],
		['flat, nothing', productInvoice, undefined, 'unknown'],
		[
			'the misspelt one with a colon',
			{ action: 'legal_entity_taxpayer:updated_sucessfully', federalTaxNumber: 191 },
			undefined,
			'legal_entity_taxpayer:updated_sucessfully',
		],
		[
			'an event that no list names',
			{ ...productInvoice, action: 'product_invoice_inbound.received' },
			undefined,
			'product_invoice_inbound.received',
		],
		[
			'sparse cancellation',
			{ action: 'cancelled_successfully', payload: { id: invoice, status: 'Cancelled' } },
			undefined,
			'service_invoice.cancelled_successfully',
		],
		[
			'failure with number 0',
			{ action: 'issued_failed', payload: { status: 'Error', number: 0 } },
			undefined,
			'service_invoice.issued_failed',
		],
		['empty payload', { action: 'issued_failed', payload: {} }, undefined, 'service_invoice.issued_failed'],
		['payload that is no object', { action: 'issued_failed', payload: 7 }, undefined, 'unknown'],
		['action that is no name', { action: 'x y', payload: serviceInvoice }, undefined, 'unknown'],
	])('%s', async (_name, body, header, event) => {
		const { delivery } = await deliver(trigger({ parameters: all }), body, {
			headers: { 'x-hook-event': header },
		});
		expect(delivery?.event).toBe(event);
		expect(delivery?.data).toEqual(typeof body.payload === 'object' ? body.payload : body);
	});

	test.each<[string | undefined, unknown, string]>([
		[undefined, 'Issued', issued],
		[undefined, 'IssueFailed', 'service_invoice.issued_failed'],
		[undefined, 'Cancelled', 'service_invoice.cancelled_successfully'],
		[undefined, 'CancelFailed', 'service_invoice.cancelled_failed'],
		[undefined, 1, issued],
		[undefined, -1, 'service_invoice.issued_failed'],
		[undefined, 2, 'service_invoice.cancelled_successfully'],
		[undefined, -2, 'service_invoice.cancelled_failed'],
		[undefined, 'WaitingSend', 'unknown'],
		[undefined, 12, 'unknown'],
		[undefined, undefined, 'unknown'],
		['', 'Issued', issued],
		['service_invoice', 'Issued', issued],
		['service_invoice', 'CancelFailed', 'service_invoice.cancelled_failed'],
		['service_invoice', undefined, 'unknown'],
		['issued_error', 'IssueFailed', 'service_invoice.issued_error'],
		['issued_error', -1, 'service_invoice.issued_error'],
		['issued_error', undefined, 'service_invoice.issued_error'],
		['service_invoice.issued_error', 'IssueFailed', 'service_invoice.issued_error'],
		['pulled', 'PullFromCityHall', 'service_invoice.pulled'],
		['service_invoice.a_new_one', 'WaitingSend', 'service_invoice.a_new_one'],
		['issued', 'IssueFailed', 'service_invoice.issued'],
		// Unsigned: what contradicts the signed status does not count.
		['cancelled_successfully', 'Issued', issued],
		['issued_failed', 'Issued', issued],
		['service_invoice.issued_successfully', 'IssueFailed', 'service_invoice.issued_failed'],
		['something', 'Issued', issued],
		['something', 'WaitingSend', 'unknown'],
	])('without an action: header %j, flowStatus %j is %s', async (header, flowStatus, event) => {
		const payload = { ...serviceInvoice, flowStatus };
		for (const body of [{ payload }, { action: null, payload }, { action: '', payload }]) {
			const { delivery } = await deliver(trigger({ parameters: all }), body, { headers: { 'x-hook-event': header } });
			expect(delivery).toMatchObject({ event, account: company, reference: invoice });
		}
	});

	test('an action that is not understood is kept, and the status does not speak in its place', async () => {
		const body = { action: { name: 'issued' }, payload: serviceInvoice };
		const { delivery } = await deliver(trigger({ parameters: all }), body);
		expect(delivery).toMatchObject({ event: 'unknown', data: { ...serviceInvoice, $envelope: { action: { name: 'issued' } } } });
	});

	test('a flat service invoice with a numeric status is told by it too', async () => {
		const { delivery } = await deliver(trigger({ parameters: all }), { ...serviceInvoice, flowStatus: 2, status: 4 });
		expect(delivery).toMatchObject({ event: 'service_invoice.cancelled_successfully', state: '4' });
	});

	test('what stands beside the document is kept under a key of its own, without secrets', async () => {
		const beside = { tenant: 'a', properties: { x: 1, secret: 'fake' }, webHook: { Secret: 'fake', Id: 'h' } };
		const { delivery } = await deliver(trigger(), {
			action: 'issued_successfully',
			payload: { ...serviceInvoice, tenant: 'own' },
			...beside,
		});
		expect(delivery?.data).toEqual({
			...serviceInvoice,
			tenant: 'own',
			$envelope: { tenant: 'a', properties: { x: 1 }, webHook: { Id: 'h' } },
		});
	});

	test('a conflict is logged, without letting the header forge a line', async () => {
		const { readNotice } = await import('../../../nodes/NfeIo/webhook/notice');
		const request = { path: '', route: '', webhookId, query: {}, rawBody: Buffer.alloc(0) };
		const body = { action: 'issued_error', payload: serviceInvoice };
		const forged = readNotice(body, {
			...request,
			headers: { 'x-hook-event': 'service_invoice.issued\nroot: fine' },
		});
		expect(forged.warning).toContain('the body counts');
		expect(forged.warning).not.toContain('\n');
		const agreeing = readNotice(body, {
			...request,
			headers: { 'x-hook-event': 'service_invoice.issued_error' },
		});
		expect(agreeing.warning).toBeUndefined();
	});

	test.each([
		['a number', '42'],
		['a list', '[1]'],
		['null', 'null'],
		['a text', '"x"'],
	])('signed JSON that is %s is an unknown event', async (_name, body) => {
		expect((await deliver(trigger({ parameters: { events: ['service_invoice.issued'] } }), body)).body).toEqual(ignored);
		expect((await deliver(trigger(), body)).delivery?.event).toBe('unknown');
	});

	test('city-hall log-ins of a provider are removed', async () => {
		const payload = {
			id: invoice,
			provider: { id: company, loginName: 'x', loginPassword: 'fake', authIssueValue: 'fake' },
		};
		const { delivery } = await deliver(trigger(), { action: 'issued', payload });
		expect(delivery?.data).toEqual({ id: invoice, provider: { id: company, loginName: 'x' } });
	});
});

describe('which deliveries are wanted', () => {
	const failed = { action: 'issued_failed', payload: serviceInvoice };
	test.each<[string, IDataObject, unknown, unknown]>([
		['its own name', { events: ['service_invoice.issued_failed'] }, failed, accepted],
		['its umbrella', { events: ['service_invoice.issued'] }, failed, accepted],
		['another case', { events: ['Service_Invoice.Issued_Failed'] }, failed, accepted],
		['free text', { events: [], options: { otherEvents: 'a.b, service_invoice.issued_failed' } }, failed, accepted],
		['another event', { events: ['service_invoice.cancelled'] }, failed, ignored],
		['* takes events that no list names', {}, { action: 'inbound_thing.received' }, accepted],
		['its company', { companies: [company] }, failed, accepted],
		['another company', { companies: ['another-company'] }, failed, ignored],
		['its company among the options', { options: { accounts: [company] } }, failed, accepted],
		['another company among the options', { options: { accounts: ['another-company'] } }, failed, ignored],
		['no company told: decided later', { companies: [company] }, { action: 'cancelled_failed', payload: { status: 'Issued' } }, accepted],
	])('%s', async (_name, parameters, body, answer) => {
		expect((await deliver(trigger({ parameters }), body)).body).toEqual(answer);
	});
});

describe('pings', () => {
	const ping = (secret: string) => vector.body.replace(vector.secret, secret);

	test('start nothing', async () => {
		expect((await deliver(trigger(), ping(derivedSecret()))).body).toEqual(ignored);
	});

	test('come without their secret when they are wanted, whatever the events', async () => {
		const parameters = { events: ['product_invoice.issued'], options: { includePings: true } };
		const { delivery } = await deliver(trigger({ parameters }), ping(derivedSecret()), {
			headers: { 'x-hook-event': 'ping' },
		});
		expect(delivery?.event).toBe('ping');
		expect(delivery?.data).toMatchObject({ Id: '9dd4c3e9df4043adb11df22dcd9d8ce1' });
		expect(JSON.stringify(delivery)).not.toContain(derivedSecret());
	});

	test('with a wrong signature are refused', async () => {
		const { status } = await deliver(trigger(), vector.body, {
			headers: { 'x-hub-signature': vector.signature },
		});
		expect(status).toBe(401);
	});
});

describe('tampering is refused', () => {
	const body = JSON.stringify({ action: 'issued', payload: serviceInvoice });
	const hex = sign(body).slice('sha1='.length);
	test.each<[string, string, Record<string, string | string[] | undefined>]>([
		['wrong secret', body, { 'x-hub-signature': sign(body, 'another-secret') }],
		['signed with the API key itself', body, { 'x-hub-signature': sign(body, apiKey) }],
		['derived for another webhook', body, { 'x-hub-signature': sign(body, derivedSecret(apiKey, 'another')) }],
		['no header', body, { 'x-hub-signature': undefined }],
		['empty header', body, { 'x-hub-signature': '' }],
		['no prefix', body, { 'x-hub-signature': hex }],
		['another algorithm named', body, { 'x-hub-signature': `sha256=${hex}` }],
		['one digit short', body, { 'x-hub-signature': `sha1=${hex.slice(1)}` }],
		['one digit more', body, { 'x-hub-signature': `sha1=${hex}0` }],
		['not hex', body, { 'x-hub-signature': `sha1=${'z'.repeat(40)}` }],
		['base64', body, { 'x-hub-signature': `sha1=${Buffer.from(hex, 'hex').toString('base64')}` }],
		['header twice', body, { 'x-hub-signature': [sign(body), sign(body)] }],
		['one byte changed', body.replace('Issued', 'issued'), { 'x-hub-signature': sign(body) }],
		['serialised again', JSON.stringify(JSON.parse(body), null, 1), { 'x-hub-signature': sign(body) }],
		['a space at the end', `${body} `, { 'x-hub-signature': sign(body) }],
		['Content-MD5 of another body', body, { 'content-md5': md5('x') }],
		['Content-MD5 empty', body, { 'content-md5': '' }],
		['legacy header only', body, { 'x-hub-signature': undefined, 'x-nfeio-signature': sign(body) }],
	])('%s', async (_name, sent, headers) => {
		const {
			status,
			body: answer,
			items,
		} = await deliver(trigger({ parameters: all }), sent, {
			headers: { 'content-md5': md5(sent), ...headers },
		});
		expect([status, answer, items]).toEqual([401, refused, undefined]);
	});

	test('a credential without a key cannot decide: 503', async () => {
		const { status, body: answer } = await deliver(trigger({ credentials: { nfeIoApi: { apiKey: '' } } }), body);
		expect([status, answer]).toEqual([503, { status: 'unavailable' }]);
	});

	test('an empty previous key is no key', async () => {
		const target = trigger({ credentials: { nfeIoApi: { apiKey, previousApiKey: '' } } });
		const { status } = await deliver(target, body, {
			headers: { 'x-hub-signature': sign(body, derivedSecret('')) },
		});
		expect(status).toBe(401);
	});
});

describe('the creation check (docs/facts/nfeio.md §1.6)', () => {
	const empty = { 'content-type': undefined };
	test.each<[string, Parameters<typeof callWebhook>[1]]>([
		['with ?echo', { query: { echo: 'abc' } }],
		['without', {}],
	])('is answered 200 %s and starts nothing', async (_name, request) => {
		const { status, items } = await callWebhook(trigger(), { headers: empty, ...request });
		expect([status, items]).toEqual([200, undefined]);
	});

	test.each<[string, Parameters<typeof callWebhook>[1]]>([
		['a body', { body: '{"payload":{}}', query: { echo: 'abc' } }],
		['one byte', { body: ' ' }],
		['another query', { query: { echo: 'abc', token: 'x' } }],
		['a signature', { headers: { 'x-hub-signature': 'sha1=00' } }],
		['an empty signature header', { headers: { 'x-hub-signature': '' } }],
		['a resend header', { headers: { 'x-n8n-redelivery': '1.abcdefgh.00' } }],
	])('with %s it is no check and is refused', async (_name, request) => {
		expect((await callWebhook(trigger(), { ...request, headers: { ...empty, ...request?.headers } })).status).toBe(401);
	});
});

describe('duplicates', () => {
	const body = { action: 'issued', payload: serviceInvoice };

	test('the same X-Hook-Id is a duplicate, also as a later attempt', async () => {
		const target = trigger();
		const hookId = newHookId();
		(await deliver(target, body, { headers: { 'x-hook-id': hookId } })).end('stored');
		const again = await deliver(target, body, { headers: { 'x-hook-id': hookId, 'x-hook-attempts': '1' } });
		expect(again.body).toEqual(duplicate);
	});

	test.each([
		['a fresh X-Hook-Id', { 'x-hook-id': 'f'.repeat(32) }],
		['no X-Hook-Id', { 'x-hook-id': undefined }],
		['another X-Hook-Event', { 'x-hook-event': 'service_invoice.cancelled' }],
	])('a captured delivery with %s is a duplicate: the headers are not signed', async (_name, headers) => {
		const target = trigger();
		(await deliver(target, body)).end('stored');
		expect((await deliver(target, body, { headers })).body).toEqual(duplicate);
	});

	test('the same body after more than 10 minutes may be a resend on purpose', async () => {
		const { SeenDeliveries } = await import('../../../nodes/shared/trigger/duplicates');
		const { readNotice } = await import('../../../nodes/NfeIo/webhook/notice');
		const request = { path: '', route: '', webhookId, query: {}, rawBody: Buffer.from('{}'), headers: {} };
		const [sameBody] = readNotice({}, request).sameAs ?? [];
		const seen = new SeenDeliveries();
		const keys = (id: string) => [{ key: id, windowMs: 72 * 3_600_000 }, sameBody];
		expect(seen.claim(keys('a'), 0)).toBe('new');
		seen.stored(
			keys('a').map(({ key }) => key),
			0,
		);
		expect(seen.claim(keys('b'), 600_000 - 1)).toBe('stored');
		expect(seen.claim(keys('b'), 600_000 + 1)).toBe('new');
	});
});

describe('Environment', () => {
	const documents: Array<[string, object]> = [
		['test', { environment: 'Development' }],
		['test', { environmentType: 'Test' }],
		['test', { environment: 'DEVELOPMENT ' }],
		['test', { environmentType: '\ttest' }],
		['test', { environment: '', environmentType: 'Test' }],
		['production', { environment: ' PRODUCTION' }],
		['production', { environment: 'Production' }],
		['production', { environmentType: 'Production' }],
		['untold', {}],
		['untold', { environment: null, environmentType: ' ' }],
		['test', { environment: 2 }],
		['test', { environment: { name: 'Production' } }],
		['test', { environmentType: 'Homologation' }],
		['test', { environment: 'Production', environmentType: 'Homologação' }],
	];

	test.each<[number, IDataObject, string[]]>([
		[1.2, {}, ['production', 'untold']],
		[1.2, { environment: 'production' }, ['production', 'untold']],
		[1.2, { environment: 'test' }, ['test', 'untold']],
		[1.2, { environment: 'both' }, ['test', 'production', 'untold']],
		[1.1, {}, ['test', 'production', 'untold']],
		[1.1, { environment: 'production' }, ['production', 'untold']],
	])('a trigger of version %d with the options %j takes %j', async (typeVersion, options, taken) => {
		for (const [kind, told] of documents) {
			const target = { ...trigger({ parameters: { events: ['*'], options } }), typeVersion };
			const { body } = await deliver(target, { action: 'issued', payload: { id: invoice, flowStatus: 'Issued', ...told } });
			expect([kind, body]).toEqual([kind, taken.includes(kind) ? accepted : ignored]);
		}
	});

	test('what cannot be read lets nothing in', async () => {
		const { status } = await deliver(trigger({ parameters: { options: { environment: 'Produção' } } }), {
			action: 'issued',
			payload: { id: invoice },
		});
		expect(status).toBe(503);
	});
});
