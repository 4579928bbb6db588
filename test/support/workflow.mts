import type { N8nInstance, WorkflowJson } from '../../scripts/n8n-instance.mts';

type Node = WorkflowJson['nodes'][number];

/** A node for a workflow that a test or a measurement creates. */
export const node = (name: string, type: string, typeVersion: number, parameters: Record<string, unknown>): Node => ({
	id: crypto.randomUUID(),
	name,
	type,
	typeVersion,
	position: [0, 0],
	parameters,
});

/** The condition of an If node: true when the expression is. */
export const isTrue = (expression: string) => ({
	conditions: {
		options: { caseSensitive: true, leftValue: '', typeValidation: 'loose', version: 2 },
		combinator: 'and',
		conditions: [
			{ id: 'only', leftValue: expression, rightValue: '', operator: { type: 'boolean', operation: 'true', singleValue: true } },
		],
	},
	options: {},
});

/** Each name leads to the ones listed, one per output. */
const connect = (ways: Record<string, string[]>) =>
	Object.fromEntries(
		Object.entries(ways).map(([from, to]) => [from, { main: to.map((name) => [{ node: name, type: 'main', index: 0 }]) }]),
	);

/** Creates and publishes a workflow whose trigger answers at the address. */
export async function publishWorkflow(
	n8n: N8nInstance,
	{ name, nodes, ways = {}, address }: { name: string; nodes: Node[]; ways?: Record<string, string[]>; address: string },
): Promise<{ workflowId: string; address: string }> {
	const { id } = await n8n.createWorkflow({ name, nodes, connections: connect(ways), settings: {} });
	await n8n.publish(id, address);
	return { workflowId: id, address };
}
