import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { resendInterrupted as resendAll } from '../../alerts/interrupted';

export const resendInterrupted: Operation<InstanceApi> = {
	name: 'Resend Interrupted',
	value: 'resendInterrupted',
	internal: true,
	action: 'Resend interrupted deliveries',
	description: 'Process what ran when n8n stopped in the last 24 hours, each delivery once. Used by the bundled workflow of alerts.',
	notForAgents: true,
	fields: [],
	async run({ api, itemIndex }) {
		return itemIndex > 0 ? [] : await resendAll(api);
	},
};
