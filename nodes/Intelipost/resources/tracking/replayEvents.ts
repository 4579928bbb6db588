import type { Delivery } from '../../../shared/trigger/delivery';
import type { Call, Operation } from '../../../shared/operations/operation';
import { InstanceApi } from '../../../instance/api';
import { addressesOfWorkflow, workflowField } from '../../../instance/ownTrigger';
import { resend } from '../../../instance/resend';
import type { IntelipostApi } from '../../api/api';
import { identity } from '../../identity';
import { rebuildDelivery } from '../../webhook/rebuild';
import { accountNameOf, orderNumber } from '../fields';
import { filters, trackedEvents } from './events';

/**
 * Intelipost has no API for resending, so the webhooks are rebuilt from the order. They are only
 * posted to a trigger of this n8n.
 */
export const replayEvents: Operation<IntelipostApi> = {
	name: 'Recreate Events',
	value: 'replayEvents',
	action: 'Recreate the tracking events of a shipment order',
	description: "Rebuild lost deliveries from an order's history and return or resend them, marked as redelivery",
	fields: [
		orderNumber,
		{
			displayName: 'Send To',
			name: 'sendTo',
			type: 'options',
			options: [
				{
					name: 'Next Nodes',
					value: 'emit',
					description: 'Return one item each, like the trigger',
				},
				{
					name: 'Trigger of This N8n',
					value: 'trigger',
					description: 'Resend them to an Intelipost trigger',
				},
			],
			default: 'emit',
			description: 'Duplicates are not detected here, so use the filters to select only what was lost',
		},
		{ ...workflowField, displayOptions: { show: { sendTo: ['trigger'] } } },
		filters,
	],
	notForAgents: true,
	async run(call) {
		const sendTo = call.param.choice('sendTo', ['emit', 'trigger']);
		// Read where it is used, but refused here, before the order is requested.
		if (sendTo === 'trigger') call.param.segment('workflowId');
		const accountName = await accountNameOf(call);
		const { order, events } = await trackedEvents(call);
		const deliveries = events.map((event) => rebuildDelivery(order, event, accountName));
		if (sendTo === 'emit') return deliveries.map((delivery) => ({ ...delivery }));
		return await resendToTrigger(call, deliveries);
	},
};

async function resendToTrigger(call: Call<IntelipostApi>, deliveries: Delivery[]) {
	const { context, param, itemIndex } = call;
	const [address, ...others] = await addressesOfWorkflow(call, identity, {});
	if (others.length > 0) {
		param.refuse('workflowId', 'has more than one Intelipost trigger', 'Choose a workflow with only one.');
	}
	const { webhookId, workflowName } = address.trigger;
	const target = { webhookId: webhookId ?? '', route: address.path, workflowName };
	const answers = await resend(await InstanceApi.of(context, itemIndex), target, deliveries);
	return deliveries.map(({ id, event, reference }, index) => ({
		id,
		event,
		reference,
		workflow: workflowName,
		answer: answers[index],
	}));
}
