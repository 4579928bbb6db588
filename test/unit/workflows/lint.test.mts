import { existsSync, readdirSync, readFileSync } from 'node:fs';

import { ownNodes } from '../support/nodes.mts';

interface Node {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: number[];
	parameters: Record<string, unknown>;
	credentials?: unknown;
	webhookId?: string;
	disabled?: boolean;
}

interface Workflow {
	name: string;
	description?: string;
	nodes: Node[];
	connections: Record<string, { main?: Array<Array<{ node: string; type: string; index: number }> | null> }>;
	settings: Record<string, unknown>;
	pinData?: Record<string, unknown[]>;
	[key: string]: unknown;
}

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const files = readdirSync(new URL('workflows/', root)).filter((name) => name.endsWith('.json'));
const workflows = files.map((file) => ({ file, text: read(`workflows/${file}`), workflow: JSON.parse(read(`workflows/${file}`)) as Workflow }));

/** Every node type of n8n 2.41.1 and its versions, from n8n-nodes-base/dist/types/nodes.json. */
const versionsOfN8n = JSON.parse(read('test/fixtures/n8n-node-versions.json')) as Record<string, number[]>;

const versionsOf = (type: string): number[] | undefined => (ownNodes.has(type) ? [ownNodes.get(type)?.description.version ?? []].flat() : versionsOfN8n[type]);
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';
const isTrigger = ({ type }: Node) => /trigger$/i.test(type) || ['n8n-nodes-base.webhook', 'n8n-nodes-base.cron'].includes(type);
const targetsOf = ({ connections }: Workflow, name: string) => (connections[name]?.main ?? []).flatMap((output) => output ?? []).map(({ node }) => node);

/** Nodes that only shape what passes: at the end of a path they are work for nothing. */
const shaping = ['set', 'if', 'filter', 'switch', 'merge', 'splitOut', 'aggregate', 'summarize', 'sort', 'limit', 'removeDuplicates', 'splitInBatches', 'dateTime', 'wait'].map(
	(name) => `n8n-nodes-base.${name}`,
);

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

test('there are workflows', () => expect(files.length).toBeGreaterThan(0));

test('names are unique over all workflows', () => {
	const names = workflows.map(({ workflow }) => workflow.name);
	expect(names).toEqual([...new Set(names)]);
});

test('each has its section in workflows/README.md', () => {
	const readme = existsSync(new URL('workflows/README.md', root)) ? read('workflows/README.md') : '';
	expect(files.filter((file) => !readme.includes(file))).toEqual([]);
});

test('the channels of alerts are the same nodes everywhere, so that what one workflow proves of them holds for all', () => {
	const withoutIds = (value: unknown) => JSON.stringify(value, (key, one: unknown) => (key === 'id' ? undefined : one));
	for (const name of ['Canal', 'E-mail', 'Telegram', 'WhatsApp', 'Webhook simples']) {
		const found = workflows.flatMap(({ workflow }) => workflow.nodes.filter((node) => node.name === name));
		expect(found.length).toBeGreaterThan(1);
		expect(new Set(found.map(({ type, typeVersion, parameters }) => withoutIds([type, typeVersion, parameters]))).size).toBe(1);
	}
});

describe.each(workflows)('$file', ({ text, workflow }) => {
	const { nodes, connections } = workflow;
	const working = nodes.filter((node) => !isNote(node));

	test('only what a person would import: no ids of credentials, webhooks, instances, users or workflows', () => {
		expect(Object.keys(workflow).filter((key) => !['name', 'description', 'nodes', 'connections', 'settings', 'pinData'].includes(key))).toEqual([]);
		expect(nodes.filter((node) => node.credentials !== undefined || node.webhookId !== undefined).map(({ name }) => name)).toEqual([]);
		// Example data is no part of it: a field there may be called "shared".
		const own = JSON.stringify({ ...workflow, pinData: undefined });
		expect(own).not.toMatch(/"(instanceId|webhookId|versionId|shared|ownedBy|homeProject|errorWorkflow|callerIds)"/);
	});

	test('time zone, execution order, description and a note in the canvas', () => {
		expect(workflow.settings).toMatchObject({ timezone: 'America/Sao_Paulo', executionOrder: 'v1' });
		expect(workflow.description ?? '').not.toBe('');
		expect(nodes.filter(isNote).length).toBeGreaterThan(0);
	});

	test('node types and versions exist', () => {
		const unknown = nodes.filter(({ type, typeVersion }) => !versionsOf(type)?.includes(typeVersion));
		expect(unknown.map(({ name, type, typeVersion }) => `${name}: ${type} ${typeVersion}`)).toEqual([]);
	});

	test('no Code nodes', () => {
		const code = /\.(code|function|functionItem|executeCommand|ssh)$/;
		expect(nodes.filter(({ type }) => code.test(type)).map(({ name }) => name)).toEqual([]);
	});

	test('names and ids of nodes are unique', () => {
		for (const key of ['name', 'id'] as const) {
			const values = nodes.map((node) => node[key]);
			expect(values.filter((value, index) => values.indexOf(value) !== index)).toEqual([]);
		}
	});

	test('resources and operations of our own nodes exist', () => {
		const wrong = nodes.filter(({ type }) => ownNodes.has(type)).flatMap(({ name, type, parameters }) =>
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
		);
		expect(wrong).toEqual([]);
	});

	test('connections and expressions name nodes that exist', () => {
		const names = new Set(nodes.map(({ name }) => name));
		const named = [...Object.keys(connections), ...Object.keys(connections).flatMap((name) => targetsOf(workflow, name)), ...Object.keys(workflow.pinData ?? {})];
		const referred = strings(nodes.map(({ parameters }) => parameters)).flatMap(([, value]) =>
			[...value.matchAll(/\$\(\s*(['"])(.+?)\1\s*\)/g)].map(([, , name]) => name),
		);
		expect([...new Set([...named, ...referred])].filter((name) => !names.has(name))).toEqual([]);
	});

	test('no dead ends: every node is reached from a trigger, and every path ends in an effect', () => {
		const found = reachable(workflow);
		expect(working.filter(({ name }) => !found.has(name)).map(({ name }) => name)).toEqual([]);
		const idle = working.filter(({ name, type }) => (shaping.includes(type) || isTrigger({ type } as Node)) && targetsOf(workflow, name).length === 0);
		expect(idle.map(({ name }) => name)).toEqual([]);
	});

	test('every trigger that waits for somebody else has pinned example data', () => {
		const pinned = Object.keys(workflow.pinData ?? {});
		expect(nodes.filter((node) => isTrigger(node) && !pinned.includes(node.name)).map(({ name }) => name)).toEqual([]);
	});

	test('nothing that only a test may have on, and no address of this machine', () => {
		const values = strings({ nodes, pinData: workflow.pinData ?? {} });
		expect(text).not.toContain('allowPrivateUrl');
		expect(values.filter(([, value]) => /https?:\/\/(localhost|127\.|10\.|192\.168\.)/.test(value)).map(([path]) => path)).toEqual([]);
	});
});

