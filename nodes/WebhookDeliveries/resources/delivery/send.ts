import { instant } from '../../../shared/instant';
import { isDelivery } from '../../../shared/trigger/delivery';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { withoutFilter, workflowsFor } from '../../history/filters';
import { refuseOtherAccount } from '../../resend/otherAccount';
import { postDelivery } from '../../resend/postDelivery';
import { targetOf } from '../../resend/target';
import { workflowField } from '../../../instance/ownTrigger';
import { triggerField } from '../../endpoints/triggerList';

export const send: Operation<InstanceApi> = {
	name: 'Send',
	value: 'send',
	action: 'Send a delivery to its trigger',
	description: "Send a delivery, such as one recreated by a vendor node, to the vendor's trigger",
	// It is signed like a resend, so anything an agent makes up would be taken for genuine.
	notForAgents: true,
	fields: [
		{
			displayName: 'Delivery',
			name: 'delivery',
			type: 'json',
			default: '={{ $json }}',
			required: true,
			description: 'With vendor, event, ID, account, reference and data, as a trigger emits it',
		},
		{ ...workflowField, required: false, description: 'Only needed if several published workflows receive this account' },
		triggerField,
	],

	async run({ api, param }) {
		const given = completed(param.object('delivery'));
		if (!isDelivery(given)) {
			return param.refuse('delivery', 'is not a delivery', 'It needs at least vendor, event, id and data, as triggers return them.');
		}
		if (given.event.trim() === '') param.refuse('delivery', 'has no event', "Use the vendor's event name, such as order.updated.");
		if (given.occurredAt !== null && !isMoment(given.occurredAt)) {
			param.refuse(
				'delivery',
				'has an "occurredAt" that is not a date and time',
				'Write it with its time zone, such as 2026-11-30T10:00:00Z, or leave it out.',
			);
		}
		const workflowId = param.optionalText('workflowId') && param.segment('workflowId');
		const chosen = param.optionalText(triggerField.name);
		const workflows = await workflowsFor(api, { ...withoutFilter, workflowIds: workflowId === undefined ? [] : [workflowId] });
		const target = targetOf(api, workflows, given, { field: triggerField.displayName, chosen });
		const ofVendor = await workflowsFor(api, { ...withoutFilter, vendors: [given.vendor] });
		await refuseOtherAccount(api, ofVendor, target, given.account);
		await postDelivery(api, target, given);
		const { vendor, event, id, account, reference } = given;
		return {
			sent: true,
			vendor,
			event,
			id,
			account,
			reference,
			workflowId: target.workflow.id,
			workflowName: target.workflow.name,
		};
	},
};

/** A date and time with its zone, in ISO 8601. */
const isMoment = (time: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:.*(Z|[+-]\d{2}(:?\d{2})?)$/.test(time) && instant(time) !== null;

/** What a rebuilt delivery may omit. */
const completed = (json: Record<string, unknown>): unknown => ({
	account: null,
	accountName: null,
	state: null,
	reference: null,
	occurredAt: null,
	attempt: null,
	...json,
});
