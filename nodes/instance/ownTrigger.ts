import type {
	ICredentialDataDecryptedObject,
	IExecuteFunctions,
	ILoadOptionsFunctions,
	INodeListSearchResult,
	INodeProperties,
} from 'n8n-workflow';

import type { VendorIdentity, VendorRoute } from '../shared/vendorIdentity';
import type { Call } from '../shared/operations/operation';
import { webhookBase } from './address';
import { InstanceApi } from './api';
import { triggerTypeOf } from './triggers';
import type { TrackedWorkflow, Trigger } from './workflows';
import { trackedWorkflows, workflowById, workflowPage } from './workflows';

/** A vendor's trigger node in a workflow of this n8n. */
export interface OwnTrigger {
	workflowId: string;
	workflowName: string;
	/** According to n8n; only an answer at its address proves it. */
	published: boolean;
	/** When it was last published (ISO 8601); undefined if n8n does not say. */
	publishedAt: string | undefined;
	name: string;
	webhookId: string | undefined;
	/** ID of the vendor's credential in the trigger. */
	credentialId: string | undefined;
	/** The name of that credential, and so of the account. */
	credentialName?: string;
	parameters: Record<string, unknown>;
}

/** A vendor's trigger addresses, and how they are called. */
export interface TriggerPlace extends Pick<VendorIdentity, 'displayName' | 'triggerType' | 'credential' | 'routes'> {
	/** The query that every address must be called with; `credential` is the action node's, {} if it has none. */
	queryOf?(credential: ICredentialDataDecryptedObject): Record<string, string>;
}

const isTrigger = (triggerType: string) => (node: { type: string; disabled?: boolean }) =>
	node.type.split('.').pop() === triggerType && node.disabled !== true;

const isAnyTrigger = ({ type, disabled }: { type: string; disabled?: boolean }) => triggerTypeOf(type) !== undefined && disabled !== true;

/** The vendor's triggers of a workflow: of its published version, else of the draft. Throws if there are none. */
async function triggersOf(
	api: InstanceApi,
	{ displayName, triggerType, credential }: TriggerPlace,
	workflowId: string,
): Promise<OwnTrigger[]> {
	const workflow = await workflowById(api, workflowId);
	const triggers = (workflow.publishedNodes ?? workflow.nodes).filter(isTrigger(triggerType));
	if (triggers.length === 0) {
		throw api.refusal(
			`The workflow "${workflow.name}" has no ${displayName} trigger`,
			`Choose a workflow that starts with the ${displayName} trigger of this package.`,
		);
	}
	return triggers.map((trigger) => ownTrigger(workflow, trigger, credential));
}

const ownTrigger = (
	{ id, name: workflowName, published, publishedAt }: Pick<TrackedWorkflow, 'id' | 'name' | 'published' | 'publishedAt'>,
	{ name, webhookId, credentials, parameters }: Pick<Trigger, 'name' | 'credentials' | 'parameters'> & Partial<Pick<Trigger, 'webhookId'>>,
	credential: string,
): OwnTrigger => ({
	workflowId: id,
	workflowName,
	published,
	publishedAt,
	name,
	webhookId,
	credentialId: credentials[credential]?.id ?? undefined,
	credentialName: credentials[credential]?.name ?? undefined,
	parameters,
});

/** Name of the list search that the workflow field uses; a node offers it under `methods.listSearch`. */
const searchMethod = 'triggerWorkflows';

/** The `methods` of an action node: find the workflows that have this trigger, or any of this package. */
export const triggerWorkflowSearch = (triggerType?: string) => ({
	listSearch: {
		async [searchMethod](this: ILoadOptionsFunctions, filter?: string, cursor?: string): Promise<INodeListSearchResult> {
			const { workflows, next } = await workflowPage(await InstanceApi.of(this, 0), cursor);
			const wanted = (filter ?? '').toLowerCase();
			return {
				results: workflows
					.filter(({ nodes }) => nodes.some(triggerType === undefined ? isAnyTrigger : isTrigger(triggerType)))
					.filter(({ name }) => name.toLowerCase().includes(wanted))
					.map(({ id, name }) => ({ name, value: id })),
				paginationToken: next,
			};
		},
	},
});

/** As the editor shows it: https://n8n.example.com/workflow/xW2mLq8bTz1Rk0vN, perhaps with more behind it. */
const workflowUrl = '\\s*https?://[^\\s]+/workflow/([A-Za-z0-9_-]+)(?:[/?#][^\\s]*)?\\s*';

/** Lets the user choose a workflow with one of the vendor's triggers; the node must offer `triggerWorkflowSearch`. */
export const workflowField: INodeProperties = {
	displayName: 'Workflow',
	name: 'workflowId',
	type: 'resourceLocator',
	default: { mode: 'list', value: '' },
	required: true,
	description: 'The workflow that starts with the trigger',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			typeOptions: { searchListMethod: searchMethod, searchable: true },
		},
		{ displayName: 'By ID', name: 'id', type: 'string', placeholder: 'e.g. xW2mLq8bTz1Rk0vN' },
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://n8n.example.com/workflow/xW2mLq8bTz1Rk0vN',
			extractValue: { type: 'regex', regex: workflowUrl },
			validation: [
				{ type: 'regex', properties: { regex: workflowUrl, errorMessage: 'This is not the address of a workflow in the editor' } },
			],
		},
	],
};

/** An address as registered at the vendor, and the trigger it belongs to. */
export interface PlacedAddress extends Pick<VendorRoute, 'path' | 'label'> {
	trigger: OwnTrigger;
	query?: Record<string, string>;
	/** Including the query. */
	url: string;
}

/** Every address of the vendor's triggers in the chosen workflow (field `workflowId`). */
export async function addressesOfWorkflow(
	{ context, param, itemIndex }: Pick<Call<unknown>, 'context' | 'param' | 'itemIndex'>,
	place: TriggerPlace,
	credential: ICredentialDataDecryptedObject,
): Promise<PlacedAddress[]> {
	const base = webhookBase(context);
	const api = await InstanceApi.of(context, itemIndex);
	const triggers = await triggersOf(api, place, param.segment('workflowId'));
	return triggers.flatMap((trigger) => {
		const { webhookId } = trigger;
		if (webhookId === undefined) {
			return param.refuse('workflowId', 'has a trigger without an address', 'Open the trigger once in the editor and save the workflow.');
		}
		return addressesOf(place, credential, { base, webhookId, trigger });
	});
}

function addressesOf(
	place: TriggerPlace,
	credential: ICredentialDataDecryptedObject,
	{ base, webhookId, trigger }: { base: string; webhookId: string; trigger: OwnTrigger },
): PlacedAddress[] {
	const query = place.queryOf?.(credential);
	return place.routes.map(({ path, label }) => {
		const url = new URL(`${base}/${encodeURIComponent(webhookId)}/${path}`);
		for (const [name, value] of Object.entries(query ?? {})) url.searchParams.set(name, value);
		return { path, label, query, trigger, url: url.toString() };
	});
}

/** Every address of the vendor's triggers in the published workflows of this n8n. */
export async function publishedAddresses(
	{ context, itemIndex }: Pick<Call<unknown>, 'context' | 'itemIndex'>,
	place: TriggerPlace,
	credential: ICredentialDataDecryptedObject,
): Promise<PlacedAddress[]> {
	const base = webhookBase(context);
	const workflows = (await trackedWorkflows(await InstanceApi.of(context, itemIndex))).filter(({ published }) => published);
	return workflows.flatMap((workflow) =>
		workflow.triggers.flatMap((trigger) =>
			trigger.type.triggerType === place.triggerType && trigger.webhookId !== undefined
				? addressesOf(place, credential, {
						base,
						webhookId: trigger.webhookId,
						trigger: ownTrigger(workflow, trigger, place.credential),
					})
				: [],
		),
	);
}

/** The vendor's credential of this node, {} if it has none. */
export async function vendorCredential(
	context: IExecuteFunctions,
	name: string,
	itemIndex: number,
): Promise<ICredentialDataDecryptedObject> {
	return context.getNode().credentials?.[name] ? await context.getCredentials(name, itemIndex) : {};
}
