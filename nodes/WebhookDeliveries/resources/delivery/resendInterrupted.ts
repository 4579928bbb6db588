import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { resendInterrupted as resendAll } from '../../alerts/interrupted';

export const resendInterrupted: Operation<InstanceApi> = {
	name: 'Resend Interrupted',
	value: 'resendInterrupted',
	internal: true,
	action: 'Resend interrupted deliveries',
	description: 'Process again, once, what n8n interrupted in the last 24 hours. Used by the bundled alert workflow.',
	notForAgents: true,
	fields: [],
	async run({ api, itemIndex }) {
		return itemIndex > 0 ? [] : await resendAll(api);
	},
};
