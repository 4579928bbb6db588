import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { DateTime } from 'luxon';

import { InstanceApi } from '../../instance/api';
import { workflowField } from '../../instance/ownTrigger';
import type { TrackedWorkflow } from '../../instance/workflows';
import { docsLink } from '../../shared/docsLink';
import { cutText } from '../../shared/cutText';
import type { Call, Operation } from '../../shared/operations/operation';
import { recoverTriggerField } from '../endpoints/triggerList';
import { withoutFilter, workflowsFor } from '../history/filters';
import { records } from '../history/records';
import { Arrivals } from './arrivals';
import type { Change, Recoverable, Span } from './change';
import { Memory } from './memory';
import type { Sendings } from './sendMissing';
import { sendMissing, shownRow } from './sendMissing';

const commonFields: INodeProperties[] = [
	{
		displayName: 'Hours to Look Back',
		name: 'hours',
		type: 'number',
		typeOptions: { minValue: 1, maxValue: 168, numberPrecision: 0 },
		default: 24,
		required: true,
		description: 'How old a change may be; choose more than the time between two runs',
	},
	{
		displayName: 'Minutes to Wait',
		name: 'graceMinutes',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 720, numberPrecision: 0 },
		default: 15,
		description: 'Newer changes are left to the next run, as their webhooks may still be on their way',
	},
	{
		...workflowField,
		required: false,
		description: 'Only needed if several published workflows receive these webhooks',
	},
	recoverTriggerField,
];

/**
 * Webhook → Recover Missed: changes at the vendor for which no webhook arrived are rebuilt and sent
 * to the trigger, each once. The history of this n8n shows what arrived and what was sent.
 */
export function recoverOperation<Api>(vendor: Recoverable<Api>): Operation<Api> {
	return {
		name: 'Recover Missed',
		value: 'recoverMissed',
		action: 'Recover the deliveries that did not arrive',
		description: "Compare what changed at the vendor with this n8n's history and send each missing change to its trigger once",
		notForAgents: true,
		fields: [
			...commonFields.map((field) =>
				field.name === 'graceMinutes' && vendor.listsNoTimes !== undefined ? { ...field, default: 0 } : field,
			),
			...(vendor.fields ?? []),
			{
				displayName: `${vendor.limits} ${docsLink(`${vendor.identity.vendor}.md#limits`, 'What it recovers')}`,
				name: 'recoverNotice',
				type: 'notice',
				default: '',
			},
		],
		run: async (call) => await recover(vendor, call),
	};
}

async function recover<Api>(vendor: Recoverable<Api>, call: Call<Api>): Promise<IDataObject> {
	const { context, param, itemIndex } = call;
	const now = DateTime.now();
	const hours = param.number('hours');
	const graceMinutes = param.number('graceMinutes');
	if (vendor.listsNoTimes !== undefined && graceMinutes > 0)
		param.refuse('graceMinutes', `cannot be used: ${vendor.listsNoTimes}`, 'Set it to 0.');
	const [from, to] = [now.minus({ hours }), now.minus({ minutes: graceMinutes })];
	if (from >= to) param.refuse('graceMinutes', 'is as long as the whole period', 'Reduce it, or increase "Hours to Look Back".');
	const furtherHours = vendor.furtherHours?.(call) ?? 24;
	const workflowId = param.optionalText('workflowId') && param.segment('workflowId');
	const chosen = param.optionalText(recoverTriggerField.name);
	const api = await InstanceApi.of(context, itemIndex);
	const { vendor: name, credential } = vendor.identity;
	const workflows = await workflowsFor(api, {
		...withoutFilter,
		vendors: [name],
		workflowIds: workflowId === undefined ? [] : [workflowId],
	});
	const arrivals = await arrivalsOf(api, workflows, { vendor: name, after: from.minus({ hours: furtherHours }) });
	const { missing, ...counts } = await missingOf(vendor.changes(call, { from, to, now, references: arrivals.references }), arrivals);
	const sendings =
		missing.length === 0
			? nothingMissing
			: await sendMissing({ api, vendor: name, workflows, arrivals, memory: await Memory.of(api, name), chosen, credential }, missing);
	if (sendings.failed.length > 0 || sendings.held.length > 0) throw failure(api, sendings);
	return summary(vendor, { from, to }, counts, sendings);
}

const nothingMissing: Sendings = { done: [], failed: [], held: [], left: 0 };

async function arrivalsOf(
	api: InstanceApi,
	workflows: TrackedWorkflow[],
	{ vendor, after }: { vendor: string; after: DateTime },
): Promise<Arrivals> {
	const arrivals = new Arrivals();
	// Newer executions would only show recoveries, which do not matter here.
	const reader = { api, workflows, recoveryDepth: 0 };
	for await (const record of records(reader, { after: after.toUTC().toISO() ?? undefined })) {
		if (record.vendor === vendor) arrivals.add(record);
	}
	return arrivals;
}

interface Counts {
	changes: number;
	arrived: number;
}

async function missingOf(changes: AsyncIterable<Change>, arrivals: Arrivals): Promise<Counts & { missing: Change[] }> {
	const counts: Counts = { changes: 0, arrived: 0 };
	const missing = new Map<string, Change>();
	for await (const change of changes) {
		counts.changes++;
		if (arrivals.tell(change)) counts.arrived++;
		else missing.set(subjectOf(change), change);
	}
	return { ...counts, missing: [...missing.values()] };
}

/** What is rebuilt in its current state is sent once, however often it changed. */
const subjectOf = ({ event, id, account, reference, toldBy }: Change) =>
	JSON.stringify(toldBy.by === 'id' ? [id] : [event, account, reference]);

/** What was found and done, and what nobody can recover. */
function summary<Api>(
	{ identity, limits }: Recoverable<Api>,
	{ from, to }: Pick<Span, 'from' | 'to'>,
	counts: Counts,
	{ done }: Sendings,
): IDataObject {
	const count = (wanted: string) => done.filter(({ result }) => result === wanted).length;
	return {
		vendor: identity.vendor,
		from: from.toUTC().toISO(),
		to: to.toUTC().toISO(),
		...counts,
		sentBefore: count('sentBefore'),
		sent: count('sent'),
		ignored: count('ignored'),
		gone: count('gone'),
		deliveries: done.filter(({ result }) => result !== 'sentBefore').map(shownRow),
		limits,
	};
}

function failure(api: InstanceApi, { done, failed, held, left }: Sendings) {
	const missing = done.filter(({ result }) => result !== 'sentBefore').length + failed.length + held.length + left;
	const sent = done.filter(({ result }) => result === 'sent').length;
	const notAccepted = failed
		.slice(0, 1)
		.map(
			({ change, reason }) =>
				`${failed.length + left} of ${missing} missing deliveries were not accepted, the first being ${named(change)}: ${cutText(reason, 300)}`,
		);
	const inProgress = held
		.slice(0, 1)
		.map((change) => `${held.length} of ${missing} missing deliveries are being sent by another run, the first being ${named(change)}`);
	const reasons = [...new Set(failed.map((one) => one.reason))].slice(1, 3);
	return api.refusal(
		[...notAccepted, ...inProgress].join('; '),
		[
			failed[0]?.advice ?? '',
			...reasons.map((other) => `Another error: ${cutText(other, 300)}.`),
			left > 0 ? `${left} more were not attempted.` : '',
			held.length > 0 ? `That run may have been killed, so whether it sends them is unknown. ${heldUntil}` : '',
			`${sent} ${sent === 1 ? 'was' : 'were'} sent. Run it again: only what is still missing is sent.`,
		]
			.filter((text) => text !== '')
			.join(' '),
	);
}

const named = ({ event, reference }: Change) => `${event} of ${cutText(reference, 60)}`;

const heldUntil = 'A run that starts in 3 minutes or later sends what it left.';
