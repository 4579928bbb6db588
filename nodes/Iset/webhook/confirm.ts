import type { IDataObject, IExecuteFunctions, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { Delivery } from '../../shared/trigger/delivery';
import { rethrow } from '../../shared/rethrow';
import type { TriggerSettings } from '../../shared/trigger/settings';
import type { Enriched } from '../../shared/trigger/vendor';
import { IsetApi, isNoToken } from '../api/api';
import type { EventName } from './events';
import { idKeys } from './events';
import { findOrder, findProduct } from '../api/lookup';
import { stateOf } from './state';
import { idPattern } from '../api/store';

type Find = typeof findOrder;

interface Check {
	find: Find;
	/** What the API must say for the notice to be true. */
	expects: 'present' | 'absent';
}

/**
 * How the API can confirm a notice. What it cannot is missing: there is no known endpoint for
 * categories, and its answer for a removed order is unknown. An absent product was removed or never
 * existed (docs/facts/iset.md §4.2): that supports a proven notice but proves none.
 */
const checks: ReadonlyMap<string, Check> = new Map<EventName, Check>([
	['order.saved', { find: findOrder, expects: 'present' }],
	['product.saved', { find: findProduct, expects: 'present' }],
	['stock.changed', { find: findProduct, expects: 'present' }],
	['product.removed', { find: findProduct, expects: 'absent' }],
]);

/** "Confirm by API" is on unless turned off. */
const confirmsByApi = ({ options }: Pick<TriggerSettings, 'options'>): boolean => options.confirmByApi !== false;

/** For shops whose panel drops the query: only together with the confirmation, which is then the only proof. */
export const allowsWithoutToken = (settings: Pick<TriggerSettings, 'options'>): boolean =>
	settings.options.allowWithoutToken === true && confirmsByApi(settings);

const options = z.record(z.string(), z.unknown()).catch({});

/** When publishing: with notices that have no token and are not confirmed, anybody could start the workflow. */
export function refuseWithoutProof(context: IHookFunctions): void {
	const { allowWithoutToken, confirmByApi } = options.parse(context.getNodeParameter('options', {}));
	if (allowWithoutToken !== true || confirmByApi !== false) return;
	throw new NodeOperationError(context.getNode(), '"Allow Without Token" needs "Confirm by API"', {
		description: 'Turn "Confirm by API" on, or "Allow Without Token" off, and publish again.',
	});
}

/**
 * Asks the shop whether a notice is true and adds what it returns as `resource`. Errors fail the
 * execution. What the API cannot confirm passes if it has the token; without one it is unconfirmed,
 * since nothing proves it.
 */
export async function confirm(context: IExecuteFunctions, delivery: Delivery, settings: TriggerSettings): Promise<Enriched> {
	const { event, reference, verifiedBy } = delivery;
	const asSent: Enriched = verifiedBy.length > 0 ? { outcome: 'emitted', delivery } : { outcome: 'unconfirmed' };
	const confirms = confirmsByApi(settings);
	const check = checks.get(event);
	const wanted = confirms || (settings.fetchResource && check?.expects === 'present');
	if (!wanted || check === undefined || reference === null || !idPattern.test(reference)) return asSent;

	const found = await ask(context, check.find, reference, settings);
	if (found === noTokenToBeHad) return asSent;
	const isTrue = (check.expects === 'present') === (found !== undefined);
	if (!isTrue) return confirms ? { outcome: 'unconfirmed' } : asSent;
	// An absent product does not prove a removal: it may never have existed.
	if (check.expects === 'absent' && verifiedBy.length === 0) return asSent;
	return { outcome: 'emitted', delivery: confirmed(delivery, found) };
}

/**
 * The shop's answer replaces what the notice said; a state it does not return is removed. Without a
 * token anybody may have written the notice, and the shop has only confirmed its ID.
 */
function confirmed(delivery: Delivery, resource: IDataObject | undefined): Delivery {
	const { verifiedBy, reference } = delivery;
	const isProven = verifiedBy.length > 0;
	const ids = Object.values(idKeys).flat();
	const isId = ([key, value]: [string, unknown]) => ids.includes(key) && String(value) === reference;
	return {
		...delivery,
		state: stateOf(resource),
		verifiedBy: [...verifiedBy, 'api'],
		data: isProven ? delivery.data : Object.fromEntries(Object.entries(delivery.data).filter(isId)),
		...(resource === undefined ? {} : { resource }),
	};
}

const noTokenToBeHad = Symbol('no token available');

/** What the shop has, or that it gave no token and the user wants such notices anyway. */
async function ask(
	context: IExecuteFunctions,
	find: Find,
	id: string,
	{ options }: TriggerSettings,
): Promise<IDataObject | undefined | typeof noTokenToBeHad> {
	try {
		return await find(new IsetApi(context, 0), id);
	} catch (error) {
		if (options.confirmNoToken !== 'emit' || !isNoToken(error)) return rethrow(error);
		context.addExecutionHints({
			type: 'warning',
			location: 'outputPane',
			message: 'iSET issued no API token, so these deliveries are only verified by their webhook token.',
		});
		return noTokenToBeHad;
	}
}
