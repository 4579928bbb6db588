import { oneMailAddress } from '../../../shared/privacy/mailAddress';
import type { Operation } from '../../../shared/operations/operation';

export const oneAddress: Operation<unknown> = {
	name: 'Read Email Address',
	value: 'readEmailAddress',
	internal: true,
	action: 'Read the one email address in a text',
	description: 'Get an email address only if the text is exactly one. Used by the bundled workflow of invoices.',
	fields: [
		{
			displayName: 'Email Text',
			name: 'emailText',
			type: 'string',
			default: '',
			placeholder: 'e.g. cliente@example.com',
			description: 'If it is not exactly one address, the output field is null',
		},
		{
			displayName: 'Email Output Field',
			name: 'emailOutputField',
			type: 'string',
			default: 'email',
			required: true,
			description: 'The field of the item that takes the address; its other fields stay as they are',
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
