import type { IWebhookFunctions } from 'n8n-workflow';

import { clockMs } from '../clock';
import type { TriggerSettings } from './settings';
import type { WebhookVendor } from './vendor';

/** Reading a credential is the dearest part of a refusal; a changed or deleted one must stop working within 3 s. */
const keptForMs = 2_500;

/** The secrets of one trigger, kept for a moment: what verification needs of the credential, and nothing more. */
export class SecretsKeeper {
	private kept: { key: string; until: number; secrets: Promise<unknown> } | undefined;

	/**
	 * The secrets that the node's own credential holds for its own settings. Requests that come together share one look-up.
	 * Throws when there is no credential, or none of use; `receive` answers 503 then.
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
			// A failure is not kept: the credential may be there the next moment.
			if (this.kept === kept) this.kept = undefined;
		});
		// What was kept is this vendor's: a trigger's memory belongs to one node, and that is of one type.
		return (await kept.secrets) as Secrets;
	}
}

async function read<Secrets>(
	context: IWebhookFunctions,
	{ credential, displayName, secretsOf }: WebhookVendor<Secrets>,
	settings: TriggerSettings,
): Promise<Secrets> {
	const secrets = secretsOf(await context.getCredentials(credential), settings);
	if (secrets === undefined) throw new Error(`The ${displayName} credential of this trigger holds no secret`);
	return secrets;
}
