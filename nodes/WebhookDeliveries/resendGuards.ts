import type { InstanceApi } from './api';
import { executions } from './history';
import type { DeliveryRecord } from './records';
import { deliveryKey, isMoving, Recoveries, recordsOf, toStatus } from './records';

/** How many newer executions are searched for a repetition that made the delivery good. */
export const recoverySearch = 1_000;

/** The refusal of what is being done at this moment; `why` ends its sentence. */
export const running = (api: InstanceApi, { row }: DeliveryRecord, why: string) =>
	api.refusal(
		`The delivery of execution ${row.id} was not resent: ${why}`,
		'Wait until it has ended, look at its status, and resend it then if it failed.',
		'running',
	);

/** Throws while the delivery itself, a retry of it, or the same delivery in another execution is still being processed. */
export async function refuseWhileRunning(api: InstanceApi, record: DeliveryRecord, force: boolean): Promise<void> {
	const { row, workflow } = record;
	if (isMoving(record.status)) throw running(api, record, `it is still ${record.status}`);
	if (record.status === 'stalled' && !force) {
		throw api.refusal(
			`The delivery of execution ${row.id} was not resent: it has been running for more than an hour`,
			'If it does nothing any more, switch on Force: n8n stops it first, and then it is processed again.',
			'running',
		);
	}
	const key = deliveryKey(record);
	const moving = executions(api, {
		workflowIds: [workflow.id],
		statuses: ['running', 'new', 'waiting'],
		withData: true,
	});
	for await (const other of moving) {
		if (other.id === row.id) continue;
		const isSame =
			other.retryOf === row.id ||
			(row.retryOf !== null && [other.id, other.retryOf].includes(row.retryOf)) ||
			recordsOf(other, workflow).some((entry) => key !== undefined && deliveryKey(entry) === key);
		if (isSame)
			throw running(api, record, `the same delivery is ${toStatus(other.status)} in execution ${other.id}`);
	}
}

/** Throws if the delivery succeeded, or a later execution made it good. */
export async function refuseWhatSucceeded(api: InstanceApi, record: DeliveryRecord): Promise<void> {
	const { row } = record;
	const advice =
		'Switch on Force to process it once more all the same: the nodes after the trigger will run again.';
	if (record.status === 'succeeded')
		throw api.refusal(
			`The delivery of execution ${row.id} succeeded and was not resent`,
			advice,
			'succeeded',
		);
	const good = row.retrySuccessId ?? (await laterSuccess(api, record));
	if (good !== null) {
		throw api.refusal(
			`The delivery of execution ${row.id} was made good by execution ${good} and was not resent`,
			advice,
			'recovered',
		);
	}
}

async function laterSuccess(api: InstanceApi, record: DeliveryRecord): Promise<string | null> {
	const { row, workflow } = record;
	const recoveries = new Recoveries();
	let seen = 0;
	const newer = { workflowIds: [workflow.id], withData: true, after: row.startedAt ?? undefined };
	for await (const other of executions(api, newer)) {
		if (other.id === row.id || ++seen > recoverySearch) break;
		recoveries.seeRecords(other, recordsOf(other, workflow));
	}
	const again = { ...record };
	recoveries.seeRecords(row, [again]);
	return again.recoveredBy;
}
