import type { INodeProperties } from 'n8n-workflow';

import type { Delivery } from '../trigger/delivery';
import type { VendorIdentity } from '../vendorIdentity';
import type { Call, Operation } from './operation';
import { Outputs } from './operation';

/** What to rebuild: one event of something a person refers to. */
interface Wanted {
	event: string;
	/** The field "Reference", read by the vendor's own rules. */
	reference: string;
	account: string | undefined;
}

/** How a vendor's deliveries are made from its API. */
export interface Rebuilder<Api> {
	identity: VendorIdentity & Required<Pick<VendorIdentity, 'rebuilds'>>;
	/** What its API can be asked for: `an order or a product`. */
	subject: string;
	/** What the field "Reference" accepts: `Number of the order`. */
	reference: string;
	/** The deliveries that the webhook would have made, in the current state; none if the vendor does not have it. */
	rebuild(call: Call<Api>, wanted: Wanted): Promise<Delivery[]>;
}

const found = 'Recreated';
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
			description: 'The event of the delivery',
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
			description: 'The "account" of the deliveries; anything of another account is refused. Empty means the credential\'s account.',
		},
	];
}

/** The panel has its own wording. Not everybody who sees this may know who the owner is. */
export const foreignAccount = 'is not the account that this belongs to';

/**
 * Webhook → Recreate by Reference: the deliveries of something a person refers to, from the
 * vendor's API. "Webhook Deliveries → Send" posts them to their trigger.
 */
export function rebuildOperation<Api>(rebuilder: Rebuilder<Api>): Operation<Api> {
	return {
		name: 'Recreate by Reference',
		value: 'rebuild',
		action: `Recreate events of ${rebuilder.subject}`,
		description: `Fetch ${rebuilder.subject} and return the deliveries that its webhook would have made`,
		fields: fieldsOf(rebuilder),
		outputs: [found, notFound],
		async run(call) {
			const { param } = call;
			const wanted = { event: param.choice('event'), reference: param.text('reference'), account: param.optionalText('account') };
			const deliveries = await rebuilder.rebuild(call, wanted);
			const isForeign = wanted.account !== undefined && deliveries.some(({ account }) => account !== wanted.account);
			if (isForeign) param.refuse('account', foreignAccount, "Choose that account's credential.");
			if (deliveries.length > 0) return new Outputs({ [found]: deliveries.map((json) => ({ json: { ...json } })) });
			return new Outputs({
				[notFound]: [{ json: { found: false, vendor: rebuilder.identity.vendor, ...wanted, account: wanted.account ?? null } }],
			});
		},
	};
}
