import type { IExecuteFunctions, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { instanceCredential } from '../../instance/address';
import { InstanceApi } from '../../instance/api';
import { ClaimedIds } from '../../instance/claimedIds';
import { TablesUnavailable } from '../../instance/tables';
import { contentHash } from '../json';
import { rethrow } from '../rethrow';
import type { Delivery } from './delivery';
import { inAccount } from './duplicates';
import { triggerKey } from './memory';
import { isStartingUp } from './refuseWithoutSecret';
import type { TriggerSettings } from './settings';
import { acrossProcessesName } from './settings';
import type { WebhookVendor } from './vendor';

/** Turns the option off where duplicates are wanted, and in a test, which shares nothing with production. */
export const claimsAcrossProcesses = (context: IExecuteFunctions, settings: TriggerSettings): boolean =>
	settings.acrossProcesses && settings.ignoreDuplicates && context.getMode() !== 'manual';

/**
 * Which of these deliveries this execution may emit: of all processes, the first that asks gets
 * each, unless its execution fails. The last step that can fail, so that an execution which fails
 * here owns nothing. Resends get theirs whoever has it; n8n retries a trigger only if it emitted
 * nothing, so a retry gets what nobody else has.
 */
export async function claimAcrossProcesses<Secrets>(
	context: IExecuteFunctions,
	{ mayRepeat }: Pick<WebhookVendor<Secrets>, 'mayRepeat'>,
	settings: TriggerSettings,
	deliveries: Delivery[],
): Promise<(delivery: Delivery) => boolean> {
	const isClaimed = ({ event }: Delivery) => mayRepeat?.(event) !== true;
	const nameOf = (delivery: Delivery) => JSON.stringify([triggerKey(context), claimedName(delivery)]);
	const wanted = deliveries.filter(isClaimed).map((delivery) => ({
		id: nameOf(delivery),
		arrivedAt: Date.parse(delivery.receivedAt) || Date.now(),
		windowMs: settings.duplicateWindowMs,
		isResend: delivery.redelivery,
	}));
	const claimant = { id: context.getExecutionId(), isRetry: context.getMode() === 'retry' };
	const own = await explained(context, async () => await ClaimedIds.claim(await InstanceApi.of(context, 0), claimant, wanted));
	return (delivery) => !isClaimed(delivery) || own.has(nameOf(delivery));
}

/**
 * An unproven delivery is identified by all of its content: whoever guesses an ID must not make the
 * genuine one a duplicate.
 */
function claimedName(delivery: Delivery): string {
	const name = inAccount(delivery, delivery.id);
	return delivery.verifiedBy.length > 0 ? name : `unproven|${contentHash(delivery.data)}|${name}`;
}

/**
 * Refuses to publish if no delivery could be claimed. While n8n starts its API is not available
 * yet, so the executions report it.
 */
export async function refuseWithoutClaims(context: IHookFunctions, { acrossProcesses, ignoreDuplicates, acceptResends }: TriggerSettings) {
	if (!acrossProcesses || !ignoreDuplicates) return;
	const node = context.getNode();
	if (!acceptResends || !node.credentials?.[instanceCredential]) {
		throw new NodeOperationError(node, `"${acrossProcessesName}" needs the "N8n Instance API" credential`, {
			description:
				'Turn on "Accept Resends", choose the credential in "Credential to Receive Resends" and publish again: events are tracked in a data table of this n8n.',
		});
	}
	if (isStartingUp(context)) return;
	await explained(context, async () => await ClaimedIds.prepare(await InstanceApi.of(context, 0)));
}

async function explained<Result>(context: IExecuteFunctions | IHookFunctions, run: () => Promise<Result>): Promise<Result> {
	try {
		return await run();
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		throw new NodeOperationError(context.getNode(), `"${acrossProcessesName}": ${error.message}`, {
			description:
				'Give the API key of the "N8n Instance API" credential the scopes dataTable:list, dataTable:create, dataTableRow:create, dataTableRow:read, dataTableRow:update, execution:read and execution:list under Settings → n8n API, or turn the option off.',
		});
	}
}
