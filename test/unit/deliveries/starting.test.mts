import { execution, delivery, FakeN8n } from './support.mts';

/** While n8n starts, nothing that it does not answer for is gone. */
let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
	n8n.executions = [execution([delivery()], { id: '1', status: 'error' })];
});
afterEach(async () => await n8n.close());

const cannotGet = { status: 404, body: '<!DOCTYPE html><pre>Cannot GET /api/v1/executions/1</pre>' };
const pleaseWait = { status: 200, body: 'n8n is starting up. Please wait' };
const notReady = { status: 503, body: { code: 0, message: 'Database is not ready!' } };

const operations: Array<Record<string, unknown>> = [
	{ resource: 'delivery', operation: 'get', executionId: '1' },
	{ resource: 'delivery', operation: 'resend', executionId: '1' },
	{ resource: 'delivery', operation: 'getMany', returnAll: true },
	{ resource: 'delivery', operation: 'resendMany', dryRun: false, perSecond: 1, limit: 50, status: 'failed' },
	{ resource: 'endpoint', operation: 'getMany' },
	{ resource: 'statistics', operation: 'get', breakdown: 'workflow', interval: 'day' },
	{ resource: 'report', operation: 'render', query: {} },
];

describe.each([
	['a 404 without a word of the API', cannotGet, /starting|turned off/],
	['the page of its start', pleaseWait, /starting/],
	['its database is not ready', notReady, /Database is not ready|starting/],
] as const)('%s', (_name, answer, said) => {
	test.each(operations)('%j', async (parameters) => {
		n8n.answer = (_request, path) => (path.startsWith('/api/') ? answer : undefined);
		const { message, description } = await n8n.refusal(parameters);
		expect(`${message} ${description}`).toMatch(said);
		expect(message).not.toMatch(/does not exist|does not belong/);
	});
});

test.each(['/api/v1/workflows/workflow-1', '/api/v1/executions/1/retry'])('from %s on', async (failing) => {
	n8n.answer = (_request, path) => (path === failing ? cannotGet : undefined);
	const { message } = await n8n.refusal({ resource: 'delivery', operation: 'resend', executionId: '1' });
	expect(message).toMatch(/n8n is starting/);
});

test('an address that does not answer yet is no address that is not registered', async () => {
	n8n.answer = (_request, path) => (path.startsWith('/webhook/') ? cannotGet : undefined);
	expect((await n8n.run({ resource: 'endpoint', operation: 'getMany' }))[0]).toMatchObject({
		status: 'failing',
		detail: expect.stringMatching(/starting/),
	});
});

test('what n8n itself says is gone is gone', async () => {
	expect((await n8n.refusal({ resource: 'delivery', operation: 'get', executionId: '2' })).message).toMatch(/does not exist/);
});
