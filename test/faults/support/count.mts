import type { Arrival } from './ledger.mts';

/** One delivery of the source, whatever number of posts it took. */
export interface Sent {
	/** Its number at the source. */
	number: number;
	vendor: string;
	gathered: boolean;
	workflowId: string;
	/** What the delivery and its arrival have in common. */
	key: string;
	/** By the trigger. */
	acknowledged: boolean;
	/** By n8n, in place of the trigger: while it starts, n8n answers 200 "n8n is starting up" to whatever is posted. */
	swallowed: boolean;
	/** Posts that were answered, and those that came to nothing. */
	posts: number;
}

/** An execution in n8n's history. */
export interface Held {
	id: string;
	workflowId: string;
	status: string;
	mode: string;
	retryOf: string | null;
	/** The deliveries whose payload it holds. */
	keys: string[];
	/** Posted again by the package's own resend. */
	redelivery: boolean;
}

/** Why a delivery may reach the end twice, in the words of the report (docs/en/reliability.md). */
export const causes = {
	afterLastStep: 'reenviada depois de uma queda que veio depois do último passo',
	repeatedByVendor: 'reenviada depois de uma queda, e repetida também pelo fornecedor',
	otherProcess: 'repetida em outro processo: cada um só lembra o que ele recebeu',
	memoryOnly: 'só memória: o n8n tinha reiniciado',
	versionless: 'aviso sem versão: lido o primeiro, o pedido pode ter mudado',
	unexplained: 'sem explicação',
} as const;
type Cause = (typeof causes)[keyof typeof causes];

export interface Outcome {
	sent: number;
	posts: number;
	acknowledged: number;
	processed: number;
	/** Deliveries that were in a crashed execution and reached the end through a resend. */
	crashedAndResent: number;
	/** Not processed, but visible as failed or crashed with the payload. */
	visible: number;
	twice: Array<{ number: number; key: string; cause: Cause; executions: string[] }>;
	/** Only in an execution that n8n calls running for ever: shown as stalled when an hour has passed. The numbers. */
	stalled: number[];
	/** Acknowledged by the trigger and neither processed nor visible: the numbers. */
	lost: number[];
	/** The same, but acknowledged by a starting n8n and never seen by the trigger. */
	swallowed: number[];
}

const unsuccessful = ['error', 'crashed', 'canceled'];
const unended = ['running', 'new'];

/** Vendors whose duplicates are remembered in n8n's database; the others' only in memory (design: duplicates, exactly). */
const remembered = ['bling', 'nfeio'];
/** Their notices name no version: once one has been read from the API, the same again may tell a change (docs/facts/iset.md §2). */
const versionless = ['iset'];

interface Seen {
	sent: Sent[];
	arrivals: Arrival[];
	executions: Held[];
	/** When n8n was ended (milliseconds since the epoch): its memory of duplicates begins anew. */
	ends: number[];
	/** Several processes receive, and each remembers only what it received. */
	separateMemories?: boolean;
	/** A delivery's key, from its item. */
	keyOf(item: Record<string, unknown>): string;
}

/** Counts what became of the deliveries; to be asked after the crash sweep, when no execution makes progress any more. */
export function count({ sent, arrivals, executions, ends, keyOf, separateMemories = false }: Seen): Outcome {
	const executionOf = new Map(executions.map((execution) => [execution.id, execution]));
	const reached = groupBy(arrivals, ({ workflowId, item }) => `${workflowId} ${keyOf(item)}`);
	const holding = new Map<string, Held[]>();
	for (const execution of executions) {
		for (const key of execution.keys) {
			const name = `${execution.workflowId} ${key}`;
			holding.set(name, [...(holding.get(name) ?? []), execution]);
		}
	}
	const outcome: Outcome = {
		sent: sent.length,
		posts: 0,
		acknowledged: 0,
		processed: 0,
		crashedAndResent: 0,
		visible: 0,
		twice: [],
		stalled: [],
		lost: [],
		swallowed: [],
	};
	for (const { number, vendor, workflowId, key, acknowledged, swallowed, posts } of sent) {
		const name = `${workflowId} ${key}`;
		const arrived = reached.get(name) ?? [];
		const held = holding.get(name) ?? [];
		outcome.posts += posts;
		if (acknowledged) outcome.acknowledged++;
		const crashed = held.some(({ status }) => status === 'crashed');
		const repeated = held.some(({ mode, redelivery }) => mode === 'retry' || redelivery);
		if (arrived.length > 0) {
			outcome.processed++;
			if (crashed && repeated) outcome.crashedAndResent++;
		} else if (held.some(({ status }) => unsuccessful.includes(status))) outcome.visible++;
		else if (held.some(({ status }) => unended.includes(status))) outcome.stalled.push(number);
		else if (acknowledged) outcome.lost.push(number);
		else if (swallowed) outcome.swallowed.push(number);
		if (arrived.length > 1) {
			const ids = arrived.map(({ executionId }) => executionId);
			const statuses = ids.map((id) => executionOf.get(id)?.status);
			// Not the order of arrival: what was stored and had not begun when n8n ended, n8n executes when it starts again.
			const received = arrived.map(({ item }) => Date.parse(String(item.receivedAt))).sort((a, b) => a - b);
			const cause: Cause = statuses.some((status) => status === 'crashed')
				? causes.afterLastStep
				: crashed && repeated
					? causes.repeatedByVendor
					: !remembered.includes(vendor) && ends.some((end) => received[0] < end && end < received[received.length - 1])
						? causes.memoryOnly
						: versionless.includes(vendor)
							? causes.versionless
							: separateMemories
								? causes.otherProcess
								: causes.unexplained;
			outcome.twice.push({ number, key, cause, executions: ids });
		}
	}
	return outcome;
}

/** Map.groupBy, which the type library of the tools does not have yet. */
function groupBy<T>(items: T[], by: (item: T) => string): Map<string, T[]> {
	const groups = new Map<string, T[]>();
	for (const item of items) groups.set(by(item), [...(groups.get(by(item)) ?? []), item]);
	return groups;
}
