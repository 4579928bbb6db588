import type { INodeType } from 'n8n-workflow';

import type { WebhookVendor } from '../../../nodes/shared/trigger/vendor';
import { vendors } from '../../../nodes/vendors';
import { instanceOf } from './nodes.mts';

/** Each vendor of the registry: its identity, its trigger, and what is special about its webhooks. */
export const ownVendors = await Promise.all(
	vendors.map(async (identity) => {
		const { actionType } = identity;
		const folder = actionType[0].toUpperCase() + actionType.slice(1);
		const { [actionType]: webhook }: Record<string, WebhookVendor<any>> = await import(`../../../nodes/${folder}/webhook/webhook`);
		return { identity, webhook, trigger: await instanceOf<INodeType>(`nodes/${folder}/${folder}Trigger.node`) };
	}),
);
