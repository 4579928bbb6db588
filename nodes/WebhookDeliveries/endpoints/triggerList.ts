import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { instanceGet } from '../../instance/address';
import type { TrackedWorkflow, Trigger } from '../../instance/workflows';
import { track } from '../../instance/workflows';

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

const listAnswer = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullish() });

const optionsOf = (workflow: TrackedWorkflow): INodePropertyOptions[] =>
	workflow.triggers.flatMap(({ name, type, webhookId }) =>
		webhookId === undefined ? [] : [{ name: `${name} (${workflow.name})`, value: webhookId, description: type.displayName }],
	);

/** `methods` of the node: none, then the published triggers of the workflow that is filled in, else of all. */
export const triggerList = {
	loadOptions: {
		async [loadMethod](this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const given = z.string().trim().catch('').parse(this.getCurrentNodeParameter('workflowId'));
			const options = [onlyOne];
			let cursor: string | undefined;
			do {
				const query = { limit: 100, excludePinnedData: true, ...(cursor === undefined ? {} : { cursor }) };
				const page = listAnswer.parse(await instanceGet(this, '/workflows', query, 0));
				const workflows = page.data.flatMap((json) => track(json) ?? []);
				const wanted = workflows.filter(({ id, published }) => published && (given === '' || id === given));
				options.push(...wanted.flatMap(optionsOf));
				cursor = page.nextCursor ?? undefined;
			} while (cursor !== undefined);
			return options;
		},
	},
};
