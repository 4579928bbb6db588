import type { INodeProperties } from 'n8n-workflow';

import type { InstanceApi } from '../../../instance/api';
import type { Panel } from '../../report/tokens';
import { calledPath } from '../../report/tokens';

export const accountsField: INodeProperties = {
	displayName: 'Accounts',
	name: 'accounts',
	type: 'string',
	typeOptions: { multipleValues: true, multipleValueButtonText: 'Add Account' },
	default: [],
	description: 'Accounts to show and resend, as in "account" of the deliveries; the same in both operations; empty means all',
};

/** The panel of this execution. Its forms post to `actionUrl` or, if that is empty, to the address that was called. */
export const panelOf = ({ context, itemIndex }: InstanceApi, accounts: string[], actionUrl = ''): Panel => ({
	workflowId: context.getWorkflow().id ?? '',
	path: actionUrl === '' ? calledPath(context, itemIndex) : new URL(actionUrl).pathname,
	accounts,
});
