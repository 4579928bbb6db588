import type { Resource } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { deleteDeliveries } from './delete';
import { get } from './get';
import { getMany } from './getMany';
import { resend } from './resend';
import { resendInterrupted } from './resendInterrupted';
import { resendMany } from './resendMany';
import { send } from './send';
import { waitForFirst } from './waitForFirst';

export const delivery: Resource<InstanceApi> = {
	name: 'Delivery',
	value: 'delivery',
	// A new node starts with the first one, which must change nothing.
	operations: [getMany, get, resend, resendInterrupted, resendMany, send, waitForFirst, deleteDeliveries],
};
