import { z } from 'zod';

import type { InstanceApi } from './api';
import type { VendorIdentity } from '../shared/vendorIdentity';
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

const version = z.object({
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
	activeVersion: version.nullish().catch(undefined),
	settings: z.record(z.string(), z.unknown()).nullish().catch(undefined),
	staticData: z.record(z.string(), z.unknown()).nullish().catch(undefined),
});

/** A trigger of this package in a workflow. */
export interface Trigger {
	/** Stays when the node is renamed. */
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
	/** What n8n says; only its answer at the address proves it. */
	published: boolean;
	/** When it was published last; the list of workflows lacks it. */
	publishedAt: string | undefined;
	/** Whether the draft is what is published, so that a retry with the draft runs the published version. */
	draftIsPublished: boolean;
	/** Of the published version, else of the draft. */
	triggers: Trigger[];
	/** Names of all nodes of the draft, which is what a retry loads. */
	draftNodes: string[];
	/** Whether nodes other than our triggers may start production executions of it. */
	hasOtherStarts: boolean;
	/** False only where the workflow's own settings say so; the instance's default is not visible. */
	savesSuccesses: boolean;
	/** True only where the workflow's own settings say so. */
	surelySavesSuccesses: boolean;
	savesErrors: boolean;
	/** Static data of a node, by its name. */
	staticData: Record<string, unknown>;
}

type Node = z.infer<typeof nodeSchema>;

const triggersAmong = (nodes: Node[]): Trigger[] =>
	nodes.flatMap(({ id, name, type, disabled, webhookId, credentials, parameters }) => {
		const known = triggerTypeOf(type);
		return known && disabled !== true ? [{ id, name, type: known, webhookId, credentials, parameters }] : [];
	});

/** Undefined for a workflow without our triggers, an archived one, and for what is no workflow. */
export function track(json: unknown): TrackedWorkflow | undefined {
	const parsed = workflowSchema.safeParse(json);
	if (!parsed.success || parsed.data.isArchived) return undefined;
	const { id, name, createdAt, nodes, activeVersion, versionId, activeVersionId, settings, staticData } = parsed.data;
	const current = activeVersion?.nodes ?? nodes;
	const triggers = triggersAmong(current);
	if (triggers.length === 0) return undefined;
	const published = activeVersion?.workflowPublishHistory.filter(({ event }) => event === 'activated').map((entry) => entry.createdAt);
	return {
		id,
		name,
		createdAt,
		published: activeVersion != null,
		publishedAt: published?.sort().pop() ?? activeVersion?.createdAt,
		draftIsPublished: activeVersion != null && versionId === activeVersionId,
		triggers,
		draftNodes: nodes.map((node) => node.name),
		hasOtherStarts: current.some(({ type, webhookId }) => webhookId !== undefined && !triggerTypeOf(type)),
		savesSuccesses: settings?.saveDataSuccessExecution !== 'none',
		surelySavesSuccesses: settings?.saveDataSuccessExecution === 'all',
		savesErrors: settings?.saveDataErrorExecution !== 'none',
		staticData: staticData ?? {},
	};
}

/** Every workflow that the API key sees and that contains triggers of this package. */
export async function trackedWorkflows(api: InstanceApi): Promise<TrackedWorkflow[]> {
	const request = {
		path: '/workflows',
		query: { excludePinnedData: true },
		limit: 100,
		scope: 'workflow:list',
	};
	const found: TrackedWorkflow[] = [];
	for await (const page of api.pages(request)) {
		for (const json of page) {
			const workflow = track(json);
			if (workflow) found.push(workflow);
		}
	}
	return found;
}

/** The name of an archived workflow, which `trackedWorkflow` leaves out; undefined for any other. */
export async function archivedWorkflow(api: InstanceApi, id: string): Promise<string | undefined> {
	const path = `/workflows/${encodeURIComponent(id)}`;
	const request = { path, query: { excludePinnedData: true }, scope: 'workflow:read' };
	const found = workflowSchema.safeParse(await api.find(request)).data;
	return found?.isArchived ? found.name : undefined;
}

/** One workflow, with when it was published. Undefined if it is gone or has no trigger of this package. */
export async function trackedWorkflow(api: InstanceApi, id: string): Promise<TrackedWorkflow | undefined> {
	return track(
		await api.find({
			path: `/workflows/${encodeURIComponent(id)}`,
			query: { excludePinnedData: true },
			scope: 'workflow:read',
		}),
	);
}
