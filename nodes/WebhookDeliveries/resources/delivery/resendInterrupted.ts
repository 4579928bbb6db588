import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { resendInterrupted as resendAll } from '../../alerts/interrupted';

export const resendInterrupted: Operation<InstanceApi> = {
	name: 'Resend Interrupted',
	value: 'resendInterrupted',
	action: 'Resend interrupted deliveries',
	description:
		'Process what ran when n8n ended in the last 24 hours, each delivery once, and return one item that counts them. Runs once for all items.',
	notForAgents: true,
	fields: [],
	async run({ api, itemIndex }) {
		return itemIndex > 0 ? [] : await resendAll(api);
	},
};
