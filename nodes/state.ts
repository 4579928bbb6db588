import type { IExecuteFunctions } from 'n8n-workflow';

import type { Company } from './Bling/api/api';
import type { Bucket, ErrorBudget } from './Bling/api/limits';
import type { Situation } from './Bling/api/situations';
import type { ReadAhead } from './Bling/resources/stock/readAhead';
import type { StoreLogin } from './Iset/api/login';
import type { ClaimsPlace } from './instance/claimsPlace';
import { Kept, KeptBeside } from './shared/kept';
import type { Contract } from './shared/operations/apiOperation/contract';
import type { TriggerMemory } from './shared/trigger/memory';
import type { Job } from './shared/trigger/processed';
import type { Resent } from './WebhookDeliveries/resend/resendLedger';

/**
 * Everything that this package keeps in a process from one request or execution to the next: what names it, how much of
 * it there may be, and when it is forgotten. No other file holds state of its own (test/unit/state.test.mts).
 */
export const state = {
	/** What was seen, counted and gathered of a trigger, and the secrets of its credential, for 2.5 s. */
	triggers: new Kept<'workflow' | 'node' | 'mode', TriggerMemory>({ by: ['workflow', 'node', 'mode'], limit: 10_000 }),

	/** Who waits for n8n's row of a node's processed ids; gone with the last of them. */
	processedLines: new Kept<'trigger', Job[]>({ by: ['trigger'], limit: 10_000, full: 'refused' }),

	/** Where n8n's table of claimed ids is. */
	claimsPlaces: new Kept<'instance' | 'credential', ClaimsPlace>({ by: ['instance', 'credential'], limit: 1_000 }),

	/** Errors of requests that certainly did nothing. */
	unsent: new KeptBeside<Error, true>(),

	/** Bling counts the requests of an account, whatever its token is by now: a new token is no new bucket. */
	blingBuckets: new Kept<'credential', Bucket>({ by: ['credential'], limit: 1_000 }),

	/** Bling blocks an IP, which is the process's: one for all credentials. */
	blingErrors: new Kept<never, ErrorBudget>({ by: [], limit: 1 }),

	/** The account behind a credential. */
	blingCompanies: new Kept<'credential' | 'credentialState', Promise<Company>>({
		by: ['credential'],
		changesWith: 'credentialState',
		limit: 1_000,
	}),

	/** The accounts that a credential has belonged to, also before it changed: that is what is asked. */
	blingFormerCompanies: new Kept<'credential' | 'company', true>({ by: ['credential', 'company'], limit: 10_000 }),

	/** People add situations rarely; a longer memory would refuse a new one for longer. */
	blingSituations: new Kept<'credential' | 'credentialState', Promise<Situation[] | undefined>>({
		by: ['credential'],
		changesWith: 'credentialState',
		limit: 1_000,
		forMs: 60_000,
	}),

	/** What an execution has read for its items, of one state of the credential. */
	blingReadAheads: new KeptBeside<IExecuteFunctions, ReadAhead>(),

	/** What a vendor publishes, once somebody needs it. */
	contracts: new Kept<'vendor', Promise<Contract>>({ by: ['vendor'], limit: 10 }),

	/** A token lives on the store, so that all credentials with the same three share it. */
	isetLogins: new Kept<'storeAddress' | 'storeId' | 'accessKey', StoreLogin>({
		by: ['storeAddress', 'storeId', 'accessKey'],
		limit: 1_000,
	}),

	/** When the last deliveries without a token came to an address, within a minute. */
	isetWithoutToken: new Kept<'address', number[]>({ by: ['address'], limit: 10_000, forMs: 60_000 }),

	/** Ids of items that an execution is about to emit for operations with "Only New". */
	unrecorded: new KeptBeside<IExecuteFunctions, Map<string, { again: boolean }>>(),

	/** What is being resent, where no data table tells it to all processes; gone when it is done. None may be lost. */
	beingResent: new Kept<'instance' | 'delivery', true>({ by: ['instance', 'delivery'], limit: 10_000, full: 'refused' }),

	/** What was resent, where no data table remembers it. */
	resent: new Kept<'instance' | 'delivery', Resent>({ by: ['instance', 'delivery'], limit: 10_000 }),

	/** Workflows whose successes were seen to be gone at once, whatever older executions say. */
	unsavedWorkflows: new Kept<'instance' | 'workflow', true>({ by: ['instance', 'workflow'], limit: 10_000 }),
};
