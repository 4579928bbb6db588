import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { catalogue } from '../../nodes/Iset/events.ts';
import type { N8nInstance, WorkflowJson } from '../n8n-instance.mts';
import { act } from '../sandbox-client.mts';
import { root } from '../setup.mjs';
import type { Credential, Vendors } from './credentials.mts';

type Json = Record<string, unknown>;
type Node = WorkflowJson['nodes'][number];
type Saved = WorkflowJson & { id: string };
type Connections = Record<string, { main: Array<Array<{ node: string }>> }>;

export interface Imported {
	/** The address of the first trigger of this package in a workflow. */
	address(workflow: string, path: string): string;
	/** What could not be published or registered, and why. */
	problems: string[];
}

/** The credential types that a node type takes. */
const takes: Record<string, string[]> = {
	blingTrigger: ['blingOAuth2Api', 'n8nInstanceApi'],
	bling: ['blingOAuth2Api', 'n8nInstanceApi'],
	isetTrigger: ['isetApi', 'n8nInstanceApi'],
	iset: ['isetApi', 'n8nInstanceApi'],
	intelipostTrigger: ['intelipostApi', 'n8nInstanceApi'],
	intelipost: ['intelipostApi', 'n8nInstanceApi'],
	nfeIoTrigger: ['nfeIoApi', 'n8nInstanceApi'],
	nfeIo: ['nfeIoApi', 'n8nInstanceApi'],
	webhookDeliveries: ['n8nInstanceApi'],
	webhook: ['httpBasicAuth'],
	formTrigger: ['httpBasicAuth'],
};

/** Channels that a shop with a plain webhook deletes, as the notes in the workflows say. */
const unused = ['emailSend', 'telegram'];
const unusedNames = ['WhatsApp'];

/** The error workflow comes first: the others name it. */
const errorWorkflowFile = 'erro-imediato.json';

const kind = ({ type }: Node) => type.split('.').pop() ?? '';
const isOwn = ({ type }: Node) => type.startsWith('n8n-nodes-brasil-webhooks.');
const isOwnTrigger = (node: Node) => isOwn(node) && node.type.endsWith('Trigger');

/** Imports all of workflows/ as a person would, publishes each, and registers its addresses at the vendors. */
export async function importAll(n8n: N8nInstance, control: string, vendors: Vendors, alertUrl: string): Promise<Imported> {
	const files = (await readdir(join(root, 'workflows'))).filter((name) => name.endsWith('.json')).sort();
	const ordered = [...files.filter((name) => name === errorWorkflowFile), ...files.filter((name) => name !== errorWorkflowFile)];
	const { data: known } = await n8n.api<{ data: Saved[] }>('GET', '/workflows?limit=250');
	const saved: Saved[] = [];
	const problems: string[] = [];
	for (const file of ordered) {
		const { description: _, ...given } = JSON.parse(await readFile(join(root, 'workflows', file), 'utf8')) as WorkflowJson & { description?: string };
		const errorWorkflow = file === errorWorkflowFile ? undefined : saved[0]?.id;
		const workflow = filledIn(given, vendors, { alertUrl, errorWorkflow, workflows: saved });
		const found = known.find(({ name }) => name === given.name);
		// Another port, another address of the alerts: what is filled in is new at every start, the addresses stay.
		const one = found ? await update(n8n, found, workflow) : await n8n.createWorkflow(workflow);
		saved.push(one);
		await publish(n8n, one).catch((error: unknown) => problems.push(`${one.name}: ${error instanceof Error ? error.message : 'unknown'}`));
	}
	const address = (workflow: string, path: string, node?: string) => {
		const trigger = saved.find(({ name }) => name === workflow)?.nodes.find((one) => isOwnTrigger(one) && (node === undefined || one.name === node));
		return n8n.webhookUrl(String(trigger?.webhookId), path);
	};
	await register(control, vendors, address).catch((error: unknown) => problems.push(`registering the addresses: ${error instanceof Error ? error.message : 'unknown'}`));
	return { address, problems };
}

interface Filling {
	alertUrl: string;
	errorWorkflow: string | undefined;
	workflows: Saved[];
}

/** Credentials picked, "Configuração" filled in, unused channels deleted, addresses of this machine allowed. */
function filledIn({ name, nodes, connections, settings }: WorkflowJson, vendors: Vendors, filling: Filling): WorkflowJson {
	const without = nodes.filter((node) => unused.includes(kind(node)) || unusedNames.includes(node.name)).map((node) => node.name);
	return {
		name,
		nodes: nodes.filter((node) => !without.includes(node.name)).map((node) => filledNode(node, vendors, filling)),
		connections: Object.fromEntries(
			Object.entries(connections as Connections)
				.filter(([from]) => !without.includes(from))
				.map(([from, { main }]) => [from, { main: main.map((targets) => targets.filter(({ node }) => !without.includes(node))) }]),
		),
		settings: { ...settings, ...(filling.errorWorkflow ? { errorWorkflow: filling.errorWorkflow } : {}) },
	};
}

function filledNode(node: Node, vendors: Vendors, filling: Filling): Node {
	const account = vendors.pool.find(({ name }) => node.name.includes(name));
	const credentials: Record<string, Credential> = Object.fromEntries(
		(takes[kind(node)] ?? []).map((type) => [type, type === 'blingOAuth2Api' && account ? account.credential : vendors.byType[type]]),
	);
	const answers = ['webhook', 'formTrigger'].includes(kind(node)) || isOwnTrigger(node);
	return {
		...node,
		...(Object.keys(credentials).length > 0 ? { credentials } : {}),
		...(answers ? { webhookId: crypto.randomUUID() } : {}),
		parameters: filledParameters(node, filling),
	};
}

function filledParameters({ parameters, ...node }: Node, { alertUrl, workflows }: Filling): Json {
	if (isOwnTrigger({ ...node, parameters })) return { ...parameters, options: { ...(parameters.options as Json), allowPrivateUrl: true } };
	// Each account has its own situations; 9 ("Atendido") is in all.
	if ('situationId' in parameters) return { ...parameters, situationId: { __rl: true, mode: 'list', value: '9' } };
	if (node.name !== 'Configuração') return parameters;
	const idOf = (trigger: string) => workflows.find(({ nodes }) => nodes.some(({ type }) => type.endsWith(`.${trigger}`)))?.id ?? '';
	const answers: Json = {
		canal: 'webhook',
		webhookUrl: alertUrl,
		sistemaUrl: alertUrl,
		workflowBling: idOf('blingTrigger'),
		workflowNfeio: idOf('nfeIoTrigger'),
		workflowIntelipost: idOf('intelipostTrigger'),
		workflowIset: idOf('isetTrigger'),
	};
	const { assignments } = parameters.assignments as { assignments: Array<{ name: string; value: unknown }> };
	return { ...parameters, assignments: { assignments: assignments.map((one) => ({ ...one, value: answers[one.name] ?? one.value })) } };
}

async function update(n8n: N8nInstance, found: Saved, workflow: WorkflowJson): Promise<Saved> {
	const nodes = workflow.nodes.map((node) => {
		const before = found.nodes.find(({ name }) => name === node.name)?.webhookId;
		return before ? { ...node, webhookId: before } : node;
	});
	// Off and on again: the vendors of the sandbox forget what registered itself with them.
	await n8n.unpublish(found.id).catch(() => undefined);
	return await n8n.api<Saved>('PUT', `/workflows/${found.id}`, { ...workflow, nodes });
}

const firstPath: Record<string, string> = { blingTrigger: 'bling', nfeIoTrigger: 'nfeio', intelipostTrigger: 'intelipost', isetTrigger: 'iset/order.saved' };

async function publish(n8n: N8nInstance, { id, nodes }: Saved): Promise<void> {
	const startsByItself = nodes.some((node) => /trigger$/i.test(node.type) || kind(node) === 'webhook');
	if (!startsByItself) return;
	const trigger = nodes.find(isOwnTrigger);
	await n8n.publish(id, trigger && n8n.webhookUrl(String(trigger.webhookId), firstPath[kind(trigger)]));
}

/** What people do in the vendors' panels; NFE.io's trigger registers itself. */
async function register(control: string, vendors: Vendors, address: (workflow: string, path: string, node?: string) => string): Promise<void> {
	await act(control, 'bling', 'subscribe', { app: vendors.publicApp, url: address('Bling: primeiros passos', 'bling') });
	for (const { name, clientId } of vendors.pool) {
		await act(control, 'bling', 'subscribe', { app: clientId, url: address('Bling: estoque unificado', 'bling', `Bling: ${name}`) });
	}
	for (const { event } of catalogue) {
		await act(control, 'iset', 'add-url', { event, url: `${address('iSET: pedidos sem Bling', `iset/${event}`)}?token=${vendors.iset.webhookToken}` });
	}
	const { protocol, hostname, port, pathname } = new URL(address('Intelipost: rastreio no Bling', 'intelipost'));
	const { user, password } = vendors.intelipost;
	await act(control, 'intelipost', 'add-rule', {
		name: 'n8n',
		protocolo: protocol.replace(':', ''),
		host: hostname,
		porta: port,
		path: pathname.slice(1),
		sendBy: 'Volumes',
		usuario: user,
		senha: password,
	});
}
