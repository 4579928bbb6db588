import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Call } from '../../shared/operations/operation';
import type { Parameters } from '../../shared/operations/parameters';
import { safeNumber } from '../api/order';
import { identity } from '../identity';

export const orderNumber: INodeProperties = {
	displayName: 'Order Number',
	name: 'orderNumber',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. PEDIDO0004',
	description: 'Number of the shipment order (order_number)',
};

export const volumeNumber: INodeProperties = {
	displayName: 'Volume Number',
	name: 'volumeNumber',
	type: 'string',
	default: '1',
	required: true,
	description: 'Number of the volume in the order (volume_number)',
};

/** A number that goes into a path; refused if it could change the path's meaning. */
export function readNumber(param: Parameters, field: string): string {
	return checkedNumber(param, field, param.text(field));
}

/**
 * An order or volume number that may become part of a path, unchanged; anything else is refused
 * under the name of `field`.
 */
export function checkedNumber(param: Parameters, field: string, number: string): string {
	if (safeNumber.test(number)) return number;
	return param.refuse(
		field,
		'is not an order or volume number',
		'Up to 100 letters, digits, spaces and the characters . _ # : @ + ( ) - are allowed.',
	);
}

/** The expected result of a read: anything. */
export const answered = z.unknown().refine((content) => content != null && content !== '');

/** The same for a record, which must not be empty. */
export const answeredItem = z.record(z.string(), z.unknown()).refine((content) => Object.keys(content).length > 0);

/** The answer of an endpoint as one item: many return nothing but a confirmation. */
export const asItem = (content: unknown): IDataObject => {
	if (content == null) return {};
	const record = z.record(z.string(), z.unknown()).safeParse(content);
	return record.success ? (record.data as IDataObject) : { content: content as IDataObject[string] };
};

const records = z.array(z.record(z.string(), z.unknown()));

/** A list becomes one item per entry. */
const asItems = (content: unknown): IDataObject[] => {
	const list = records.safeParse(content);
	return list.success ? (list.data as IDataObject[]) : [asItem(content)];
};

/** Orders come as a list or, from one search, as a list under `shipment_orders` (docs/facts/intelipost.md §4.3). */
export function asOrders(content: unknown): IDataObject[] {
	if (content == null) return [];
	const wrapped = z.object({ shipment_orders: records }).safeParse(content);
	return asItems(wrapped.success ? wrapped.data.shipment_orders : content);
}

const account = z.object({ accountName: z.string().min(1).nullable().catch(null) });

/** The account name in the credential: Intelipost's deliveries do not name their account. */
export const accountNameOf = async ({ context, itemIndex }: Pick<Call<unknown>, 'context' | 'itemIndex'>): Promise<string | null> =>
	account.parse(await context.getCredentials(identity.credential, itemIndex)).accountName;
