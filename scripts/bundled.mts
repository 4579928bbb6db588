// The bundled workflows (workflows/*.json), and what a person does to one after importing it: `npm start` and the tests do the same.
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import { identity as bling } from '../nodes/Bling/identity.ts';
import { vendors } from '../nodes/vendors.ts';
import type { WorkflowJson } from './n8n-instance.mts';
import { root } from './setup.mjs';

type Json = Record<string, unknown>;
type Connections = Record<string, { main: Array<Array<{ node: string }>> }>;
export type WorkflowNode = WorkflowJson['nodes'][number];

/** The type of a node without its package: `blingTrigger`. */
export const kindOf = ({ type }: WorkflowNode): string => type.split('.').pop() ?? '';

/** The credential types that a node of the bundled workflows uses. */
export function credentialTypesOf(node: WorkflowNode): string[] {
	const kind = kindOf(node);
	if (kind === 'webhookDeliveries') return ['n8nInstanceApi'];
	if (kind === 'webhook') return ['httpBasicAuth'];
	if (kind === 'formPageTrigger') return ['formAccessApi'];
	if (kind === 'blingStockPool') return [/Account$/.test(String(node.parameters.operation)) ? bling.credential : 'n8nInstanceApi'];
	const vendor = vendors.find(({ actionType, triggerType }) => kind === actionType || kind === triggerType);
	return vendor ? [vendor.credential, 'n8nInstanceApi'] : [];
}

/** A bundled file. */
export const bundledWorkflow = async (file: string): Promise<WorkflowJson> =>
	JSON.parse(await readFile(join(root, 'workflows', file), 'utf8')) as WorkflowJson;

/** The parameters of a node "Configuração" with other values; a name that it lacks is an error. */
export function withSettings({ parameters }: WorkflowNode, settings: Json): Json {
	const { assignments } = parameters.assignments as { assignments: Array<{ name: string; value: unknown }> };
	const unknown = Object.keys(settings).filter((name) => !assignments.some((assignment) => assignment.name === name));
	if (unknown.length > 0) throw new Error(`"Configuração" has no ${unknown.join(', ')}`);
	return {
		...parameters,
		assignments: {
			assignments: assignments.map((assignment) => ({ ...assignment, value: settings[assignment.name] ?? assignment.value })),
		},
	};
}

/** Nodes deleted, with their connections, as the notes in the workflows tell people to do with unused channels. */
export function withoutNodes(workflow: WorkflowJson, names: string[]): WorkflowJson {
	const stays = (name: string) => !names.includes(name);
	const connections = Object.entries(workflow.connections as Connections)
		.filter(([from]) => stays(from))
		.map(([from, { main }]) => [from, { main: main.map((targets) => targets.filter(({ node }) => stays(node))) }]);
	return { ...workflow, nodes: workflow.nodes.filter(({ name }) => stays(name)), connections: Object.fromEntries(connections) };
}

/** The sub-workflow that sends all notices. */
export const avisar = { file: 'avisar.json', name: 'Webhooks: avisar' };

/** How a node "Avisar" stores the workflow chosen from its list; without an ID, as the files are shipped. */
export const avisarChoice = (id: string) => ({ __rl: true, mode: 'list', value: id, cachedResultName: avisar.name });

/** A workflow whose nodes "Avisar" call the sub-workflow with this ID, as a person chooses it from the list. */
export function withAvisar<T extends Pick<WorkflowJson, 'nodes'>>(workflow: T, id: string): T {
	const nodes = workflow.nodes.map((node) =>
		kindOf(node) === 'executeWorkflow' ? { ...node, parameters: { ...node.parameters, workflowId: avisarChoice(id) } } : node,
	);
	return { ...workflow, nodes };
}

/**
 * "Webhooks: avisar" with its email replaced by a plain webhook, as its note says: the notices
 * arrive there as JSON.
 */
export async function avisarByWebhook(url: string): Promise<WorkflowJson> {
	const workflow = await bundledWorkflow(avisar.file);
	const body = { sendBody: true, specifyBody: 'json', jsonBody: '={{ JSON.stringify($json) }}' };
	const parameters = { method: 'POST', url, ...body, options: { timeout: 20_000 } };
	const nodes = workflow.nodes.map((node) =>
		kindOf(node) === 'emailSend' ? { ...node, type: 'n8n-nodes-base.httpRequest', typeVersion: 4.2, parameters } : node,
	);
	return { ...workflow, nodes };
}
