import { readdirSync, readFileSync } from 'node:fs';

import type { INodeCredentialDescription } from 'n8n-workflow';

import { ownNodes } from '../support/nodes.mts';
import type { Node, Workflow } from './rules.mts';

interface Slot {
	node: string;
	type: string;
	/** Which one of this type: two accounts and two passwords are two picks, whatever the editor fills in. */
	wanted: string;
}

const folder = new URL('../../../workflows/', import.meta.url);
const files = readdirSync(folder).filter((name) => name.endsWith('.json'));
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Workflow;

/** Slots of n8n's own nodes in the files. That of an HTTP Request is of its generic type, which the editor never fills in. */
const ofN8n: Record<string, string> = {
	'n8n-nodes-base.webhook': 'httpBasicAuth',
	'n8n-nodes-base.emailSend': 'smtp',
	'n8n-nodes-base.httpRequest': 'httpHeaderAuth',
};
const alone = ['httpHeaderAuth'];

/** Nodes of a second account, or with the password of the page that only shows. */
const second = /Conta B|^Página: ver$/;

function isShown({ displayOptions }: INodeCredentialDescription, { parameters }: Node): boolean {
	const holds = ([name, values = []]: [string, unknown[]?]) => values.includes(parameters[name]);
	return Object.entries(displayOptions?.show ?? {}).every(holds) && !Object.entries(displayOptions?.hide ?? {}).some(holds);
}

const slotsOf = ({ nodes }: Workflow): Slot[] =>
	nodes.flatMap((node) => {
		const own = (ownNodes.get(node.type)?.description.credentials ?? []).filter((slot) => isShown(slot, node));
		const foreign = node.type in ofN8n ? [{ name: ofN8n[node.type] }] : [];
		return [...own, ...foreign].map(({ name }) => ({
			node: node.name,
			type: name,
			wanted: second.test(node.name) && name !== 'n8nInstanceApi' ? `${name} 2` : name,
		}));
	});

/**
 * How often a person picks: a pick goes to every other node that has no credential at all and shows a slot of the type
 * (assignCredentialToMatchingNodes of n8n 2.41.1's editor). In the order that the notes name: this n8n's first.
 */
function picksOf(slots: Slot[]): string[] {
	const held = new Map<string, Map<string, string>>();
	const of = (node: string) => held.get(node) ?? held.set(node, new Map()).get(node) ?? new Map<string, string>();
	const rank = ({ type, wanted }: Slot) => (type === 'n8nInstanceApi' ? 0 : wanted.endsWith(' 2') ? 2 : 1);
	const picks: string[] = [];
	for (const { node, type, wanted } of [...slots].sort((a, b) => rank(a) - rank(b))) {
		if (of(node).get(type) === wanted) continue;
		of(node).set(type, wanted);
		picks.push(`${node}: ${wanted}`);
		if (alone.includes(type)) continue;
		for (const other of slots) if (other.type === type && of(other.node).size === 0) of(other.node).set(type, wanted);
	}
	return picks;
}

test('to get all of them running takes at most 40 picks of credentials', () => {
	const counted = files.map((file) => {
		const slots = slotsOf(read(file));
		const picks = picksOf(slots);
		process.stdout.write(`${file}: ${slots.length} slots, ${picks.length} picks (${picks.join('; ')})\n`);
		return picks.length;
	});
	const total = counted.reduce((sum, one) => sum + one, 0);
	process.stdout.write(`all: ${total} picks\n`);
	expect(total).toBeLessThanOrEqual(40);
});

test('no node shows a slot for this n8n that its operation does not use', () => {
	const unused = files.flatMap((file) => {
		const { nodes } = read(file);
		const slots = slotsOf({ ...read(file), nodes: nodes.filter(({ parameters }) => parameters.operation === 'rebuild') });
		return slots.filter(({ type }) => type === 'n8nInstanceApi').map(({ node }) => `${file}: ${node}`);
	});
	expect(unused).toEqual([]);
});
