import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Operation } from '../../../shared/operations/operation';
import { outputFields, readOutput } from '../../../shared/operations/output';
import type { InstanceApi } from '../../../instance/api';
import { chosenStatuses, filtersField, matches, readFilter, statusField, workflowsFor } from '../../history/filters';
import { chosenPeriod, periodFields } from '../../history/period';
import { deliveryShape } from '../../history/outputs';
import { toItem } from '../../history/deliveryItem';
import { records } from '../../history/records';
import { rememberedResends } from '../../resend/resendLedger';

export const getMany: Operation<InstanceApi> = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many deliveries',
	description: "Get deliveries from n8n's execution history, newest first",
	fields: [
		...periodFields,
		statusField,
		...limitFields,
		...outputFields(deliveryShape),
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
					description: "Whether to add the vendor's payload (data) and the full data (resource)",
				},
				{
					displayName: 'Include Repetitions',
					name: 'includeRepetitions',
					type: 'boolean',
					default: false,
					description: 'Whether to also list retries and resends; otherwise only the failures they recovered are marked',
				},
			],
		},
	],

	async run({ api, param }) {
		const show = readOutput(param, deliveryShape);
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
			const whole = toItem(api, record, includePayload);
			const payload = Object.entries(whole).filter(([name]) => includePayload && (name === 'data' || name === 'resource'));
			items.push({ ...show(whole), ...Object.fromEntries(payload) });
			if (items.length >= limit) break;
		}
		return items;
	},
};
