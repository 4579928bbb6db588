import type { ILoadOptionsFunctions, INodeProperties, INodePropertyOptions } from 'n8n-workflow';
import { z } from 'zod';

import { instanceGet } from '../shared/instance';
import type { TrackedWorkflow, Trigger } from './workflows';
import { track } from './workflows';

const loadMethod = 'publishedTriggers';

/** Chooses one trigger of this package; the node must offer `triggerList`. */
export const triggerField: INodeProperties = {
	displayName: 'Trigger Name or ID',
	name: 'trigger',
	type: 'options',
	typeOptions: { loadOptionsMethod: loadMethod, loadOptionsDependsOn: ['workflowId'] },
	default: '',
	description:
		'Needed only where several published triggers take the delivery. Choose from the list, or specify an ID using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
};

/** What a list calls a trigger: its name alone may stand in several workflows. */
export const triggerLabel = (
	{ name }: Pick<TrackedWorkflow, 'name'>,
	trigger: Pick<Trigger, 'name'>,
): string => `"${trigger.name}" of the workflow "${name}"`;

const listAnswer = z.object({ data: z.array(z.unknown()), nextCursor: z.string().nullish() });

const optionsOf = (workflow: TrackedWorkflow): INodePropertyOptions[] =>
	workflow.triggers.flatMap(({ name, type, webhookId }) =>
		webhookId === undefined
			? []
			: [{ name: `${name} (${workflow.name})`, value: webhookId, description: type.displayName }],
	);

/** `methods` of the node: the published triggers of the workflow that is filled in, else of all. */
export const triggerList = {
	loadOptions: {
		async [loadMethod](this: ILoadOptionsFunctions): Promise<INodePropertyOptions[]> {
			const given = z.string().trim().catch('').parse(this.getCurrentNodeParameter('workflowId'));
			const options: INodePropertyOptions[] = [];
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
