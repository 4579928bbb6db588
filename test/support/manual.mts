import type { N8nInstance } from '../../scripts/n8n-instance.mts';

type Json = Record<string, unknown>;

interface ManualResult {
	/** Of the execution. */
	id: string;
	status: string;
	items: Json[];
	error: { message: string; description?: string } | undefined;
	milliseconds: number;
}

/** Runs one action node (of this package, or by its full name) once, as "Execute workflow" in the editor does: nothing is published, so that it takes no time. */
export async function runNode(
	n8n: N8nInstance,
	{
		type,
		typeVersion = 1,
		credentials,
		parameters,
		limitMs,
	}: { type: string; typeVersion?: number; credentials: Record<string, { id: string; name: string }>; parameters: Json; limitMs?: number },
): Promise<ManualResult> {
	const { id } = await n8n.createWorkflow({
		name: `Manual ${type}`,
		nodes: [
			{ id: crypto.randomUUID(), name: 'Start', type: 'n8n-nodes-base.manualTrigger', typeVersion: 1, position: [0, 0], parameters: {} },
			{
				id: crypto.randomUUID(),
				name: 'Action',
				type: type.includes('.') ? type : n8n.nodeType(type),
				typeVersion,
				position: [200, 0],
				parameters,
				credentials,
			},
		],
		connections: { Start: { main: [[{ node: 'Action', type: 'main', index: 0 }]] } },
		settings: { saveManualExecutions: true },
	});
	const execution = await n8n.runManually(id, 'Start', limitMs);
	const [task] = execution.data.resultData.runData.Action ?? [];
	return {
		id: execution.id,
		status: execution.status,
		items: (task?.data?.main[0] ?? []).map(({ json }) => json),
		error: task?.error ?? execution.data.resultData.error,
		milliseconds: (task as { executionTime?: number } | undefined)?.executionTime ?? Number.NaN,
	};
}
