import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { chosenStatuses, filtersField, matches, readFilter, statusField, workflowsFor } from '../../history/filters';
import { chosenPeriod, periodFields } from '../../history/period';
import { toItem } from '../../history/deliveryItem';
import { records } from '../../history/records';
import { rememberedResends } from '../../resend/resendLedger';

export const getMany: Operation<InstanceApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many deliveries',
	description: "Deliveries of a period from n8n's execution history, newest first, one item each",
	fields: [
		...periodFields,
		statusField,
		...limitFields,
		filtersField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Include Payload',
					name: 'includePayload',
					type: 'boolean',
					default: false,
					description: "Whether to add the vendor's payload (data) and the fetched resource of each delivery",
				},
				{
					displayName: 'Include Repetitions',
					name: 'includeRepetitions',
					type: 'boolean',
					default: false,
					description:
						'Whether retries and resends are listed too, each as an item of its own. Without it a delivery that one of them made good is only marked as recovered.',
				},
			],
		},
	],

	async run({ api, param }) {
		const filter = readFilter(param);
		const period = chosenPeriod(api, param);
		const limit = param.limit() ?? Infinity;
		const options = param.in('options');
		const includePayload = options.optionalFlag('includePayload') ?? false;
		const includeRepetitions = options.optionalFlag('includeRepetitions') ?? false;
		const statuses = chosenStatuses(param);
		const workflows = await workflowsFor(api, filter);
		const remembered = await rememberedResends(api);
		const items: IDataObject[] = [];
		for await (const record of records({ api, workflows, remembered }, { ...period, statuses })) {
			if ((record.isRepetition && !includeRepetitions) || !matches(filter, record)) continue;
			items.push(toItem(api, record, includePayload));
			if (items.length >= limit) break;
		}
		return items;
	},
};
