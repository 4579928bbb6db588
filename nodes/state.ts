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
 * Everything this package keeps in a process from one request or execution to the next: what
 * identifies it, how much there may be, and when it is forgotten. No other file has state of its
 * own (test/unit/state.test.mts).
 */
export const state = {
	/** What a trigger saw, counted and collected, and its credential's secrets, for 2.5 s. */
	triggers: new Kept<'workflow' | 'node' | 'mode', TriggerMemory>({ by: ['workflow', 'node', 'mode'], limit: 10_000 }),

	/** Who is waiting for n8n's row of a node's processed IDs; gone with the last of them. */
	processedLines: new Kept<'trigger', Job[]>({ by: ['trigger'], limit: 10_000, full: 'refused' }),

	/** Where n8n's table of claimed IDs is. */
	claimsPlaces: new Kept<'instance' | 'credential', ClaimsPlace>({ by: ['instance', 'credential'], limit: 1_000 }),

	/** Errors of requests that certainly did nothing. */
	unsent: new KeptBeside<Error, true>(),

	/** Bling counts an account's requests whatever its current token is: a new token does not get a new bucket. */
	blingBuckets: new Kept<'credential', Bucket>({ by: ['credential'], limit: 1_000 }),

	/** Bling blocks an IP, which is the process's: one for all credentials. */
	blingErrors: new Kept<never, ErrorBudget>({ by: [], limit: 1 }),

	/** The account behind a credential. */
	blingCompanies: new Kept<'credential' | 'credentialState', Promise<Company>>({
		by: ['credential'],
		changesWith: 'credentialState',
		limit: 1_000,
	}),

	/** The accounts a credential has belonged to, including before it changed, which is what the check needs. */
	blingFormerCompanies: new Kept<'credential' | 'company', true>({ by: ['credential', 'company'], limit: 10_000 }),

	/** People rarely add statuses; a longer memory would refuse a new one for longer. */
	blingSituations: new Kept<'credential' | 'credentialState', Promise<Situation[] | undefined>>({
		by: ['credential'],
		changesWith: 'credentialState',
		limit: 1_000,
		forMs: 60_000,
	}),

	/** What an execution has read for its items, for one state of the credential. */
	blingReadAheads: new KeptBeside<IExecuteFunctions, ReadAhead>(),

	/** What a vendor publishes, once somebody needs it. */
	contracts: new Kept<'vendor', Promise<Contract>>({ by: ['vendor'], limit: 10 }),

	/** A token belongs to the store, so that all credentials with the same three values share it. */
	isetLogins: new Kept<'storeAddress' | 'storeId' | 'accessKey', StoreLogin>({
		by: ['storeAddress', 'storeId', 'accessKey'],
		limit: 1_000,
	}),

	/** When the last deliveries without a token reached an address, within a minute. */
	isetWithoutToken: new Kept<'address', number[]>({ by: ['address'], limit: 10_000, forMs: 60_000 }),

	/** IDs of items that an execution is about to emit, for operations with "Only New". */
	unrecorded: new KeptBeside<IExecuteFunctions, Map<string, { again: boolean }>>(),

	/** What is being resent, if no data table shares it with all processes; removed when done. None may be lost. */
	beingResent: new Kept<'instance' | 'delivery', true>({ by: ['instance', 'delivery'], limit: 10_000, full: 'refused' }),

	/** What was resent, if no data table remembers it. */
	resent: new Kept<'instance' | 'delivery', Resent>({ by: ['instance', 'delivery'], limit: 10_000 }),

	/** Workflows whose successes were seen to disappear at once, whatever older executions suggest. */
	unsavedWorkflows: new Kept<'instance' | 'workflow', true>({ by: ['instance', 'workflow'], limit: 10_000 }),
};
