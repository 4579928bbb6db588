import { delivery, execution, FakeN8n, minutesAgo, triggerNode, workflow } from './support.mts';

/** What belongs to account B must not be seen, named or counted in a panel of account A. */
let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
	n8n.workflows = [young()];
});
afterEach(async () => await n8n.close());

/** Too young to have had executions that n8n deleted. */
const young = (own = {}) => workflow({ createdAt: minutesAgo(40), ...own });
const ofA = { accounts: ['A'] };
const panel = async (query: object = { aba: 'todos' }) => (await n8n.run({ resource: 'report', operation: 'render', query, ...ofA }))[0];
const of = (account: string, reference: string) => delivery({ account, accountName: account, reference });

test("the error of an execution that also holds B's deliveries is not shown, nor how many they are", async () => {
	const mixed = execution([of('A', 'A-1'), of('B', 'B-1'), of('B', 'B-2')], { status: 'error' });
	mixed.data.resultData.error = { message: 'Pedido B-1 sem estoque', node: { name: 'Baixa do B' } };
	n8n.executions = [mixed];
	for (const query of [{}, { busca: 'A-1' }]) {
		const { html, received, unsolved } = await panel(query);
		expect([received, unsolved]).toEqual([1, 1]);
		expect(html).toContain('A-1');
		expect(html).not.toMatch(/B-1|B-2|Baixa do B|entregas juntas/);
	}
});

test("the error of an execution that is wholly A's is shown", async () => {
	const own = execution([of('A', 'A-1'), of('A', 'A-2')], { status: 'error' });
	own.data.resultData.error = { message: 'Sem estoque', node: { name: 'Baixa' } };
	n8n.executions = [own];
	expect((await panel()).html).toMatch(/Falhou no nó Baixa: &quot;Sem estoque&quot;[\s\S]*2 entregas juntas/);
});

test('an unreadable execution that is not wholly of A is neither shown nor counted', async () => {
	const tags = {
		vendor: 'bling',
		event: 'order.updated',
		account: 'A,B',
		delivery_id: 'a,b',
		reference: 'A-1,B-1',
		deliveries: '2',
		outcome: 'emitted',
	};
	n8n.executions = [execution([], { data: null, customData: tags, status: 'error' })];
	const { html, received, warnings } = await panel();
	expect([received, warnings]).toEqual([0, []]);
	expect(html).not.toMatch(/B-1|A,B/);
	const [statistics] = await n8n.run({
		resource: 'statistics',
		operation: 'get',
		breakdown: 'accountAndEvent',
		interval: 'period',
		maxExecutions: 9,
		filters: { accounts: 'A' },
	});
	expect(statistics).toBeUndefined();
	n8n.executions[0].customData.account = 'A,A';
	expect((await panel()).received).toBe(2);
});

test("warnings name the workflows of A's lines and settings, and no other", async () => {
	const settings = { saveDataSuccessExecution: 'none', saveDataErrorExecution: 'none' };
	const bling = (id: string, accounts: string[]) => triggerNode({ webhookId: id, parameters: { accounts } });
	n8n.workflows = [
		young({ id: 'a', name: 'Só da A', settings, nodes: [bling('a', ['A'])] }),
		young({ id: 'b', name: 'Só da B', settings, nodes: [bling('b', ['B'])] }),
		young({ id: 'c', name: 'Das duas', settings, nodes: [bling('c', ['A', 'B'])] }),
		young({ id: 'd', name: 'Com envios da A', settings, nodes: [bling('d', [])] }),
		young({ id: 'e', name: 'Com envios da B', settings, nodes: [bling('e', [])] }),
	];
	n8n.executions = [execution([of('A', 'A-1')], { workflowId: 'd' }), execution([of('B', 'B-1')], { workflowId: 'e' })];
	const { warnings } = await panel();
	for (const warning of warnings as string[]) expect(warning).toMatch(/(?<!", )"Só da A", "Com envios da A"(?!, ")/);
	expect(warnings).toHaveLength(2);
});

test('a search for an erasure still finds what is only partly of the account', async () => {
	const tags = {
		vendor: 'bling',
		event: 'order.updated',
		account: 'A,B',
		delivery_id: 'a,b',
		reference: 'A-1,B-1',
		deliveries: '2',
		outcome: 'emitted',
	};
	n8n.executions = [execution([], { data: null, customData: tags, status: 'error' })];
	expect(await n8n.run({ resource: 'delivery', operation: 'delete', reference: 'A-1', filters: { accounts: 'A' } })).toHaveLength(1);
});
