import type { IDataObject } from 'n8n-workflow';

import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { gone } from '../../history/executions';
import { filtersWithoutSearch, readFilter, touches, workflowsFor } from '../../history/filters';
import { executions } from '../../history/history';
import type { DeliveryRecord } from '../../history/records';
import { executionUrl, isMoving, recordsOf, toStatus } from '../../history/records';

const running = 'Still running: delete it when it has ended';
const unread = 'It may hold this reference but cannot be read here: open it in n8n (Executions) and delete it there if it does';

export const deleteDeliveries: Operation<InstanceApi> = {
	name: 'Erase by Reference',
	value: 'delete',
	action: 'Erase all executions of a reference',
	description: 'Erase every execution with this reference, for LGPD requests. This cannot be undone.',
	notForAgents: true,
	fields: [
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1042',
			description: 'The full order number, product ID or invoice ID',
		},
		{
			displayName: 'Confirm Reference',
			name: 'confirmation',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1042',
			description: 'Enter it again, or leave empty to only list. Other deliveries in the same executions are erased too.',
		},
		filtersWithoutSearch,
	],

	async run({ api, param }) {
		const reference = param.text('reference');
		const confirmation = param.optionalText('confirmation');
		if (confirmation !== undefined && confirmation !== reference) {
			param.refuse(
				'confirmation',
				'differs from the reference',
				'Enter the same reference again, or leave it empty to only list. Nothing was erased.',
			);
		}
		const filter = readFilter(param, 'refused');
		const workflows = new Map((await workflowsFor(api, filter)).map((workflow) => [workflow.id, workflow]));
		const items: IDataObject[] = [];
		const found: Array<{ item: IDataObject; path: string; keptBecause: string | null }> = [];
		for await (const row of executions(api, { workflowIds: [...workflows.keys()], withData: true })) {
			const workflow = workflows.get(row.workflowId);
			const inExecution = workflow ? recordsOf(row, workflow) : [];
			const isMeant = inExecution.some((record) => hasReference(record, reference) && touches(filter, record));
			if (!isMeant && !inExecution.some(mayHide)) continue;
			const isRunning = isMoving(toStatus(row.status)) && row.status !== 'waiting';
			found.push({
				path: `/executions/${encodeURIComponent(row.id)}`,
				keptBecause: isMeant ? (isRunning ? running : null) : unread,
				item: {
					executionId: row.id,
					executionUrl: executionUrl(api, row),
					reference: isMeant ? reference : null,
					otherReferences: [...new Set(inExecution.map((record) => record.reference))].filter(
						(other) => other !== null && other !== reference,
					),
					startedAt: row.startedAt,
					workflowName: workflow?.name ?? null,
				},
			});
		}
		for (const { item, path, keptBecause } of found) {
			const deletes = confirmation !== undefined && keptBecause === null;
			if (deletes) await api.request({ method: 'DELETE', path, scope: 'execution:delete' });
			items.push({ ...item, deleted: deletes, note: keptBecause });
		}
		// An erasure request needs an answer, even if there was nothing to erase.
		return items.length > 0 ? items : { reference, deleted: 0 };
	},
};

/** Without readable data, the tags of a grouped execution list its references. */
const hasReference = (record: DeliveryRecord, reference: string) =>
	record.delivery ? record.reference === reference : (record.reference?.split(',').includes(reference) ?? false);

/** n8n truncates a tag at this length. */
const longestTag = 512;

/**
 * Whether its references cannot all be known: neither its data nor its tags are complete. Data that
 * was not kept holds none.
 */
const mayHide = ({ delivery, note, event, reference }: DeliveryRecord) =>
	delivery === undefined && note !== gone.notKept && (event === null || (reference?.length ?? 0) >= longestTag);
