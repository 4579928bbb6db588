import type { Delivery } from '../../shared/trigger/delivery';
import { instanceCredential } from '../../instance/address';
import { lacksMoreThan } from '../../shared/privacy/personalData';
import { minResendSecretLength } from '../../shared/trigger/redelivery';
import { markUnsent } from '../../shared/http/request';
import { resend } from '../../instance/resend';
import { routeOf } from '../../instance/triggers';
import { personalDataOption } from '../../shared/trigger/settings';
import type { InstanceApi } from '../../instance/api';
import { Sending } from './sending';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { Refusal } from './refusal';

/**
 * Posts a delivery to a trigger as a redelivery and informs `sending`. Throws with a readable
 * reason if the trigger cannot accept it, or would pass on a delivery that lacks what a new one
 * would have.
 */
export async function postDelivery(
	api: InstanceApi,
	{ workflow, trigger }: { workflow: TrackedWorkflow; trigger: Trigger },
	delivery: Delivery,
	sending = new Sending(),
): Promise<void> {
	const open = `Open the trigger "${trigger.name}" of the workflow "${workflow.name}"`;
	if (api.resendSecret.length < minResendSecretLength) {
		throw new Refusal(
			api,
			'noSecret',
			'The Resend Secret is missing or too short',
			`Enter at least ${minResendSecretLength} random characters in the "N8n Instance API" credential. Nothing was resent.`,
		);
	}
	if (!workflow.published || trigger.webhookId === undefined) {
		throw new Refusal(
			api,
			'unpublished',
			`The workflow "${workflow.name}" is not published, so its trigger accepts no deliveries`,
			'Publish it, or resend with the version "Current Draft". Nothing was resent.',
		);
	}
	if (!trigger.credentials[instanceCredential]?.id) {
		throw new Refusal(
			api,
			'noSlot',
			`The trigger "${trigger.name}" has no "N8n Instance API" credential, so it refuses resends`,
			`${open}, choose the same "N8n Instance API" credential as in this node, and publish the workflow. Nothing was resent.`,
		);
	}
	const { personalData = 'keep' } = delivery;
	if (lacksMoreThan(personalData, personalDataOption.parse(trigger.parameters.options))) {
		throw new Refusal(
			api,
			'masked',
			`The delivery ${delivery.id} was stored without its personal data, and the trigger "${trigger.name}" keeps them now`,
			`Posting it would run the workflow with masked or missing fields. Fetch it again with "Recreate Events" of the vendor's node, then "Send". A failed execution of a single delivery can also be retried with the version "Current Draft" or "Version That Failed". Nothing was resent.`,
		);
	}
	const target = {
		webhookId: trigger.webhookId,
		route: routeOf(trigger.type, delivery.event),
		workflowName: workflow.name,
	};
	const ignored = () =>
		new Refusal(
			api,
			'ignored',
			`The trigger "${trigger.name}" ignored the delivery ${delivery.id}`,
			`${open}: its events, accounts or options exclude the event ${delivery.event} of this account. Nothing was processed.`,
		);
	await sending.request(async () => {
		const [answer] = await resend(api, target, [delivery]);
		if (answer === 'ignored') throw markUnsent(ignored());
	});
}
