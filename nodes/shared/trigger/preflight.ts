import type { IHookFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isHttpAddress } from '../http/baseUrl';
import { refuseWithoutClaims } from './acrossProcesses';
import { rethrow } from '../rethrow';
import { gatherWindows } from './gather';
import { schemeAdvice } from '../../instance/address';
import { minTokenLength, tokenText } from './secretText';
import { SettingRefused } from './readSetting';
import type { ParameterRules, TriggerSettings } from './settings';
import { readSettings } from './settings';

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
	if (isOwnNetwork(name)) return `${hostname} is only reachable from this machine or its private network`;
	if (isDotless(name)) return `${hostname} is not a public host name`;
	if (protocol !== 'https:') return 'it does not use https';
	return undefined;
}

/**
 * Runs where other triggers register at the vendor: refuses to publish what could not work, with
 * advice. Test calls ("Execute step") only need readable settings.
 */
export async function preflight(context: IHookFunctions, vendor: ParameterRules & { displayName: string }): Promise<void> {
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
				'Failed deliveries could not be seen or resent. In Workflow Settings set "Save failed production executions" to Save, then publish again.',
		});
	}
	const address = context.getNodeWebhookUrl('default') ?? '';
	if (!isHttpAddress(address)) {
		throw new NodeOperationError(node, `The address of this trigger is "${address}", which is not a valid address`, {
			description: schemeAdvice,
		});
	}
	const reason = unreachableReason(address);
	if (reason !== undefined && !settings.allowPrivateUrl) {
		throw new NodeOperationError(node, `${vendor.displayName} cannot reach the address of this trigger: ${reason}`, {
			description: `The address is ${address}. Set n8n's environment variable WEBHOOK_URL to its public https address and restart n8n. For tests on one machine turn on the option "Allow Private URL".`,
		});
	}
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

/** A credential's token that is part of the trigger's address. */
interface AddressToken {
	credential: string;
	field: string;
	/** The field's display name. */
	label: string;
}

/** Refuses to publish with a token that is too short to prove anything. A missing one is refused with each delivery. */
export async function refuseShortToken(context: IHookFunctions, { credential, field, label }: AddressToken): Promise<void> {
	const node = context.getNode();
	if (!node.credentials?.[credential]) return;
	const { [field]: token } = await context.getCredentials(credential);
	if (typeof token !== 'string' || token.trim() === '' || tokenText.parse(token) !== undefined) return;
	throw new NodeOperationError(node, `The "${label}" of the credential is too short`, {
		description: `It needs at least ${minTokenLength} random characters: a shorter one could be guessed, so all deliveries would be refused. Save a longer one, update the addresses at the vendor, and publish again.`,
	});
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
