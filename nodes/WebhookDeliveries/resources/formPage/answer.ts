import type { Operation } from '../../../shared/operations/operation';
import { readContent, renderContent } from '../../forms/content';
import { readFields } from '../../forms/fields';
import { formHeaders, renderFormPage } from '../../forms/page';
import { webAddress } from '../../report/html';

export const answer: Operation<unknown> = {
	name: 'Answer',
	value: 'answer',
	action: 'Answer a form page',
	description: 'Show a page to the person who sent a form, optionally with the next form',
	notForAgents: true,
	fields: [
		{
			displayName: 'Title',
			name: 'title',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Ajustes salvos',
			description: 'Heading of the page',
		},
		{
			displayName: 'Message',
			name: 'message',
			type: 'string',
			typeOptions: { rows: 2 },
			default: '',
			placeholder: 'e.g. Simulação ligada: nada é gravado.',
			description: 'The text of the page; each line is a paragraph',
		},
		{
			displayName: 'Content',
			name: 'content',
			type: 'json',
			default: '[]',
			description: 'A JSON list of blocks: {"heading"}, {"paragraph"}, {"code"}, {"link", "label"}, {"list"}, {"steps"}, {"table"}',
		},
		{
			displayName: 'Next Address',
			name: 'nextAddress',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $execution.resumeUrl }}',
			description: 'Where the next form posts to: the resume URL, followed by a Wait node; empty for the last page',
		},
		{
			displayName: 'Next Fields',
			name: 'nextFields',
			type: 'json',
			default: '[]',
			description: 'Questions of the next form: [{"fieldLabel": "Workflow", "fieldType": "text"}]; they arrive as field-0, field-1 …',
		},
		{
			displayName: 'Button Label',
			name: 'buttonLabel',
			type: 'string',
			default: 'Continuar',
			description: "Label of the next form's button",
		},
	],

	async run({ context, param, itemIndex }) {
		const { json } = context.getInputData()[itemIndex];
		// One request has one answer, however many items there are.
		if (itemIndex > 0) return json;
		const content = readContent(param.optionalJson('content') ?? []);
		if (content === undefined) return param.refuse('content', 'has an unknown block', "Use only the blocks in the field's description.");
		const fields = readFields(param.optionalJson('nextFields') ?? []);
		if (fields === undefined)
			return param.refuse(
				'nextFields',
				'has an invalid question',
				'Each needs a "fieldLabel", and a "fieldType" of text, textarea, number or dropdown.',
			);
		const address = param.optionalText('nextAddress') ?? '';
		if (address !== '' && webAddress(address) === undefined)
			return param.refuse('nextAddress', 'is not an address', 'Use {{ $execution.resumeUrl }}.');
		const body = renderFormPage({
			title: param.text('title'),
			message: param.optionalText('message') ?? '',
			content: renderContent(content),
			form: address === '' ? undefined : { fields, button: param.text('buttonLabel'), address, token: '' },
		});
		context.sendResponse({ body, headers: formHeaders, statusCode: 200 });
		return json;
	},
};
