import { z } from 'zod';

import { blingId } from './bling';
import { queueRow } from './queueRow';

export type { NewQueueRow, QueueRow } from './queueRow';

/**
 * The document that travels through the pool's nodes: the turn, a batch of the queue, what is
 * remembered about it, each account's answer, the plan, and what was written. Each operation adds
 * its part. A node in between may have changed it, so each operation validates all of it.
 */

const amount = z.number().finite();

const memory = z.object({
	/** Rows of the table that hold it, newest last: several if a run was interrupted. */
	ids: z.array(z.number()),
	/** When the shared warehouse was last seen as we left it (Unix milliseconds); 0 for never. */
	since: z.number(),
	/** The number of the turn in which it was recorded. */
	turn: z.number(),
	company: z.string(),
	account: z.string(),
	sku: z.string(),
	productId: z.number().nullable(),
	depositId: z.number().nullable(),
	/** Physical balance of the shared warehouse as we left or accepted it; null before the first time. */
	physical: amount.nullable(),
	/** What was reserved in it then. */
	reserved: amount.nullable(),
	/** The balance that is being written, or whose writing has an unknown outcome. */
	writing: amount.nullable(),
	sum: amount.nullable(),
	/** A movement in the shared warehouse is waiting for a person. */
	held: z.boolean(),
	/** The last message about it, in Portuguese: sent only once. */
	situation: z.string(),
	message: z.string(),
	/** IDs of the orders whose posting explained a change, so that each explains only one. */
	sales: z.array(z.number()),
});

/** What is remembered about one SKU in one account. */
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

/** Why an account's warehouses cannot be used as chosen; `detail` names the warehouse. */
export type Problem = z.infer<typeof problem>;

/** `known` has balances; `absent` is not registered; `unknown` is registered, but Bling does not return its balance. */
const skuReading = z.object({
	sku: z.string(),
	state: z.enum(['known', 'absent', 'duplicate', 'composite', 'unknown']),
	productId: blingId.nullable(),
	/** Sum of the virtual balances of the main warehouses. */
	principal: amount.nullable(),
	/** Of the shared warehouse. */
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
	/** Null if the account could not be identified. */
	company: z.string().nullable(),
	/** If false, nothing about this account may be relied on. `error` says why. */
	ok: z.boolean(),
	error: z.string().nullable(),
	problems: z.array(problem),
	principals: z.array(blingId),
	shared: blingId.nullable(),
	safety: amount.nonnegative(),
	/** The active ones; null if they were not requested. */
	deposits: z.array(deposit).nullable(),
	/** SKUs that events, orders and pages of products named; `key` is that of the queue's row. */
	found: z.array(z.object({ sku: z.string(), key: z.string() })),
	/** Events whose product or order has no SKU. */
	lost: z.array(z.object({ key: z.string(), reason: z.enum(['deleted', 'withoutSku']) })),
	page: z.object({ next: z.number(), last: z.boolean(), products: z.number() }).nullable(),
	balances: z.array(skuReading),
	/** For SKUs whose shared warehouse is not as we left it: what changed orders hold. */
	sales: z.array(sale),
});

/** What one account answered. */
export type Reading = z.infer<typeof reading>;

const participant = z.object({
	company: z.string(),
	account: z.string(),
	/** The page of products that the next hourly look reads. */
	page: z.number(),
	/** How many products it has; 0 until all pages have been read. */
	products: z.number(),
	/** Orders changed since then (Unix milliseconds) still have to be looked at; null at first. */
	ordersSince: z.number().nullable(),
	/** The last reported problem with it: reported once. */
	problem: z.string(),
});

/** An account that was read before and must not disappear unnoticed. */
export type Participant = z.infer<typeof participant>;

const knownDeposit = z.object({ rowId: z.number(), company: z.string(), id: z.number(), name: z.string() });

const sweep = z.object({
	/** `hour`: one page of products and the changed orders. `all`: all products. `recent`: orders of the last day. */
	mode: z.enum(['hour', 'all', 'recent']),
	/** For `all`. */
	fromPage: z.number(),
	/** Warehouses at the last look. */
	deposits: z.array(knownDeposit),
});

const write = z.object({
	account: z.string(),
	company: z.string(),
	sku: z.string(),
	productId: blingId,
	depositId: blingId,
	/** The virtual balance that the warehouse should show. */
	target: amount,
	/** The maximum to write if a movement is held; null for no limit. */
	ceiling: amount.nullable(),
	/** Physical and virtual balance at the time of planning. */
	physical: amount,
	virtual: amount,
	/** The resulting physical balance. */
	quantity: amount.nonnegative(),
	/** Row of the table that says that it is being written. */
	journal: z.number().nullable(),
});

/** One balance to set. */
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
	/** Null for the SKU in all accounts. */
	account: z.string().nullable(),
	code: z.enum(outcomeCodes),
	/** The sum of the main warehouses; null if unknown. */
	sum: amount.nullable(),
	productId: blingId.nullable(),
	/** Physical balance of the shared warehouse, and its new value. */
	before: amount.nullable(),
	after: amount.nullable(),
	/** Reserved in the shared warehouse. */
	reserved: amount.nullable(),
	/** For a sale, or returned stock: the orders that explain it. */
	orders: z.array(z.number()),
	detail: z.string(),
});

/** The result for a SKU. */
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
	/** The current physical balance of the shared warehouse; null if unknown. */
	after: amount.nullable(),
	reserved: amount.nullable(),
	message: z.string(),
});

/** The result of one write. */
export type Result = z.infer<typeof result>;

const run = z.object({
	/** Batches that this execution has started; the first is 1. */
	batch: z.number(),
	totals,
	/** What this execution has reported: each thing once. */
	told: z.array(z.string()),
	/** A person who sent the form is still waiting for an answer. */
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
	/** SKUs whose balances are read; empty if the batch looks for SKUs. */
	skus: z.array(z.string()),
	sweep: sweep.nullable(),
	/** SKUs that are already in the queue. */
	waiting: z.array(z.string()),
	memories: z.array(memory),
	participants: z.array(participant),
	readings: z.array(reading),
	plan: plan.nullable(),
	results: z.array(result),
});

export type Work = z.infer<typeof workSchema>;

/** What makes Receive take the next batch. */
export const moreSchema = z.object({ pool: z.literal('more'), run });

export const freshRun: Run = {
	batch: 0,
	totals: { skus: 0, changed: 0, zeroed: 0 },
	told: [],
	asked: false,
};
