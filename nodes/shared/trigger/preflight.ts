import type { IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isHttpAddress } from '../http/baseUrl';
import { refuseWithoutClaims } from './acrossProcesses';
import { rethrow } from '../rethrow';
import { gatherWindows } from './gather';
import { schemeAdvice } from '../../instance/address';
import { SettingRefused } from './readSetting';
import { refuseWithoutSecret } from './refuseWithoutSecret';
import type { ParameterRules, TriggerSettings } from './settings';
import { readSettings } from './settings';
import type { WebhookVendor } from './vendor';

/** Names and IPv4 addresses; `URL` has already normalized other forms of an address, such as 0x7f000001. */
const privateHost =
	/^((.*\.)?(localhost|localdomain|local|internal|intranet|lan|home|home\.arpa|corp)|(0|10|127)\..*|169\.254\..*|172\.(1[6-9]|2\d|3[01])\..*|192\.168\..*|192\.0\.0\..*|198\.1[89]\..*|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\..*|(22[4-9]|2[3-5]\d)\.\d+\.\d+\.\d+)$/i;

/** Public IPv6 starts with 2 or 3; addresses that embed an IPv4 address (Teredo, 6to4) may lead anywhere. */
const privateIpv6 = /^\[(?![23][0-9a-f]{3}:)|^\[(2002:|2001:(:|0:|db8:))/i;

/** A host name without the dot that ends a full name: `localhost.` is `localhost`. */
const withoutRoot = (hostname: string) => hostname.replace(/\.$/, '');

const isOwnNetwork = (hostname: string) => privateHost.test(hostname) || privateIpv6.test(hostname);

const isDotless = (hostname: string) => !hostname.includes('.') && !hostname.startsWith('[');

/** Whether a URL's host name belongs to this machine or a private network. Names are not resolved. */
export function isPrivateHost(hostname: string): boolean {
	const name = withoutRoot(hostname);
	return isOwnNetwork(name) || isDotless(name);
}

/** Why no vendor on the internet can reach this address; undefined if there is no known reason. */
export function unreachableReason(address: string): string | undefined {
	if (!isHttpAddress(address)) return 'it does not start with https://';
	const { protocol, hostname } = new URL(address);
	const name = withoutRoot(hostname);
	if (isOwnNetwork(name)) return `${hostname} is a private address`;
	if (isDotless(name)) return `${hostname} is not a public host name`;
	if (protocol !== 'https:') return 'it does not use https';
	return undefined;
}

/**
 * Runs where other triggers register at the vendor: refuses to publish what could not work, with
 * advice. Test calls ("Execute step") only need readable settings, and the secret. What to do comes
 * first in each text, as n8n cuts off the rest.
 */
export async function preflight<Secrets>(context: IHookFunctions, vendor: WebhookVendor<Secrets>): Promise<void> {
	const settings = readableSettings(context, vendor);
	await refuseWithoutSecret(context, vendor, settings);
	if (context.getMode() === 'manual') return;
	const node = context.getNode();
	const refuse = (message: string, description: string): never => {
		throw new NodeOperationError(node, message, { description });
	};
	if (!node.webhookId)
		refuse('This trigger has no webhook address yet', 'Open the node once in the editor and save the workflow, then publish again.');
	const workflow: { saveDataErrorExecution?: unknown } = context.getWorkflowSettings();
	if (workflow.saveDataErrorExecution === 'none')
		refuse(
			'This workflow does not save failed executions',
			'In Workflow Settings set "Save failed production executions" to Save, then publish again. Otherwise failed deliveries could not be seen or resent.',
		);
	const address = context.getNodeWebhookUrl('default') ?? '';
	if (!isHttpAddress(address))
		refuse('The address of this trigger does not begin with https://', `${schemeAdvice} The address is "${address}" now.`);
	const reason = unreachableReason(address);
	if (reason !== undefined && !settings.allowPrivateUrl)
		refuse(
			`${vendor.displayName} cannot reach the address of this trigger: ${reason}`,
			`Set n8n's environment variable WEBHOOK_URL to its public https address and restart n8n. For tests on one machine turn on the option "Allow Private URL".`,
		);
	await refuseWithoutClaims(context, settings);
}

/** The settings as `receive` will read them. Throws what the user must fix. */
export function readableSettings(context: IHookFunctions, rules: ParameterRules): TriggerSettings {
	const node = context.getNode();
	// As written in the node: an expression could return another window, or none, with each
	// request.
	const { options } = node.parameters;
	const window = typeof options === 'object' && options !== null && 'gatherWindowMs' in options ? options.gatherWindowMs : 0;
	if (typeof window !== 'number' || !gatherWindows.includes(window)) {
		throw new NodeOperationError(node, `"Group Events Arriving Within" is ${JSON.stringify(window)}, which is not in its list`, {
			description: `Choose one of ${gatherWindows.join(', ')} milliseconds in this option; expressions are not supported.`,
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
 * Runs what may stop a publication. n8n only shows the error's message when publishing, not its
 * description, so the message includes what to do.
 */
export async function publishing<Result>(context: IHookFunctions, run: () => Result | Promise<Result>): Promise<Result> {
	try {
		return await run();
	} catch (error) {
		const isOurs = error instanceof NodeOperationError || error instanceof NodeApiError;
		if (isOurs && error.description && context.getMode() !== 'manual') error.message = `${error.message}. ${error.description}`;
		return rethrow(error);
	}
}

/**
 * The `webhookMethods` of a trigger whose vendor has no API for webhooks: a person registers the
 * address, and publishing only runs `check`, which throws what the user must fix.
 */
export const registeredByHand = (check: (context: IHookFunctions) => void | Promise<void>) => ({
	default: {
		async checkExists(this: IHookFunctions): Promise<boolean> {
			await publishing(this, () => check(this));
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
