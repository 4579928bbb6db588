import type { IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { gatherWindows } from './gather';
import { SettingRefused } from './readSetting';
import type { ParameterRules, TriggerSettings } from './settings';
import { readSettings } from './settings';

const privateHost =
	/^(localhost|.*\.localhost|.*\.local|.*\.internal|0\.0\.0\.0|127\..*|10\..*|192\.168\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|\[(::1?|f[cd].*|fe[89ab].*|::ffff:.*)\])$/i;

/** Whether a URL's host name is that of this machine or of a private network. Names are not resolved. */
export const isPrivateHost = (hostname: string): boolean => privateHost.test(hostname);

/** Why no vendor on the internet can reach this address, or undefined if nothing speaks against it. */
export function unreachableReason(address: string): string | undefined {
	const { protocol, hostname } = new URL(address);
	if (isPrivateHost(hostname)) return `${hostname} is only reachable from this machine or its private network`;
	if (!hostname.includes('.')) return `${hostname} is not a public host name`;
	if (protocol !== 'https:') return 'it does not use https';
	return undefined;
}

/**
 * Stands where other triggers register at the vendor: refuses to publish what could not work, with what to do about it.
 * Test calls ("Execute step") only need settings that can be read.
 */
export function preflight(context: IHookFunctions, vendor: ParameterRules & { displayName: string }): void {
	const settings = readableSettings(context, vendor);
	if (context.getMode() === 'manual') return;
	const node = context.getNode();
	if (!node.webhookId) {
		throw new NodeOperationError(node, 'This trigger has no webhook address yet', {
			description: 'Open the node once in the editor and save the workflow, then publish again.',
		});
	}
	const workflow: { saveDataErrorExecution?: unknown } = context.getWorkflowSettings();
	if (workflow.saveDataErrorExecution === 'none') {
		throw new NodeOperationError(node, 'This workflow does not save failed executions', {
			description:
				'A delivery that fails could not be seen or resent. In Workflow Settings set "Save failed production executions" to Save, then publish again.',
		});
	}
	const address = context.getNodeWebhookUrl('default') ?? '';
	const reason = unreachableReason(address);
	if (reason !== undefined && !settings.allowPrivateUrl) {
		throw new NodeOperationError(node, `${vendor.displayName} cannot reach the address of this trigger: ${reason}`, {
			description: `The address is ${address}. Set the environment variable WEBHOOK_URL of n8n to its public https address and restart n8n. For tests on one machine turn on the option "Allow Private URL".`,
		});
	}
}

/** The settings as `receive` will read them. Throws what the user must mend. */
export function readableSettings(context: IHookFunctions, rules: ParameterRules): TriggerSettings {
	const node = context.getNode();
	// As written in the node: an expression could give another window, or none, with each request.
	const { options } = node.parameters;
	const window = typeof options === 'object' && options !== null && 'gatherWindowMs' in options ? options.gatherWindowMs : 0;
	if (typeof window !== 'number' || !gatherWindows.includes(window)) {
		throw new NodeOperationError(node, `The gather window ${JSON.stringify(window)} is not one of the list`, {
			description: `Choose one of ${gatherWindows.join(', ')} milliseconds in the option "Gather Window".`,
		});
	}
	try {
		return readSettings((name, fallback) => context.getNodeParameter(name, fallback), rules, node.typeVersion);
	} catch (error) {
		if (!(error instanceof SettingRefused)) throw new NodeOperationError(node, error instanceof Error ? error : String(error));
		throw new NodeOperationError(node, error.message, { description: error.description });
	}
}

/**
 * The `webhookMethods` of a trigger whose vendor has no API for webhooks: a person registers the address, and publishing
 * only runs `check`, which throws what the user must mend.
 */
export const registeredByHand = (check: (context: IHookFunctions) => void) => ({
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			check(this);
			return true;
		},
		async create(this: IHookFunctions): Promise<boolean> {
			return true;
		},
		async delete(this: IHookFunctions): Promise<boolean> {
			return true;
		},
	},
});
