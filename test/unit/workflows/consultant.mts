import type { Node, Workflow } from './rules.mts';
import { rules } from './rules.mts';

type Connection = { node: string; type: string; index: number };

/** A workflow as its file says, with what a consultant does to it in the editor. */
export class Editor {
	readonly workflow: Workflow;
	private readonly touchedNames = new Set<string>();

	constructor(workflow: Workflow) {
		this.workflow = structuredClone(workflow);
	}

	private find(name: string): Node {
		const found = this.workflow.nodes.find((node) => node.name === name);
		if (found === undefined) throw new Error(`No node ${name}`);
		this.touchedNames.add(name);
		return found;
	}

	/** Another node in the place of this one, under its name and with its lines. */
	swap(name: string, other: Pick<Node, 'type' | 'typeVersion' | 'parameters'>): this {
		Object.assign(this.find(name), other);
		return this;
	}

	/** Fields of a node filled in anew. */
	set(name: string, parameters: Record<string, unknown>): this {
		Object.assign(this.find(name).parameters, parameters);
		return this;
	}

	/** A copy of a node from the node panel, with the lines that leave it. */
	double(name: string, copy: string): this {
		const original = this.workflow.nodes.find((node) => node.name === name);
		if (original === undefined) throw new Error(`No node ${name}`);
		return this.add({ ...original, name: copy }, this.workflow.connections[name]);
	}

	add(node: Omit<Node, 'id' | 'position'>, connections: Workflow['connections'][string] = { main: [] }): this {
		this.workflow.nodes.push({ ...node, id: crypto.randomUUID(), position: [0, 0] });
		this.workflow.connections[node.name] = structuredClone(connections);
		this.touchedNames.add(node.name);
		return this;
	}

	/** Draws a line; it touches the node that it leaves. */
	connect(from: string, output: number, to: string): this {
		this.find(from);
		const main = ((this.workflow.connections[from] ??= {}).main ??= []);
		while (main.length <= output) main.push([]);
		const line: Connection = { node: to, type: 'main', index: 0 };
		main[output] = [...(main[output] ?? []), line];
		return this;
	}

	/** Takes away the lines that a node has, for other ones. */
	disconnect(from: string): this {
		this.find(from);
		this.workflow.connections[from] = { main: [] };
		return this;
	}

	/** The nodes touched so far. */
	get touched(): string[] {
		return [...this.touchedNames];
	}

	/** What the lint of the bundled workflows says of the result, but of example data, which nobody adds. */
	get faults(): string[] {
		return Object.entries(rules).flatMap(([rule, faults]) => (/example data/.test(rule) ? [] : faults(this.workflow)));
	}
}
