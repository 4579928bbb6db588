import type { IDataObject } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { InstanceApi } from '../../../instance/api';
import type { TrackedWorkflow } from '../../../instance/workflows';
import { trackedWorkflows } from '../../../instance/workflows';
import type { Call, Operation } from '../../../shared/operations/operation';
import { rethrow } from '../../../shared/rethrow';
import { records } from '../../../WebhookDeliveries/history/records';
import type { IntelipostApi } from '../../api/api';
import { answeredOrder, orderPath } from '../../api/order';
import { identity } from '../../identity';
import type { Patience } from '../../webhook/late';
import { HeardOrders, latenessInWords, latenessOf } from '../../webhook/late';
import { progressOf } from '../../webhook/progress';

/**
 * Intelipost has no call that lists orders (docs/facts/intelipost.md §4.3), so the notices in this
 * n8n's history say which exist. Each order that is late according to them is requested, as a
 * notice may have been lost.
 */
export const listLate: Operation<IntelipostApi> = {
	name: 'Get Many Late',
	value: 'listLate',
	action: 'Get many late shipment orders',
	description: "Get orders that are overdue or not moving, based on the webhooks in this n8n's history",
	fields: [
		{
			displayName: 'Days Without Movement',
			name: 'daysWithoutMovement',
			type: 'number',
			default: 5,
			required: true,
			description: 'Lists orders with a volume that has not moved for this many days, and all that are overdue',
		},
		{
			displayName: 'Days to Look Back',
			name: 'daysBack',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 365 },
			default: 14,
			required: true,
			description: 'How far back to read the history; by default n8n deletes executions after 14 days',
		},
	],
	async run(call) {
		const { context, param, itemIndex } = call;
		const days = param.number('daysWithoutMovement');
		if (days <= 0) param.refuse('daysWithoutMovement', `is not above zero: ${days}`, 'Enter a number of days, such as 5.');
		const now = DateTime.now().setZone(context.getTimezone());
		const after =
			now
				.minus({ days: param.number('daysBack') })
				.toUTC()
				.toISO() ?? '';
		const heard = await heardOrders(await InstanceApi.of(context, itemIndex), call, after);
		const items: IDataObject[] = [];
		for (const number of heard.late({ now, days })) items.push(...(await lateItem(call, number, { now, days })));
		return items;
	},
};

async function heardOrders(api: InstanceApi, { context }: Call<IntelipostApi>, after: string): Promise<HeardOrders> {
	const own = context.getNode().credentials?.[identity.credential]?.id;
	const isOther = ({ type, credentials }: TrackedWorkflow['triggers'][number]) =>
		type.vendor !== identity.vendor || credentials[identity.credential]?.id !== own;
	const workflows = (await trackedWorkflows(api)).filter(({ triggers }) => triggers.some((trigger) => !isOther(trigger)));
	if (workflows.length === 0)
		throw api.refusal(
			"No workflow of this n8n has an Intelipost trigger with this node's credential",
			'Choose the same credential here as in the trigger.',
		);
	const unsaved = workflows.find(({ savesSuccesses }) => !savesSuccesses);
	if (unsaved)
		throw api.refusal(
			`n8n does not keep the successful executions of the workflow "${unsaved.name}"`,
			'The orders are read from its history. In that workflow\'s settings, set "Save successful production executions" to "Save".',
		);
	const heard = new HeardOrders();
	for await (const { vendor, reference, delivery, trigger, workflow } of records({ api, workflows, recoveryDepth: 0 }, { after })) {
		const named = workflow.triggers.find(({ name }) => name === trigger);
		if (vendor !== identity.vendor || reference === null || delivery === undefined || (named && isOther(named))) continue;
		heard.add({ reference, state: delivery.state, occurredAt: delivery.occurredAt, data: delivery.json.data });
	}
	return heard;
}

/**
 * The order as it is now, if it is late; one that Intelipost no longer knows is listed too, so that
 * it does not hide others.
 */
async function lateItem({ api, context }: Call<IntelipostApi>, number: string, patience: Patience): Promise<IDataObject[]> {
	const path = orderPath(number);
	if (path === undefined) return [];
	try {
		const order = await api.ask({ method: 'GET', path }, answeredOrder);
		const progress = progressOf({ ...order, order_number: order.order_number ?? number });
		const late = latenessOf(progress, patience);
		return late ? [{ ...progress, ...late, explanation: latenessInWords(progress, late, context.getTimezone()) }] : [];
	} catch (error) {
		// An unknown order is answered 400 (docs/facts/intelipost.md §4.2, unconfirmed).
		if (!(error instanceof NodeApiError && ['400', '404'].includes(error.httpCode ?? ''))) return rethrow(error);
		return [{ orderNumber: number, reason: 'unknown', since: null, explanation: `Envio ${number}: não existe mais na Intelipost.` }];
	}
}
