import { instant } from '../../../shared/instant';
import type { Delivery } from '../../../shared/trigger/delivery';
import { isDelivery } from '../../../shared/trigger/delivery';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { withoutFilter, workflowsFor } from '../../history/filters';
import { postDelivery } from '../../resend/postDelivery';
import { vendorName } from '../../../instance/triggers';
import { triggerField, triggerLabel } from '../../endpoints/triggerList';
import type { TrackedWorkflow, Trigger } from '../../../instance/workflows';

export const send: Operation<InstanceApi> = {
	name: 'Send',
	value: 'send',
	action: 'Send a delivery to its trigger',
	description:
		"Post a delivery, such as one that a vendor node's Replay rebuilt from its API, to the trigger of its vendor, as a redelivery",
	// Signed like a resend, so that what an agent makes up would be taken for genuine.
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
		{
			displayName: 'Workflow ID',
			name: 'workflowId',
			type: 'string',
			default: '',
			placeholder: 'e.g. xW2mLq8bTz1Rk0vN',
			description: 'Needed only where several published workflows have a trigger of this vendor and take this account',
		},
		triggerField,
	],

	async run({ api, param }) {
		const given = completed(param.object('delivery'));
		if (!isDelivery(given)) {
			return param.refuse(
				'delivery',
				'is not a delivery',
				'It needs at least vendor, event, id and data, as the triggers and the Replay operations return them.',
			);
		}
		if (given.event.trim() === '') param.refuse('delivery', 'has no event', 'Name the event as the vendor does, such as order.updated.');
		if (given.occurredAt !== null && !isMoment(given.occurredAt)) {
			param.refuse(
				'delivery',
				'has an occurredAt that is no moment',
				'Write it as 2026-11-30T10:00:00Z, with the time zone, or leave it out.',
			);
		}
		const workflowId = param.optionalText('workflowId') && param.segment('workflowId');
		const target = await targetOf(api, given, workflowId, param.optionalText(triggerField.name));
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

/** A day and a time with its zone, in ISO 8601. */
const isMoment = (time: string) => /^\d{4}-\d{2}-\d{2}T\d{2}:.*(Z|[+-]\d{2}(:?\d{2})?)$/.test(time) && instant(time) !== null;

/** What a rebuilt delivery may leave out. */
const completed = (json: Record<string, unknown>): unknown => ({
	account: null,
	accountName: null,
	state: null,
	reference: null,
	occurredAt: null,
	attempt: null,
	...json,
});

/** Intelipost, iSET and NFE.io ("ene") begin with a vowel as they are spoken. */
const withArticle = (name: string) => `${/^(i|nfe)/i.test(name) ? 'an' : 'a'} ${name}`;

/** The one published trigger that takes this delivery, the chosen one if one was chosen. */
async function targetOf(
	api: InstanceApi,
	delivery: Delivery,
	workflowId: string | undefined,
	chosen: string | undefined,
): Promise<{ workflow: TrackedWorkflow; trigger: Trigger }> {
	const filter = { ...withoutFilter, workflowIds: workflowId === undefined ? [] : [workflowId] };
	const candidates = (await workflowsFor(api, filter))
		.filter(({ published }) => published)
		.flatMap((workflow) => workflow.triggers.map((trigger) => ({ workflow, trigger })))
		.filter(({ trigger }) => trigger.type.vendor === delivery.vendor && takesAccount(trigger, delivery.account))
		.filter(({ trigger: { webhookId, name } }) => chosen === undefined || [webhookId, name].includes(chosen));
	if (candidates.length === 1) return candidates[0];
	const name = vendorName(delivery.vendor);
	if (candidates.length === 0 && chosen !== undefined) {
		throw api.refusal(
			`The chosen trigger is no published ${name} trigger that takes this account`,
			`Choose another one from the list of the field "${triggerField.displayName}", or publish its workflow. Nothing was sent.`,
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
		`${candidates.length} published ${name} triggers take this delivery`,
		`Choose one of them in the field "${triggerField.displayName}": ${triggers.join(', ')}. Nothing was sent.`,
	);
}

function takesAccount({ type, parameters }: Trigger, account: string | null): boolean {
	const accounts = type.accountsParameter === undefined ? undefined : parameters[type.accountsParameter];
	return !Array.isArray(accounts) || accounts.length === 0 || account === null || accounts.map(String).includes(account);
}
