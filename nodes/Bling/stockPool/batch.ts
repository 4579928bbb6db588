import { z } from 'zod';

import { blingId } from '../api/blingId';
import { numeric } from '../api/balances';
import { list } from '../../shared/trigger/settings';

/**
 * The document that travels through the nodes of the stock pool (workflows/bling-estoque-unificado.json): what is asked,
 * what each account answered, what is planned, and what was written. Each operation adds its part and passes the rest on.
 */

const id = blingId;
const skuText = z.string().trim().min(1);
const optionalNumber = numeric
	.nullish()
	.catch(null)
	.transform((value) => value ?? null);

/** One account of the pool, as its row of the configuration says. */
const accountSettings = z.object({
	account: z.string().trim().min(1),
	companyId: z.string().trim().min(1),
	/** Ids of the deposits whose virtual balances are summed. */
	principals: list.pipe(z.array(id).min(1)),
	/** Id of the deposit that shows the sum. */
	shared: id,
	/** Units that this account never offers. */
	safety: optionalNumber.transform((value) => Math.max(0, value ?? 0)),
	/** The deposits of the last look, `{"<id>": "<name>"}` as text; empty for none yet. */
	knownDeposits: z
		.string()
		.nullish()
		.transform((text) => text ?? ''),
});

/** An account of the pool, checked. */
export type AccountSettings = z.infer<typeof accountSettings>;

/** Something of one account that an event named. `key` comes back with what was found. */
const eventSubject = z.object({ companyId: z.string(), id, key: z.string() });

/** What is remembered of a SKU in an account. */
const stateSchema = z.object({
	account: z.string(),
	sku: z.string(),
	productId: id.nullish().catch(null),
	/** The physical balance of the shared deposit after our last write; null before the first. */
	physical: optionalNumber,
	/** A movement in the shared deposit waits for a person. */
	held: z
		.boolean()
		.nullish()
		.transform((held) => held === true),
});

/** What the workflow's data table remembers, checked. */
export type SkuState = z.infer<typeof stateSchema>;

/** What "Read Account" is asked. */
export const requestSchema = z.object({
	accounts: z.array(accountSettings).default([]),
	skus: z.array(skuText).default([]),
	products: z.array(eventSubject).default([]),
	orders: z.array(eventSubject).default([]),
	states: z.array(stateSchema).default([]),
	/** Orders changed since then (ISO 8601). */
	changedSince: z.string().nullish(),
	/** The SKUs of one page of products, by account; `'all'` for every page. */
	page: z.record(z.string(), z.union([id, z.literal('all')])).nullish(),
	/** Resolves names of deposits instead of anything else. */
	configure: z.object({ account: z.string().trim(), principals: list, shared: z.string().trim() }).nullish(),
});

/** The same, checked. */
export type PoolRequest = z.infer<typeof requestSchema>;

/** Why an account cannot be used as configured, or what is worth knowing about it. */
const problemCodes = [
	'sharedIsDefault',
	'sharedIsPrincipal',
	'depositMissing',
	'wrongCredential',
	'noPrincipal',
	'ambiguousDeposit',
] as const;

const problem = z.object({ code: z.enum(problemCodes), detail: z.string() });

/** A problem of one account; `detail` names the deposit or the credential. */
export type Problem = z.infer<typeof problem>;

/** `known` has balances; `absent` is not registered; `unknown` is registered, and Bling does not tell its balance. */
const skuStates = ['known', 'absent', 'duplicate', 'composite', 'unknown'] as const;

const skuReading = z.object({
	sku: z.string(),
	state: z.enum(skuStates),
	productId: id.nullable(),
	/** Sum of the virtual balances of the principal deposits. */
	principal: z.number().nullable(),
	/** Of the shared deposit. */
	physical: z.number().nullable(),
	virtual: z.number().nullable(),
});

/** What one account answered for one SKU. */
export type SkuReading = z.infer<typeof skuReading>;

/** A row of GET /depositos, as far as the pool reads it. */
export const depositSchema = z.object({
	id,
	descricao: z.string().catch(''),
	padrao: z.boolean().catch(false),
	desconsiderarSaldo: z.boolean().nullable().catch(null),
});

/** The same, checked. */
export type PoolDeposit = z.infer<typeof depositSchema>;

const readingSchema = z.object({
	account: z.string(),
	/** False: nothing of this account may be relied on. `error` says why. */
	ok: z.boolean(),
	error: z.string().nullable(),
	problems: z.array(problem),
	balances: z.array(skuReading),
});

/** What one account answered. */
export type Reading = z.infer<typeof readingSchema> & {
	deposits: PoolDeposit[];
	/** Deposits that are new, renamed or gone since `knownDeposits`. */
	depositChanges: Array<{ kind: 'new' | 'renamed' | 'gone'; id: number; name: string; before: string }>;
	/** Whether the shared deposit is left out of Bling's own totals ("desconsiderar saldo"). */
	sharedDisregarded: boolean | null;
	/** Names of principal deposits that are: what orders reserve may count twice in their sum (seen in one account). */
	principalsDisregarded: string[];
	/** SKUs that the events, orders and pages named. */
	found: Array<{ sku: string; key: string }>;
	/** Events whose product or order cannot give a SKU, and why. */
	lost: Array<{ key: string; reason: 'deleted' | 'withoutSku' }>;
	page: { number: number; last: boolean; products: number } | null;
	configured: { companyId: string; companyName: string; principals: number[]; shared: number } | null;
};

const resultSchema = z.object({
	account: z.string(),
	sku: z.string(),
	productId: id,
	result: z.enum(['written', 'unchanged', 'moved', 'error']),
	before: z.number().nullable(),
	/** The physical balance that the shared deposit has now, as far as it is known. */
	after: z.number().nullable(),
	message: z.string(),
});

/** What became of one write. `moved`: the balance changed since it was planned, so nothing was written. */
export type WriteResult = z.infer<typeof resultSchema>;

/** What "Plan Balances" takes: the request, what the accounts answered, and what was written so far. */
export const planInput = requestSchema.pick({ accounts: true, skus: true, states: true }).extend({
	readings: z.array(readingSchema).default([]),
	results: z.array(resultSchema).default([]),
	/** SKUs that a person let pass the limit. */
	authorised: z.array(z.string()).default([]),
	/** What a run that ended halfway was about to write: it may have been written, and is not remembered in `states`. */
	interrupted: z.array(z.object({ account: z.string(), sku: z.string(), quantity: z.number() })).default([]),
	settings: z.object({
		/** Left out: true. Nothing is written until somebody says so. */
		simulate: z
			.boolean()
			.nullish()
			.transform((simulate) => simulate !== false),
		limitPercent: optionalNumber.transform((value) => value ?? 30),
		/** Fewer changed SKUs than this never stop a run. */
		limitMinimum: optionalNumber.transform((value) => value ?? 10),
		/** SKUs that the pool is known to have; 0 if not counted yet. */
		poolSize: optionalNumber.transform((value) => value ?? 0),
	}),
	/** Of this run, over its batches. */
	totals: z.object({ skus: z.number(), changed: z.number(), zeroed: z.number() }).default({ skus: 0, changed: 0, zeroed: 0 }),
});

/** The same, checked. */
export type PlanInput = z.infer<typeof planInput>;

const writeSchema = z.object({
	account: z.string(),
	sku: z.string(),
	productId: id,
	depositId: id,
	/** The virtual balance that the deposit shall show. */
	target: z.number(),
	/** The most that may be written, if a movement is held; null for no limit. */
	ceiling: z.number().nullable(),
	/** Physical and virtual balance when it was planned. */
	physical: z.number(),
	virtual: z.number(),
	/** The physical balance that this makes. */
	quantity: z.number(),
});

/** One balance that shall be set. */
export type PlannedWrite = z.infer<typeof writeSchema>;

/** What "Write Account" takes. */
export const writeInput = z.object({
	accounts: z.array(accountSettings.pick({ account: true, companyId: true })).default([]),
	writes: z.array(writeSchema).default([]),
	results: z.array(resultSchema).default([]),
});
