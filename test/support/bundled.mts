import { bundledWorkflow, credentialTypesOf, withAvisar, withoutNodes, withSettings } from '../../scripts/bundled.mts';
import type { N8nInstance, WorkflowJson } from '../../scripts/n8n-instance.mts';

type Json = Record<string, unknown>;

interface Filling {
	/** By credential type: what a person picks in every node that takes it. */
	credentials?: Record<string, { id: string; name: string }>;
	/** By node name, before those by type. */
	nodeCredentials?: Record<string, Record<string, { id: string; name: string }>>;
	/** Values typed into the node "Configuração". */
	settings?: Json;
	/** Parameters changed by hand, by node name. */
	parameters?: Record<string, Json>;
	/** The id of "Webhooks: avisar", chosen in every node "Avisar". */
	avisar?: string;
	/** Nodes that are deleted, with their connections, as the notes tell people to. */
	without?: string[];
	/** Disabled nodes that are enabled. */
	enabled?: string[];
	/** Workflow settings, such as `errorWorkflow`. */
	workflowSettings?: Json;
	/** Example data that stands in for a node's output in manual runs; all of the file's with `true`. */
	pinned?: Json | true;
}

/** Imports a bundled workflow by API as a person does by hand: import, fill in "Configuração", pick credentials, delete what is not used. */
export async function importBundled(
	n8n: N8nInstance,
	file: string,
	{
		credentials = {},
		nodeCredentials = {},
		settings = {},
		parameters = {},
		avisar = '',
		without = [],
		enabled = [],
		workflowSettings = {},
		pinned = {},
	}: Filling,
): Promise<WorkflowJson & { id: string }> {
	const workflow = withAvisar(withoutNodes(await bundledWorkflow(file), without), avisar);
	const nodes = workflow.nodes.map((node) => {
		const picked = credentialTypesOf(node).flatMap((type) => (credentials[type] ? [[type, credentials[type]] as const] : []));
		return {
			...node,
			...(enabled.includes(node.name) ? { disabled: false } : {}),
			parameters: { ...(node.name === 'Configuração' ? withSettings(node, settings) : node.parameters), ...parameters[node.name] },
			credentials: { ...Object.fromEntries(picked), ...nodeCredentials[node.name] },
		};
	});
	return await n8n.createWorkflow({
		...workflow,
		nodes,
		...(pinned === true ? {} : { pinData: pinned }),
		settings: { ...workflow.settings, ...workflowSettings },
	});
}
