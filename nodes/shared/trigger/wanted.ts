import { contentHash } from '../json';
import type { Call } from './call';
import type { Delivery, Notice, Verification } from './delivery';
import { completeDelivery } from './delivery';
import type { Candidate, Key } from './duplicates';
import { inAccount } from './duplicates';
import type { TriggerSettings } from './settings';
import type { WebhookVendor } from './vendor';

/** The deliveries of a request that the trigger's settings want, each with the keys under which it may arrive again. */
export function wantedOf<Secrets>(
	{ vendor }: Call<Secrets>,
	settings: TriggerSettings,
	notices: Notice[],
	arrival: Pick<Delivery, 'accountName' | 'verifiedBy' | 'redelivery'>,
): Candidate[] {
	return notices
		.map((notice) => ({
			delivery: completeDelivery(vendor.vendor, notice, arrival),
			keys: keysOf(notice, arrival.verifiedBy, settings),
		}))
		.filter(({ delivery }) => isWanted(delivery, vendor, settings));
}

/**
 * The keys under which a notice may arrive again. An unproven one is identified by all of its
 * content, separately from proven ones: whoever knows or guesses an ID must not make the genuine
 * delivery a duplicate.
 */
function keysOf(
	{ id, account, versionless, data, sameAs = [] }: Notice,
	verifiedBy: Verification[],
	{ duplicateWindowMs }: TriggerSettings,
): Key[] {
	const mark = verifiedBy.length > 0 ? '' : `unproven|${contentHash(data)}|`;
	const own = { key: id, windowMs: versionless === true ? 0 : duplicateWindowMs };
	return [own, ...sameAs].map(({ key, windowMs }) => ({ key: mark + inAccount({ account }, key), windowMs }));
}

function isWanted<Secrets>(delivery: Delivery, vendor: WebhookVendor<Secrets>, settings: TriggerSettings): boolean {
	const { event, account } = delivery;
	if (!(vendor.wants?.(event, settings) ?? isChosen(event, vendor.events, settings))) return false;
	const accountUntold = account === null && vendor.accountMayBeMissing === true;
	if (settings.accounts.size > 0 && !accountUntold && !settings.accounts.has(account ?? '')) return false;
	return !vendor.drops?.(delivery, settings);
}

function isChosen(event: string, catalogue: readonly string[], { events, emitUnknown }: TriggerSettings): boolean {
	return events.has('*') || events.has(event) || (emitUnknown && !catalogue.includes(event));
}
