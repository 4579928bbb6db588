import { z } from 'zod';

import type { VendorIdentity } from '../shared/vendorIdentity';
import type { AnyInstanceApi } from './api';
import { pageSchema } from './pages';
import { triggerTypeOf } from './triggers';

const credentialRef = z.object({ id: z.string().nullish(), name: z.string().nullish() });

const nodeSchema = z.object({
	id: z.string().optional().catch(undefined),
	name: z.string(),
	type: z.string(),
	disabled: z.boolean().optional().catch(undefined),
	webhookId: z.string().optional().catch(undefined),
	credentials: z.record(z.string(), credentialRef).catch({}).default({}),
	parameters: z.record(z.string(), z.unknown()).catch({}).default({}),
});

const versionSchema = z.object({
	nodes: z.array(nodeSchema),
	createdAt: z.string().optional(),
	workflowPublishHistory: z
		.array(z.object({ event: z.string(), createdAt: z.string() }))
		.catch([])
		.default([]),
});

const workflowSchema = z.object({
	id: z.string(),
	name: z.string(),
	isArchived: z.boolean().catch(false).default(false),
	createdAt: z.string().optional(),
	versionId: z.string().nullish(),
	activeVersionId: z.string().nullish(),
	nodes: z.array(nodeSchema),
	active: z.boolean().optional().catch(undefined),
	activeVersion: versionSchema.nullish().catch(undefined),
	settings: z.record(z.string(), z.unknown()).nullish().catch(undefined),
	staticData: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

type Node = z.infer<typeof nodeSchema>;

/** A workflow as n8n returns it, whatever it contains. */
interface Workflow extends Omit<z.infer<typeof workflowSchema>, 'active' | 'activeVersion'> {
	/** According to n8n; only an answer at its address proves it. */
	published: boolean;
	/**
	 * When it was last published (ISO 8601); undefined if n8n does not say. The list of workflows
	 * only says when the version was created.
	 */
	publishedAt: string | undefined;
	/** Undefined if nothing is published, or n8n does not show what. */
	publishedNodes: Node[] | undefined;
}

/** Undefined for anything that is not a workflow. */
function readWorkflow(json: unknown): Workflow | undefined {
	const parsed = workflowSchema.safeParse(json);
	if (!parsed.success) return undefined;
	const { active, activeVersion, ...workflow } = parsed.data;
	const published = active ?? activeVersion != null;
	const version = published ? activeVersion : undefined;
	// The same version may be published repeatedly.
	const activations = version?.workflowPublishHistory.filter(({ event }) => event === 'activated') ?? [];
	const last = activations
		.map(({ createdAt }) => createdAt)
		.sort()
		.pop();
	return { ...workflow, published, publishedAt: last ?? version?.createdAt, publishedNodes: version?.nodes };
}

/** A trigger of this package in a workflow. */
export interface Trigger {
	/** Stays the same when the node is renamed. */
	id: string | undefined;
	name: string;
	type: VendorIdentity;
	webhookId: string | undefined;
	credentials: Record<string, { id?: string | null; name?: string | null }>;
	parameters: Record<string, unknown>;
}

/** A workflow that contains triggers of this package. */
export interface TrackedWorkflow {
	id: string;
	name: string;
	createdAt: string | undefined;
	/** According to n8n; only an answer at its address proves it. */
	published: boolean;
	/** When it was last published; missing in the list of workflows. */
	publishedAt: string | undefined;
	/** Whether the draft is the published version, so that a retry with the draft runs what is published. */
	draftIsPublished: boolean;
	/** From the published version, else from the draft. */
	triggers: Trigger[];
	/** Names of all nodes of the draft, which a retry loads. */
	draftNodes: string[];
	/** Whether nodes other than our triggers may start production executions of it. */
	hasOtherStarts: boolean;
	/** False only if the workflow's own settings say so; the instance's default cannot be read. */
	savesSuccesses: boolean;
	/** True only if the workflow's own settings say so. */
	surelySavesSuccesses: boolean;
	savesErrors: boolean;
	/** Static data of a node, by the node's name. */
	staticData: Record<string, unknown>;
}

const triggersAmong = (nodes: Node[]): Trigger[] =>
	nodes.flatMap(({ id, name, type, disabled, webhookId, credentials, parameters }) => {
		const known = triggerTypeOf(type);
		return known && disabled !== true ? [{ id, name, type: known, webhookId, credentials, parameters }] : [];
	});

/** Undefined for a workflow without our triggers, an archived one, and anything that is not a workflow. */
function track(json: unknown): TrackedWorkflow | undefined {
	const workflow = readWorkflow(json);
	if (workflow === undefined || workflow.isArchived) return undefined;
	const { id, name, createdAt, nodes, published, publishedAt, publishedNodes, versionId, activeVersionId, settings, staticData } = workflow;
	const current = publishedNodes ?? nodes;
	const triggers = triggersAmong(current);
	if (triggers.length === 0) return undefined;
	return {
		id,
		name,
		createdAt,
		published,
		publishedAt,
		draftIsPublished: publishedNodes !== undefined && versionId === activeVersionId,
		triggers,
		draftNodes: nodes.map((node) => node.name),
		hasOtherStarts: current.some(({ type, webhookId }) => webhookId !== undefined && !triggerTypeOf(type)),
		savesSuccesses: settings?.saveDataSuccessExecution !== 'none',
		surelySavesSuccesses: settings?.saveDataSuccessExecution === 'all',
		savesErrors: settings?.saveDataErrorExecution !== 'none',
		staticData: staticData ?? {},
	};
}

/** n8n's maximum page size. */
const pageSize = 250;

const listRequest = { path: '/workflows', query: { excludePinnedData: true }, limit: pageSize, scope: 'workflow:list' };

const oneRequest = (id: string) => ({
	path: `/workflows/${encodeURIComponent(id)}`,
	query: { excludePinnedData: true },
	scope: 'workflow:read',
});

/** Every workflow that the API key can access and that contains triggers of this package. */
export async function trackedWorkflows(api: AnyInstanceApi): Promise<TrackedWorkflow[]> {
	const found: TrackedWorkflow[] = [];
	for await (const page of api.pages(listRequest)) found.push(...page.flatMap((json) => track(json) ?? []));
	return found;
}

/**
 * One page of the workflows that the API key can access, whatever they contain; `cursor` comes from
 * the page before.
 */
export async function workflowPage(api: AnyInstanceApi, cursor: string | undefined): Promise<{ workflows: Workflow[]; next?: string }> {
	const { query, limit, ...request } = listRequest;
	const page = pageSchema.safeParse(await api.request({ ...request, query: { ...query, limit, ...(cursor ? { cursor } : {}) } }));
	if (!page.success) throw api.notN8n();
	return { workflows: page.data.data.flatMap((json) => readWorkflow(json) ?? []), next: page.data.nextCursor ?? undefined };
}

/** One workflow, whatever it contains. Throws if there is none. */
export async function workflowById(api: AnyInstanceApi, id: string): Promise<Workflow> {
	const workflow = readWorkflow(await api.request(oneRequest(id)));
	if (workflow === undefined) throw api.notN8n();
	return workflow;
}

/** The name of an archived workflow, which `trackedWorkflow` omits; undefined for any other. */
export async function archivedWorkflow(api: AnyInstanceApi, id: string): Promise<string | undefined> {
	const found = readWorkflow(await api.find(oneRequest(id)));
	return found?.isArchived ? found.name : undefined;
}

/** One workflow, with when it was published. Undefined if it is gone or has no trigger of this package. */
export async function trackedWorkflow(api: AnyInstanceApi, id: string): Promise<TrackedWorkflow | undefined> {
	return track(await api.find(oneRequest(id)));
}
