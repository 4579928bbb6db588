import assert from 'node:assert/strict';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { capturedBody, capturedSignature, clientSecret, post, sign, stockBody } from './support/bling.mts';
import type { TriggerSpec } from './support/instance.mts';
import { publishTrigger, startTestN8n } from './support/instance.mts';

const accepted = { status: 200, body: { status: 'accepted' } };
const duplicate = { status: 200, body: { status: 'duplicate' } };
const ignored = { status: 200, body: { status: 'ignored' } };
const unauthorized = { status: 401, body: { status: 'unauthorized' } };
const unavailable = { status: 503, body: { status: 'unavailable' } };

const n8n = await startTestN8n();
const name = 'Loja Teste';
const id = await n8n.current.createCredential(name, 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
const credential = { id, name };

const publish = async (parameters: Record<string, unknown> = {}, credentials: TriggerSpec['credentials'] = { blingOAuth2Api: credential }) =>
	await publishTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials, parameters });

test('a captured delivery becomes an execution with one delivery', async () => {
	const { address, workflowId } = await publish();
	const answer = await post(address, capturedBody, { 'x-bling-signature-256': capturedSignature });
	assert.deepEqual(answer, accepted);

	const [execution] = await n8n.current.untilExecutions(workflowId, 1);
	assert.equal(execution.status, 'success');
	const [item] = execution.data.resultData.runData.Trigger[0].data?.main[0] ?? [];
	const { receivedAt, ...delivery } = item.json;
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
