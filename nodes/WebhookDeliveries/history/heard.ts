import { z } from 'zod';

import { accountsIn, list } from '../../shared/trigger/settings';
import type { InstanceApi } from '../../instance/api';
import type { Period } from './period';
import type { DeliveryRecord } from './records';
import { isFailure, records } from './records';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';

/** An account that somebody set up and expects deliveries from. */
export const expectedAccount = z.object({
	vendor: z.string(),
	account: z
		.union([z.string(), z.number()])
		.transform(String)
		.nullish()
		.transform((value) => value || null),
	accountName: z
		.string()
		.nullish()
		.transform((value) => value || null),
	configuredAt: z
		.string()
		.nullish()
		.transform((value) => value || null),
});

/** One row of the field "Expected Accounts". */
export type ExpectedAccount = z.infer<typeof expectedAccount>;

/** What one account sent to one trigger for one resource. */
export interface Heard {
	account: string | null;
	accountName: string | null;
	resource: string | null;
	configuredAt: string | null;
	lastAt: string | null;
	lastFailed: boolean;
	deliveries: number;
	ended: number;
	failed: number;
	recovered: number;
	unauthorized: string | null;
}

/** `stock` of `stock.created`: vendors turn resources on and off individually. */
const resourceOf = (event: string | null) => (event === null ? null : (/^[^.:]+(?=[.:])/.exec(event)?.[0] ?? event));

/** Identifies a trigger among all workflows. */
export const triggerId = (workflow: TrackedWorkflow, trigger: string) => `${workflow.id}|${trigger}`;

/**
 * What each trigger (`triggerId`) received, by account and resource. Reads the newest
 * `maxExecutions`, beyond the period too: an endpoint may have been silent for longer.
 */
export async function listen(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ period, maxExecutions }: { period: Period; maxExecutions: number },
): Promise<Map<string, Map<string, Heard>>> {
	const heard = new Map<string, Map<string, Heard>>();
	const seen = new Set<string>();
	for await (const record of records({ api, workflows }, {})) {
		seen.add(record.row.id);
		if (seen.size > maxExecutions) break;
		if (record.isRepetition) continue;
		const trigger = record.trigger ?? record.workflow.triggers.find(({ type }) => type.vendor === record.vendor)?.name;
		if (trigger === undefined) continue;
		const id = triggerId(record.workflow, trigger);
		const ofTrigger = heard.get(id) ?? new Map<string, Heard>();
		heard.set(id, ofTrigger);
		count(ofTrigger, record, period);
	}
	return heard;
}

const heardKey = (account: string | null, resource: string | null) => JSON.stringify([account, resource]);

const nothing = (account: string | null, resource: string | null): Heard => ({
	account,
	accountName: null,
	resource,
	configuredAt: null,
	lastAt: null,
	lastFailed: false,
	deliveries: 0,
	ended: 0,
	failed: 0,
	recovered: 0,
	unauthorized: null,
});

function count(ofTrigger: Map<string, Heard>, record: DeliveryRecord, { after, before }: Period): void {
	const { account, event, row, status, weight, recoveredBy } = record;
	const key = heardKey(account, resourceOf(event));
	const entry = ofTrigger.get(key) ?? nothing(account, resourceOf(event));
	ofTrigger.set(key, entry);
	const failed = isFailure(status);
	// Newest first, so the first one seen is the last that arrived.
	if (entry.lastAt === null) {
		entry.lastAt = row.startedAt;
		entry.lastFailed = failed && recoveredBy === null;
	}
	entry.accountName ??= record.accountName;
	const at = Date.parse(row.startedAt ?? '');
	if (at < Date.parse(after) || at > Date.parse(before)) return;
	entry.deliveries += weight;
	if (failed || status === 'succeeded') entry.ended += weight;
	if (failed) entry.failed += weight;
	if (recoveredBy !== null) entry.recovered += weight;
	if (failed && record.unauthorized && recoveredBy === null) entry.unauthorized ??= record.errorMessage;
}

/** The events that a trigger wants. A saved workflow omits a parameter that has its default value. */
export const eventsOf = ({ parameters }: Trigger) => list.parse(parameters.events ?? ['*']);

/** The accounts that a trigger accepts; empty if it accepts all. */
export const chosenAccounts = ({ type, parameters }: Trigger): string[] => accountsIn(parameters, type) ?? [];

/** Adds what the trigger's settings and the caller expect but never arrived. */
export function addExpected(heard: Map<string, Heard>, trigger: Trigger, expected: ExpectedAccount[]): Heard[] {
	const chosen = chosenAccounts(trigger);
	const events = eventsOf(trigger).filter((event) => event !== '*');
	const resources = [...new Set(events.map(resourceOf))];
	const all = new Map(heard);
	const names = new Map(expected.map((entry) => [entry.account, entry]));
	const accounts = new Set<string | null>([...[...heard.values()].map(({ account }) => account), ...chosen, ...names.keys()]);
	if (accounts.size === 0) accounts.add(null);
	for (const account of accounts) {
		const isHeard = [...all.values()].some((entry) => entry.account === account);
		const wanted = resources.length > 0 ? resources : isHeard ? [] : [null];
		for (const resource of wanted) {
			const key = heardKey(account, resource);
			if (!all.has(key)) all.set(key, nothing(account, resource));
		}
	}
	const credentialName = trigger.credentials[trigger.type.credential]?.name ?? null;
	return [...all.values()].map((entry) => {
		const known = names.get(entry.account);
		return {
			...entry,
			accountName: known?.accountName ?? entry.accountName ?? credentialName,
			configuredAt: known?.configuredAt ?? null,
		};
	});
}
