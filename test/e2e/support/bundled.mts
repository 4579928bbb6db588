import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

import type { N8nInstance, WorkflowJson } from '../../../scripts/n8n-instance.mts';
import { root } from '../../../scripts/setup.mjs';

type Json = Record<string, unknown>;
type Node = WorkflowJson['nodes'][number];

interface Filling {
	/** By credential type: what a person picks in every node that takes it. */
	credentials?: Record<string, { id: string; name: string }>;
	/** By node name, before those by type. */
	nodeCredentials?: Record<string, Record<string, { id: string; name: string }>>;
	/** Values typed into the node "Configuração". */
	settings?: Json;
	/** Parameters changed by hand, by node name. */
	parameters?: Record<string, Json>;
	/** Nodes that are deleted, with their connections, as the notes tell people to. */
	without?: string[];
	/** Workflow settings, such as `errorWorkflow`. */
	workflowSettings?: Json;
	/** Example data that stands in for a node's output in manual runs; all of the file's with `true`. */
	pinned?: Json | true;
}

/** Which credential types a node of the bundled workflows takes. */
const takes: Record<string, string[]> = {
	webhookDeliveries: ['n8nInstanceApi'],
	bling: ['blingOAuth2Api', 'n8nInstanceApi'],
	iset: ['isetApi', 'n8nInstanceApi'],
	intelipost: ['intelipostApi', 'n8nInstanceApi'],
	nfeIo: ['nfeIoApi', 'n8nInstanceApi'],
	webhook: ['httpBasicAuth'],
};

/** A bundled file without its description: the editor reads it, the public API refuses it. */
export async function bundledWorkflow(file: string): Promise<WorkflowJson> {
	const { description, ...workflow } = JSON.parse(await readFile(join(root, 'workflows', file), 'utf8'));
	if (!description) throw new Error(`${file} has no description`);
	return workflow;
}

/** Imports a bundled workflow by API as a person does by hand: import, fill in "Configuração", pick credentials, delete what is not used. */
export async function importBundled(
	n8n: N8nInstance,
	file: string,
	{ credentials = {}, nodeCredentials = {}, settings = {}, parameters = {}, without = [], workflowSettings = {}, pinned = {} }: Filling,
): Promise<WorkflowJson & { id: string }> {
	const workflow = await bundledWorkflow(file);
	const nodes = workflow.nodes
		.filter(({ name }) => !without.includes(name))
		.map((node) => {
			const own = takes[node.type.split('.').pop() ?? ''] ?? [];
			const picked = own.flatMap((type) => (credentials[type] ? [[type, credentials[type]] as const] : []));
			return {
				...node,
				parameters: { ...(node.name === 'Configuração' ? withSettings(node, settings) : node.parameters), ...parameters[node.name] },
				credentials: { ...Object.fromEntries(picked), ...nodeCredentials[node.name] },
			};
		});
	return await n8n.createWorkflow({
		...workflow,
		nodes,
		...(pinned === true ? {} : { pinData: pinned }),
		connections: withoutNodes(workflow.connections as Connections, without),
		settings: { ...workflow.settings, ...workflowSettings },
	});
}

function withSettings({ parameters }: Node, settings: Json): Json {
	const { assignments } = parameters.assignments as { assignments: Array<{ name: string; value: unknown }> };
	const unknown = Object.keys(settings).filter((name) => !assignments.some((assignment) => assignment.name === name));
	if (unknown.length > 0) throw new Error(`"Configuração" has no ${unknown.join(', ')}`);
	return {
		...parameters,
		assignments: { assignments: assignments.map((assignment) => ({ ...assignment, value: settings[assignment.name] ?? assignment.value })) },
	};
}

type Connections = Record<string, { main: Array<Array<{ node: string }>> }>;

const withoutNodes = (connections: Connections, names: string[]): Connections =>
	Object.fromEntries(
		Object.entries(connections)
			.filter(([from]) => !names.includes(from))
			.map(([from, { main }]) => [from, { main: main.map((targets) => targets.filter(({ node }) => !names.includes(node))) }]),
	);
