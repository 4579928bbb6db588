import type { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { accountsIn, accountsOption } from '../../shared/trigger/settings';
import { triggerLabel } from '../endpoints/triggerList';
import type { DeliveryRecord } from '../history/records';
import { records } from '../history/records';
import type { Target } from './target';

/** What the error says; the panel says it in Portuguese. */
export const neverHeard = 'never heard of the account';

/** So many of the newest deliveries tell which accounts a trigger hears from. */
const mostRead = 1_000;

const isOf = ({ workflow, trigger }: Target, { source, vendor, ...record }: DeliveryRecord) =>
	record.workflow.id === workflow.id &&
	vendor === trigger.type.vendor &&
	// What n8n hides counts for the workflow.
	(source?.id === undefined || trigger.id === undefined || source.id === trigger.id);

/** The accounts that vendors themselves told triggers of. */
export class HeardAccounts {
	private readonly heard: DeliveryRecord[] = [];
	private readonly known = new Set<string>();

	/** Takes one delivery of the history: what was sent again says nothing of whose trigger it is. */
	add(record: DeliveryRecord): void {
		const key = JSON.stringify([record.workflow.id, record.source?.id, record.vendor, record.account]);
		if (record.isRepetition || record.account === null || this.known.has(key)) return;
		this.known.add(key);
		this.heard.push(record);
	}

	/** The accounts that this trigger heard from. */
	of(target: Target): Set<string> {
		return new Set(this.heard.flatMap((record) => (record.account !== null && isOf(target, record) ? [record.account] : [])));
	}

	/** Whether any trigger of this vendor heard from it. */
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

/** The end of an advice: nothing where the vendor's trigger has no such field. */
export const orNameAccount = ({ type: { accountsParameter } }: Trigger): string =>
	accountsParameter === undefined
		? ''
		: `, or name the account in the option "${accountsParameter === 'accounts' ? accountsOption : 'Company Names or IDs'}" of the trigger`;

/**
 * Throws where a delivery is of an account that this trigger does not know, and may be another trigger's: one that has
 * another credential, or that heard from this account. Who sends it is not known to have the trigger's credential.
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
		`Choose the trigger of that account${orNameAccount(trigger)}. It was not sent.`,
	);
}
