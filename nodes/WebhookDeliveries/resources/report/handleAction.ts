import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { Operation } from '../../../shared/operations/operation';
import type { InstanceApi } from '../../../instance/api';
import { handleAction as handle } from '../../report/action';
import { readVersion, versionField } from '../delivery/chosenDelivery';
import { accountsField, panelOf } from './panel';

export const handleAction: Operation<InstanceApi> = {
	name: 'Process Form (One Output)',
	value: 'handleAction',
	internal: true,
	action: 'Process a form of the panel with one output',
	description: 'Check a form of the page and do what it asks for; kept for workflows of version 0.1',
	notForAgents: true,
	fields: [
		{
			displayName: 'Form Fields',
			name: 'formFields',
			type: 'json',
			default: '={{ $json.body }}',
			required: true,
			description: 'The fields of the form, as the Webhook node returns them',
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
