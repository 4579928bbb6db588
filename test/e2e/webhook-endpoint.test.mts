import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createTrigger, startTestN8n } from '../support/instance.mts';
import { post, secrets } from '../support/intelipost.mts';
import { runNode } from '../support/manual.mts';

const n8n = await startTestN8n({ env: { N8N_ENDPOINT_WEBHOOK: 'ganchos' } });
const make = async (name: string, type: string, data: object) => ({ id: await n8n.current.createCredential(name, type, data), name });
const intelipostApi = await make('Conta de teste', 'intelipostApi', { ...secrets, webhookPassword: `${secrets.webhookPassword}\n` });
const n8nInstanceApi = await make('Este n8n', 'n8nInstanceApi', {
	baseUrl: ` ${n8n.current.url}/api/v1/ `,
	apiKey: n8n.current.apiKey,
	resendSecret: 'test-resend-secret-of-32-characters\n',
});
const credentials = { intelipostApi, n8nInstanceApi };

test('where N8N_ENDPOINT_WEBHOOK has another name, a trigger is prepared, checked, watched and resent to at its true address', async () => {
	const { id, webhookId } = await createTrigger(n8n.current, { type: 'intelipostTrigger', path: 'intelipost', credentials });
	const address = `${n8n.current.url}/ganchos/${webhookId}/intelipost`;
	await n8n.current.publish(id, address);
	assert.equal((await post(address)).status, 200);
	const [execution] = await n8n.current.untilExecutions(id, 1);
	const workflowId = { __rl: true, mode: 'id', value: id };
	const intelipost = async (parameters: Record<string, unknown>) =>
		await runNode(n8n.current, { type: 'intelipost', credentials, parameters });

	const [{ addresses }] = (await intelipost({ resource: 'webhook', operation: 'prepare', addressFrom: 'workflow', workflowId })).items;
	assert.deepEqual(
		(addresses as Array<{ url: string }>).map(({ url }) => url),
		[address],
	);

	const checks = (await intelipost({ resource: 'webhook', operation: 'check', workflowId })).items;
	const statusOf = (name: string) => checks.find(({ check }) => check === name)?.status;
	assert.deepEqual(
		['The workflow is published', 'The address answers', 'A genuine delivery is accepted', 'A forged delivery is refused'].map(statusOf),
		['pass', 'pass', 'pass', 'pass'],
	);

	const deliveries = async (parameters: Record<string, unknown>) =>
		await runNode(n8n.current, { type: 'webhookDeliveries', credentials: { n8nInstanceApi }, parameters });
	const [endpoint] = (await deliveries({ resource: 'endpoint', operation: 'getMany' })).items;
	assert.deepEqual([endpoint.url, endpoint.status], [address, 'ok']);

	const [delivery] = (execution.data.resultData.runData.Trigger?.[0].data?.main ?? []).map(([{ json }]) => json);
	const sent = await deliveries({ resource: 'delivery', operation: 'send', workflowId: id, delivery: JSON.stringify(delivery) });
	assert.equal(sent.error, undefined);
});
