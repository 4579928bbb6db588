import type {
	IDataObject,
	IDisplayOptions,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
	INodeTypeDescription,
	JsonObject,
} from 'n8n-workflow';
import { NodeApiError, NodeConnectionTypes, NodeOperationError, UnexpectedError } from 'n8n-workflow';

import { explained } from '../../instance/address';
import { maskText } from '../privacy/maskText';
import { betweenBoth, inNewestNodes, inNewNodes, inOldNodes } from './nodeVersions';
import { Parameters } from './parameters';
import { withWitness } from './wholeExpression';

/** What an operation works with, for one input item at a time. */
export interface Call<Api> {
	api: Api;
	param: Parameters;
	context: IExecuteFunctions;
	itemIndex: number;
}

/** Whole items, if there is binary data. */
export class Items {
	constructor(readonly items: INodeExecutionData[]) {}
}

/** Items by the names of the operation's outputs; an omitted output gets none. */
export class Outputs {
	constructor(readonly items: Record<string, INodeExecutionData[]>) {}
}

/** An object is one item, a list one item per entry; items without an output's name go to the first one. */
export type Output = IDataObject | IDataObject[] | Items | Outputs;

/** One entry of a node's operation menu: what the user fills in, and what happens. */
export interface Operation<Api> {
	/** Menu entry, such as `Set Balance`. */
	name: string;
	/** The value in saved workflows, such as `setBalance`: it stays when the menu's wording changes. */
	value: string;
	/** A sentence: `Set the balance of a product in a warehouse`. */
	action: string;
	description: string;
	/** Fields of this operation; `resourceProperties` adds when they are shown. */
	fields: INodeProperties[];
	/** Which nodes have it in their menu, if not all: those of version 1.2, or those saved before. It runs in all. */
	offeredTo?: 'new' | 'saved';
	/** Made for a bundled workflow: last in the menu. */
	internal?: boolean;
	/** Not offered to AI agents: cannot be undone, or affects many things at once. */
	notForAgents?: boolean;
	/** The names of its outputs, in the editor's order; by default one without a name. */
	outputs?: readonly string[];
	run(call: Call<Api>): Promise<Output>;
	/**
	 * Called once after the last item if no error ended the node: only here an operation records
	 * what it remembers of its items. Receives what leaves through each output, and returns what
	 * should.
	 */
	finish?(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]>;
}

/** One entry of a node's resource menu. */
export interface Resource<Api> {
	/** Menu entry, such as `Sales Order`. */
	name: string;
	/** The value in saved workflows, such as `salesOrder`. */
	value: string;
	/** Only saved workflows use it, and get an explanation; the menu does not show it. */
	gone?: boolean;
	/**
	 * The operation that a new node starts with. A node of version 1 starts with the first one,
	 * which its workflow does not contain.
	 */
	startsWith?: string;
	operations: Array<Operation<Api>>;
}

/** n8n runs a node used by an AI agent as another type, whose name ends with "Tool". */
export const isAgentsTool = (context: IExecuteFunctions) => context.getNode().type.endsWith('Tool');

/** Hidden from agents; an agent that names it anyway, by expression, is refused. */
const hiddenFromAgents = { displayOptions: { hide: { '@tool': [true] } } };

/** No node version is below 0. */
const hiddenFromAll = { displayOptions: { show: { '@version': [-1] } } };

/**
 * The outputs of an action node. If an operation names its own, it is an expression, which n8n
 * evaluates in the editor and the engine from this text alone; n8n adds the error output after them
 * (docs/facts/n8n.md §2).
 */
export function resourceOutputs<Api>(resources: Array<Resource<Api>>): INodeTypeDescription['outputs'] {
	const named = resources.flatMap((resource) =>
		resource.operations.flatMap(({ value, outputs }) => (outputs === undefined ? [] : [[`${resource.value}/${value}`, outputs] as const])),
	);
	if (named.length === 0) return [NodeConnectionTypes.Main];
	const main = JSON.stringify(NodeConnectionTypes.Main);
	const chosen = '$parameter["resource"] + "/" + $parameter["operation"]';
	return `={{ ${JSON.stringify(Object.fromEntries(named))}[${chosen}]?.map((displayName) => ({ type: ${main}, displayName })) ?? [${main}] }}`;
}

/** n8n adds its own entry of this name unless the last one has it. */
const last = 'Custom API Call';

/** As people look for an entry; what bundled workflows are made of comes after the others. */
const byName = <Entry extends { name: string; internal?: boolean }>(entries: Entry[]): Entry[] => {
	const rank = ({ name, internal }: Entry) => (name === last ? 2 : internal ? 1 : 0);
	return [...entries].sort((one, other) => rank(one) - rank(other) || one.name.localeCompare(other.name, 'en'));
};

/**
 * The parameters of an action node: its resources, starting with the first, their operations, and
 * each operation's fields.
 */
export function resourceProperties<Api>(resources: Array<Resource<Api>>): INodeProperties[] {
	const [{ value: first }] = resources;
	const menu: INodeProperties = {
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		options: byName(resources.map((resource) => ({ ...resource, internal: resource.operations.every(({ internal }) => internal) }))).map(
			({ name, value, operations, gone }) => ({
				name,
				value,
				...(operations.every(({ notForAgents }) => notForAgents) ? hiddenFromAgents : {}),
				...(gone ? hiddenFromAll : {}),
			}),
		),
		default: first,
	};
	return [menu, ...resources.flatMap(operationProperties)];
}

function operationProperties<Api>(resource: Resource<Api>): INodeProperties[] {
	const fields = resource.operations.flatMap(({ value, fields: own }) =>
		own.map((field) => ({
			...withWitness(field),
			displayOptions: {
				...field.displayOptions,
				show: { resource: [resource.value], operation: [value], ...field.displayOptions?.show },
			},
		})),
	);
	return [...operationMenus(resource), ...fields];
}

type Shown = NonNullable<IDisplayOptions['show']>;

/** One menu for each version that starts with another operation or offers others: n8n's node panel lists all that a menu has, hidden or not. */
function operationMenus<Api>({ value, startsWith, operations, gone }: Resource<Api>): INodeProperties[] {
	const [{ value: first }] = operations;
	const start = startsWith ?? first;
	const menu = (version: Shown, offered: Array<Operation<Api>>, chosen: string): INodeProperties => ({
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		displayOptions: { show: { resource: [value], ...version } },
		options: byName(offered).map(({ name, value: saved, action, description, notForAgents }) => ({
			name,
			value: saved,
			action,
			description,
			...(notForAgents ? hiddenFromAgents : {}),
		})),
		default: chosen,
	});
	if (gone) return [menu(inOldNodes, operations, first)];
	const today = operations.filter(({ offeredTo }) => offeredTo !== 'saved');
	const before = operations.filter(({ offeredTo }) => offeredTo !== 'new');
	if (today.length < operations.length)
		return [menu(inNewestNodes, today, start), menu(betweenBoth, before, start), menu(inOldNodes, before, first)];
	if (startsWith === undefined) return [menu({}, operations, first)];
	return [menu(inNewNodes, operations, start), menu(inOldNodes, operations, first)];
}

/**
 * Runs the chosen operation for each input item, in order. An error names its item; with "Continue
 * On Fail" it becomes the item's output. `apiFor` makes the vendor's client for one item.
 */
export async function runOperations<Api>(
	context: IExecuteFunctions,
	resources: Array<Resource<Api>>,
	apiFor: (context: IExecuteFunctions, itemIndex: number) => Api | Promise<Api>,
): Promise<INodeExecutionData[][]> {
	let leaving: INodeExecutionData[][] = [[]];
	const ran = new Set<Operation<Api>>();
	for (let itemIndex = 0; itemIndex < context.getInputData().length; itemIndex++) {
		try {
			const operation = chosenOperation(context, resources, itemIndex);
			ran.add(operation);
			for (const index of operation.outputs?.keys() ?? []) leaving[index] ??= [];
			const api = await apiFor(context, itemIndex);
			const result = await operation.run({ api, param: new Parameters(context, itemIndex, operation.fields), context, itemIndex });
			for (const [index, items] of toOutputs(result, operation.outputs ?? []).entries()) {
				// Not `push(...)`: a large result would overflow the stack.
				for (const item of items) leaving[index].push({ ...item, pairedItem: { item: itemIndex } });
			}
		} catch (thrown) {
			const error = explained(context, thrown);
			const known = error instanceof NodeApiError || error instanceof NodeOperationError;
			const failure = known ? error : new NodeOperationError(context.getNode(), error as JsonObject & Error, { itemIndex });
			if (!context.continueOnFail()) throw failure;
			leaving[0].push({ json: failedItem(context, failure), pairedItem: { item: itemIndex } });
		}
	}
	for (const { finish } of ran) leaving = (await finish?.(context, leaving)) ?? leaving;
	// An agent only receives the first output.
	return isAgentsTool(context) ? [leaving.flat()] : leaving;
}

/**
 * n8n sends an item to the error output, with the fields of the one that failed, if it only has
 * `error`, `message` and `details`, like those of its HTTP Request node. Not with `item.error`: n8n
 * then discards everything but the message (docs/facts/n8n.md §2). `sent: false` if the operation
 * says that it certainly sent nothing.
 */
function failedItem(
	context: IExecuteFunctions,
	{ message, description, context: { sent } }: NodeApiError | NodeOperationError,
): IDataObject {
	// Unlike an error, an item ends up in messages; both may quote a field that a stranger filled
	// in.
	const error = maskText(message);
	const told = { description: description ? maskText(description) : null, ...(sent === false ? { sent } : {}) };
	return context.getNode().onError === 'continueErrorOutput' ? { error, details: { message: error, ...told } } : { error, ...told };
}

/** The value of "Resource" of the first item, for a node whose resources need different clients. */
export const chosenResource = (context: IExecuteFunctions): unknown => context.getNodeParameter('resource', 0);

function chosenOperation<Api>(context: IExecuteFunctions, resources: Array<Resource<Api>>, itemIndex: number): Operation<Api> {
	const chosen = (name: string) => context.getNodeParameter(name, itemIndex);
	const resource = resources.find(({ value }) => value === chosen('resource'));
	const operation = resource?.operations.find(({ value }) => value === chosen('operation'));
	if (operation?.notForAgents && isAgentsTool(context)) {
		throw new NodeOperationError(context.getNode(), `An AI agent may not use "${operation.name}"`, {
			itemIndex,
			description: 'It cannot be undone or affects many things at once. Run it in a separate workflow where a person decides.',
		});
	}
	if (operation) return operation;
	throw new NodeOperationError(
		context.getNode(),
		`The operation "${String(chosen('operation'))}" of "${String(chosen('resource'))}" does not exist`,
		{ itemIndex, description: 'Open the node and choose a resource and an operation from the lists.' },
	);
}

/** What leaves through each output. */
function toOutputs(result: Output, names: readonly string[]): INodeExecutionData[][] {
	if (result instanceof Outputs) {
		const unknown = Object.keys(result.items).filter((name) => !names.includes(name));
		if (unknown.length > 0) throw new UnexpectedError(`The operation has no output "${unknown.join('", "')}"`);
		return names.map((name) => result.items[name] ?? []);
	}
	const items = result instanceof Items ? result.items : [result].flat().map((json) => ({ json }));
	return [items];
}
