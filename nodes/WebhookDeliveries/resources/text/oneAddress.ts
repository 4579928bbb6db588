import { oneMailAddress } from '../../../shared/privacy/mailAddress';
import type { Operation } from '../../../shared/operations/operation';

export const oneAddress: Operation<unknown> = {
	name: 'Read Email Address',
	value: 'readEmailAddress',
	internal: true,
	action: 'Read the one email address in a text',
	description: 'Return the text if it is exactly one email address. Used by the bundled invoice workflow.',
	fields: [
		{
			displayName: 'Email Text',
			name: 'emailText',
			type: 'string',
			default: '',
			placeholder: 'e.g. cliente@example.com',
			description: 'The output field is null if this is not exactly one address',
		},
		{
			displayName: 'Email Output Field',
			name: 'emailOutputField',
			type: 'string',
			default: 'email',
			required: true,
			description: 'Field to put the address in; the other fields stay as they are',
		},
	],
	async run({ context, param, itemIndex }) {
		const read = oneMailAddress(param.verbatim('emailText'));
		const field = param.text('emailOutputField');
		return {
			...context.getInputData()[itemIndex].json,
			[field]: 'address' in read ? read.address : null,
			[`${field}Problem`]: 'problem' in read ? read.problem : null,
		};
	},
};
