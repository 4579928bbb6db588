import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { Delivery } from './delivery';
import { isDelivery } from './delivery';
import { claimName, inAccount } from './duplicates';
import { executionTags } from './executionTags';
import { latestPerReference } from './gather';
import { explained } from '../../instance/address';
import { memoryOf, triggerKey } from './memory';
import { withoutPersonalData } from '../privacy/personalData';
import { recordProcessed, takeBackProcessed } from './processed';
import { rethrow } from '../rethrow';
import { readSettings } from './settings';
import type { WebhookVendor } from './vendor';

/**
 * The second phase of a trigger, in the execution: tag it, drop what n8n's database has seen, confirm or enrich the rest.
 * It fails loudly: a failed execution is visible, raises alerts and can be retried, which runs it again.
 */
export async function process<Secrets>(context: IExecuteFunctions, vendor: WebhookVendor<Secrets>): Promise<INodeExecutionData[][]> {
	try {
		return await processDeliveries(context, vendor);
	} catch (error) {
		return rethrow(explained(context, error));
	}
}

async function processDeliveries<Secrets>(context: IExecuteFunctions, vendor: WebhookVendor<Secrets>): Promise<INodeExecutionData[][]> {
	const received = context.getInputData().flatMap(({ json }, index) => (isDelivery(json) ? [{ delivery: json, index }] : []));
	const deliveries = received.map(({ delivery }) => delivery);
	// Before anything that may fail: the tags are how a failed execution is found by its order number.
	tag(context, deliveries);
	const { seen } = memoryOf(context);
	seen.stored(deliveries.map(claimName));
	const { typeVersion, credentials } = context.getNode();
	const settings = readSettings((name, fallback) => context.getNodeParameter(name, 0, fallback), vendor, typeVersion);

	const credentialName = credentials?.[vendor.credential]?.name ?? null;
	const line = triggerKey(context);
	const remembers = vendor.duplicateWindow.unit === 'hours' && settings.ignoreDuplicates;
	const repeatable = ['retry', 'manual'].includes(context.getMode());
	const nameOf = (delivery: Delivery) => inAccount(delivery, delivery.id);
	const recorded = remembers && !repeatable ? deliveries.filter(({ redelivery }) => !redelivery).map(nameOf) : [];
	const fresh = new Set(await recordProcessed(line, context.helpers, recorded));
	const seenBefore = new Set(recorded.filter((name) => !fresh.has(name)));

	let emitted: Array<{ delivery: Delivery; index: number }> = [];
	let unconfirmed = 0;
	let complete = false;
	try {
		for (const { delivery, index } of received) {
			if (seenBefore.has(nameOf(delivery))) continue;
			const enriched = (await vendor.enrich?.(context, delivery, settings)) ?? { outcome: 'emitted', delivery };
			if (enriched.outcome === 'unconfirmed') unconfirmed++;
			else {
				seen.confirmed(claimName(delivery));
				const known = withoutPersonalData(enriched.delivery, settings.personalData, vendor.personalData, credentialName);
				emitted.push({ delivery: known, index });
			}
		}
		complete = true;
	} finally {
		// Otherwise the retry would find its own ids, take them for duplicates, and succeed with nothing.
		if (!complete) await takeBackProcessed(line, context.helpers, [...fresh]);
	}
	// Those that came without proof have waited for it until now.
	if (settings.latestOnly && settings.gatherWindowMs > 0) {
		const latest = new Set(latestPerReference(emitted.map(({ delivery }) => delivery)));
		emitted = emitted.filter(({ delivery }) => latest.has(delivery));
	}
	executionTags(context).set('outcome', emitted.length > 0 ? 'emitted' : unconfirmed > 0 ? 'unconfirmed' : 'duplicate');
	return [emitted.map(({ delivery, index }) => ({ json: { ...delivery }, pairedItem: { item: index } }))];
}

/** Tags are cut at 512 characters by n8n; a gathered execution lists its different values. */
function tag(context: IExecuteFunctions, deliveries: Delivery[]): void {
	const values = (of: (delivery: Delivery) => string | null) =>
		[...new Set(deliveries.map(of).filter((value) => value !== null))].join(',');
	const tags = {
		vendor: values(({ vendor }) => vendor),
		event: values(({ event }) => event),
		account: values(({ account }) => account),
		delivery_id: values(({ id }) => id),
		reference: values(({ reference }) => reference),
	};
	const execution = executionTags(context);
	for (const [key, value] of Object.entries(tags)) {
		if (value !== '') execution.set(key, value);
	}
	if (deliveries.length > 1) execution.set('deliveries', String(deliveries.length));
}
