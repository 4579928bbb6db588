import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';

import { canariesIn, samples, visibleIn } from '../fixtures/personal-data.mts';
import { startFakeNfeIo } from '../support/fake-nfeio.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { deliverBody, playedVendors } from '../support/vendors.mts';

const invoice = samples.find(({ event }) => event === 'service_invoice.issued_error')?.resource;

const n8n = await startTestN8n();
const vendors = playedVendors(await startFakeNfeIo(invoice));

/** The path that takes a sample: iSET has an address for each event. */
const pathOf = (vendor: string, event: string) => (vendor === 'iset' ? `iset/${event}` : undefined);

async function publish(vendor: string, options: object) {
	const played = vendors.find((one) => one.vendor === vendor);
	assert.ok(played);
	const id = await n8n.current.createCredential(`Credencial ${vendor}`, played.credentialType, played.credential);
	const { parameters = {} } = played.trigger;
	const target = await publishTrigger(n8n.current, {
		...played.trigger,
		credentials: { [played.credentialType]: { id, name: `Credencial ${vendor}` } },
		parameters: { ...parameters, options: { ...(parameters.options as object | undefined), unknownEvents: 'emit', ...options } },
	});
	return { played, target };
}

/** Every file that n8n wrote, its database, its write-ahead log and its own log among them, as bytes. */
async function written(): Promise<Map<string, string>> {
	const files = new Map<string, string>();
	for (const entry of await readdir(n8n.current.folder, { recursive: true, withFileTypes: true })) {
		if (!entry.isFile() || entry.parentPath.includes('node_modules')) continue;
		const path = join(entry.parentPath, entry.name);
		files.set(path, await readFile(path, 'latin1'));
	}
	return files;
}

const holding = (files: Map<string, string>, text: string) => [...files].filter(([, bytes]) => bytes.includes(text)).map(([path]) => path);

test('of all that four vendors send and one returns, n8n writes no person to its disk', async () => {
	const modes = { bling: 'mask', iset: 'remove', intelipost: 'mask', nfeio: 'remove' };
	for (const [vendor, personalData] of Object.entries(modes)) {
		const own = samples.filter((sample) => sample.vendor === vendor && !sample.event.startsWith('legacy.'));
		// What is gathered waits in memory before it is stored.
		const gatherWindowMs = vendor === 'intelipost' ? 1000 : 0;
		const { played, target } = await publish(vendor, { personalData, gatherWindowMs, fetchResource: vendor === 'nfeio' });
		// n8n registers the addresses of a trigger one after the other.
		for (const { event } of own)
			await n8n.current.untilRegistered(n8n.current.webhookUrl(target.webhookId, pathOf(vendor, event) ?? played.trigger.path));
		const posts = own.map(
			async ({ event, body }) => await deliverBody(n8n.current, played, target, JSON.stringify(body), pathOf(vendor, event)),
		);
		assert.deepEqual(
			await Promise.all(posts),
			own.map(() => 200),
			vendor,
		);
		const executions = await n8n.current.untilExecutions(target.workflowId, gatherWindowMs > 0 ? 1 : own.length);
		const items = executions.flatMap(({ data }) => data.resultData.runData.Trigger?.[0].data?.main[0] ?? []);
		assert.equal(items.length, own.length, vendor);
		assert.deepEqual(canariesIn(JSON.stringify(executions)), [], vendor);
		assert.deepEqual(
			visibleIn(items).filter((text) => !visibleIn(own).includes(text)),
			[],
			'nothing is made up',
		);
		for (const { body } of own)
			for (const text of visibleIn(body)) assert.ok(visibleIn(items).includes(text), `${text} of ${vendor} stays`);
		assert.ok(
			items.some(({ json }) => json.personalData === personalData),
			vendor,
		);
		assert.equal(
			items.some(({ json }) => json.resource !== undefined),
			vendor === 'nfeio',
			'the resource was fetched',
		);
	}

	const control = 'testemunha-que-fica';
	const { played, target } = await publish('bling', {});
	const [{ body }] = samples;
	assert.equal(
		await deliverBody(
			n8n.current,
			played,
			target,
			JSON.stringify({ ...body, beside: undefined, eventId: 'x', data: { id: 1, nome: control } }),
		),
		200,
	);
	await n8n.current.untilExecutions(target.workflowId, 1);

	await n8n.current.stop();
	const files = await written();
	assert.ok(
		holding(files, control).some((path) => path.includes('database.sqlite')),
		'what is kept is found this way',
	);
	for (const [path, bytes] of files) assert.deepEqual(canariesIn(bytes), [], path);
});
