import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { minTokenLength, secretText, tokenText } from './secretText';
import type { TriggerSettings } from './settings';
import type { SecretField, WebhookVendor } from './vendor';

/** Whether n8n activates by itself what was published before: a refusal would stop the workflow's other triggers too. */
export const isStartingUp = (context: IHookFunctions): boolean => ['init', 'leadershipChange'].includes(context.getActivationMode());

/**
 * Refuses to publish, and to listen for a test event, with a credential that every delivery would be refused for. A workflow
 * that n8n activates at its start goes on refusing each delivery instead.
 */
export async function refuseWithoutSecret(
	context: IHookFunctions,
	{ credential, displayName, secretFields }: Pick<WebhookVendor<unknown>, 'credential' | 'displayName' | 'secretFields'>,
	settings: TriggerSettings,
): Promise<void> {
	if (isStartingUp(context)) return;
	const node = context.getNode();
	const again = context.getMode() === 'manual' ? 'then execute the step again' : 'then publish again';
	if (!node.credentials?.[credential]) {
		throw new NodeOperationError(node, `The trigger has no ${displayName} credential: choose one, ${again}`);
	}
	const held = await context.getCredentials(credential);
	const isFilled = ({ field }: SecretField) => secretText.parse(held[field]) !== undefined;
	const fields = secretFields(settings);
	const missing = fields.filter((one) => !one.isOptional && !isFilled(one));
	if (missing.length > 0) {
		const labels = missing.map(({ label }) => `"${label}"`).join(' and no ');
		throw new NodeOperationError(node, `The credential has no ${labels}: fill ${missing.length === 1 ? 'it' : 'them'} in, ${again}`);
	}
	const short = fields.find((one) => one.isToken && isFilled(one) && tokenText.parse(held[one.field]) === undefined);
	if (short) {
		throw new NodeOperationError(node, `The "${short.label}" of the credential is too short`, {
			description: `Use ${minTokenLength} or more random characters, put them into the addresses at the vendor, ${again}. A shorter one could be guessed, so it proves nothing and all deliveries would be refused.`,
		});
	}
}
