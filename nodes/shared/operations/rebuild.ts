import type { INodeProperties } from 'n8n-workflow';

import type { Delivery } from '../trigger/delivery';
import type { VendorIdentity } from '../vendorIdentity';
import type { Call, Operation } from './operation';
import { Outputs } from './operation';

/** What is to be rebuilt: one event of what a person names. */
interface Wanted {
	event: string;
	/** The field "Reference", read by who knows what stands in it. */
	reference: string;
	account: string | undefined;
}

/** How a vendor's deliveries are made from its API. */
export interface Rebuilder<Api> {
	identity: VendorIdentity & Required<Pick<VendorIdentity, 'rebuilds'>>;
	/** What its API can be asked for: `an order or a product`. */
	subject: string;
	/** What the field "Reference" takes: `Number of the order`. */
	reference: string;
	/** The deliveries as the webhook would have made them, newest state; none if the vendor has no such thing. */
	rebuild(call: Call<Api>, wanted: Wanted): Promise<Delivery[]>;
}

const found = 'Rebuilt';
const notFound = 'Not Found';

function fieldsOf<Api>({ identity, reference }: Rebuilder<Api>): INodeProperties[] {
	const [{ event: first }] = identity.rebuilds;
	return [
		{
			displayName: 'Event',
			name: 'event',
			type: 'options',
			options: identity.rebuilds.map(({ event, label }) => ({ name: event, value: event, description: label })),
			default: first,
			description: 'Which event the delivery tells of',
		},
		{
			displayName: 'Reference',
			name: 'reference',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. 1042',
			description: reference,
		},
		{
			displayName: 'Account',
			name: 'account',
			type: 'string',
			default: '',
			placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
			description: 'As the deliveries name it; what belongs to another account is refused. Empty means the one of the credential.',
		},
	];
}

/** The panel says it in its own words. Whose the thing is, is not for everybody who sees them. */
export const foreignAccount = 'is not the account that this belongs to';

/**
 * Webhook → Recreate by Reference: the deliveries of what a person names, from the vendor's API. "Webhook Deliveries → Send" posts them
 * to their trigger.
 */
export function rebuildOperation<Api>(rebuilder: Rebuilder<Api>): Operation<Api> {
	return {
		name: 'Recreate by Reference',
		value: 'rebuild',
		action: `Recreate events of ${rebuilder.subject}`,
		description: 'Fetch what a person names from the API and return the deliveries that its webhook would have made',
		fields: fieldsOf(rebuilder),
		outputs: [found, notFound],
		async run(call) {
			const { param } = call;
			const wanted = { event: param.choice('event'), reference: param.text('reference'), account: param.optionalText('account') };
			const deliveries = await rebuilder.rebuild(call, wanted);
			const isForeign = wanted.account !== undefined && deliveries.some(({ account }) => account !== wanted.account);
			if (isForeign) param.refuse('account', foreignAccount, 'Choose the credential of that account.');
			if (deliveries.length > 0) return new Outputs({ [found]: deliveries.map((json) => ({ json: { ...json } })) });
			return new Outputs({
				[notFound]: [{ json: { found: false, vendor: rebuilder.identity.vendor, ...wanted, account: wanted.account ?? null } }],
			});
		},
	};
}
