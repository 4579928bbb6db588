import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { InstanceApi } from '../../instance/api';
import { triggerWorkflowSearch } from '../../instance/ownTrigger';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { trackedWorkflows } from '../../instance/workflows';
import { workflowChoices } from '../history/filters';

const loadMethod = 'publishedTriggers';

/** Chooses one trigger of this package; the node must offer `triggerList`. */
export const triggerField: INodeProperties = {
	displayName: 'Trigger Name or ID',
	name: 'trigger',
	type: 'options',
	typeOptions: { loadOptionsMethod: loadMethod, loadOptionsDependsOn: ['workflowId'] },
	default: '',
	// n8n reloads the list only while every field of the node resolves, including "Delivery" and its input.
	hint: 'Shows the triggers of the workflow above. After changing it, choose Refresh List in the ⋮ menu.',
	description:
		'Only needed if several published triggers accept it. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** The same field for a vendor's node, which sends what it recovers. */
export const recoverTriggerField: INodeProperties = {
	...triggerField,
	hint: 'Shows the triggers of the workflow above. After changing it, choose Refresh List in the ⋮ menu.',
};

/** n8n marks a value that is not in the list as an error, the default too. */
const onlyOne: INodePropertyOptions = {
	name: 'The Only One That Accepts It',
	value: '',
	description: 'Fails if several do',
};

/** How a list names a trigger; its name alone may occur in several workflows. */
export const triggerLabel = ({ name }: Pick<TrackedWorkflow, 'name'>, trigger: Pick<Trigger, 'name'>): string =>
	`"${trigger.name}" of the workflow "${name}"`;

const optionsOf = (workflow: TrackedWorkflow, triggerType: string | undefined): INodePropertyOptions[] =>
	workflow.triggers.flatMap(({ name, type, webhookId }) =>
		webhookId === undefined || (triggerType !== undefined && type.triggerType !== triggerType)
			? []
			: [{ name: `${name} (${workflow.name})`, value: webhookId, description: type.displayName }],
	);

const text = z.string().trim();
/** A text, or the value of a field with a list. */
const workflowSchema = z.union([text, z.object({ value: text }).transform(({ value }) => value)]).catch('');

/**
 * A node's list `methods`: no choice, then the published triggers (of this type, or of any) of the
 * workflow that is filled in, else of all.
 */
export const triggerListOf = (triggerType?: string) => ({
	loadOptions: {
		async [loadMethod](this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const given = workflowSchema.parse(this.getCurrentNodeParameter('workflowId'));
			const workflows = await trackedWorkflows(await InstanceApi.of(this, 0));
			const wanted = workflows.filter(({ id, published }) => published && (given === '' || id === given));
			return [onlyOne, ...wanted.flatMap((workflow) => optionsOf(workflow, triggerType))];
		},
	},
});

/** For this package's own node: the triggers of all vendors, and the workflows that have one. */
export const triggerList = {
	...triggerWorkflowSearch(),
	loadOptions: {
		...triggerListOf().loadOptions,
		async [workflowChoices](this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const workflows = await trackedWorkflows(await InstanceApi.of(this, 0));
			return workflows.map(({ id, name }) => ({ name, value: id })).sort((a, b) => a.name.localeCompare(b.name));
		},
	},
};
