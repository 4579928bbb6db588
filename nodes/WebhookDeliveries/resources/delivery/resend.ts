import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { resendDelivery } from '../../resend/resend';
import { deliveryIdField, executionIdField, forceField, readExecutionId, readVersion, versionField } from './chosenDelivery';

export const resend: Operation<InstanceApi> = {
	name: 'Resend',
	value: 'resend',
	action: 'Resend a delivery',
	description: 'Process a failed or crashed delivery again and return the new execution',
	fields: [executionIdField, deliveryIdField, versionField, forceField],

	async run({ api, param }) {
		return await resendDelivery(api, {
			executionId: readExecutionId(param),
			deliveryId: param.optionalText('deliveryId'),
			version: readVersion(param),
			force: param.flag('force'),
		});
	},
};
