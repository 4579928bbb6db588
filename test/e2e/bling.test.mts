import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { after, test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { act, blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import type { Execution } from '../../scripts/n8n-instance.mts';
import { start } from '../../sandbox/core/start.mts';
import { capturedBody, capturedSignature, clientSecret, post, sign, stockBody } from '../support/bling.mts';
import type { TriggerSpec } from '../support/instance.mts';
import { createTrigger, publishTrigger, startTestN8n } from '../support/instance.mts';
import { signRedelivery } from '../support/redelivery.mts';

const accepted = { status: 200, body: { status: 'accepted' } };
const duplicate = { status: 200, body: { status: 'duplicate' } };
const ignored = { status: 200, body: { status: 'ignored' } };
const unauthorized = { status: 401, body: { status: 'unauthorized' } };
const unavailable = { status: 503, body: { status: 'unavailable' } };

const n8n = await startTestN8n();
const sandbox = await start({ port: 0, seed: 1, speed: 60 });
after(async () => await sandbox.close());
const { control } = sandbox.addresses;

const credentialOf = async (name: string, data: object, type = 'blingOAuth2Api') => ({
	id: await n8n.current.createCredential(name, type, data),
	name,
});
const credential = await credentialOf('Loja Teste', { clientId: 'test-client', clientSecret });

const publish = async (
	parameters: Record<string, unknown> = {},
	credentials: TriggerSpec['credentials'] = { blingOAuth2Api: credential },
) => await publishTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials, parameters });

const itemsOf = (execution: Execution) => (execution.data.resultData.runData.Trigger?.[0].data?.main[0] ?? []).map(({ json }) => json);

test('a captured delivery becomes an execution with one delivery', async () => {
	const { address, workflowId } = await publish();
	const answer = await post(address, capturedBody, { 'x-bling-signature-256': capturedSignature });
	assert.deepEqual(answer, accepted);

	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(execution.status, 'success');
	const [{ receivedAt, ...delivery }] = itemsOf(execution);
	assert.ok(!Number.isNaN(Date.parse(String(receivedAt))));
	assert.deepEqual(delivery, {
		vendor: 'bling',
		event: 'stock.created',
		id: '01a05007-571a-7acc-ae53-efcf3cd5ec55',
		account: '9db3b9e60022d0eddb121a4319dfbe15',
		accountName: 'Loja Teste',
		state: null,
		reference: '16698952209',
		occurredAt: '2026-08-30T00:17:33.000Z',
		attempt: null,
		verifiedBy: ['signature'],
		redelivery: false,
		data: JSON.parse(capturedBody).data,
	});
	assert.deepEqual(execution.customData, {
		vendor: 'bling',
		event: 'stock.created',
		account: '9db3b9e60022d0eddb121a4319dfbe15',
		delivery_id: '01a05007-571a-7acc-ae53-efcf3cd5ec55',
		reference: '16698952209',
		outcome: 'emitted',
	});
});

test('what is not a wanted, authentic delivery starts no execution', async (t) => {
	const { address, workflowId } = await publish({ events: ['stock.created'] });
	const body = stockBody();
	const signature = 'x-bling-signature-256';
	const hex = sign(body).slice('sha256='.length);
	const envelope = (overrides: Record<string, unknown>) => stockBody(overrides);
	const big = envelope({ data: { produto: { id: 1 }, filler: 'x'.repeat(2 * 1024 * 1024) } });

	const cases: Array<[name: string, body: string | Buffer, headers: Record<string, string | undefined>, answer: object]> = [
		['wrong signature', body, { [signature]: sign(body, 'another-secret') }, unauthorized],
		['missing header', body, { [signature]: undefined }, unauthorized],
		['empty header', body, { [signature]: '' }, unauthorized],
		['no sha256= before the hex', body, { [signature]: hex }, unauthorized],
		['another algorithm named', body, { [signature]: `sha1=${hex}` }, unauthorized],
		['one hex digit short', body, { [signature]: `sha256=${hex.slice(1)}` }, unauthorized],
		['one hex digit more', body, { [signature]: `sha256=${hex}0` }, unauthorized],
		['not hex', body, { [signature]: `sha256=${'z'.repeat(64)}` }, unauthorized],
		['signature given twice', body, { [signature]: `${sign(body)}, ${sign(body)}` }, unauthorized],
		['signed before it was serialised again', JSON.stringify(JSON.parse(body), null, 1), { [signature]: sign(body) }, unauthorized],
		['one byte changed', body.replace('stock.created', 'stock.updated'), { [signature]: sign(body) }, unauthorized],
		['2 MiB, unsigned', big, { [signature]: undefined }, unauthorized],
		['resend header without credential', body, { 'x-n8n-redelivery': '1.abcdefgh.00' }, unauthorized],
		['empty body, validly signed', '', { [signature]: sign('') }, ignored],
		['a signed JSON array', '[1,2]', {}, ignored],
		['a signed JSON number', '42', { 'content-type': 'text/plain' }, ignored],
		['a signed JSON null', 'null', { 'content-type': 'text/plain' }, ignored],
		['signed text', 'hello', { 'content-type': 'text/plain' }, ignored],
		['signed bytes of an unknown type', randomBytes(64), { 'content-type': 'application/octet-stream' }, ignored],
		['event missing', envelope({ event: undefined }), {}, ignored],
		['event not a string', envelope({ event: { name: 'stock.created' } }), {}, ignored],
		['unknown resource', envelope({ event: 'contact.created' }), {}, ignored],
		['event not chosen', envelope({ event: 'order.created' }), {}, ignored],
	];
	for (const [name, sent, headers, answer] of cases) {
		await t.test(name, async () => {
			const given = { ...headers };
			if (headers[signature] === undefined && !(signature in headers)) given[signature] = sign(sent);
			assert.deepEqual(await post(address, sent, given), answer);
		});
	}
	await t.test('signed, but not JSON under application/json: n8n itself answers 422', async () => {
		const { status } = await post(address, '{"event":');
		assert.equal(status, 422);
	});
	assert.deepEqual(await n8n.current.executions(workflowId), []);
});

test('forms of a valid delivery that are accepted', async (t) => {
	const { address, workflowId } = await publish();
	const signature = 'x-bling-signature-256';
	const cases: Array<[string, (body: string) => [string | Buffer, Record<string, string>]]> = [
		['hex in upper case (the same value)', (body) => [body, { [signature]: `sha256=${sign(body).slice(7).toUpperCase()}` }]],
		['gzip, signed before compression', (body) => [gzipSync(body), { [signature]: sign(body), 'content-encoding': 'gzip' }]],
		['charset in the content type', (body) => [body, { 'content-type': 'application/json; charset=utf-8' }]],
		[
			'escaped and non-ASCII characters',
			() => {
				const body = stockBody().replace('"operacao"', '"obs":"a\\u00e7\\/ão","operacao"');
				return [body, { [signature]: sign(body) }];
			},
		],
		[
			'2 MiB',
			() => {
				const body = stockBody({ data: { produto: { id: 1 }, filler: 'x'.repeat(2 * 1024 * 1024) } });
				return [body, { [signature]: sign(body) }];
			},
		],
	];
	for (const [name, make] of cases) {
		await t.test(name, async () => {
			const [sent, headers] = make(stockBody());
			assert.deepEqual(await post(address, sent, headers), accepted);
		});
	}
	const executions = await n8n.current.untilExecutions(workflowId, cases.length);
	assert.ok(executions.every(({ status }) => status === 'success'));
});

test('accounts, deposits and unknown events are filtered as the options say', async () => {
	const { account } = { account: '9db3b9e60022d0eddb121a4319dfbe15' };
	const { address, workflowId } = await publish({
		events: ['stock.created'],
		accounts: [account],
		options: { ignoreDeposits: '14889169062, 5', otherEvents: 'contact.created', unknownEvents: 'emit' },
	});
	const deposit = (id: number) => ({ ...JSON.parse(capturedBody).data, deposito: { id, saldoFisico: 1, saldoVirtual: 1 } });
	assert.deepEqual(await post(address, stockBody()), ignored, 'an ignored deposit');
	assert.deepEqual(await post(address, stockBody({ data: deposit(7), companyId: 'another' })), ignored, 'another account');
	assert.deepEqual(await post(address, stockBody({ data: deposit(7) })), accepted);
	assert.deepEqual(await post(address, stockBody({ event: 'contact.created' })), accepted, 'free text');
	assert.deepEqual(await post(address, stockBody({ event: 'new.thing' })), accepted, 'unknown, to be emitted');
	const executions = await n8n.current.untilExecutions(workflowId, 3);
	assert.deepEqual(
		executions.flatMap(itemsOf).map(({ event }) => event),
		['new.thing', 'contact.created', 'stock.created'],
	);
});

test('all events of a new trigger are all: a signed notice of one that is not in the list starts an execution', async () => {
	const { address, workflowId } = await publishTrigger(n8n.current, {
		type: 'blingTrigger',
		path: 'bling',
		typeVersion: 1.2,
		credentials: { blingOAuth2Api: credential },
		parameters: { events: ['*'] },
	});
	assert.deepEqual(await post(address, stockBody({ event: 'new.thing' })), accepted);
	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.deepEqual(
		itemsOf(execution).map(({ event }) => event),
		['new.thing'],
	);
});

test('a repeated delivery is answered 200 and starts nothing, also when 20 come at once', async () => {
	const { address, workflowId } = await publish();
	const body = stockBody();
	const answers = await Promise.all(Array.from({ length: 20 }, async () => await post(address, body)));
	assert.equal(answers.filter((answer) => JSON.stringify(answer) === JSON.stringify(accepted)).length, 1);
	assert.equal(answers.filter((answer) => JSON.stringify(answer) === JSON.stringify(duplicate)).length, 19);
	assert.deepEqual(await post(address, body), duplicate);
	assert.equal((await n8n.current.untilExecutions(workflowId, 1)).length, 1);
});

test('28 different deliveries at once are 28 executions, each remembered by the database', async () => {
	const { address, workflowId } = await publish();
	const bodies = Array.from({ length: 28 }, () => stockBody());
	const answers = await Promise.all(bodies.map(async (body) => await post(address, body)));
	assert.ok(answers.every(({ status }) => status === 200));
	await n8n.current.untilExecutions(workflowId, 28);

	await n8n.restart('stop');
	await n8n.current.untilRegistered(address);
	// Memory is gone; the database still knows them all.
	for (const body of bodies) assert.deepEqual(await post(address, body), accepted);
	const executions = await n8n.current.untilExecutions(workflowId, 56);
	const repeated = executions.slice(0, 28);
	assert.deepEqual(new Set(repeated.map(({ status, customData }) => `${status} ${customData?.outcome}`)), new Set(['success duplicate']));
	assert.deepEqual(repeated.flatMap(itemsOf), []);
});

test('gathered: 28 at once are one execution of 28 items, tagged with their number', async () => {
	const { address, workflowId } = await publish({ options: { gatherWindowMs: 2000 } });
	const bodies = Array.from({ length: 28 }, () => stockBody());
	const answers = await Promise.all([...bodies, bodies[0]].map(async (body) => await post(address, body)));
	assert.deepEqual(
		answers.slice(0, 28),
		bodies.map(() => accepted),
	);
	assert.deepEqual(answers[28], duplicate);
	const [execution, ...more] = await n8n.current.untilExecutions(workflowId, 1);
	assert.deepEqual(more, []);
	assert.equal(itemsOf(execution).length, 28);
	assert.equal(execution.customData?.deliveries, '28');
});

test('with duplicates allowed every delivery is an execution', async () => {
	const { address, workflowId } = await publish({ options: { ignoreDuplicates: false } });
	const body = stockBody();
	assert.deepEqual([await post(address, body), await post(address, body)], [accepted, accepted]);
	const executions = await n8n.current.untilExecutions(workflowId, 2);
	assert.equal(executions.flatMap(itemsOf).length, 2);
});

test('both secrets of a rotation verify, a third does not', async () => {
	const rotating = await credentialOf('Rotating', { clientId: 'c', clientSecret: 'new-secret', previousClientSecret: clientSecret });
	const { address, workflowId } = await publish({}, { blingOAuth2Api: rotating });
	const signed = async (secret: string) => {
		const body = stockBody();
		return await post(address, body, { 'x-bling-signature-256': sign(body, secret) });
	};
	assert.deepEqual(await signed('new-secret'), accepted);
	assert.deepEqual(await signed(clientSecret), accepted);
	assert.deepEqual(await signed('third-secret'), unauthorized);
	await n8n.current.untilExecutions(workflowId, 2);
});

test('without its secret a trigger is not published; one that loses it while published starts nothing', async () => {
	const data = (secret: string) => ({ clientId: 'c', clientSecret: secret });
	const empty = await credentialOf('No secret', data(''));
	const spec = { type: 'blingTrigger', path: 'bling', credentials: { blingOAuth2Api: empty } };
	const { id } = await createTrigger(n8n.current, spec);
	assert.match(await n8n.current.publishInVain(id), /The credential has no \W+Client Secret/);

	const losing = await credentialOf('Losing', data(clientSecret));
	const { address, workflowId } = await publish({}, { blingOAuth2Api: losing });
	await n8n.current.rest('PATCH', `/credentials/${losing.id}`, { name: losing.name, type: 'blingOAuth2Api', data: data('') });
	const body = stockBody();
	for (const signature of [sign(body, ' '), undefined]) {
		assert.deepEqual(await post(address, body, { 'x-bling-signature-256': signature }), unavailable);
	}
	await n8n.current.rest('DELETE', `/credentials/${losing.id}`);
	assert.deepEqual(await post(address, stockBody()), unavailable, 'a deleted credential');
	assert.deepEqual(await n8n.current.executions(workflowId), []);
});

test('only a fresh, rightly signed resend passes, and it passes the duplicate checks', async () => {
	const resendSecret = 'resend-secret-for-tests-of-32-characters';
	const instance = await credentialOf('This n8n', { baseUrl: n8n.current.url, apiKey: 'none', resendSecret }, 'n8nInstanceApi');
	const { address, workflowId } = await publish({}, { blingOAuth2Api: credential, n8nInstanceApi: instance });
	assert.deepEqual(await post(address, stockBody()), accepted);
	const [first] = await n8n.current.untilExecutions(workflowId, 1);
	const [delivery] = itemsOf(first);
	const body = JSON.stringify(delivery);
	const { pathname } = new URL(address);
	const resend = async (header: string, sent = body) =>
		await post(address, sent, { 'x-bling-signature-256': undefined, 'x-n8n-redelivery': header });

	const valid = signRedelivery(resendSecret, pathname, body);
	assert.deepEqual(await resend(valid), accepted);
	assert.deepEqual(await resend(valid), unauthorized, 'its nonce was used');
	assert.deepEqual(await resend(signRedelivery('x'.repeat(32), pathname, body)), unauthorized, 'another secret');
	assert.deepEqual(await resend(signRedelivery(resendSecret, '/webhook/other/bling', body)), unauthorized, 'another path');
	assert.deepEqual(await resend(signRedelivery(resendSecret, pathname, body), `${body} `), unauthorized, 'another body');
	const minutes = (count: number) => Math.floor(Date.now() / 1000) + count * 60;
	assert.deepEqual(await resend(signRedelivery(resendSecret, pathname, body, minutes(-6))), unauthorized, 'expired');
	assert.deepEqual(await resend(signRedelivery(resendSecret, pathname, body, minutes(6))), unauthorized, 'from the future');
	assert.deepEqual(await resend('garbage'), unauthorized);
	assert.deepEqual(await post(address, stockBody(), { 'x-n8n-redelivery': '' }), unauthorized, 'a valid signature does not help');
	const other = JSON.stringify({ ...delivery, vendor: 'nfeio' });
	assert.deepEqual(await resend(signRedelivery(resendSecret, pathname, other), other), ignored, 'of another vendor');

	const [second] = await n8n.current.untilExecutions(workflowId, 2);
	const [redelivered] = itemsOf(second);
	const { receivedAt, ...expected } = delivery;
	const { receivedAt: again, ...got } = redelivered;
	assert.deepEqual(got, { ...expected, verifiedBy: ['resend'], redelivery: true });
});

test('a probe answers the counters, the page shows them, and both survive a restart', async () => {
	const { address, workflowId } = await publish();
	const probe = async () => await post(address, '{"n8nProbe":"0123456789abcdef"}');
	await post(address, stockBody());
	await post(address, stockBody(), { 'x-bling-signature-256': sign('other') });
	await post(address, stockBody(), { 'x-bling-signature-256': undefined });
	const { status, body } = await probe();
	assert.equal(status, 200);
	const counts = body as {
		status: string;
		countsToken: string;
		accepted: { count: number };
		refused: Record<string, { count: number; lastAt: string | null }>;
	};
	assert.equal(counts.status, 'probe');
	assert.equal(counts.accepted.count, 1);
	assert.deepEqual([counts.refused.mismatch.count, counts.refused.missing.count, counts.refused.malformed.count], [1, 1, 0]);

	// Strangers are not told what it counted.
	assert.doesNotMatch(await (await fetch(address)).text(), /refused with a wrong/);
	const response = await fetch(`${address}?counts=${counts.countsToken}`);
	const page = await response.text();
	assert.equal(response.status, 200);
	for (const part of [/default-src 'none'/, /frame-ancestors 'none'/, /; sandbox$/])
		assert.match(response.headers.get('content-security-policy') ?? '', part);
	assert.match(page, /1 refused with a wrong signature or secret, last at 20/);
	assert.match(page, /Central de Extensões/);
	assert.ok(!page.includes(clientSecret));
	assert.equal((await n8n.current.untilExecutions(workflowId, 1)).length, 1);

	await n8n.restart('stop');
	await n8n.current.untilRegistered(address);
	// Saved at most once a minute: the first request of the process wrote, the later ones may be lost.
	const after = (await probe()).body as typeof counts;
	assert.equal(after.accepted.count, 1);
});

test('an address that Bling cannot reach, no choice of events, a filter that cannot be read, or failures that would not be kept stop the publication', async () => {
	const credentials = { blingOAuth2Api: credential };
	const refusals: Array<[string, Parameters<typeof createTrigger>[1]]> = [
		['cannot reach the address', { type: 'blingTrigger', path: 'bling', credentials, parameters: { options: { allowPrivateUrl: false } } }],
		// n8n's own words for a required field, and ours where an expression leaves it empty.
		['required parameters: events', { type: 'blingTrigger', path: 'bling', typeVersion: 1.2, credentials }],
		['No event is chosen', { type: 'blingTrigger', path: 'bling', typeVersion: 1.2, credentials, parameters: { events: '={{ [] }}' } }],
		['Accounts\\\\" cannot be read', { type: 'blingTrigger', path: 'bling', credentials, parameters: { accounts: '={{ ["A", null] }}' } }],
		['does not save failed executions', { type: 'blingTrigger', path: 'bling', credentials, settings: { saveDataErrorExecution: 'none' } }],
	];
	for (const [reason, spec] of refusals) {
		const { id, webhookId } = await createTrigger(n8n.current, spec);
		assert.match(await n8n.current.publishInVain(id), new RegExp(reason));
		await n8n.current.untilRegistered(n8n.current.webhookUrl(webhookId, 'bling'), false);
	}
});

test('an API failure fails the execution, and its retry emits the delivery with the resource', async () => {
	const token = await act(control, 'bling', 'token');
	const connected = await credentialOf('Conta da sandbox', blingCredentialData(token));
	await act(control, 'bling', 'set-redirect', { app: token.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
	await n8n.current.connectOAuth2(connected.id, async (url) => await pressAuthorize(url, String(token.companyId)));

	const { address, workflowId } = await publish(
		{ events: ['stock.created'], options: { fetchResource: true } },
		{ blingOAuth2Api: connected },
	);
	await act(control, 'bling', 'subscribe', { app: token.clientId, url: address });
	await act(control, 'bling', 'api-faults', { errors: 1 });
	await act(control, 'bling', 'move-stock', {});
	const [failed] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(failed.status, 'error');
	assert.equal(failed.customData?.event, 'stock.created');
	assert.match(String(failed.data.resultData.error?.message), /Bling answered 500/);

	await n8n.current.api('POST', `/executions/${failed.id}/retry`, {});
	const [retried] = await n8n.current.untilExecutions(workflowId, 2);
	assert.equal(retried.status, 'success');
	const [delivery] = itemsOf(retried);
	const resource = delivery.resource as { produto: { id: number }; depositos: unknown[] };
	assert.equal(String(resource.produto.id), delivery.reference);
	assert.ok(resource.depositos.length > 0);
	assert.equal(retried.customData?.outcome, 'emitted');

	// "Reconnect" with another account, while n8n goes on: a delivery of the first one is not read with the token of the second.
	const { state } = (await (await fetch(`${control}/sandbox/bling`)).json()) as {
		state: { companies: Array<{ id: string; nome: string }> };
	};
	const other = state.companies.find(({ id }) => id !== token.companyId);
	assert.ok(other);
	const reconnect = async (companyId: string) =>
		await n8n.current.connectOAuth2(connected.id, async (url) => await pressAuthorize(url, companyId));
	await reconnect(other.id);
	await act(control, 'bling', 'move-stock', {});
	const [mixed] = await n8n.current.untilExecutions(workflowId, 3);
	assert.match(
		String(mixed.data.resultData.error?.message),
		new RegExp(
			`now belongs to another account: this delivery is from account ${String(token.companyId)}, the credential from account ${other.id}`,
		),
	);

	await reconnect(String(token.companyId));
	await n8n.current.api('POST', `/executions/${mixed.id}/retry`, {});
	const [cured] = await n8n.current.untilExecutions(workflowId, 4);
	assert.equal(cured.status, 'success');
	assert.equal(itemsOf(cured)[0].account, token.companyId);
	assert.ok(itemsOf(cured)[0].resource);
});

test('10,000 forged requests in a row start nothing and leave the memory flat', async (t) => {
	const { address, workflowId } = await publish();
	const residentMiB = () => {
		const [, kiB] = /VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${n8n.current.pid}/status`, 'utf8')) ?? [];
		return Math.round(Number(kiB) / 1024);
	};
	const forge = async (count: number) => {
		const statuses = new Map<number, number>();
		const body = stockBody();
		const worker = async () => {
			for (let sent = 0; sent < count / 10; sent++) {
				const { status } = await post(address, body, { 'x-bling-signature-256': sign(body, `wrong-${sent}`) });
				statuses.set(status, (statuses.get(status) ?? 0) + 1);
			}
		};
		await Promise.all(Array.from({ length: 10 }, worker));
		return [...statuses];
	};
	await forge(2000);
	const before = residentMiB();
	const start = Date.now();
	assert.deepEqual(await forge(10_000), [[401, 10_000]]);
	const seconds = (Date.now() - start) / 1000;
	const growth = residentMiB() - before;
	t.diagnostic(`10,000 forgeries refused in ${seconds.toFixed(1)} s; resident memory ${before} MiB, then ${growth} MiB more`);
	assert.ok(growth < 80, `memory grew by ${growth} MiB`);
	assert.deepEqual(await n8n.current.executions(workflowId), []);
});
