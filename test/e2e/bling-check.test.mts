import assert from 'node:assert/strict';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:https';
import type { Server } from 'node:https';
import { after, test } from 'node:test';

import { freePort } from '../../scripts/n8n-instance.mts';
import { publishAction } from '../support/action.mts';
import { clientSecret, post, stockBody } from '../support/bling.mts';
import type { Certificate } from '../support/certificates.mts';
import { makeCertificates } from '../support/certificates.mts';
import { createTrigger, publishTrigger, startTestN8n } from '../support/instance.mts';

const certificates = await makeCertificates();
after(certificates.remove);
const port = await freePort();
/** What a reverse proxy would be: the address that n8n believes to be its public one. */
const n8n = await startTestN8n({ env: { WEBHOOK_URL: `https://127.0.0.1:${port}/`, NODE_EXTRA_CA_CERTS: certificates.authorityFile } });

const credential = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });
const bling = await credential('Loja Teste', 'blingOAuth2Api', { clientId: 'c', clientSecret });
const another = await credential('Outra loja', 'blingOAuth2Api', { clientId: 'c', clientSecret: 'another-secret' });
const instance = await credential('This n8n', 'n8nInstanceApi', { baseUrl: n8n.current.url, apiKey: n8n.current.apiKey, resendSecret: '' });

const action = async (operation: string) =>
	await publishAction(n8n.current, {
		type: 'bling',
		parameters: { resource: 'webhook', operation, workflowId: { mode: 'id', value: '={{ $json.workflowId }}' } },
		credentials: { blingOAuth2Api: bling, n8nInstanceApi: instance },
	});
const checking = await action('check');

interface Row {
	status: string;
	detail: string;
	whatToDo: string;
	address: string;
}

const checkNames = {
	address: 'The address is public and uses https',
	published: 'The workflow is published',
	reachable: 'The address answers',
	certificate: 'The certificate is accepted',
	genuine: 'A genuine delivery is accepted',
	speed: 'The answer arrives in time',
	forged: 'A forged delivery is refused',
	arrived: 'A real delivery has arrived since publishing',
};

/** The table of the check, by the short names above. */
async function check(workflowId: string): Promise<Record<keyof typeof checkNames, Row>> {
	const { items, error } = await checking.run([{ workflowId }]);
	assert.equal(error?.message, undefined);
	const rows = Object.entries(checkNames).map(([name, title]) => [name, items.find((item) => item.check === title)]);
	assert.equal(items.length, rows.length);
	return Object.fromEntries(rows);
}

const statuses = (rows: Record<string, Row>) => Object.fromEntries(Object.entries(rows).map(([name, { status }]) => [name, status]));

/** Passes everything on to n8n, after a while. */
async function proxy({ cert, key }: Certificate, delayMs = 0): Promise<Server> {
	const server = createServer({ cert, key }, (incoming, outgoing) => {
		setTimeout(() => {
			const { method, headers, url = '/' } = incoming;
			const passed = httpRequest(new URL(url, n8n.current.url), { method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
				answer.pipe(outgoing);
			});
			incoming.pipe(passed);
		}, delayMs);
	});
	await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
	return server;
}

async function behind<T>(certificate: Certificate, delayMs: number, run: () => Promise<T>): Promise<T> {
	const server = await proxy(certificate, delayMs);
	try {
		return await run();
	} finally {
		server.closeAllConnections();
		await new Promise((resolve) => server.close(resolve));
	}
}

const { workflowId, address } = await publishTrigger(n8n.current, {
	type: 'blingTrigger',
	path: 'bling',
	credentials: { blingOAuth2Api: bling },
});
/** 127.0.0.1 is not public, whatever stands before it. */
const good = {
	address: 'fail',
	published: 'pass',
	reachable: 'pass',
	certificate: 'pass',
	genuine: 'pass',
	speed: 'pass',
	forged: 'pass',
	arrived: 'unknown',
};

test('all that can be seen from inside is well; a first real delivery proves the way', async () => {
	await behind(certificates.valid, 0, async () => {
		const before = await check(workflowId);
		assert.deepEqual(statuses(before), good);
		assert.match(before.address.detail, /private address/);
		assert.match(before.arrived.whatToDo, /Firewalls and geo-blocking cannot be detected from inside/);
		assert.match(before.speed.detail, /^\d\.\d\d s \(the limit is 5 s\)$/);
		assert.equal(before.address.address, address.replace(n8n.current.url, `https://127.0.0.1:${port}`));
		await post(address, stockBody());
		const afterwards = await check(workflowId);
		assert.deepEqual(statuses(afterwards), { ...good, arrived: 'pass' });
		assert.match(afterwards.arrived.detail, /accepted 1,/);
	});
	assert.equal((await n8n.current.untilExecutions(workflowId, 1)).length, 1, 'a probe started an execution');
});

test('nothing answers: unknown, not failed', async () => {
	assert.deepEqual(statuses(await check(workflowId)), {
		...good,
		published: 'unknown',
		reachable: 'unknown',
		certificate: 'unknown',
		genuine: 'unknown',
		speed: 'unknown',
		forged: 'unknown',
	});
});

const badCertificate = { ...good, published: 'unknown', certificate: 'fail', genuine: 'unknown', speed: 'unknown', forged: 'unknown' };

test('an expired certificate', async () => {
	const rows = await behind(certificates.expired, 0, async () => await check(workflowId));
	assert.deepEqual(statuses(rows), badCertificate);
	assert.match(rows.certificate.detail, /has expired.*CERT_HAS_EXPIRED/);
});

test('a self-signed certificate', async () => {
	const rows = await behind(certificates.selfSigned, 0, async () => await check(workflowId));
	assert.deepEqual(statuses(rows), badCertificate);
	assert.match(rows.certificate.detail, /is self-signed.*DEPTH_ZERO_SELF_SIGNED_CERT/);
});

test('an unpublished workflow', async () => {
	const { id } = await createTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials: { blingOAuth2Api: bling } });
	const rows = await behind(certificates.valid, 0, async () => await check(id));
	assert.deepEqual(statuses(rows), { ...good, published: 'fail', reachable: 'fail', genuine: 'fail', speed: 'unknown', forged: 'unknown' });
	assert.match(rows.published.whatToDo, /Publish the workflow/);
});

test('a wrong secret', async () => {
	const other = await publishTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials: { blingOAuth2Api: another } });
	const rows = await behind(certificates.valid, 0, async () => await check(other.workflowId));
	assert.deepEqual(statuses(rows), { ...good, genuine: 'fail', speed: 'unknown' });
	assert.match(rows.genuine.whatToDo, /a different credential/);
});

test('a slow receiver', async () => {
	const rows = await behind(certificates.valid, 5200, async () => await check(workflowId));
	assert.deepEqual(statuses(rows), { ...good, speed: 'fail', arrived: 'pass' });
	assert.match(rows.speed.detail, /^5\.\d\d s: the vendor gives up after 5 s/);
});

test('published again: the delivery before it proves nothing any more', async () => {
	await n8n.current.unpublish(workflowId);
	await n8n.current.untilRegistered(address, false);
	await n8n.current.publish(workflowId, address);
	const rows = await behind(certificates.valid, 0, async () => await check(workflowId));
	assert.deepEqual(statuses(rows), good);
	assert.match(rows.arrived.detail, /^None since publishing \(/);
});

test('the workflows to choose from are those with a trigger of this vendor', async () => {
	const { results } = await n8n.current.rest<{ results: Array<{ value: string }> }>(
		'POST',
		'/dynamic-node-parameters/resource-locator-results',
		{
			path: 'parameters.workflowId',
			methodName: 'triggerWorkflows',
			nodeTypeAndVersion: { name: n8n.current.nodeType('bling'), version: 1 },
			currentNodeParameters: { resource: 'webhook', operation: 'check' },
			credentials: { n8nInstanceApi: instance },
		},
	);
	const ids = results.map(({ value }) => value);
	assert.ok(ids.includes(workflowId));
	assert.ok(!ids.includes(checking.workflowId));
});

test('prepare names the address, the steps, what is obligatory, and a checklist', async () => {
	const { items, error } = await (await action('prepare')).run([{ workflowId }]);
	assert.equal(error, undefined);
	const [guide] = items as Array<{
		addresses: Array<{ url: string }>;
		events: Array<{ event: string; level: string }>;
		checklist: string;
		notes: string[];
	}>;
	const url = address.replace(n8n.current.url, `https://127.0.0.1:${port}`);
	assert.deepEqual(
		guide.addresses.map((one) => one.url),
		[url],
	);
	const levels = Object.fromEntries(guide.events.map(({ event, level }) => [event, level]));
	assert.deepEqual([levels['order.*'], levels['stock.*'], levels['product.*']], ['obrigatório', 'obrigatório', 'opcional']);
	assert.ok(guide.checklist.includes(url) && guide.checklist.includes('"+ Adicionar servidor"'));
	assert.ok(guide.notes.some((note) => note.includes('"Depósito modificado" não existe')));
});
