import type { InstanceApi } from '../../instance/api';
import { vendorName } from '../../instance/triggers';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import type { Delivery } from '../../shared/trigger/delivery';
import { accountsIn } from '../../shared/trigger/settings';
import { triggerLabel } from '../endpoints/triggerList';

/** What the error says where several triggers take a delivery; the panel says it in Portuguese. */
export const severalTriggers = 'triggers take this delivery';
/** And where the chosen one does not. */
export const chosenDoesNot = 'The chosen trigger is no published';

/** A trigger that a delivery is sent to, and the workflow it starts. */
export interface Target {
	workflow: TrackedWorkflow;
	trigger: Trigger;
}

/** Intelipost, iSET and NFE.io ("ene") begin with a vowel as they are spoken. */
const withArticle = (name: string) => `${/^(i|nfe)/i.test(name) ? 'an' : 'a'} ${name}`;

/**
 * The one published trigger of these workflows that takes this delivery; `field` names the field that chooses among
 * several, and `chosen` is the trigger that was chosen in it, by its address or its name.
 */
export function targetOf(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ vendor, account }: Pick<Delivery, 'vendor' | 'account'>,
	{ field, chosen }: { field: string; chosen?: string },
): Target {
	const candidates = workflows
		.filter(({ published }) => published)
		.flatMap((workflow) => workflow.triggers.map((trigger) => ({ workflow, trigger })))
		.filter(({ trigger }) => trigger.type.vendor === vendor && takesAccount(trigger, account))
		.filter(({ trigger: { webhookId, name } }) => chosen === undefined || [webhookId, name].includes(chosen));
	if (candidates.length === 1) return candidates[0];
	const name = vendorName(vendor);
	if (candidates.length === 0 && chosen !== undefined) {
		throw api.refusal(
			`${chosenDoesNot} ${name} trigger that takes this account`,
			`Choose another one from the list of the field "${field}", or publish its workflow. Nothing was sent.`,
		);
	}
	if (candidates.length === 0) {
		throw api.refusal(
			`No published workflow has ${withArticle(name)} trigger for this account`,
			'Publish one, or check the vendor and the account of the delivery. Nothing was sent.',
		);
	}
	const triggers = candidates.map(({ workflow, trigger }) => triggerLabel(workflow, trigger));
	throw api.refusal(
		`${candidates.length} published ${name} ${severalTriggers}`,
		`Choose one of them in the field "${field}": ${triggers.join(', ')}. Nothing was sent.`,
	);
}

function takesAccount({ type, parameters }: Trigger, account: string | null): boolean {
	const accounts = accountsIn(parameters, type) ?? [];
	return accounts.length === 0 || account === null || accounts.includes(account);
}
