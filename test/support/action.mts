import type { Execution, N8nInstance } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';

type Json = Record<string, unknown>;

/** A published workflow that hands what is posted to it to one action node. */
interface ActionUnderTest {
	workflowId: string;
	/** Runs it once with these items and waits for its end. */
	run(items?: Json[]): Promise<ActionResult>;
}

interface ActionResult {
	status: string;
	items: Json[];
	error: { message: string; description?: string } | undefined;
}

/** Webhook → Split Out → the node: one input item for each object posted. Parameters may be expressions. */
export async function publishAction(
	n8n: N8nInstance,
	{ type, parameters, credentials }: { type: string; parameters: Json; credentials: Record<string, { id: string; name: string }> },
): Promise<ActionUnderTest> {
	const path = crypto.randomUUID();
	const node = (name: string, nodeType: string, typeVersion: number, own: { parameters: Json } & Json) => ({
		id: crypto.randomUUID(),
		name,
		type: nodeType,
		typeVersion,
		position: [0, 0],
		...own,
	});
	const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });
	const { id: workflowId } = await n8n.createWorkflow({
		name: `Action ${type} ${path.slice(0, 8)}`,
		nodes: [
			node('Start', 'n8n-nodes-base.webhook', 2, { parameters: { path, httpMethod: 'POST', options: {} }, webhookId: path }),
			node('Split', 'n8n-nodes-base.splitOut', 1, { parameters: { fieldToSplitOut: 'body.items', options: {} } }),
			node('Action', n8n.nodeType(type), 1, { parameters, credentials }),
		],
		connections: { Start: to('Split'), Split: to('Action') },
		settings: {},
	});
	const address = `${n8n.url}/webhook/${path}`;
	await n8n.publish(workflowId, address);

	let runs = 0;
	return {
		workflowId,
		async run(items = [{}]) {
			const body = JSON.stringify({ items });
			const answer = await fetch(address, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
			if (!answer.ok) throw new Error(`${answer.status} ${await answer.text()}`);
			runs++;
			const execution = await until(
				`execution ${runs} of workflow ${workflowId}`,
				async () => {
					const { data } = await n8n.api<{ data: Array<{ id: string; status: string }> }>(
						'GET',
						`/executions?workflowId=${workflowId}&limit=250`,
					);
					const ended = data.length === runs && !['new', 'running', 'waiting'].includes(data[0].status);
					return ended ? await n8n.api<Execution>('GET', `/executions/${data[0].id}?includeData=true`) : undefined;
				},
				400_000,
			);
			const [task] = execution.data.resultData.runData.Action ?? [];
			return {
				status: execution.status,
				items: (task?.data?.main[0] ?? []).map(({ json }) => json),
				error: task?.error ?? execution.data.resultData.error,
			};
		},
	};
}
