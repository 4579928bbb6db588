import { oneMailAddress } from '../../../shared/privacy/mailAddress';
import type { Operation } from '../../../shared/operations/operation';

export const oneAddress: Operation<unknown> = {
	name: 'Read Email Address',
	value: 'readEmailAddress',
	action: 'Read the one email address in a text',
	description:
		'Take an e-mail address that somebody outside typed, such as the borrower of an invoice, only if it is exactly one plain address. Else the output field is null, and the field with "Problem" after its name says "empty" or "several": send no mail then, and tell a person.',
	fields: [
		{
			displayName: 'Email Text',
			name: 'emailText',
			type: 'string',
			default: '',
			placeholder: 'e.g. cliente@example.com',
			description: 'A list, a display name, a line break or anything else than one address makes it null',
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
