import { createHash, createHmac } from 'node:crypto';

import type { IDataObject } from 'n8n-workflow';

import { NfeIo } from '../../../nodes/NfeIo/NfeIo.node';
import { NfeIoTrigger } from '../../../nodes/NfeIo/NfeIoTrigger.node';
import { defaultKeys } from '../../../sandbox/nfeio/account.mts';
import { startSandbox } from '../sandbox/support.mts';
import type { TestSandbox } from '../sandbox/support.mts';
import { callExecute, callWebhook, place } from '../support/contexts.mts';
import type { FakeRequest, Placed } from '../support/contexts.mts';

/** The published vector (docs/facts/nfeio.md §2.2): a throw-away secret, 390 bytes. */
export const vector = {
	secret: 'probe-secret-32chars-minimum-length-1',
	signature: 'sha1=22E979F2F1281DADB4F883975D951732DE5D396A',
	md5: 'LG+mWL29pINbll/ddF3y3Q==',
	hookId: '4efa03baf6014b788e591da82efbaba8',
	body: '{"action":"ping","webHook":{"Id":"9dd4c3e9df4043adb11df22dcd9d8ce1","Uri":"https://webhook.site/002aedc9-653d-49f9-8a81-9cc88dd741cb","Secret":"probe-secret-32chars-minimum-length-1","ContentType":"json","InsecureSsl":false,"Status":"active","Filters":["product_invoice.issued_successfully"],"CreatedOn":"2026-06-11T01:21:16.6890073+00:00","ModifiedOn":"2026-06-11T01:21:16.6890199+00:00"}}',
};

/** The three signed pings that NFE.io published with its Node client (docs/facts/nfeio.md §2.2); the first is `vector`. */
export const vectors = [
	vector,
	{
		secret: vector.secret,
		signature: 'sha1=E7EA893E16D32963590D3BE3682D0DEAE69DBFE0',
		md5: '3pAHWedkmOwsA0fWm+oCmw==',
		hookId: '01efa9ea29204563a9e230c47bd601ed',
		body: '{"action":"ping","webHook":{"Id":"ad1010b0f66441419454e5e283cce64b","Uri":"https://webhook.site/002aedc9-653d-49f9-8a81-9cc88dd741cb","Secret":"probe-secret-32chars-minimum-length-1","ContentType":"json","InsecureSsl":false,"Status":"active","Filters":["service_invoice.issued_successfully"],"CreatedOn":"2026-06-11T01:21:22.9932699+00:00","ModifiedOn":"2026-06-11T01:21:22.9932884+00:00"}}',
	},
	{
		secret: vector.secret,
		signature: 'sha1=7C0CA49581E5C2E5DF76588CF99CB38BC133E931',
		md5: '2VsMq8ZMIgPqi+HyyYWDFA==',
		hookId: '623403cb4b3a4dd28055574ade84e9b0',
		body: '{"action":"ping","webHook":{"Id":"838e219848084fbf8946d3d9053eb20b","Uri":"https://webhook.site/002aedc9-653d-49f9-8a81-9cc88dd741cb","Secret":"probe-secret-32chars-minimum-length-1","ContentType":"json","InsecureSsl":false,"Status":"active","Filters":["product_invoice.issued_successfully","service_invoice.issued_successfully","consumer_invoice.issued_successfully"],"CreatedOn":"2026-06-11T01:21:29.528298+00:00","ModifiedOn":"2026-06-11T01:21:29.5283077+00:00"}}',
	},
];

export const apiKey = defaultKeys.mainKey;
export const webhookId = '7d3f8b52-0000-4000-8000-000000000001';

/** Written a second time, so that the package's derivation is checked by it: hex HMAC-SHA-256 of `nfeio:` + webhook id. */
export const derivedSecret = (key = apiKey, id = webhookId): string => createHmac('sha256', key).update(`nfeio:${id}`).digest('hex');

/** The header `X-Hub-Signature` for these bytes (docs/facts/nfeio.md §2.2). */
export const sign = (body: string | Buffer, secret = derivedSecret()): string =>
	`sha1=${createHmac('sha1', secret).update(body).digest('hex').toUpperCase()}`;

/** The header `Content-MD5` for these bytes. */
export const md5 = (body: string | Buffer): string => createHash('md5').update(body).digest('base64');

/** An NFE.io trigger placed in a workflow of its own. */
export const trigger = (own: Partial<Placed> = {}) =>
	place({ type: new NfeIoTrigger(), credentials: { nfeIoApi: { apiKey } }, webhookId, ...own });

let deliveries = 0;

/** A value of `X-Hook-Id` that no other delivery has. */
export const newHookId = () => String(++deliveries).padStart(32, '0');

/** Posts to a trigger as NFE.io does; `headers` replace or (undefined) remove what it sends. */
export async function deliver(target: ReturnType<typeof trigger>, body: unknown, { headers = {}, ...rest }: FakeRequest = {}) {
	const text = typeof body === 'string' ? body : JSON.stringify(body);
	const received = await callWebhook(target, {
		body: text,
		headers: {
			'x-hub-signature': sign(text),
			'x-hook-id': newHookId(),
			'x-hook-attempts': '0',
			'content-md5': md5(text),
			...headers,
		},
		...rest,
	});
	return { ...received, delivery: received.items?.[0].json };
}

/** The sandbox of NFE.io and the action node in front of it. */
export async function openSandbox() {
	const sandbox: TestSandbox = await startSandbox();
	const base = sandbox.sandbox.addresses.nfeio;
	const credential: IDataObject = { apiKey, webhooksBaseUrl: base, invoicesBaseUrl: base };
	const authenticate: Placed['authenticate'] = ({ apiKey: key }, options) => ({
		...options,
		headers: { ...options.headers, Authorization: key },
	});
	return {
		base,
		credential,
		authenticate,
		close: () => sandbox.close(),
		clock: sandbox.sandbox.clock,
		act: async (name: string, input: unknown = {}): Promise<any> => await sandbox.act(name, input, 'nfeio'),
		state: async (): Promise<any> => ((await sandbox.read('/sandbox/nfeio')) as { state: unknown }).state,
		requests: async (query = ''): Promise<any[]> =>
			((await sandbox.read(`/sandbox/nfeio/requests?${query}`)) as { requests: unknown[] }).requests as any[],
		/** Runs one operation for one empty item and returns its items. */
		async run(resource: string, operation: string, parameters: IDataObject = {}, own: Partial<Placed> = {}) {
			const target = place({
				type: new NfeIo(),
				credentials: { nfeIoApi: credential },
				parameters: { resource, operation, ...parameters },
				authenticate,
				...own,
			});
			return await callExecute(target, [{ json: {} }]);
		},
	};
}

export type NfeIoSandbox = Awaited<ReturnType<typeof openSandbox>>;

/** The error that `work` throws. */
export async function failureOf(work: Promise<unknown>): Promise<any> {
	return await work.then(
		() => {
			throw new Error('it did not fail');
		},
		(error: unknown) => error,
	);
}
