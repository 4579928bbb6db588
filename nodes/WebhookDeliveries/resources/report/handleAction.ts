import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { handleAction as handle } from '../../report/action';
import { readVersion, versionField } from '../delivery/chosenDelivery';
import { accountsField, panelOf } from './panel';

export const handleAction: Operation<InstanceApi> = {
	name: 'Handle Action',
	value: 'handleAction',
	action: 'Handle a form of the panel',
	description:
		'Check the token of a form that the page posted and do what it asks for. Returns whether it was done and what to show; a manual send is only checked, and returned with vendor, event and reference.',
	notForAgents: true,
	fields: [
		{
			displayName: 'Form Fields',
			name: 'formFields',
			type: 'json',
			default: '={{ $json.body }}',
			required: true,
			description: 'The posted fields, as the Webhook node returns them',
		},
		accountsField,
		versionField,
	],

	run: async ({ api, param }) => await handled(api, param),
};

/** What became of the posted form. */
export const handled = async (api: InstanceApi, param: Parameters): Promise<IDataObject> =>
	await handle(api, {
		// A foreign page may post any text: that is a form to refuse, and no failure to be alerted of.
		fields: param.posted('formFields'),
		panel: panelOf(api, param.list('accounts', 'refused')),
		version: readVersion(param),
	});
