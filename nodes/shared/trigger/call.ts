import type { IWebhookFunctions } from 'n8n-workflow';

import type { TriggerMemory } from './memory';
import type { WebhookVendor } from './vendor';

/** Where n8n's answer to a request goes. */
export type Response = ReturnType<IWebhookFunctions['getResponseObject']>;

/** One call of a trigger's address: what its steps need. */
export interface Call<Secrets> {
	context: IWebhookFunctions;
	response: Response;
	/** Of the trigger that is called. */
	memory: TriggerMemory;
	vendor: WebhookVendor<Secrets>;
}
