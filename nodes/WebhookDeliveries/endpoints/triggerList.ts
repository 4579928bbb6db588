import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { InstanceApi } from '../../instance/api';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { trackedWorkflows } from '../../instance/workflows';

const loadMethod = 'publishedTriggers';

/** Chooses one trigger of this package; the node must offer `triggerList`. */
export const triggerField: INodeProperties = {
	displayName: 'Trigger Name or ID',
	name: 'trigger',
	type: 'options',
	typeOptions: { loadOptionsMethod: loadMethod, loadOptionsDependsOn: ['workflowId'] },
	default: '',
	// n8n follows a change of the workflow only while every field of the node resolves, "Delivery" with its input too.
	hint: 'Shows the triggers of the Workflow ID above; after you change that, choose Refresh List in the menu ⋮',
	description:
		'Needed only where several published triggers take the delivery. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** n8n marks a value that is not in the list as an error, the default too. */
const onlyOne: INodePropertyOptions = {
	name: 'The Only One That Takes the Delivery',
	value: '',
	description: 'Refused where several do',
};

/** What a list calls a trigger: its name alone may stand in several workflows. */
export const triggerLabel = ({ name }: Pick<TrackedWorkflow, 'name'>, trigger: Pick<Trigger, 'name'>): string =>
	`"${trigger.name}" of the workflow "${name}"`;

const optionsOf = (workflow: TrackedWorkflow): INodePropertyOptions[] =>
	workflow.triggers.flatMap(({ name, type, webhookId }) =>
		webhookId === undefined ? [] : [{ name: `${name} (${workflow.name})`, value: webhookId, description: type.displayName }],
	);

/** `methods` of the node: none, then the published triggers of the workflow that is filled in, else of all. */
export const triggerList = {
	loadOptions: {
		async [loadMethod](this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const given = z.string().trim().catch('').parse(this.getCurrentNodeParameter('workflowId'));
			const workflows = await trackedWorkflows(await InstanceApi.of(this, 0));
			const wanted = workflows.filter(({ id, published }) => published && (given === '' || id === given));
			return [onlyOne, ...wanted.flatMap(optionsOf)];
		},
	},
};
