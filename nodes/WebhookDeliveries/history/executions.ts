import { z } from 'zod';

import { maskText } from '../../shared/privacy/maskText';
import type { ExecutionRow } from './history';
import { triggerTypeOf } from '../../instance/triggers';

const item = z.object({ json: z.record(z.string(), z.unknown()) });
const connections = z.object({ main: z.array(z.array(item).nullable()).catch([]) });
const errorText = z.object({
	message: z.string().catch(''),
	description: z.string().nullish().catch(undefined),
	httpCode: z.coerce.string().nullish().catch(undefined),
	node: z.object({ name: z.string() }).nullish().catch(undefined),
});
/** What n8n leaves of an error when data redaction is on. */
const redactedError = z.object({
	type: z.string().catch(''),
	httpCode: z.coerce.string().nullish().catch(undefined),
});

const taskRuns = z
	.array(z.object({ data: connections.nullish().catch(undefined), source: z.array(z.unknown()).catch([]).default([]) }))
	.catch([]);

const executionData = z.object({
	resultData: z
		.object({
			// Only the trigger's output is parsed, not that of the other nodes.
			runData: z.record(z.string(), z.unknown()).catch({}).default({}),
			lastNodeExecuted: z.string().nullish(),
			error: errorText.nullish().catch(undefined),
			redactedError: redactedError.nullish().catch(undefined),
		})
		.catch({ runData: {} }),
	executionData: z
		.object({
			nodeExecutionStack: z.array(z.object({ node: z.object({ name: z.string(), type: z.string() }), data: connections })).catch([]),
		})
		.nullish()
		.catch(undefined),
	redactionInfo: z.object({ isRedacted: z.boolean() }).nullish().catch(undefined),
});

const ownId = z.string().min(1).optional().catch(undefined);
const workflowNodes = z.object({
	nodes: z.array(z.object({ name: z.string(), type: z.string(), id: ownId, webhookId: ownId })),
});

/** The trigger node of the workflow as it was when it ran; it may have been renamed since. */
export interface StoredTrigger {
	name: string;
	id?: string;
	webhookId?: string;
}

/** The parts of a stored item that make it a delivery; missing ones stay undefined, as older versions emitted less. */
const text = z.string().nullable().catch(null);
const storedItem = z.object({
	vendor: z.string(),
	event: z.string().catch('unknown'),
	id: z.string(),
	account: text,
	accountName: text,
	state: text,
	reference: text,
	occurredAt: text,
	receivedAt: text,
	attempt: z.number().nullable().catch(null),
	verifiedBy: z.array(z.string()).catch([]),
	redelivery: z.boolean().catch(false),
});

/** The fields of a delivery that lists and counts need; `json` is the item as it was emitted. */
export interface StoredDelivery extends z.infer<typeof storedItem> {
	json: Record<string, unknown>;
}

interface Contents {
	/** The trigger node that started it; undefined if none of its data is left. */
	trigger: string | undefined;
	/** The same node with its ids; undefined if the stored workflow has no node of that name. */
	source: StoredTrigger | undefined;
	/** Names of the nodes a retry would start with, empty if it would run none; undefined if that cannot be read. */
	stack: string[] | undefined;
	/** Names of the nodes that have run; a retry reads their output under these names. */
	ran: string[];
	/** Some node returned no item, so the nodes after it did not run. */
	isCutShort: boolean;
	deliveries: StoredDelivery[];
	/** Why the deliveries cannot be read, as a sentence; undefined if they can. */
	missing: string | undefined;
	failingNode: string | null;
	/** Without personal data: vendors quote it in their errors, which lists, pages and alerts show. */
	errorMessage: string | null;
	/** The vendor refused a credential (401): "Reconectar" may help. */
	unauthorized: boolean;
}

/** n8n's statuses of executions that ended without success. */
const ended = ['error', 'crashed', 'canceled'];

/** Why a delivery cannot be read. */
export const gone = {
	redacted: "The payload is hidden by n8n's data redaction",
	notKept: 'The data of this execution was not kept',
	tooLarge: 'The data of this execution is too large for a list: use Get with its execution ID',
	unreadable: 'The data of this execution cannot be read',
};

/**
 * The deliveries in an execution. They are in the trigger's output (`runData`); if the trigger
 * itself failed, crashed or is still running, only in the execution's stack (docs/facts/n8n.md §9).
 * After a crash n8n adds an artificial, empty item to the output when it starts again. Undefined if
 * no trigger of this package started it.
 */
export function contentsOf(row: ExecutionRow): Contents | undefined {
	const nothing = {
		trigger: undefined,
		source: undefined,
		stack: undefined,
		ran: [],
		isCutShort: false,
		deliveries: [],
		failingNode: null,
		errorMessage: null,
		unauthorized: false,
	};
	const tagged = row.customData?.vendor !== undefined;
	if (row.dataTooLargeToDisplay === true) return { ...nothing, missing: gone.tooLarge };
	if (row.data === undefined || row.data === null) return { ...nothing, missing: gone.notKept };
	const parsed = executionData.safeParse(row.data);
	if (!parsed.success) return tagged ? { ...nothing, missing: gone.unreadable } : undefined;

	const { resultData, executionData: rest, redactionInfo } = parsed.data;
	const nodes = triggerNodes(row);
	const names = new Set(nodes.map(({ name }) => name));
	const runsOf = (name: string) => taskRuns.parse(resultData.runData[name]);
	const started = [...names].find((name) => runsOf(name).some(({ data }) => data));
	const waiting = rest?.nodeExecutionStack.find(({ node }) => triggerTypeOf(node.type) !== undefined);
	const trigger = started ?? waiting?.node.name ?? renamedTrigger(row, Object.keys(resultData.runData), runsOf);
	const error = resultData.error ?? undefined;
	const redacted = resultData.redactedError ?? undefined;
	// Only if it knows the last node does n8n remove the error before a retry. Otherwise the retry
	// ends at once with it, as it does for executions stopped by hand.
	const endsAtOnce = error !== undefined && !resultData.lastNodeExecuted;
	const stack = endsAtOnce ? [] : (rest?.nodeExecutionStack.map(({ node }) => node.name) ?? []);
	const outcome = {
		trigger,
		source: nodes.find(({ name }) => name === trigger),
		stack: redactionInfo?.isRedacted ? undefined : stack,
		ran: Object.keys(resultData.runData),
		isCutShort: Object.values(resultData.runData).some(gaveNothing),
		failingNode: error?.node?.name ?? (error || redacted ? (resultData.lastNodeExecuted ?? null) : null),
		errorMessage: error ? maskText(error.message) : redacted ? `${redacted.type} (hidden by n8n's data redaction)` : null,
		unauthorized: (error ?? redacted)?.httpCode === '401',
	};
	if (trigger === undefined) {
		const isEmpty = Object.keys(resultData.runData).length === 0 && (rest?.nodeExecutionStack.length ?? 0) === 0;
		return tagged || (isEmpty && names.size > 0) ? { ...outcome, deliveries: [], missing: gone.notKept } : undefined;
	}
	const emitted = itemsOf(runsOf(trigger));
	const isLost = emitted.length > 0 && emitted.every(({ json }) => json.isArtificialRecoveredEventItem === true);
	const isWaiting = started === undefined && trigger === waiting?.node.name;
	const items = isWaiting || isLost ? (waiting?.data.main[0] ?? []) : emitted;
	const deliveries = deliveriesIn(items);
	// A worker that cannot run the trigger fails without its items; so does n8n if Redis fails.
	const isUnstored = items.length === 0 && started === undefined && ended.includes(row.status);
	if (isUnstored) return { ...outcome, deliveries, missing: gone.notKept };
	if (deliveries.length > 0 || items.length === 0) return { ...outcome, deliveries, missing: undefined };
	return { ...outcome, deliveries: [], missing: redactionInfo?.isRedacted ? gone.redacted : gone.unreadable };
}

/** Only counted: the items of other nodes are not parsed. */
const counted = z.array(z.object({ data: z.object({ main: z.array(z.array(z.unknown()).nullable()) }) }));

function gaveNothing(runs: unknown): boolean {
	const read = counted.safeParse(runs);
	return read.success && read.data.length > 0 && read.data.every(({ data }) => data.main.every((items) => (items ?? []).length === 0));
}

type Items = Array<z.infer<typeof item>>;

const itemsOf = (runs: z.infer<typeof taskRuns>): Items => runs.flatMap(({ data }) => data?.main[0] ?? []);

const deliveriesIn = (items: Items): StoredDelivery[] =>
	items.flatMap(({ json }) => {
		const delivery = storedItem.safeParse(json);
		return delivery.success ? [{ ...delivery.data, json }] : [];
	});

/**
 * A manual retry runs today's workflow with the output stored under the old node names. The node
 * that nothing came before and that emitted deliveries was the trigger.
 */
function renamedTrigger({ retryOf }: ExecutionRow, ran: string[], runsOf: (name: string) => z.infer<typeof taskRuns>): string | undefined {
	if (retryOf === null) return undefined;
	const isFirst = (name: string) => runsOf(name).every(({ source }) => source.every((before) => before === null));
	return ran.find((name) => isFirst(name) && deliveriesIn(itemsOf(runsOf(name))).length > 0);
}

/** The triggers of the workflow as it was when it ran. */
function triggerNodes({ workflowData }: ExecutionRow): StoredTrigger[] {
	const nodes = workflowNodes.safeParse(workflowData).data?.nodes ?? [];
	return nodes.filter(({ type }) => triggerTypeOf(type) !== undefined);
}

/** The tags that a trigger put on its execution; a grouped one lists its values separated by commas. */
interface Tags {
	vendor: string | null;
	event: string | null;
	account: string | null;
	deliveryId: string | null;
	reference: string | null;
	/** How many deliveries it holds. */
	deliveries: number;
	outcome: string | null;
}

/**
 * The tags that `process` set on an execution (`nodes/shared/trigger/process.ts`); null for what it
 * did not set, and one delivery if their number is missing.
 */
export function tagsOf({ customData }: ExecutionRow): Tags {
	const tag = (name: string) => {
		const value = customData?.[name];
		return typeof value === 'string' && value !== '' ? value : typeof value === 'number' ? String(value) : null;
	};
	const deliveries = Number(tag('deliveries') ?? 1);
	return {
		vendor: tag('vendor'),
		event: tag('event'),
		account: tag('account'),
		deliveryId: tag('delivery_id'),
		reference: tag('reference'),
		deliveries: Number.isInteger(deliveries) && deliveries > 0 ? deliveries : 1,
		outcome: tag('outcome'),
	};
}
