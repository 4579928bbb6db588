import { delivery, execution, FakeN8n, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const many = (count: number) =>
	Array.from({ length: count }, (_, index) =>
		workflow({ id: `workflow-${index}`, name: `Loja ${index}`, nodes: [triggerNode({ webhookId: `webhook-${index}` })] }),
	);
const failed = (workflowId: string) => execution([delivery()], { workflowId, status: 'error' });
const lists = () => n8n.requests.filter((line) => line.startsWith('GET /api/v1/executions?'));
const getMany = { resource: 'delivery', operation: 'getMany', status: 'failed', limit: 100 };

test('with 200 workflows the calls grow with the executions, not with the workflows', async () => {
	n8n.workflows = many(200);
	n8n.executions = Array.from({ length: 300 }, (_, index) => failed(`workflow-${index % 200}`));
	expect(await n8n.run(getMany)).toHaveLength(100);
	expect(lists().length).toBeLessThanOrEqual(10);
	expect(n8n.requests.filter((line) => line.includes('/workflows?'))).toEqual([expect.stringContaining('limit=250')]);
});

test('what other workflows run costs no more than one list a workflow would', async () => {
	n8n.workflows = many(8);
	const others = Array.from({ length: 4_000 }, () => failed('of somebody else'));
	n8n.executions = [...Array.from({ length: 40 }, (_, index) => failed(`workflow-${index % 8}`)), ...others, failed('workflow-3')];
	const found = await n8n.run(getMany);
	expect(found).toHaveLength(41);
	expect(found.map(({ executionId }) => Number(executionId))).toEqual(
		found.map(({ executionId }) => Number(executionId)).sort((a, b) => b - a),
	);
	expect(lists().filter((line) => line.includes('includeData=true')).length).toBeLessThan(40);
});

test('who wants the newest does not wait for all failures of a month', async () => {
	n8n.executions = Array.from({ length: 3_000 }, () => failed('workflow-1'));
	expect(await n8n.run({ ...getMany, status: 'all', period: 'last30Days', limit: 10 })).toHaveLength(10);
	expect(lists().length).toBeLessThan(10);
});
