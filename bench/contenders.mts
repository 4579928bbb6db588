import { spawn } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';

import type { N8nInstance } from '../scripts/n8n-instance.mts';
import { node24, nodeFlags, root } from '../scripts/setup.mjs';
import { clientSecret, sign, stockBody } from '../test/support/bling.mts';
import { publishTrigger } from '../test/support/instance.mts';
import { isTrue, node, publishWorkflow } from '../test/support/workflow.mts';
import type { Message } from './load.mts';

/** What is sent: something new, with a wrong signature, sent before, or of an unwanted event. */
export type Kind = 'fresh' | 'forged' | 'repeated' | 'unwanted';

export type ContenderName = 'package' | 'once' | 'gathered100' | 'gathered250' | 'webhook' | 'handmade' | 'linear' | 'http';

/** Something that receives webhooks, and how a vendor would post to it. */
export interface Contender {
	name: ContenderName;
	address: string;
	/** The process that does the work, with its children. */
	pid: number;
	/** Undefined for anything but a workflow. */
	workflowId?: string;
	message(kind: Kind): Message;
}

const repeated = stockBody();

function bodyOf(kind: Kind): string {
	if (kind === 'repeated') return repeated;
	return kind === 'unwanted' ? stockBody({ event: 'order.created' }) : stockBody();
}

function blingMessage(kind: Kind): Message {
	const body = bodyOf(kind);
	return { body, headers: { 'x-bling-signature-256': sign(body, kind === 'forged' ? 'another-secret' : clientSecret) } };
}

function linearMessage(kind: Kind): Message {
	const body = JSON.stringify({ ...JSON.parse(bodyOf(kind)), webhookTimestamp: Date.now() });
	const signature = createHmac('sha256', kind === 'forged' ? 'another-secret' : clientSecret)
		.update(body)
		.digest('hex');
	return { body, headers: { 'linear-signature': signature } };
}

/** This package's Bling trigger; with a window it groups deliveries into one execution. */
async function packageTrigger(
	n8n: N8nInstance,
	name: ContenderName,
	credentials: Record<string, { id: string; name: string }>,
	options: Record<string, unknown>,
): Promise<Contender> {
	const { workflowId, address } = await publishTrigger(n8n, {
		type: 'blingTrigger',
		path: 'bling',
		credentials,
		parameters: { events: ['stock.created'], options },
	});
	return { name, address, workflowId, pid: Number(n8n.pid), message: blingMessage };
}

const webhookNode = (path: string, parameters: Record<string, unknown>) => ({
	...node('Webhook', 'n8n-nodes-base.webhook', 2.1, { httpMethod: 'POST', path, ...parameters }),
	webhookId: path,
});

/** n8n's own Webhook node without any verification: the limit for one execution per event. */
async function plainWebhook(n8n: N8nInstance): Promise<Contender> {
	const path = crypto.randomUUID();
	const published = await publishWorkflow(n8n, {
		name: 'Webhook',
		nodes: [webhookNode(path, { options: {} })],
		address: `${n8n.url}/webhook/${path}`,
	});
	return { name: 'webhook', ...published, pid: Number(n8n.pid), message: blingMessage };
}

const handmadeCode = `const { createHmac, timingSafeEqual } = require('crypto');
const raw = await this.helpers.getBinaryDataBuffer(0, 'data');
const expected = Buffer.from('sha256=' + createHmac('sha256', '${clientSecret}').update(raw).digest('hex'));
const given = Buffer.from($input.first().json.headers['x-bling-signature-256'] ?? '');
const valid = given.length === expected.length && timingSafeEqual(given, expected);
return [{ json: { valid, delivery: JSON.parse(raw.toString('utf8')) } }];`;

/** What people build to check the signature: Webhook (raw body) → Code → If → Respond. */
async function handmade(n8n: N8nInstance): Promise<Contender> {
	const path = crypto.randomUUID();
	const respond = (name: string, status: string, responseCode: number) =>
		node(name, 'n8n-nodes-base.respondToWebhook', 1.4, {
			respondWith: 'json',
			responseBody: JSON.stringify({ status }),
			options: { responseCode },
		});
	const published = await publishWorkflow(n8n, {
		name: 'Handmade',
		nodes: [
			webhookNode(path, { responseMode: 'responseNode', options: { rawBody: true } }),
			node('Verify', 'n8n-nodes-base.code', 2, { jsCode: handmadeCode }),
			node('Valid?', 'n8n-nodes-base.if', 2.2, isTrue('={{ $json.valid }}')),
			respond('Accept', 'accepted', 200),
			respond('Refuse', 'unauthorized', 401),
		],
		ways: { Webhook: ['Verify'], Verify: ['Valid?'], 'Valid?': ['Accept', 'Refuse'] },
		address: `${n8n.url}/webhook/${path}`,
	});
	return { name: 'handmade', ...published, pid: Number(n8n.pid), message: blingMessage };
}

/** n8n's own trigger for Linear, which verifies signatures like others of its kind. */
async function linearTrigger(n8n: N8nInstance): Promise<Contender> {
	const id = await n8n.createCredential('Linear', 'linearApi', { apiKey: 'fake-key', signingSecret: clientSecret });
	const webhookId = crypto.randomUUID();
	const published = await publishWorkflow(n8n, {
		name: 'Linear',
		nodes: [
			{
				...node('Linear Trigger', 'n8n-nodes-base.linearTrigger', 1, { teamId: 'fake-team', resources: ['issue'] }),
				webhookId,
				credentials: { linearApi: { id, name: 'Linear' } },
			},
		],
		address: n8n.webhookUrl(webhookId, 'webhook'),
	});
	return { name: 'linear', ...published, pid: Number(n8n.pid), message: linearMessage };
}

interface Contenders {
	all: ReadonlyMap<ContenderName, Contender>;
	close(): Promise<void>;
}

/** All contenders: the workflows in one n8n, and the bare server next to it. */
export async function publishContenders(n8n: N8nInstance): Promise<Contenders> {
	const credential = async (name: string, type: string, data: object) => ({ id: await n8n.createCredential(name, type, data), name });
	const bling = { blingOAuth2Api: await credential('Loja', 'blingOAuth2Api', { clientId: 'test-client', clientSecret }) };
	const instanceKey = { baseUrl: n8n.url, apiKey: n8n.apiKey, resendSecret: '' };
	const withInstance = { ...bling, n8nInstanceApi: await credential('Este n8n', 'n8nInstanceApi', instanceKey) };
	const child = spawn(node24, [...nodeFlags, join(root, 'bench', 'bare-server.mts')], {
		stdio: ['ignore', 'pipe', 'inherit'],
		env: { ...process.env, BENCH_SECRET: clientSecret },
	});
	const endToo = () => child.kill('SIGKILL');
	process.once('exit', endToo);
	const [port] = await Promise.race([
		once(child.stdout, 'data'),
		once(child, 'exit').then(() => Promise.reject(new Error('The bare server ended'))),
	]);
	const bare: Contender = {
		name: 'http',
		address: `http://127.0.0.1:${Number(String(port))}`,
		pid: Number(child.pid),
		message: blingMessage,
	};
	const contenders = [
		await packageTrigger(n8n, 'package', bling, {}),
		await packageTrigger(n8n, 'once', withInstance, { acrossProcesses: true }),
		await packageTrigger(n8n, 'gathered100', bling, { gatherWindowMs: 100 }),
		await packageTrigger(n8n, 'gathered250', bling, { gatherWindowMs: 250 }),
		await plainWebhook(n8n),
		await handmade(n8n),
		await linearTrigger(n8n),
		bare,
	];
	return {
		all: new Map(contenders.map((contender) => [contender.name, contender])),
		async close() {
			process.off('exit', endToo);
			child.kill();
			await once(child, 'close');
		},
	};
}
