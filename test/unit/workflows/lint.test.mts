import { readdirSync, readFileSync } from 'node:fs';

import type { Node, Workflow } from './rules.mts';
import { noticeInputs, rules } from './rules.mts';

const root = new URL('../../../', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), 'utf8');
const files = readdirSync(new URL('workflows/', root)).filter((name) => name.endsWith('.json'));
const parse = (file: string) => JSON.parse(read(`workflows/${file}`)) as Workflow;
const workflows = files.map((file) => ({ file, workflow: parse(file) }));

test('there are workflows', () => expect(files.length).toBeGreaterThan(0));

test('names are unique over all workflows', () => {
	const names = workflows.map(({ workflow }) => workflow.name);
	expect(names).toEqual([...new Set(names)]);
});

test.each(['en', 'pt-BR'])('each has its section in docs/%s/workflows.md', (language) => {
	const page = read(`docs/${language}/workflows.md`);
	expect(workflows.filter(({ file, workflow }) => !page.includes(`\n## ${workflow.name}\n\n\`${file}\``)).map(({ file }) => file)).toEqual(
		[],
	);
});

test('the inputs of "Webhooks: avisar" are those that a notice has', () => {
	const [{ parameters }] = parse('avisar.json').nodes.filter(({ type }) => type.endsWith('.executeWorkflowTrigger'));
	const { values } = parameters.workflowInputs as { values: Array<{ name: string; type: string }> };
	expect(Object.fromEntries(values.map(({ name, type }) => [name, type]))).toEqual(noticeInputs);
});

describe.each(Object.entries(rules))('%s', (_, rule) => {
	test.each(workflows)('$file', ({ workflow }) => expect(rule(workflow)).toEqual([]));
});

const named = ({ nodes }: Workflow, name: string): Node => {
	const found = nodes.find((node) => node.name === name);
	if (!found) throw new Error(`No node ${name}`);
	return found;
};
const note = 'Como usar';
const trigger = 'Bling Trigger';
const last = 'Seu próximo passo';
const edited = (workflow: Workflow, from: RegExp, to: string) => {
	const { parameters } = named(workflow, note);
	parameters.content = String(parameters.content).replaceAll(from, to);
};

/** Each thing that may go wrong with a file, and the only rule that it breaks. */
const damages: Array<[damage: string, rule: RegExp, harm: (workflow: Workflow) => unknown]> = [
	[
		'a credential is left in it',
		/no ids of credentials/,
		(one) => (named(one, trigger).credentials = { blingOAuth2Api: { id: '1', name: 'Minha loja' } }),
	],
	['a webhookId is left in it', /no ids of credentials/, (one) => (named(one, trigger).webhookId = crypto.randomUUID())],
	['the id of the instance is left in it', /no ids of credentials/, (one) => (one.meta = { instanceId: 'a1b2' })],
	['another time zone', /time zone/, (one) => (one.settings.timezone = 'UTC')],
	['a description, which the public API refuses', /no ids of credentials/, (one) => Object.assign(one, { description: 'x' })],
	['no word about copies of triggers', /never copied/, (one) => edited(one, /não copie um gatilho/gi, '')],
	['no word about what to do instead', /never copied/, (one) => edited(one, /painel de nós|importe este arquivo de novo/g, '')],
	['no costs', /never copied/, (one) => edited(one, /por 100 pedidos/g, '')],
	['a version that n8n does not have', /types and versions/, (one) => (named(one, last).typeVersion = 99)],
	[
		'a version that our node does not have',
		/types and versions/,
		(one) => Object.assign(named(one, last), { type: 'n8n-nodes-brasil-webhooks.bling', typeVersion: 99 }),
	],
	['a node that n8n does not have', /types and versions/, (one) => (named(one, last).type = 'n8n-nodes-base.noSuchNode')],
	['a Code node', /no Code nodes/, (one) => Object.assign(named(one, last), { type: 'n8n-nodes-base.code', typeVersion: 2 })],
	['two nodes of one name', /unique/, (one) => one.nodes.push({ ...named(one, last), id: 'other' })],
	['two nodes of one id', /unique/, (one) => (named(one, last).id = named(one, trigger).id)],
	[
		'a connection to nowhere',
		/name nodes that exist/,
		(one) => (one.connections[last] = { main: [[{ node: 'Ninguém', type: 'main', index: 0 }]] }),
	],
	[
		'an expression about nobody',
		/name nodes that exist/,
		(one) => (named(one, last).parameters = { value: "={{ $('Ninguém').item.json.id }}" }),
	],
	['a node that nothing leads to', /reached/, (one) => one.nodes.push({ ...named(one, last), id: 'other', name: 'Sozinho' })],
	[
		'a path that ends in nothing',
		/dead ends/,
		(one) =>
			one.nodes.push({ ...named(one, last), id: 'other', name: 'Fim', type: 'n8n-nodes-base.set', typeVersion: 3.4 }) &&
			(one.connections[last] = { main: [[{ node: 'Fim', type: 'main', index: 0 }]] }),
	],
	['no example data', /example data$/, (one) => (one.pinData = {})],
	[
		'a notice that says nothing to a workflow of somebody',
		/Webhooks: avisar/,
		(one) => Object.assign(named(one, last), { type: 'n8n-nodes-base.executeWorkflow', typeVersion: 1.3, parameters: { workflowId: '7' } }),
	],
	['all events', /name the events/, (one) => (named(one, trigger).parameters.events = ['*'])],
	['an old trigger', /name the events/, (one) => (named(one, trigger).typeVersion = 1.1)],
	[
		'a page that may stand in a frame',
		/stands in no frame/,
		(one) =>
			Object.assign(named(one, last), {
				type: 'n8n-nodes-base.respondToWebhook',
				typeVersion: 1.1,
				parameters: { respondWith: 'text', responseBody: '={{ $json.html }}' },
			}),
	],
	['an address of this machine', /this machine/, (one) => (named(one, last).parameters = { url: 'http://localhost:5678/' })],
	['what only a test may have on', /this machine/, (one) => (named(one, trigger).parameters.options = { allowPrivateUrl: true })],
];

test.each(damages)('%s: the lint goes red', (_, expected, harm) => {
	const workflow = parse('bling-primeiros-passos.json');
	harm(workflow);
	const broken = Object.entries(rules)
		.filter(([, rule]) => rule(workflow).length > 0)
		.map(([name]) => name);
	expect(broken).toEqual([expect.stringMatching(expected)]);
});

test('an operation that a node does not have: the lint goes red', () => {
	const workflow = parse('intelipost-rastreio.json');
	const node = workflow.nodes.find(({ type }) => type === 'n8n-nodes-brasil-webhooks.bling');
	if (!node) throw new Error('No node of Bling');
	node.parameters.operation = 'noSuchOperation';
	const broken = Object.entries(rules)
		.filter(([, rule]) => rule(workflow).length > 0)
		.map(([name]) => name);
	expect(broken).toEqual([expect.stringMatching(/operations/)]);
});
