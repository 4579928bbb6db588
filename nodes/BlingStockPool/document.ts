import { z } from 'zod';

import { blingId } from './bling';
import { queueRow } from './queueRow';

export type { NewQueueRow, QueueRow } from './queueRow';

/**
 * The document that travels through the nodes of the pool: the turn, a batch of the queue, what is remembered of it, what
 * each account answered, what is planned, what was written. Each operation adds its part. It comes back from n8n, where a
 * node between ours may have changed it, so each operation checks it whole.
 */

const amount = z.number().finite();

const memory = z.object({
	/** Rows of the table that hold it, the newest last: several where a run was interrupted. */
	ids: z.array(z.number()),
	/** When the shared deposit was last seen as we left it (Unix milliseconds); 0 for never. */
	since: z.number(),
	/** The number of the turn in which it was noted. */
	turn: z.number(),
	company: z.string(),
	account: z.string(),
	sku: z.string(),
	productId: z.number().nullable(),
	depositId: z.number().nullable(),
	/** Physical balance of the shared deposit as we left it or agreed to it; null before the first time. */
	physical: amount.nullable(),
	/** What was reserved in it then. */
	reserved: amount.nullable(),
	/** The balance that is just being written, or whose writing nobody knows the end of. */
	writing: amount.nullable(),
	sum: amount.nullable(),
	/** A movement in the shared deposit waits for a person. */
	held: z.boolean(),
	/** What was last said of it, in Portuguese: said once. */
	situation: z.string(),
	message: z.string(),
	/** Ids of the orders whose posting explained a change, so that each explains one. */
	sales: z.array(z.number()),
});

/** What is remembered of one SKU in one account. */
export type Memory = z.infer<typeof memory>;

const problemCodes = [
	'sharedIsDefault',
	'sharedIsPrincipal',
	'depositMissing',
	'noPrincipal',
	'noShared',
	'principalDisregarded',
	'principalIsFulfilment',
] as const;

const problem = z.object({ code: z.enum(problemCodes), detail: z.string() });

/** Why the deposits of an account cannot be used as chosen; `detail` names the deposit. */
export type Problem = z.infer<typeof problem>;

/** `known` has balances; `absent` is not registered; `unknown` is registered, and Bling does not tell its balance. */
const skuReading = z.object({
	sku: z.string(),
	state: z.enum(['known', 'absent', 'duplicate', 'composite', 'unknown']),
	productId: blingId.nullable(),
	/** Sum of the virtual balances of the principal deposits. */
	principal: amount.nullable(),
	/** Of the shared deposit. */
	physical: amount.nullable(),
	virtual: amount.nullable(),
});

export type SkuReading = z.infer<typeof skuReading>;

const sale = z.object({ sku: z.string(), order: z.number(), quantity: amount, cancelled: z.boolean() });

/** What one recent order holds of a SKU. */
export type Sale = z.infer<typeof sale>;

const deposit = z.object({ id: blingId, name: z.string() });

const reading = z.object({
	account: z.string().min(1),
	/** Null if the account could not be asked who it is. */
	company: z.string().nullable(),
	/** False: nothing of this account may be relied on. `error` says why. */
	ok: z.boolean(),
	error: z.string().nullable(),
	problems: z.array(problem),
	principals: z.array(blingId),
	shared: blingId.nullable(),
	safety: amount.nonnegative(),
	/** The active ones; null if they were not asked for. */
	deposits: z.array(deposit).nullable(),
	/** SKUs that events, orders and pages of products named; `key` is that of the row of the queue. */
	found: z.array(z.object({ sku: z.string(), key: z.string() })),
	/** Events whose product or order gives no SKU. */
	lost: z.array(z.object({ key: z.string(), reason: z.enum(['deleted', 'withoutSku']) })),
	page: z.object({ next: z.number(), last: z.boolean(), products: z.number() }).nullable(),
	balances: z.array(skuReading),
	/** Of SKUs whose shared deposit is not as we left it: what changed orders hold. */
	sales: z.array(sale),
});

/** What one account answered. */
export type Reading = z.infer<typeof reading>;

const participant = z.object({
	company: z.string(),
	account: z.string(),
	/** The page of products that the next hourly look reads. */
	page: z.number(),
	/** How many products it has; 0 until all pages were read. */
	products: z.number(),
	/** Orders changed since then (Unix milliseconds) are still to be looked at; null at first. */
	ordersSince: z.number().nullable(),
	/** What was last said to be wrong with it: said once. */
	problem: z.string(),
});

/** An account that was read before: it must not be missing unnoticed. */
export type Participant = z.infer<typeof participant>;

const knownDeposit = z.object({ rowId: z.number(), company: z.string(), id: z.number(), name: z.string() });

const sweep = z.object({
	/** `hour`: one page of products and the changed orders. `all`: all products. `recent`: orders of the last day. */
	mode: z.enum(['hour', 'all', 'recent']),
	/** For `all`. */
	fromPage: z.number(),
	/** Deposits at the last look. */
	deposits: z.array(knownDeposit),
});

const write = z.object({
	account: z.string(),
	company: z.string(),
	sku: z.string(),
	productId: blingId,
	depositId: blingId,
	/** The virtual balance that the deposit shall show. */
	target: amount,
	/** The most that may be written, if a movement is held; null for no limit. */
	ceiling: amount.nullable(),
	/** Physical and virtual balance when it was planned. */
	physical: amount,
	virtual: amount,
	/** The physical balance that this makes. */
	quantity: amount.nonnegative(),
	/** Row of the table that says that it is being written. */
	journal: z.number().nullable(),
});

/** One balance that shall be set. */
export type Write = z.infer<typeof write>;

const outcomeCodes = [
	'write',
	'simulated',
	'same',
	'absent',
	'absentEverywhere',
	'duplicate',
	'composite',
	'unreadable',
	'sale',
	'returned',
	'moved',
	'held',
	'stopped',
] as const;

const outcome = z.object({
	sku: z.string(),
	/** Null for the SKU everywhere. */
	account: z.string().nullable(),
	code: z.enum(outcomeCodes),
	/** The sum of the principals; null if it is not known. */
	sum: amount.nullable(),
	productId: blingId.nullable(),
	/** Physical balance of the shared deposit, and what it becomes. */
	before: amount.nullable(),
	after: amount.nullable(),
	/** Reserved in the shared deposit. */
	reserved: amount.nullable(),
	/** Of a sale, or of stock that came back: the orders that explain it. */
	orders: z.array(z.number()),
	detail: z.string(),
});

/** What becomes of a SKU. */
export type Outcome = z.infer<typeof outcome>;

const stop = z.object({
	code: z.enum(['tooFewAccounts', 'sameAccountTwice', 'missingAccount', 'deposits', 'limit']),
	detail: z.string(),
});

/** Why a batch is refused. */
export type Stop = z.infer<typeof stop>;

const totals = z.object({ skus: z.number(), changed: z.number(), zeroed: z.number() });

export type Totals = z.infer<typeof totals>;

const plan = z.object({
	simulate: z.boolean(),
	stop: stop.nullable(),
	writes: z.array(write),
	outcomes: z.array(outcome),
});

export type Plan = z.infer<typeof plan>;

const result = z.object({
	account: z.string(),
	company: z.string(),
	sku: z.string(),
	productId: blingId,
	/** `moved`: the balance changed since it was planned, so nothing was written, and it is planned again. */
	result: z.enum(['written', 'moved', 'error']),
	before: amount.nullable(),
	/** The physical balance that the shared deposit has now; null if nobody knows. */
	after: amount.nullable(),
	reserved: amount.nullable(),
	message: z.string(),
});

/** What became of one write. */
export type Result = z.infer<typeof result>;

const run = z.object({
	/** Batches that this execution has begun, the first is 1. */
	batch: z.number(),
	totals,
	/** What this execution has told somebody: each thing once. */
	told: z.array(z.string()),
	/** A person who sent the form still waits for an answer. */
	asked: z.boolean(),
});

/** What one execution counts over its batches. */
export type Run = z.infer<typeof run>;

/** What travels. */
export const workSchema = z.object({
	pool: z.literal('work'),
	turn: z.object({
		row: z.number(),
		token: z.string().min(1),
		number: z.number(),
		/** Unix milliseconds until which nobody else may take it. */
		until: z.number(),
	}),
	run,
	/** When the batch was taken. */
	at: z.number(),
	rows: z.array(queueRow),
	/** SKUs whose balances are read; empty where the batch finds SKUs. */
	skus: z.array(z.string()),
	sweep: sweep.nullable(),
	/** SKUs that wait in the queue already. */
	waiting: z.array(z.string()),
	memories: z.array(memory),
	participants: z.array(participant),
	readings: z.array(reading),
	plan: plan.nullable(),
	results: z.array(result),
});

export type Work = z.infer<typeof workSchema>;

/** What sends Receive for the next batch. */
export const moreSchema = z.object({ pool: z.literal('more'), run });

export const freshRun: Run = {
	batch: 0,
	totals: { skus: 0, changed: 0, zeroed: 0 },
	told: [],
	asked: false,
};
