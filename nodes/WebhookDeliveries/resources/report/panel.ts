import type { INodeProperties } from 'n8n-workflow';

export const accountsField: INodeProperties = {
	displayName: 'Accounts',
	name: 'accounts',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Account' },
	default: [],
	description:
		'The only accounts that are shown and resent, as the deliveries name them: for agencies whose customers see their own. Empty means all. Give both operations of a panel the same.',
};
