import { delivery, execution, FakeN8n, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const resend = (own = {}) => ({ resource: 'delivery', operation: 'resend', executionId: '1', ...own });
const many = { resource: 'delivery', operation: 'resendMany', perSecond: 50, limit: 50, dryRun: false };
const failed = () => execution([delivery({ id: 'd-1' })], { id: '1', status: 'error' });
const remembered = () => n8n.dataTables.tables[0]?.rows.filter(({ kind, upTo }) => kind === 'resent' && upTo > 0) ?? [];
/** The draft is not what is published, so that the delivery is posted to its trigger. */
const posts = (own = {}) => workflow({ versionId: 'version-2', ...own });

describe.each([
	['nothing says whether successes are saved', {}],
	['they are not saved', { saveDataSuccessExecution: 'none' }],
])('a resend that sent nothing is not remembered as sent, where %s', (_name, settings) => {
	const answering = (part: string, status: number, body: unknown = { message: 'no' }) => {
		n8n.answer = (_request, path) => (path.includes(part) ? { status, body } : undefined);
	};

	test.each<[string, () => void, RegExp]>([
		[
			'its workflow is not published',
			() => (n8n.workflows = [workflow({ activeVersionId: null, activeVersion: null, settings })]),
			/is not published/,
		],
		['the trigger knows no such address', () => answering('/webhook/', 404), /answered 404/],
		['the trigger refuses its signature', () => answering('/webhook/', 401), /answered 401/],
		['the trigger ignores it', () => answering('/webhook/', 200, { status: 'ignored' }), /ignored the delivery/],
	])('post: %s', async (_case, hinder, message) => {
		n8n.executions = [failed()];
		n8n.workflows = [posts({ settings })];
		hinder();
		expect((await n8n.refusal(resend())).message).toMatch(message);
		expect(await n8n.run(many)).toMatchObject([{ resent: false, sent: false, error: expect.stringMatching(message) }]);
		expect(remembered()).toEqual([]);
		n8n.answer = () => undefined;
		n8n.workflows = [posts({ settings })];
		expect(await n8n.run(many)).toMatchObject([{ resent: true, how: 'post' }]);
		expect(n8n.posted.length).toBeGreaterThan(0);
	});

	test.each([401, 403, 404, 409])('retry: n8n answers %i', async (status) => {
		n8n.executions = [failed()];
		n8n.workflows = [workflow({ settings })];
		answering('/retry', status);
		expect(await n8n.run(many)).toMatchObject([{ resent: false, sent: false }]);
		n8n.answer = () => undefined;
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, how: 'retry' }]);
	});

	test.each<[string, string, number]>([
		['the trigger', '/webhook/', 500],
		['what stands before it', '/webhook/', 504],
		['the retry', '/retry', 502],
	])('what may have been sent stays remembered: %s answers (%s) %i', async (_case, part, status) => {
		n8n.executions = [failed()];
		n8n.workflows = [part === '/retry' ? workflow({ settings }) : posts({ settings })];
		answering(part, status);
		const [item] = await n8n.run(many);
		expect(item).toMatchObject({ resent: false });
		expect(item).not.toHaveProperty('sent');
		n8n.answer = () => undefined;
		expect((await n8n.refusal(resend())).message).toMatch(/its result is unknown/);
	});

	test('what an earlier resend left is remembered again', async () => {
		n8n.executions = [failed()];
		n8n.workflows = [posts({ settings })];
		answering('/webhook/', 500);
		await n8n.run(many);
		answering('/webhook/', 404);
		expect((await n8n.refusal(resend({ force: true }))).message).toMatch(/answered 404/);
		expect(remembered()).toMatchObject([{ outcome: 'sent', upTo: 1 }]);
	});
});

test.each([
	['are saved', [execution([delivery()], { id: '0' })]],
	['may not be saved', []],
])('a post that is not answered, perhaps waiting for a free place, is not sent twice where successes %s', async (_case, others) => {
	n8n.executions = [...others, failed()];
	n8n.workflows = [posts()];
	n8n.hangsUp = (path) => path.startsWith('/webhook/');
	const [item] = await n8n.run(many);
	expect(item).toMatchObject({
		resent: false,
		error: expect.stringMatching(/the outcome of the resend of d-1 is unknown/),
		advice: expect.stringMatching(/N8N_CONCURRENCY_PRODUCTION_LIMIT.*recorded as sent/),
	});
	expect(item).not.toHaveProperty('sent');
	n8n.hangsUp = () => false;
	expect(await n8n.run(many)).toMatchObject([{ resent: false, error: expect.stringMatching(/its result is unknown/) }]);
	expect(remembered()).toMatchObject([{ outcome: 'sent' }]);
});

describe('who continues on an error is told that nothing was sent', () => {
	const unable = (part: string) => {
		n8n.executions = [failed()];
		n8n.answer = (_request, path) => (path.includes(part) ? { status: 502, body: { message: 'Bad Gateway' } } : undefined);
	};

	test('a 502 to the first question', async () => {
		unable('/executions/1');
		expect(await n8n.run(resend(), { continueOnFail: true })).toMatchObject([
			{ error: expect.stringMatching(/answered 502/), sent: false },
		]);
	});

	test('but not where nobody knows', async () => {
		unable('/retry');
		const [item] = await n8n.run(resend(), { continueOnFail: true });
		expect(item.error).toMatch(/answered 502/);
		expect(item).not.toHaveProperty('sent');
	});
});

describe('an execution ID is a whole number above zero', () => {
	test.each(['resend', 'get'])('%s refuses anything else by its name, before any request', async (operation) => {
		for (const executionId of ['0', 'true', 'a/b', '-1', '1.5', '1e3', '12345678901234567890']) {
			const { message } = await n8n.refusal({ resource: 'delivery', operation, executionId });
			expect(message).toMatch(/"Execution ID"/);
		}
		expect(n8n.requests).toEqual([]);
	});
});

test('a vendor is named with its right article', async () => {
	const send = { resource: 'delivery', operation: 'send', delivery: JSON.stringify(delivery({ vendor: 'iset', event: 'order.saved' })) };
	expect((await n8n.refusal(send)).message).toBe('No published workflow has an iSET trigger for this account');
});
