import assert from 'node:assert/strict';
import { after, test } from 'node:test';

import { act, blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { start as startSandbox } from '../../sandbox/core/start.mts';
import { publishAction } from '../support/action.mts';
import { post, sign } from '../support/bling.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';

interface Product {
	id: number;
	codigo: string;
	formato: string;
	saldoFisicoTotal: number;
	saldoVirtualTotal: number;
}

interface World {
	state: {
		companies: Array<{
			id: string;
			deposits: Array<{ id: number }>;
			products: Product[];
			orders: Array<{ id: number; numero: number; numeroLoja: string }>;
		}>;
	};
}

const n8n = await startTestN8n();
const sandbox = await startSandbox({ port: 0, speed: 1 });
after(async () => await sandbox.close());
const { control } = sandbox.addresses;

const sandboxSays = async <T,>(path: string) => (await (await fetch(`${control}/sandbox/bling${path}`)).json()) as T;
const company = async () => (await sandboxSays<World>('')).state.companies[0];
const requests = async (query: string) =>
	(await sandboxSays<{ requests: Array<{ method: string; path: string; status: number }> }>(`/requests?limit=5000&${query}`)).requests;
const writes = async () => (await requests('method=POST')).filter(({ path }) => path.endsWith('/estoques')).length;

const credential = await connect();

/** n8n's own OAuth flow against the sandbox. */
async function connect(): Promise<{ id: string; name: string }> {
	const token = await act(control, 'bling', 'token');
	const name = 'Bling (sandbox)';
	const id = await n8n.current.createCredential(name, 'blingOAuth2Api', blingCredentialData(token));
	await act(control, 'bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
	await n8n.current.connectOAuth2(id, async (url) => await pressAuthorize(url, String(token.companyId)));
	return { id, name };
}

const action = async (parameters: Record<string, unknown>) =>
	await publishAction(n8n.current, { type: 'bling', parameters, credentials: { blingOAuth2Api: credential } });

const quantity = '={{ $json.quantity }}';
const byId = { mode: 'id', value: '={{ $json.depositId }}' };

test('300 products are read and set within the limits, and a second run writes nothing', async () => {
	await act(control, 'bling', 'generate-products', { count: 300, stocked: true });
	const { deposits } = await company();
	const listing = await action({ resource: 'product', operation: 'getMany', returnAll: true, filters: { criterion: '5' } });
	const listed = (await listing.run()).items.filter(({ codigo }) => String(codigo).startsWith('GER-'));
	const ids = listed.map(({ id }) => Number(id));
	assert.equal(new Set(ids).size, 300);

	const reading = await action({ resource: 'stock', operation: 'getBalances', productsBy: 'id', productIds: '={{ $json.ids }}' });
	const read = async () => (await reading.run([{ ids }])).items;
	const before = await read();
	assert.deepEqual(
		before.map((item) => [(item.produto as { id: number }).id, item.known]),
		ids.map((id) => [id, true]),
	);

	const setting = await action({
		resource: 'stock',
		operation: 'setBalance',
		productBy: 'id',
		productId: '={{ $json.productId }}',
		depositId: byId,
		quantity,
	});
	const items = before.map(({ saldoFisicoTotal }, index) => ({
		productId: ids[index],
		depositId: deposits[0].id,
		quantity: Number(saldoFisicoTotal) + 1.5,
	}));
	const first = await setting.run(items);
	assert.equal(first.error, undefined);
	assert.deepEqual(new Set(first.items.map(({ changed }) => changed)), new Set([true]));
	assert.equal(await writes(), 300);

	const second = await setting.run(items);
	assert.deepEqual([second.items.length, second.error], [300, undefined]);
	assert.deepEqual(new Set(second.items.map(({ changed }) => changed)), new Set([false]));
	assert.equal(await writes(), 300, 'the second run wrote');

	assert.deepEqual(await requests('status=429'), []);
	assert.deepEqual(
		(await read()).map(({ saldoFisicoTotal }) => saldoFisicoTotal),
		items.map((item) => item.quantity),
	);
});

test('28 executions at once with Fetch Resource: none fails, none meets a limit', async () => {
	const { products, id: companyId } = await company();
	const { address, workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential },
		parameters: { options: { fetchResource: true } },
	});
	const { clientSecret } = await act(control, 'bling', 'token');
	const answers = await Promise.all(
		products.slice(0, 28).map(async ({ id }, index) => {
			const data = { produto: { id }, saldoFisicoTotal: 1, saldoVirtualTotal: 1, vinculoComplexo: false, depositos: [] };
			const body = JSON.stringify({
				eventId: `01a05007-571a-7acc-ae53-28${String(index).padStart(10, '0')}`,
				date: '2026-11-20T12:00:00Z',
				version: 'v1',
				event: 'virtual_stock.updated',
				companyId,
				data,
			});
			return await post(address, body, { 'x-bling-signature-256': sign(body, String(clientSecret)) });
		}),
	);
	assert.ok(answers.every(({ status }) => status === 200));
	const executions = await n8n.current.untilExecutions(workflowId, 28);
	assert.deepEqual(new Set(executions.map(({ status }) => status)), new Set(['success']));
	const items = executions.flatMap(({ data }) => data.resultData.runData.Trigger[0].data?.main[0] ?? []);
	assert.equal(items.filter(({ json }) => json.resource !== undefined).length, 28);
	assert.deepEqual(await requests('status=429'), []);
});

test('an instance without WEBHOOK_URL: check finds the http address', async () => {
	const { workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: credential },
	});
	const name = 'This n8n';
	const data = { baseUrl: n8n.current.url, apiKey: n8n.current.apiKey, resendSecret: '' };
	const instance = { id: await n8n.current.createCredential(name, 'n8nInstanceApi', data), name };
	const checking = await publishAction(n8n.current, {
		type: 'bling',
		parameters: { resource: 'webhook', operation: 'check', workflowId: { mode: 'id', value: workflowId } },
		credentials: { blingOAuth2Api: credential, n8nInstanceApi: instance },
	});
	const { items } = await checking.run();
	const failed = items.filter(({ status }) => status === 'fail').map(({ check }) => check);
	assert.deepEqual(failed, ['The address is public and uses https', 'The certificate is accepted']);
	assert.match(String(items[0].whatToDo), /WEBHOOK_URL/);
});

test('an expired token is refreshed once for executions that come together; a revoked account is told to reconnect', async () => {
	const reading = await action({ resource: 'company', operation: 'getBasicData' });
	const tokenCalls = async () => (await requests('path=oauth/token')).length;
	const before = await tokenCalls();
	await act(control, 'bling', 'expire-tokens', { kind: 'access' });
	const { items } = await reading.run([{}, {}, {}]);
	assert.deepEqual(
		items.map(({ id }) => id),
		Array.from({ length: 3 }, () => items[0].id),
	);
	assert.equal(await tokenCalls(), before + 1);

	await act(control, 'bling', 'revoke-user', {});
	const { status, error } = await reading.run();
	assert.equal(status, 'error');
	assert.match(`${error?.message} ${error?.description}`, /reconnect/);
});

test('callbacks of the old API, in each form Bling sends them, start executions with the right token only', async () => {
	const token = 'fake-callback-token-0001';
	const { clientId, clientSecret } = await act(control, 'bling', 'token');
	const name = 'Bling with callbacks';
	const id = await n8n.current.createCredential(name, 'blingOAuth2Api', { clientId, clientSecret, callbackToken: token });
	const { address, workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: { id, name } },
		parameters: { options: { legacyCallbacks: true } },
	});
	for (const format of ['urlencoded', 'raw', 'json']) {
		await act(control, 'bling', 'add-callback', { kind: 'estoque', format, url: `${address}?token=${token}` });
		await act(control, 'bling', 'add-callback', { kind: 'estoque', format, url: `${address}?token=another-callback-token` });
	}
	const { products } = await company();
	const product = products.find(({ formato }) => formato === 'S')?.codigo;
	await act(control, 'bling', 'move-stock', { product, operation: 'E', quantity: 1 });

	const executions = await n8n.current.untilExecutions(workflowId, 3);
	const items = executions.flatMap(({ data }) => data.resultData.runData.Trigger[0].data?.main[0] ?? []);
	assert.deepEqual(
		items.map(({ json }) => [json.event, json.verifiedBy, (json.data as { codigo: string }).codigo]),
		Array.from({ length: 3 }, () => ['legacy.stock', ['token'], product]),
	);
	assert.ok(!JSON.stringify(executions).includes(token));
	await act(control, 'bling', 'remove-callbacks');
});
