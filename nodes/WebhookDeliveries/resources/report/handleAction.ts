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
	description: 'Check a form sent from the page and act on it; kept for workflows of version 0.1',
	notForAgents: true,
	fields: [
		{
			displayName: 'Form Fields',
			name: 'formFields',
			type: 'json',
			default: '={{ $json.body }}',
			required: true,
			description: "The form's fields, as the Webhook node returns them",
		},
		accountsField,
		versionField,
	],

	run: async ({ api, param }) => await handled(api, param),
};

/** The outcome of the posted form. */
export const handled = async (api: InstanceApi, param: Parameters): Promise<IDataObject> =>
	await handle(api, {
		// A foreign page may post anything: such a form is refused, and is not a failure to alert
		// anybody about.
		fields: param.posted('formFields'),
		panel: panelOf(api, param.list('accounts', 'refused')),
		version: readVersion(param),
	});
