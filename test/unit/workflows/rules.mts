import { readFileSync } from 'node:fs';

import { z } from 'zod';

import { carefulVersion } from '../../../nodes/shared/trigger/settings';
import { avisarChoice } from '../../../scripts/bundled.mts';
import { ownNodes } from '../support/nodes.mts';

export interface Node {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: number[];
	parameters: Record<string, unknown>;
	credentials?: unknown;
	webhookId?: string;
}

export interface Workflow {
	name: string;
	nodes: Node[];
	connections: Record<string, { main?: Array<Array<{ node: string; type: string; index: number }> | null> }>;
	settings: Record<string, unknown>;
	pinData?: Record<string, unknown[]>;
	[key: string]: unknown;
}

/** What is wrong with a workflow, one line each; nothing if it keeps the rule. */
type Rule = (workflow: Workflow) => string[];

/** Every node type of n8n 2.41.1 and its versions, from n8n-nodes-base/dist/types/nodes.json. */
const versionsOfN8n = JSON.parse(readFileSync(new URL('../../fixtures/n8n-node-versions.json', import.meta.url), 'utf8')) as Record<
	string,
	number[]
>;

const versionsOf = (type: string): number[] | undefined =>
	ownNodes.has(type) ? [ownNodes.get(type)?.description.version ?? []].flat() : versionsOfN8n[type];
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';
const isTrigger = ({ type }: Pick<Node, 'type'>) =>
	/trigger$/i.test(type) || ['n8n-nodes-base.webhook', 'n8n-nodes-base.cron'].includes(type);
/** Triggers that nobody calls from outside: a copy of one shares nothing with it. */
const withoutAddress = ['executeWorkflowTrigger', 'errorTrigger', 'scheduleTrigger'].map((name) => `n8n-nodes-base.${name}`);
const isCall = ({ type }: Node) => type === 'n8n-nodes-base.executeWorkflow';
/** What a notice is made of: the inputs of workflows/avisar.json, by their types. */
export const noticeInputs = { titulo: 'string', texto: 'string', gravidade: 'string', link: 'string', itens: 'array' };
const targetsOf = ({ connections }: Workflow, name: string) =>
	(connections[name]?.main ?? []).flatMap((output) => output ?? []).map(({ node }) => node);
const notesOf = ({ nodes }: Workflow) =>
	nodes
		.filter(isNote)
		.map(({ parameters }) => String(parameters.content))
		.join('\n');

/** What a node Edit Fields makes, by name and type. */
const fieldsOf = ({ parameters }: Node) =>
	Object.fromEntries(
		z
			.object({ assignments: z.array(z.object({ name: z.string(), type: z.string() })) })
			.parse(parameters.assignments)
			.assignments.map(({ name, type }) => [name, type]),
	);

/** Nodes that only shape what passes: at the end of a path they are work for nothing. */
const shaping = [
	'set',
	'if',
	'filter',
	'switch',
	'merge',
	'splitOut',
	'aggregate',
	'summarize',
	'sort',
	'limit',
	'removeDuplicates',
	'splitInBatches',
	'dateTime',
	'wait',
].map((name) => `n8n-nodes-base.${name}`);

function reachable(workflow: Workflow): Set<string> {
	const seen = new Set<string>();
	const next = workflow.nodes.filter(isTrigger).map(({ name }) => name);
	for (let name = next.pop(); name !== undefined; name = next.pop()) {
		if (seen.has(name)) continue;
		seen.add(name);
		next.push(...targetsOf(workflow, name));
	}
	return seen;
}

/** All strings of a value, with the path that leads to them. */
function strings(value: unknown, path = ''): Array<[path: string, text: string]> {
	if (typeof value === 'string') return [[path, value]];
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([key, one]) => strings(one, `${path}.${key}`));
}

const repeated = (values: string[]) => values.filter((value, index) => values.indexOf(value) !== index);

/** What every bundled workflow keeps to, by the words a failing test shows. */
export const rules: Record<string, Rule> = {
	'only what a person would import: no ids of credentials, webhooks, instances, users or workflows': (workflow) => {
		// n8n's public API takes no other keys (docs/facts/n8n.md §10).
		const parts = ['name', 'nodes', 'nodeGroups', 'connections', 'settings', 'pinData'];
		// Example data is no part of it: a field there may be called "shared".
		const own = JSON.stringify({
			...workflow,
			nodes: workflow.nodes.map(({ parameters: { shared: _deposit, ...parameters }, ...node }) => ({ ...node, parameters })),
			pinData: undefined,
		});
		return [
			...Object.keys(workflow).filter((key) => !parts.includes(key)),
			...workflow.nodes
				.filter(({ credentials, webhookId }) => credentials !== undefined || webhookId !== undefined)
				.map(({ name }) => name),
			...(own.match(/"(instanceId|webhookId|versionId|shared|ownedBy|homeProject|errorWorkflow|callerIds)"/g) ?? []),
		];
	},
	'time zone and execution order': ({ settings }) => [
		...(settings.timezone === 'America/Sao_Paulo' ? [] : ['timezone']),
		...(settings.executionOrder === 'v1' ? [] : ['executionOrder']),
	],
	'the notes say that a trigger is never copied, what to do instead, and what 100 orders cost': (workflow) => {
		const notes = notesOf(workflow);
		const copies = workflow.nodes.some(({ type }) => isTrigger({ type }) && !withoutAddress.includes(type));
		return [
			...(!copies || /não copie um gatilho|nunca se copia/i.test(notes) ? [] : ['never copy a trigger']),
			...(!copies || /painel de nós|import\S* (este arquivo )?de novo/.test(notes) ? [] : ['add it from the node panel, or import again']),
			...(/por 100 (pedidos|notas)/.test(notes) ? [] : ['executions per 100 orders']),
		];
	},
	'node types and versions exist': ({ nodes }) =>
		nodes
			.filter(({ type, typeVersion }) => !versionsOf(type)?.includes(typeVersion))
			.map(({ name, type, typeVersion }) => `${name}: ${type} ${typeVersion}`),
	'no Code nodes': ({ nodes }) =>
		nodes.filter(({ type }) => /\.(code|function|functionItem|executeCommand|ssh)$/.test(type)).map(({ name }) => name),
	'names and ids of nodes are unique': ({ nodes }) => [...repeated(nodes.map(({ name }) => name)), ...repeated(nodes.map(({ id }) => id))],
	'resources and operations of our own nodes exist': ({ nodes }) =>
		nodes
			.filter(({ type }) => ownNodes.has(type))
			.flatMap(({ name, type, parameters }) =>
				['resource', 'operation'].flatMap((menu) => {
					const shown = (ownNodes.get(type)?.description.properties ?? []).filter((property) => {
						const resources = property.displayOptions?.show?.resource;
						return property.name === menu && (!resources || resources.includes(String(parameters.resource)));
					});
					const options = shown.flatMap((property) => property.options ?? []);
					const chosen = parameters[menu];
					const exists = chosen === undefined || options.some((option) => 'value' in option && option.value === chosen);
					return exists ? [] : [`${name}: ${menu} ${String(chosen)}`];
				}),
			),
	'connections, example data and expressions name nodes that exist': (workflow) => {
		const { nodes, connections, pinData = {} } = workflow;
		const names = new Set(nodes.map(({ name }) => name));
		const named = [
			...Object.keys(connections),
			...Object.keys(connections).flatMap((name) => targetsOf(workflow, name)),
			...Object.keys(pinData),
		];
		const referred = strings(nodes.map(({ parameters }) => parameters)).flatMap(([, value]) =>
			[...value.matchAll(/\$\(\s*(['"])(.+?)\1\s*\)/g)].map(([, , name]) => name),
		);
		return [...new Set([...named, ...referred])].filter((name) => !names.has(name));
	},
	'every node is reached from a trigger': (workflow) => {
		const found = reachable(workflow);
		return workflow.nodes.filter((node) => !isNote(node) && !found.has(node.name)).map(({ name }) => name);
	},
	'no dead ends: every path ends in an effect': (workflow) =>
		workflow.nodes
			.filter((node) => (shaping.includes(node.type) || isTrigger(node)) && targetsOf(workflow, node.name).length === 0)
			.map(({ name }) => name),
	'every trigger that waits for somebody else has pinned example data': ({ nodes, pinData = {} }) =>
		nodes.filter((node) => isTrigger(node) && !(node.name in pinData)).map(({ name }) => name),
	'who has something to say calls "Webhooks: avisar", chosen after the import, with an item that holds its inputs, and an example': ({
		nodes,
		connections,
		pinData = {},
	}) =>
		nodes.filter(isCall).flatMap(({ name, typeVersion, parameters: { workflowId } }) => {
			const called = JSON.stringify(workflowId) === JSON.stringify(avisarChoice(''));
			// From 1.2 on the node maps inputs of its own, and choosing the workflow in its list empties them.
			const passesItems = typeVersion === 1.1;
			const shaped = nodes.filter(
				(node) => node.type === 'n8n-nodes-base.set' && JSON.stringify(connections[node.name]).includes(`"${name}"`),
			);
			return [
				...(called && passesItems && name in pinData ? [] : [name]),
				...shaped.filter((node) => JSON.stringify(fieldsOf(node)) !== JSON.stringify(noticeInputs)).map((node) => `${node.name}: inputs`),
			];
		}),
	// From 1.3 on resends wait for a switch; these workflows take them wherever the credential is chosen.
	'our triggers name the events they take, in a version that takes no test documents': ({ nodes }) =>
		nodes
			.filter(({ type }) => ownNodes.get(type)?.description.properties.some(({ name }) => name === 'events'))
			.filter(({ typeVersion, parameters: { events } }) => {
				const named = Array.isArray(events) && events.length > 0 && !events.includes('*');
				return !named || typeVersion < carefulVersion;
			})
			.map(({ name }) => name),
	'a page that a workflow answers stands in no frame': ({ nodes }) =>
		nodes
			.filter(
				({ type, parameters }) =>
					type === 'n8n-nodes-base.respondToWebhook' && /text\/html|<!doctype|\.html\b/i.test(JSON.stringify(parameters)),
			)
			.filter(({ parameters }) => !/"name":"X-Frame-Options","value":"DENY"/.test(JSON.stringify(parameters)))
			.map(({ name }) => name),
	'nothing that only a test may have on, and no address of this machine': (workflow) => [
		...(JSON.stringify(workflow).match(/allowPrivateUrl/g) ?? []),
		...strings([workflow.nodes, workflow.pinData])
			.filter(([, value]) => /https?:\/\/(localhost|127\.|10\.|192\.168\.)/.test(value))
			.map(([path]) => path),
	],
};
