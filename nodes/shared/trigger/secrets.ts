import type { IWebhookFunctions } from 'n8n-workflow';

import { clockMs } from '../clock';
import type { TriggerSettings } from './settings';
import type { WebhookVendor } from './vendor';

/**
 * Reading a credential is the most expensive part of a refusal; a changed or deleted one must stop
 * working within 3 s.
 */
const keptForMs = 2_500;

/** The secrets of one trigger, cached briefly: only what verification needs from the credential. */
export class SecretsKeeper {
	private kept: { key: string; until: number; secrets: Promise<unknown> } | undefined;

	/**
	 * The secrets in the node's credential for its settings. Concurrent requests share one lookup.
	 * Throws if there is no credential, or no usable one; `receive` then answers 503.
	 */
	async of<Secrets>(
		context: IWebhookFunctions,
		vendor: WebhookVendor<Secrets>,
		settings: TriggerSettings,
		now = clockMs(),
	): Promise<Secrets> {
		const { credentials, parameters } = context.getNode();
		const key = JSON.stringify([credentials?.[vendor.credential]?.id, parameters]);
		if (this.kept?.key !== key || now >= this.kept.until) {
			this.kept = { key, until: now + keptForMs, secrets: read(context, vendor, settings) };
		}
		const { kept } = this;
		kept.secrets.catch(() => {
			// A failure is not cached: the credential may be there the next moment.
			if (this.kept === kept) this.kept = undefined;
		});
		// What is cached belongs to this vendor: a trigger's memory belongs to one node, which has
		// one type.
		return (await kept.secrets) as Secrets;
	}
}

async function read<Secrets>(
	context: IWebhookFunctions,
	{ credential, displayName, secretsOf }: WebhookVendor<Secrets>,
	settings: TriggerSettings,
): Promise<Secrets> {
	const secrets = secretsOf(await context.getCredentials(credential), settings);
	if (secrets === undefined) throw new Error(`The ${displayName} credential of this trigger has no secret`);
	return secrets;
}
