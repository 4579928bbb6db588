import { readdir } from 'node:fs/promises';
import { join } from 'node:path';

import { identity as bling } from '../../nodes/Bling/identity.ts';
import { identity as intelipost } from '../../nodes/Intelipost/identity.ts';
import { identity as iset } from '../../nodes/Iset/identity.ts';
import { vendors as identities } from '../../nodes/vendors.ts';
import type { WorkflowNode } from '../bundled.mts';
import {
	avisar,
	avisarByWebhook,
	bundledWorkflow,
	credentialTypesOf,
	kindOf,
	withAvisar,
	withoutNodes,
	withSettings,
} from '../bundled.mts';
import { untilFormAsks } from '../form-page.mts';
import type { N8nInstance, WorkflowJson } from '../n8n-instance.mts';
import { act } from '../sandbox-client.mts';
import { root } from '../setup.mjs';
import type { Credential, Vendors } from './credentials.mts';

type Json = Record<string, unknown>;
type Saved = WorkflowJson & { id: string };

export interface Imported {
	/** The address of the first trigger of a vendor in a workflow, or of the one with this name. */
	address(workflow: string, path: string): string;
	/** What could not be published or registered, and why. */
	problems: string[];
}

/** "Atendido", chosen from the list of statuses. */
const fulfilled = { __rl: true, mode: 'list', value: '9' };

/** Channels that a shop with a plain webhook deletes, as the workflows' notes say. */
const unused = ['emailSend', 'telegram'];
const unusedNames = ['WhatsApp'];

/** The others call the one and refer to the other: n8n does not publish a workflow before the sub-workflow it calls. */
const first = [avisar.file, 'erro-imediato.json'];

const firstPath = Object.fromEntries(identities.map(({ triggerType, routes }) => [triggerType, routes[0].path]));
const isVendorTrigger = (node: WorkflowNode) => kindOf(node) in firstPath;
const isForm = (node: WorkflowNode) => kindOf(node) === 'formPageTrigger';

/** Imports all of workflows/ as a person would, publishes each, and registers its addresses at the vendors. */
export async function importAll(n8n: N8nInstance, control: string, vendors: Vendors, alertUrl: string): Promise<Imported> {
	const files = (await readdir(join(root, 'workflows'))).filter((name) => name.endsWith('.json')).sort();
	const ordered = [...first, ...files.filter((name) => !first.includes(name))];
	const { data: known } = await n8n.api<{ data: Saved[] }>('GET', '/workflows?limit=250');
	const saved: Saved[] = [];
	const problems: string[] = [];
	for (const file of ordered) {
		const given = file === avisar.file ? await avisarByWebhook(alertUrl) : await bundledWorkflow(file);
		const [{ id: notices } = { id: '' }, errorWorkflow] = saved;
		const workflow = filledIn(withAvisar(given, notices), vendors, { alertUrl, errorWorkflow: errorWorkflow?.id, workflows: saved });
		const found = known.find(({ name }) => name === given.name);
		// Ports and the alerts' address differ at every start, so settings are filled in again; the
		// triggers' addresses stay.
		const one = found ? await update(n8n, found, workflow) : await n8n.createWorkflow(workflow);
		saved.push(one);
		await publish(n8n, one).catch((error: unknown) => problems.push(`${one.name}: ${error instanceof Error ? error.message : 'unknown'}`));
	}
	const address = (workflow: string, path: string, node?: string) => {
		const trigger = saved
			.find(({ name }) => name === workflow)
			?.nodes.find((one) => isVendorTrigger(one) && (node === undefined || one.name === node));
		return n8n.webhookUrl(String(trigger?.webhookId), path);
	};
	await register(control, vendors, address).catch((error: unknown) =>
		problems.push(`registering the addresses: ${error instanceof Error ? error.message : 'unknown'}`),
	);
	return { address, problems };
}

interface Filling {
	alertUrl: string;
	errorWorkflow: string | undefined;
	workflows: Saved[];
}

/** Credentials picked, "Configuração" filled in, unused channels deleted, addresses of this machine allowed. */
function filledIn(imported: WorkflowJson, vendors: Vendors, filling: Filling): WorkflowJson {
	const without = imported.nodes
		.filter((node) => unused.includes(kindOf(node)) || unusedNames.includes(node.name))
		.map((node) => node.name);
	const { name, nodes, connections, settings } = withoutNodes(imported, without);
	return {
		name,
		nodes: nodes.map((node) => filledNode(node, vendors, filling)),
		connections,
		settings: { ...settings, ...(filling.errorWorkflow ? { errorWorkflow: filling.errorWorkflow } : {}) },
	};
}

function filledNode(node: WorkflowNode, vendors: Vendors, filling: Filling): WorkflowNode {
	const account = vendors.pool.find(({ name }) => node.name.includes(name));
	const credentials: Record<string, Credential> = Object.fromEntries(
		credentialTypesOf(node).map((type) => [type, type === bling.credential && account ? account.credential : vendors.byType[type]]),
	);
	const answers = kindOf(node) === 'webhook' || isVendorTrigger(node) || isForm(node);
	return {
		...node,
		...(Object.keys(credentials).length > 0 ? { credentials } : {}),
		...(answers ? { webhookId: crypto.randomUUID() } : {}),
		parameters: account && kindOf(node) === 'blingStockPool' ? withDeposits(node, account) : filledParameters(node, filling),
	};
}

function withDeposits({ parameters }: WorkflowNode, { principals, sharedId }: Vendors['pool'][number]): Json {
	return parameters.operation === 'readAccount' ? { ...parameters, principals, shared: sharedId } : parameters;
}

function filledParameters(node: WorkflowNode, { alertUrl, workflows }: Filling): Json {
	const { parameters } = node;
	if (isVendorTrigger(node)) return { ...parameters, options: { ...(parameters.options as Json), allowPrivateUrl: true } };
	if (parameters.operation === 'plan') return { ...parameters, simulate: false, limitPercent: 100 };
	// Each account has its own statuses; all have 9 ("Atendido").
	if ('situationId' in parameters) return { ...parameters, situationId: fulfilled };
	if ('mapping' in parameters) return { ...parameters, mapping: { states: [{ mappedState: 'Entregue', situationId: fulfilled }] } };
	// A system of the shop's own, which the sandbox is not.
	if (kindOf(node) === 'httpRequest' && parameters.url === '') return { ...parameters, url: alertUrl, authentication: 'none' };
	const idOf = (trigger: string) => workflows.find(({ nodes }) => nodes.some(({ type }) => type.endsWith(`.${trigger}`)))?.id ?? '';
	if (parameters.operation === 'recoverMissed')
		return { ...parameters, workflowId: { __rl: true, mode: 'id', value: idOf(`${kindOf(node)}Trigger`) } };
	if (node.name !== 'Configuração') return parameters;
	const answers: Json = {
		canal: 'webhook',
		webhookUrl: alertUrl,
		sistemaUrl: alertUrl,
	};
	const { assignments } = parameters.assignments as { assignments: Array<{ name: string }> };
	const asked = Object.entries(answers).filter(([name]) => assignments.some((assignment) => assignment.name === name));
	return withSettings(node, Object.fromEntries(asked));
}

async function update(n8n: N8nInstance, found: Saved, workflow: WorkflowJson): Promise<Saved> {
	const nodes = workflow.nodes.map((node) => {
		const before = found.nodes.find(({ name }) => name === node.name)?.webhookId;
		return before ? { ...node, webhookId: before } : node;
	});
	// Off and on again: the sandbox's vendors forget what registered itself with them.
	await n8n.unpublish(found.id).catch(() => undefined);
	return await n8n.api<Saved>('PUT', `/workflows/${found.id}`, { ...workflow, nodes });
}

/** Where the triggers of vendors and the forms of a workflow answer once it is published. */
export const addressesOf = (n8n: Pick<N8nInstance, 'url' | 'webhookUrl'>, nodes: WorkflowNode[]) => ({
	triggers: nodes.filter(isVendorTrigger).map((node) => n8n.webhookUrl(String(node.webhookId), firstPath[kindOf(node)])),
	forms: nodes.filter(isForm).map(({ parameters }) => `${n8n.url}/form/${String(parameters.path)}`),
});

async function publish(n8n: N8nInstance, { id, nodes }: Saved): Promise<void> {
	const startsByItself = nodes.some((node) => /trigger$/i.test(node.type) || kindOf(node) === 'webhook');
	if (!startsByItself) return;
	const { triggers, forms } = addressesOf(n8n, nodes);
	await n8n.publish(id);
	for (const address of triggers) await n8n.untilRegistered(address);
	for (const address of forms) await untilFormAsks(address);
}

/** What people do in the vendors' panels; NFE.io's trigger registers itself. */
async function register(
	control: string,
	vendors: Vendors,
	address: (workflow: string, path: string, node?: string) => string,
): Promise<void> {
	const blingPath = bling.routes[0].path;
	await act(control, bling.vendor, 'subscribe', { app: vendors.publicApp, url: address('Bling: primeiros passos', blingPath) });
	for (const { name, clientId } of vendors.pool) {
		await act(control, bling.vendor, 'subscribe', { app: clientId, url: address('Bling: estoque unificado', blingPath, `Bling: ${name}`) });
	}
	for (const { path, event } of iset.routes) {
		await act(control, iset.vendor, 'add-url', {
			event,
			url: `${address('iSET: pedidos sem Bling', path)}?token=${vendors.iset.webhookToken}`,
		});
	}
	const { protocol, hostname, port, pathname } = new URL(address('Intelipost: rastreio no Bling', intelipost.routes[0].path));
	const { user, password } = vendors.intelipost;
	await act(control, intelipost.vendor, 'add-rule', {
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
