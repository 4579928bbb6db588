import { readdirSync, readFileSync } from 'node:fs';

import type { Node, Workflow } from './rules.mts';

/** What each may weigh so that a person can read it (functional nodes; characters of its expressions). */
const limits: Record<string, { nodes: number; expressions: number }> = {
	'alerta-de-webhooks.json': { nodes: 6, expressions: 150 },
	'assistente-de-webhooks.json': { nodes: 9, expressions: 1100 },
	'avisar.json': { nodes: 3, expressions: 100 },
	'bling-estoque-unificado.json': { nodes: 16, expressions: 600 },
	'bling-primeiros-passos.json': { nodes: 2, expressions: 0 },
	'erro-imediato.json': { nodes: 4, expressions: 150 },
	'intelipost-rastreio.json': { nodes: 12, expressions: 500 },
	'iset-pedidos-sem-bling.json': { nodes: 8, expressions: 500 },
	'nfeio-resultado-da-nota.json': { nodes: 11, expressions: 900 },
	'painel-de-webhooks.json': { nodes: 14, expressions: 620 },
	'pedido-da-loja-para-o-bling.json': { nodes: 12, expressions: 1200 },
	'reconciliacao.json': { nodes: 10, expressions: 150 },
};
/** All together: twelve by now. */
const allNodes = 95;
const allExpressions = 6000;
const longestExpression = 160;
const longestNote = 1200;

const folder = new URL('../../../workflows/', import.meta.url);
const read = (file: string) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Workflow;
const isNote = ({ type }: Node) => type === 'n8n-nodes-base.stickyNote';

function expressionsIn(value: unknown): string[] {
	if (typeof value === 'string') return value.startsWith('=') ? [value] : [];
	return typeof value === 'object' && value !== null ? Object.values(value).flatMap(expressionsIn) : [];
}

const weights = Object.keys(limits).map((file) => {
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
	return { file, nodes, notes, weight };
});

test.each(weights)('$file weighs no more than a person can read', ({ file, nodes, notes, weight }) => {
	expect(weight.nodes).toBeLessThanOrEqual(limits[file].nodes);
	expect(weight.expressions).toBeLessThanOrEqual(limits[file].expressions);
	expect(weight.longest).toBeLessThanOrEqual(longestExpression);
	expect([notes.length, weight.note <= longestNote]).toEqual([1, true]);
	expect(nodes.filter(({ type }) => type.endsWith('.code')).map(({ name }) => name)).toEqual([]);
	// A node that gives fields names is for a person to fill in: one field is typed where it is used.
	const sets = nodes
		.filter(({ type }) => type.endsWith('.set'))
		.map(({ parameters }) => parameters.assignments as { assignments: unknown[] });
	expect(sets.filter(({ assignments }) => assignments.length < 2)).toEqual([]);
});

test('so do all of them together', () => {
	expect(Object.keys(limits).sort()).toEqual(readdirSync(folder).filter((name) => name.endsWith('.json')));
	const total = (part: 'nodes' | 'expressions') => weights.reduce((sum, { weight }) => sum + weight[part], 0);
	process.stdout.write(`all: ${total('nodes')} nodes, ${total('expressions')} characters of expressions\n`);
	expect(total('nodes')).toBeLessThanOrEqual(allNodes);
	expect(total('expressions')).toBeLessThanOrEqual(allExpressions);
});

test('the notice of a recovery promises nothing beside the error, which may ask a person for something first', () => {
	const notice = read('reconciliacao.json').nodes.find(({ name }) => name === 'Aviso');
	expect(JSON.stringify(notice)).toContain('{{ $json.details.description }}');
	expect(JSON.stringify(notice)).not.toMatch(/tenta de novo|próximo agendamento/);
});
