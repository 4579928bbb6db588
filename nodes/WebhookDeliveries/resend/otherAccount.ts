import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { accountsIn, accountsOption } from '../../shared/trigger/settings';
import { triggerLabel } from '../endpoints/triggerList';
import type { DeliveryRecord } from '../history/records';
import { records } from '../history/records';
import type { Target } from './target';

/** Part of the error; the panel says it in Portuguese. */
export const neverHeard = 'has never received deliveries of the account';

/** This many of the newest deliveries show which accounts a trigger receives from. */
const mostRead = 1_000;

const isOf = ({ workflow, trigger }: Target, { source, vendor, ...record }: DeliveryRecord) =>
	record.workflow.id === workflow.id &&
	vendor === trigger.type.vendor &&
	// What n8n hides counts for the whole workflow.
	(source?.id === undefined || trigger.id === undefined || source.id === trigger.id);

/** The accounts for which vendors themselves sent deliveries to triggers. */
export class HeardAccounts {
	private readonly heard: DeliveryRecord[] = [];
	private readonly known = new Set<string>();

	/** Adds one delivery of the history; a resend does not show whose trigger it is. */
	add(record: DeliveryRecord): void {
		const key = JSON.stringify([record.workflow.id, record.source?.id, record.vendor, record.account]);
		if (record.isRepetition || record.account === null || this.known.has(key)) return;
		this.known.add(key);
		this.heard.push(record);
	}

	/** The accounts that this trigger has received from. */
	of(target: Target): Set<string> {
		return new Set(this.heard.flatMap((record) => (record.account !== null && isOf(target, record) ? [record.account] : [])));
	}

	/** Whether any trigger of this vendor has received from it. */
	has(vendor: string, account: string): boolean {
		return this.heard.some((record) => record.vendor === vendor && record.account === account);
	}
}

/** Whether the trigger itself names the account, or the vendor itself told it of that account. */
export function knowsAccount(target: Target, account: string | null, heard: HeardAccounts): boolean {
	const { type, parameters } = target.trigger;
	return account !== null && (accountsIn(parameters, type)?.includes(account) === true || heard.of(target).has(account));
}

const credentialOf = ({ credentials, type }: Trigger) => credentials[type.credential]?.id;

/** The end of an advice; '' if the vendor's trigger has no such field. */
export const orNameAccount = ({ type: { accountsParameter } }: Trigger): string =>
	accountsParameter === undefined
		? ''
		: `, or name the account in the option "${accountsParameter === 'accounts' ? accountsOption : 'Company Names or IDs'}" of the trigger`;

/**
 * Throws if a delivery's account is unknown to this trigger and may belong to another one: one with
 * another credential, or one that has received from this account. The sender may not have the
 * trigger's credential.
 */
export async function refuseOtherAccount(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	target: Target,
	account: string | null,
): Promise<void> {
	const { workflow, trigger } = target;
	const { vendor, accountsParameter } = trigger.type;
	if (account === null) return;
	const heard = new HeardAccounts();
	if (knowsAccount(target, account, heard)) return;
	let read = 0;
	for await (const record of records({ api, workflows, recoveryDepth: 0 }, {})) {
		heard.add(record);
		if (knowsAccount(target, account, heard)) return;
		if (++read >= mostRead) break;
	}
	const others = workflows.flatMap(({ published, triggers }) => (published ? triggers : [])).filter(({ type }) => type.vendor === vendor);
	const isOneOfSeveral = accountsParameter !== undefined && others.some((one) => credentialOf(one) !== credentialOf(trigger));
	if (!isOneOfSeveral && heard.of(target).size === 0 && !heard.has(vendor, account)) return;
	throw api.refusal(
		`The trigger ${triggerLabel(workflow, trigger)} ${neverHeard} ${account}`,
		`Choose that account's trigger${orNameAccount(trigger)}. Nothing was sent.`,
	);
}
