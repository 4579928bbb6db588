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
 * Intelipost cannot resend by API: what its webhooks would have said is rebuilt from the order. Nothing is posted but to
 * a trigger of this n8n.
 */
export const replayEvents: Operation<IntelipostApi> = {
	name: 'Recreate Events',
	value: 'replayEvents',
	action: 'Recreate the tracking events of a shipment order',
	description: 'Rebuild lost deliveries from the history of an order, marked as redelivery, and emit or resend them',
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
					description: 'One item each, as the trigger would',
				},
				{
					name: 'Trigger of This N8n',
					value: 'trigger',
					description: 'Resend them to an Intelipost trigger of this n8n',
				},
			],
			default: 'emit',
			description: 'Where they go. They pass the duplicate check on purpose, so filter for what was lost.',
		},
		{ ...workflowField, displayOptions: { show: { sendTo: ['trigger'] } } },
		filters,
	],
	notForAgents: true,
	async run(call) {
		const sendTo = call.param.choice('sendTo', ['emit', 'trigger']);
		// Read where it is used; refused here, before the order is asked for.
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
		param.refuse('workflowId', 'has more than one Intelipost trigger', 'Choose a workflow with one.');
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
