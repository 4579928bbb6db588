import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { callExecute, place } from '../support/contexts.mts';
import { delivery, execution, FakeN8n } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const quoted = 'Tomador de CPF 529.982.247-25 (maria@example.com, (11) 98765-4321) recusado no pedido 1042';
const shown = 'Tomador de CPF *** (***, ***) recusado no pedido 1042';

const failure = () => {
	const row = execution([delivery()], { id: '1', status: 'error' });
	row.data.resultData.error.message = quoted;
	return row;
};

describe("a vendor's error text names nobody", () => {
	test.each(['getMany', 'get'])('in a list and alone: %s', async (operation) => {
		n8n.executions = [failure()];
		expect(await n8n.run({ resource: 'delivery', operation, executionId: '1' })).toMatchObject([
			{ reference: '1042', errorMessage: shown },
		]);
	});

	test('in the panel, and in what an action came to', async () => {
		n8n.executions = [failure()];
		const outcome = { ok: false, message: quoted, details: [quoted] };
		const [{ html }] = await n8n.run({
			resource: 'report',
			operation: 'render',
			query: '{}',
			canResend: true,
			options: { outcome: JSON.stringify(outcome) },
		});
		expect(html.split('Tomador de CPF ***').length - 1).toBeGreaterThanOrEqual(3);
		expect(html).not.toMatch(/529\.982|maria@|98765/);
		expect(html).toContain('1042');
	});

	test("in the test of a vendor's credential", async () => {
		n8n.executions = [execution([delivery()])];
		n8n.answer = (_request, path) => (path.endsWith('/test') ? { status: 200, body: { status: 'Error', message: quoted } } : undefined);
		const [row] = await n8n.run({ resource: 'endpoint', operation: 'getMany', testCredentials: true, options: { testCredentials: true } });
		expect(row.credentialProblem).toBe(shown);
	});
});

test('Text: Mask needs no credential, and leaves the other fields of the item', async () => {
	const parameters = { resource: 'text', operation: 'mask', text: ` ${quoted}`, outputField: 'erro' };
	const input = { reference: '1042', erro: quoted };
	expect(await n8n.run(parameters, { withSlot: false, input })).toEqual([{ reference: '1042', erro: ` ${shown}` }]);
	expect(n8n.requests).toEqual([]);
});

test('Text: Mask keeps the file of the item', async () => {
	const binary = { data: { data: 'aGk=', mimeType: 'text/plain' } };
	const target = place({
		type: new WebhookDeliveries(),
		parameters: { resource: 'text', operation: 'mask', text: quoted, outputField: 'erro' },
	});
	expect((await callExecute(target, [{ json: { reference: '1' }, binary }])).output).toEqual([
		{ json: { reference: '1', erro: shown }, binary, pairedItem: { item: 0 } },
	]);
});
