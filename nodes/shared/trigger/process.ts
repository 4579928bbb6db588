import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { claimAcrossProcesses, claimsAcrossProcesses } from './acrossProcesses';
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
import type { TriggerSettings } from './settings';
import type { Enriched, WebhookVendor } from './vendor';

/**
 * The second phase of a trigger, in the execution: tag it, drop what n8n's database has seen,
 * confirm or complete the rest. It fails loudly: a failed execution is visible, raises alerts and
 * can be retried, which runs it again.
 */
export async function processDeliveries<Secrets>(
	context: IExecuteFunctions,
	vendor: WebhookVendor<Secrets>,
): Promise<INodeExecutionData[][]> {
	try {
		const emitted = await emittedOf(context, vendor);
		return [emitted.map(({ delivery, index }) => ({ json: { ...delivery }, pairedItem: { item: index } }))];
	} catch (error) {
		return rethrow(explained(context, error));
	}
}

/** A delivery, and the input item that holds it. */
interface Received {
	delivery: Delivery;
	index: number;
}

async function emittedOf<Secrets>(context: IExecuteFunctions, vendor: WebhookVendor<Secrets>): Promise<Received[]> {
	const received = context.getInputData().flatMap(({ json }, index) => (isDelivery(json) ? [{ delivery: json, index }] : []));
	const deliveries = received.map(({ delivery }) => delivery);
	// Before anything that may fail: the tags let a failed execution be found by its order number.
	tag(context, deliveries);
	const memory = memoryOf(context);
	memory.seen.stored(deliveries.map(claimName));
	const settings = memory.settings.of(context.getNode(), (name, fallback) => context.getNodeParameter(name, 0, fallback), vendor);

	const { recorded, fresh } = await record(context, vendor, settings, deliveries);
	const isFresh = (name: string) => !recorded.has(name) || fresh.has(name);
	const known: Received[] = [];
	let unconfirmed = 0;
	try {
		for (const { delivery, index } of received.filter((one) => isFresh(nameOf(one.delivery)))) {
			const enriched = await enrich(context, vendor, settings, delivery);
			if (enriched.outcome === 'unconfirmed') unconfirmed++;
			else known.push({ delivery: enriched.delivery, index });
		}
	} catch (error) {
		// Otherwise the retry would find its own IDs, take them for duplicates, and succeed with
		// nothing.
		await takeBackProcessed(triggerKey(context), context.helpers, [...fresh]);
		return rethrow(error);
	}

	const emitted = latestOf(await claimed(context, vendor, settings, { received, known }), settings);
	executionTags(context).set('outcome', emitted.length > 0 ? 'emitted' : unconfirmed > 0 ? 'unconfirmed' : 'duplicate');
	return emitted;
}

/** n8n cuts tags at 512 characters; a grouped execution lists its different values. */
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

const nameOf = (delivery: Delivery) => inAccount(delivery, delivery.id);

/** Those that no execution of another process has: identified by what came in, not by what the API made of it. */
async function claimed<Secrets>(
	context: IExecuteFunctions,
	vendor: WebhookVendor<Secrets>,
	settings: TriggerSettings,
	{ received, known }: { received: Received[]; known: Received[] },
): Promise<Received[]> {
	if (!claimsAcrossProcesses(context, settings)) return known;
	const cameAs = new Map(received.map(({ delivery, index }) => [index, delivery]));
	const original = ({ delivery, index }: Received) => cameAs.get(index) ?? delivery;
	const isOwn = await claimAcrossProcesses(context, vendor, settings, known.map(original));
	return known.filter((one) => isOwn(original(one)));
}

/** Records the deliveries in n8n's database to detect repeats, and returns which keys were new. */
async function record<Secrets>(
	context: IExecuteFunctions,
	{ duplicateWindow }: WebhookVendor<Secrets>,
	settings: TriggerSettings,
	deliveries: Delivery[],
): Promise<{ recorded: ReadonlySet<string>; fresh: ReadonlySet<string> }> {
	const remembers = duplicateWindow.unit === 'hours' && settings.ignoreDuplicates && !claimsAcrossProcesses(context, settings);
	const repeatable = ['retry', 'manual'].includes(context.getMode());
	const names = remembers && !repeatable ? deliveries.filter(({ redelivery }) => !redelivery).map(nameOf) : [];
	return { recorded: new Set(names), fresh: new Set(await recordProcessed(triggerKey(context), context.helpers, names)) };
}

/**
 * Confirms a delivery or fetches its resource, if the vendor supports it; without personal data if
 * the user wants that.
 */
async function enrich<Secrets>(
	context: IExecuteFunctions,
	vendor: WebhookVendor<Secrets>,
	settings: TriggerSettings,
	delivery: Delivery,
): Promise<Enriched> {
	const enriched: Enriched = (await vendor.enrich?.(context, delivery, settings)) ?? { outcome: 'emitted', delivery };
	if (enriched.outcome === 'unconfirmed') return enriched;
	memoryOf(context).seen.confirmed(claimName(delivery));
	const accountName = context.getNode().credentials?.[vendor.credential]?.name ?? null;
	return {
		outcome: 'emitted',
		delivery: withoutPersonalData(enriched.delivery, settings.personalData, vendor.personalData, accountName),
	};
}

/** Unproven ones have waited for it until now. */
function latestOf(known: Received[], { latestOnly, gatherWindowMs }: TriggerSettings): Received[] {
	if (!latestOnly || gatherWindowMs === 0) return known;
	const latest = new Set(latestPerReference(known.map(({ delivery }) => delivery)));
	return known.filter(({ delivery }) => latest.has(delivery));
}
