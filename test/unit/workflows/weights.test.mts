import { readFileSync } from 'node:fs';

import type { Node, Workflow } from './rules.mts';

/** Workflows that were rebuilt so that a person can read them, and what each may weigh (functional nodes; characters of its expressions). */
const limits: Record<string, { nodes: number; expressions: number }> = {
	'bling-estoque-unificado.json': { nodes: 16, expressions: 600 },
};
const longestExpression = 160;
const longestNote = 1200;

const read = (file: string) => JSON.parse(readFileSync(new URL(`../../../workflows/${file}`, import.meta.url), 'utf8')) as Workflow;
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';

function expressionsIn(value: unknown): string[] {
	if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

test.each(Object.entries(limits))('%s weighs no more than a person can read', (file, limit) => {
	const workflow = read(file);
	const nodes = workflow.nodes.filter((node) => !isNote(node));
	const notes = workflow.nodes.filter(isNote).map(({ parameters }) => String(parameters.content).length);
	const expressions = nodes.flatMap(({ parameters }) => expressionsIn(parameters));
	const weight = {
		nodes: nodes.length,
		expressions: expressions.reduce((sum, { length }) => sum + length, 0),
		longest: Math.max(0, ...expressions.map(({ length }) => length)),
		note: Math.max(0, ...notes),
	};
	process.stdout.write(`${file}: ${JSON.stringify(weight)}\n`);
	expect(weight.nodes).toBeLessThanOrEqual(limit.nodes);
	expect(weight.expressions).toBeLessThanOrEqual(limit.expressions);
	expect(weight.longest).toBeLessThanOrEqual(longestExpression);
	expect([notes.length, weight.note <= longestNote]).toEqual([1, true]);
	expect(nodes.filter(({ type }) => /\.(code|set)$/.test(type)).map(({ name }) => name)).toEqual([]);
});
