import type { InstanceApi } from '../../instance/api';
import { vendorName } from '../../instance/triggers';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import type { Delivery } from '../../shared/trigger/delivery';
import { accountsIn } from '../../shared/trigger/settings';
import { triggerLabel } from '../endpoints/triggerList';

/** Part of the error if several triggers accept a delivery; the panel says it in Portuguese. */
export const severalTriggers = 'triggers accept this delivery';
/** Part of the error if the chosen one does not. */
export const chosenDoesNot = 'The chosen trigger is not a published';

/** A trigger that a delivery is sent to, and the workflow it starts. */
export interface Target {
	workflow: TrackedWorkflow;
	trigger: Trigger;
}

/** Intelipost, iSET and NFE.io ("ene") start with a vowel sound. */
const withArticle = (name: string) => `${/^(i|nfe)/i.test(name) ? 'an' : 'a'} ${name}`;

/**
 * The one published trigger of these workflows that accepts this delivery. `field` is the field
 * that chooses among several, and `chosen` the trigger chosen in it, by address or name.
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
			`${chosenDoesNot} ${name} trigger that accepts this account`,
			`Choose another one in the field "${field}", or publish its workflow. Nothing was sent.`,
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
