import { NodeOperationError } from 'n8n-workflow';

import type { InstanceApi } from '../../instance/api';

/** Why a resend was refused, for callers that say it in another language. */
export type RefusalReason =
	| 'gone'
	| 'foreign'
	| 'ambiguous'
	| 'running'
	| 'succeeded'
	| 'recovered'
	| 'resent'
	| 'noData'
	| 'noTrigger'
	| 'noSecret'
	| 'unpublished'
	| 'noSlot'
	| 'masked'
	| 'ignored'
	| 'otherAccount'
	| 'archived'
	| 'interrupted'
	| 'nodeGone'
	| 'unsearched'
	| 'unsaved';

/** A refusal to resend, linked to its item, that callers may put into their own words. */
export class Refusal extends NodeOperationError {
	constructor(
		{ context, itemIndex }: Pick<InstanceApi, 'context' | 'itemIndex'>,
		readonly reason: RefusalReason,
		message: string,
		description: string,
	) {
		super(context.getNode(), message, { itemIndex, description });
	}
}
