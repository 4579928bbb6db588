import { maskText } from '../../../shared/privacy/maskText';
import type { Operation } from '../../../shared/operations/operation';
import { Items } from '../../../shared/operations/operation';

export const mask: Operation<unknown> = {
	name: 'Mask',
	value: 'mask',
	internal: true,
	action: 'Mask personal data in a text',
	description: 'Replace CPF, CNPJ, email addresses and phone numbers. Used by the bundled alert workflow.',
	fields: [
		{
			displayName: 'Text',
			name: 'text',
			type: 'string',
			default: '',
			placeholder: 'e.g. CPF 000.000.000-00 não encontrado',
			description: 'Names and street addresses are not recognized',
		},
		{
			displayName: 'Output Field',
			name: 'outputField',
			type: 'string',
			default: 'maskedText',
			required: true,
			description: 'Field to put the masked text in; the other fields stay as they are',
		},
	],
	async run({ context, param, itemIndex }) {
		const { json, binary } = context.getInputData()[itemIndex];
		const masked = { ...json, [param.text('outputField')]: maskText(param.verbatim('text')) };
		return new Items([{ json: masked, ...(binary && { binary }) }]);
	},
};
