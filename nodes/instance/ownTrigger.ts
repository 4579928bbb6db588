import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { instanceGet, webhookBase } from './address';
import type { VendorIdentity, VendorRoute } from '../shared/vendorIdentity';
import type { Call } from '../shared/operations/operation';

/** A vendor's trigger node in a workflow of this n8n. */
export interface OwnTrigger {
	workflowId: string;
	workflowName: string;
	/** What n8n says; only its answer at the address proves it. */
	published: boolean;
	/** When it was last published (ISO 8601); undefined if n8n does not say. */
	publishedAt: string | undefined;
	name: string;
	webhookId: string | undefined;
	/** Id of the vendor's credential in the trigger. */
	credentialId: string | undefined;
	parameters: IDataObject;
}

/** Where a vendor's triggers are found, and how they are called. */
export interface TriggerPlace extends Pick<VendorIdentity, 'displayName' | 'triggerType' | 'credential' | 'routes'> {
	/** The query that the vendor must call every address with; `credential` is the action node's, {} if it has none. */
	queryOf?(credential: ICredentialDataDecryptedObject): Record<string, string>;
}

const nodeSchema = z.object({
	name: z.string(),
	type: z.string(),
	webhookId: z.string().optional().catch(undefined),
	disabled: z.boolean().optional().catch(undefined),
	credentials: z
		.record(z.string(), z.object({ id: z.string().nullish() }))
		.catch({})
		.default({}),
	parameters: z.record(z.string(), z.unknown()).catch({}).default({}),
});

const workflowSchema = z.object({
	id: z.string(),
	name: z.string(),
	active: z.boolean().catch(false),
	nodes: z.array(nodeSchema),
	activeVersion: z
		.object({
			nodes: z.array(nodeSchema),
			createdAt: z.string().optional(),
			workflowPublishHistory: z
				.array(z.object({ event: z.string(), createdAt: z.string() }))
				.catch([])
				.default([]),
		})
		.nullish()
		.catch(undefined),
});

const isTrigger = (triggerType: string) => (node: { type: string; disabled?: boolean }) =>
	node.type.split('.').pop() === triggerType && node.disabled !== true;

/**
 * The vendor's triggers of a workflow: of its published version, else of the draft. Throws if there is none.
 * `workflowId` is encoded here.
 */
async function triggersOf(
	context: IExecuteFunctions,
	{ displayName, triggerType, credential }: TriggerPlace,
	workflowId: string,
	itemIndex: number,
): Promise<OwnTrigger[]> {
	const path = `/workflows/${encodeURIComponent(workflowId)}`;
	const workflow = workflowSchema.parse(await instanceGet(context, path, { excludePinnedData: true }, itemIndex));
	const version = workflow.active ? workflow.activeVersion : undefined;
	// The same version may be published again and again.
	const activations = version?.workflowPublishHistory.filter(({ event }) => event === 'activated') ?? [];
	const publishedAt =
		activations
			.map(({ createdAt }) => createdAt)
			.sort()
			.pop() ?? version?.createdAt;
	const triggers = (version?.nodes ?? workflow.nodes).filter(isTrigger(triggerType));
	if (triggers.length === 0) {
		throw new NodeOperationError(context.getNode(), `The workflow "${workflow.name}" has no ${displayName} trigger`, {
			itemIndex,
			description: `Choose a workflow that starts with the ${displayName} trigger of this package.`,
		});
	}
	return triggers.map(({ name, webhookId, credentials, parameters }) => ({
		workflowId: workflow.id,
		workflowName: workflow.name,
		published: workflow.active,
		publishedAt,
		name,
		webhookId,
		credentialId: credentials[credential]?.id ?? undefined,
		parameters: parameters as IDataObject,
	}));
}

const listAnswer = z.object({
	data: z.array(z.object({ id: z.string(), name: z.string(), nodes: z.array(nodeSchema.pick({ type: true, disabled: true })).catch([]) })),
	nextCursor: z.string().nullish(),
});

/** Name of the list search that the workflow field uses; a node offers it under `methods.listSearch`. */
const searchMethod = 'triggerWorkflows';

/** `methods` of an action node: finds the workflows that have this trigger. */
export const triggerWorkflowSearch = (triggerType: string) => ({
	listSearch: {
		async [searchMethod](this: ILoadOptionsFunctions, filter?: string, cursor?: string): Promise<INodeListSearchResult> {
			const query = { limit: 100, excludePinnedData: true, ...(cursor ? { cursor } : {}) };
			const { data, nextCursor } = listAnswer.parse(await instanceGet(this, '/workflows', query, 0));
			const wanted = (filter ?? '').toLowerCase();
			return {
				results: data
					.filter(({ nodes }) => nodes.some(isTrigger(triggerType)))
					.filter(({ name }) => name.toLowerCase().includes(wanted))
					.map(({ id, name }) => ({ name, value: id })),
				paginationToken: nextCursor ?? undefined,
			};
		},
	},
});

/** Chooses a workflow with one of the vendor's triggers; the node must offer `triggerWorkflowSearch`. */
export const workflowField: INodeProperties = {
	displayName: 'Workflow',
	name: 'workflowId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The workflow of this n8n that starts with the trigger',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: searchMethod, searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. xW2mLq8bTz1Rk0vN' },
	],
};

/** An address as it is registered at the vendor, and the trigger it belongs to. */
export interface PlacedAddress extends Pick<VendorRoute, 'path' | 'label'> {
	trigger: OwnTrigger;
	query?: Record<string, string>;
	/** With the query. */
	url: string;
}

/** Every address of the vendor's triggers in the chosen workflow (field `workflowId`). */
export async function addressesOfWorkflow(
	{ context, param, itemIndex }: Pick<Call<unknown>, 'context' | 'param' | 'itemIndex'>,
	place: TriggerPlace,
	credential: ICredentialDataDecryptedObject,
): Promise<PlacedAddress[]> {
	const base = webhookBase(context);
	const triggers = await triggersOf(context, place, param.segment('workflowId'), itemIndex);
	return triggers.flatMap((trigger) => {
		const { webhookId } = trigger;
		if (webhookId === undefined) {
			return param.refuse('workflowId', 'has a trigger without an address', 'Open the trigger once in the editor and save the workflow.');
		}
		const query = place.queryOf?.(credential);
		return place.routes.map(({ path, label }) => {
			const url = new URL(`${base}/${encodeURIComponent(webhookId)}/${path}`);
			for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
			return { path, label, query, trigger, url: url.toString() };
		});
	});
}

/** The vendor's credential of this node, {} if it has none. */
export async function vendorCredential(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Promise<ICredentialDataDecryptedObject> {
	return context.getNode().credentials?.[name] ? await context.getCredentials(name, itemIndex) : {};
}
