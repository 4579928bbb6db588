import { delivery, execution, FakeN8n, inStack, instanceCredentialId, minutesAgo, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const resend = (own = {}) => ({ resource: 'delivery', operation: 'resend', executionId: '1', ...own });
const failed = (own = {}) => execution([delivery({ id: 'd-1' })], { id: '1', status: 'error', ...own });

const stalled = () => inStack([delivery({ id: 'd-1' })], { id: '1', status: 'running', startedAt: minutesAgo(61) });

const edited = () => workflow({ versionId: 'version-2' });
const withTrigger = (own: object) => workflow({ nodes: [triggerNode(own)] });

describe('how a delivery is processed again', () => {
	test.each([
		['a failure, as published', () => [failed()], [workflow()], {}, 'retry', { loadWorkflow: true }],
		['a failure, with the draft', () => [failed()], [edited()], { version: 'draft' }, 'retry', { loadWorkflow: true }],
		['a failure, as it was', () => [failed()], [edited()], { version: 'executed' }, 'retry', { loadWorkflow: false }],
		['a failure, as published, while the draft differs', () => [failed()], [edited()], {}, 'post', undefined],
		['a crashed one', () => [inStack([delivery()], { id: '1', status: 'crashed' })], [workflow()], {}, 'retry', { loadWorkflow: true }],
		['a failed trigger', () => [inStack([delivery()], { id: '1', status: 'error' })], [workflow()], {}, 'retry', { loadWorkflow: true }],
		['a success by force', () => [failed({ status: 'success' })], [workflow()], { force: true }, 'post', undefined],
		[
			'one of a gathered execution',
			() => [execution([delivery({ id: 'd-1' }), delivery()], { id: '1', status: 'error' })],
			[workflow()],
			{ deliveryId: 'd-1' },
			'post',
			undefined,
		],
		['a redacted failure', () => [redacted()], [workflow()], {}, 'retry', { loadWorkflow: true }],
	])('%s', async (_name, rows, workflows, parameters, how, body) => {
		n8n.executions = rows();
		n8n.workflows = workflows;
		let retried: unknown;
		n8n.answer = (_request, path, given) => {
			if (path.endsWith('/retry')) retried = given;
			return undefined;
		};
		const [result] = await n8n.run(resend(parameters));
		expect(result).toMatchObject({ resent: true, how, newStatus: 'succeeded', executionId: '1' });
		expect(Number(result.newExecutionId)).toBeGreaterThan(1);
		expect(retried).toEqual(body);
		expect(n8n.actions).toHaveLength(1);
		if (how === 'post') expect(n8n.posted[0]).toMatchObject({ path: '/webhook/webhook-1/bling', body: { vendor: 'bling' } });
	});

	test('what n8n calls running for ever, by force: n8n stops it first', async () => {
		n8n.executions = [stalled()];
		const calls: string[] = [];
		n8n.answer = (_request, path) => {
			calls.push(path);
			return path.endsWith('/stop') ? { status: 200, body: { status: 'canceled' } } : undefined;
		};
		expect(await n8n.run(resend({ force: true }))).toMatchObject([{ resent: true, how: 'retry', newStatus: 'succeeded' }]);
		expect(calls.filter((path) => /\/(stop|retry)$/.test(path))).toEqual(['/api/v1/executions/1/stop', '/api/v1/executions/1/retry']);
	});

	test('the key of the API never goes to a trigger', async () => {
		n8n.executions = [failed()];
		n8n.workflows = [edited()];
		await n8n.run(resend());
		expect(n8n.posted[0].headers).not.toHaveProperty('x-n8n-api-key');
		expect(n8n.posted[0].headers['x-n8n-redelivery']).toMatch(/^\d+\.[0-9a-f]{32}\.[0-9a-f]{64}$/);
	});
});

describe('the same id of two accounts in one gathered execution', () => {
	const gathered = () =>
		execution(
			['A', 'B'].map((account) => delivery({ id: 'd-1', account })),
			{ id: '1', status: 'error' },
		);

	test('Resend Many takes each, and the one of an account', async () => {
		const many = { resource: 'delivery', operation: 'resendMany', perSecond: 50, limit: 50, dryRun: false };
		for (const [filters, accounts] of [
			[{ accounts: 'B' }, ['B']],
			[{}, ['A']],
		] as const) {
			n8n.executions = [gathered(), ...n8n.executions];
			expect((await n8n.run({ ...many, filters })).map(({ account, resent }) => [account, resent])).toEqual(
				accounts.map((account) => [account, true]),
			);
			n8n.executions = n8n.executions.slice(1);
		}
	});

	test('Resend refuses to choose, and says what does', async () => {
		n8n.executions = [gathered()];
		const { message, description } = await n8n.refusal(resend({ deliveryId: 'd-1' }));
		expect(message).toBe('The execution 1 holds 2 deliveries with the ID d-1, from the accounts A, B');
		expect(description).toMatch(/Resend Many with the filter "Accounts"/);
	});
});

test.each(['get', 'resend'])('%s refuses an execution id that is a way up, by its field', async (operation) => {
	expect((await n8n.refusal(resend({ operation, executionId: '..' }))).message).toContain(
		'The field "Execution ID" must be a whole number above zero, not ".."',
	);
	expect(n8n.actions).toEqual([]);
});

test('a version that is not in the list is refused, and nothing is retried', async () => {
	n8n.executions = [failed()];
	expect((await n8n.refusal(resend({ version: 'newest' }))).message).toBe('The field "Workflow Version" is not in the list: "newest"');
	expect(n8n.actions).toEqual([]);
});

function redacted() {
	const row = failed();
	row.data.resultData.runData['Bling Trigger'][0].data.main[0] = [{ json: {} }];
	row.data.redactionInfo = { isRedacted: true };
	return row;
}

describe('refused, and nothing is resent', () => {
	const again = (own = {}) => execution([delivery({ id: 'd-1', redelivery: true })], { id: '2', startedAt: minutesAgo(1), ...own });

	test.each([
		['no such execution', () => [], [workflow()], {}, /1 does not exist/],
		['a foreign execution', () => [failed({ workflowId: 'other' })], [workflow()], {}, /does not belong to a workflow/],
		[
			'a workflow without our trigger',
			() => [failed()],
			[{ ...workflow(), nodes: [], activeVersion: null }],
			{},
			/does not belong to a workflow/,
		],
		['a duplicate', () => [execution([], { id: '1', customData: { outcome: 'duplicate' } })], [workflow()], {}, /holds no delivery/],
		['a success', () => [failed({ status: 'success' })], [workflow()], {}, /succeeded and was not resent/],
		['what a retry made good', () => [failed({ retrySuccessId: '9' })], [workflow()], {}, /execution 9 has already recovered it/],
		['what a resend made good', () => [failed(), again()], [workflow()], {}, /execution 2 has already recovered it/],
		['what is running', () => [inStack([delivery()], { id: '1', status: 'running' })], [workflow()], { force: true }, /still running/],
		['what has been running for long, without force', () => [stalled()], [workflow()], {}, /has been running for more than an hour/],
		['what waits', () => [failed({ status: 'waiting' })], [workflow()], { force: true }, /still waiting/],
		[
			'while its retry runs',
			() => [failed(), failed({ id: '2', mode: 'retry', retryOf: '1', status: 'running' })],
			[workflow()],
			{},
			/running in execution 2/,
		],
		['while its resend runs', () => [failed(), again({ status: 'running' })], [workflow()], { force: true }, /running in execution 2/],
		[
			'several, and none named',
			() => [execution([delivery({ id: 'x' }), delivery({ id: 'y' })], { id: '1', status: 'error' })],
			[workflow()],
			{},
			/holds 2 deliveries/,
		],
		[
			'several, and another named',
			() => [execution([delivery({ id: 'x' })], { id: '1', status: 'error' })],
			[workflow()],
			{ deliveryId: 'z' },
			/no delivery with the ID z/,
		],
		['hidden payload that must be posted', () => [redacted()], [edited()], {}, /payload .* gone or hidden/],
		[
			'an unpublished workflow',
			() => [failed({ status: 'success' })],
			[{ ...workflow(), activeVersion: null, activeVersionId: null }],
			{ force: true },
			/not published/,
		],
		[
			'a trigger without the credential',
			() => [failed({ status: 'success' })],
			[withTrigger({ credentials: {} })],
			{ force: true },
			/has no "N8n Instance API" credential/,
		],
		[
			'no trigger of the vendor any more',
			() => [failed({ status: 'success' })],
			[withTrigger({ name: 'Other', type: 'n8n-nodes-brasil-webhooks.isetTrigger' })],
			{ force: true },
			/Bling trigger "Bling Trigger", which received this delivery, is no longer in the workflow/,
		],
	])('%s', async (_name, rows, workflows, parameters, message) => {
		n8n.executions = rows();
		n8n.workflows = workflows;
		expect((await n8n.refusal(resend(parameters))).message).toMatch(message);
		expect(n8n.actions).toEqual([]);
	});

	test.each([
		['another secret in the trigger', 401, { status: 'unauthorized' }, /answered 401/, /same "N8n Instance API" credential/],
		['not registered', 404, { message: 'The requested webhook is not registered' }, /answered 404/, /Publish/],
		['not wanted by its settings', 200, { status: 'ignored' }, /ignored the delivery/, /events, accounts or options/],
		['unavailable', 503, { status: 'unavailable' }, /answered 503/, /again/],
	])('the trigger says: %s', async (_name, status, body, message, advice) => {
		n8n.executions = [failed({ status: 'success' })];
		n8n.answer = (_request, path) => (path.startsWith('/webhook/') ? { status, body } : undefined);
		const refusal = await n8n.refusal(resend({ force: true }));
		expect(refusal.message).toMatch(message);
		expect(refusal.description).toMatch(advice);
	});

	test('a resend secret that is too short', async () => {
		n8n.executions = [failed({ status: 'success' })];
		const refusal = await n8n.refusal(resend({ force: true }), { credential: { resendSecret: 'short' } });
		expect(refusal.message).toMatch(/Resend Secret is missing or too short/);
		expect(n8n.actions).toEqual([]);
	});

	test('n8n that cannot retry, as the data is gone', async () => {
		n8n.executions = [failed()];
		n8n.answer = (_request, path) => (path.endsWith('/retry') ? { status: 409, body: { message: 'aborted' } } : undefined);
		expect((await n8n.refusal(resend())).message).toMatch(/cannot retry the execution 1/);
	});
});

describe('a delivery without its personal data', () => {
	const lost = (personalData: string, own = {}) =>
		execution([delivery({ id: 'd-1', personalData, data: { numero: '1042', nome: '***' } })], { id: '1', status: 'error', ...own });
	const keeping = (personalData?: string) => withTrigger({ parameters: personalData ? { options: { personalData } } : {} });

	test('is retried, as every failure', async () => {
		n8n.executions = [lost('mask')];
		expect(await n8n.run(resend())).toMatchObject([{ resent: true, how: 'retry' }]);
	});

	test.each([
		['mask', 'mask'],
		['mask', 'remove'],
		['remove', 'remove'],
	])('%s: is posted to a trigger that takes away as much: %s', async (before, now) => {
		n8n.executions = [lost(before, { status: 'success' })];
		n8n.workflows = [keeping(now)];
		expect(await n8n.run(resend({ force: true }))).toMatchObject([{ resent: true, how: 'post' }]);
		expect(n8n.posted[0].body).toMatchObject({ personalData: before });
	});

	test.each([
		['mask', undefined],
		['mask', 'keep'],
		['remove', 'mask'],
	])('%s: is not posted to a trigger that would leave more of it: %s', async (before, now) => {
		n8n.executions = [lost(before, { status: 'success' })];
		n8n.workflows = [keeping(now)];
		const refusal = await n8n.refusal(resend({ force: true }));
		expect(refusal.message).toMatch(/d-1 was stored without its personal data/);
		expect(refusal.description).toMatch(/"Recreate Events" .* "Send".*Nothing was resent/);
		expect(n8n.actions).toEqual([]);
	});

	test('is not sent to such a trigger either', async () => {
		n8n.workflows = [keeping()];
		const sent = { resource: 'delivery', operation: 'send', delivery: JSON.stringify(delivery({ personalData: 'mask' })) };
		expect((await n8n.refusal(sent)).message).toMatch(/without its personal data/);
		expect(n8n.actions).toEqual([]);
	});
});

test('pressed twice at once, it is resent once', async () => {
	n8n.executions = [failed()];
	n8n.answer = (_request, path) =>
		path.endsWith('/retry') ? { status: 200, body: { id: '9', status: 'success' }, delayMs: 300 } : undefined;
	const both = await Promise.allSettled([n8n.run(resend()), n8n.run(resend())]);
	expect(both.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
	expect(n8n.actions).toHaveLength(1);
});

test('a retry that takes longer than five seconds is started, and followed', async () => {
	n8n.executions = [failed()];
	n8n.answer = (_request, path) => {
		if (!path.endsWith('/retry')) return undefined;
		n8n.executions.push(failed({ id: '5', mode: 'retry', retryOf: '1', status: 'running' }));
		return { status: 200, body: {}, delayMs: 6_500 };
	};
	const [result] = await n8n.run(resend());
	expect(result).toMatchObject({ newExecutionId: '5', newStatus: 'running', retryOf: '1' });
}, 20_000);

test('n8n answers 500 to a retry that was stopped: it ran, and that is told', async () => {
	n8n.executions = [failed(), failed({ id: '2', mode: 'retry', retryOf: '1' })];
	n8n.answer = (_request, path) => {
		if (!path.endsWith('/retry')) return undefined;
		n8n.executions.push(failed({ id: '5', mode: 'retry', retryOf: '1', status: 'canceled' }));
		return { status: 500, body: {} };
	};
	expect(await n8n.run(resend())).toMatchObject([{ resent: true, how: 'retry', newExecutionId: '5', newStatus: 'canceled' }]);
	n8n.answer = (_request, path) => (path.endsWith('/retry') ? { status: 500, body: {} } : undefined);
	expect((await n8n.refusal(resend())).message).toMatch(/n8n answered 500/);
});

describe('resend many', () => {
	const many = { resource: 'delivery', operation: 'resendMany', perSecond: 50, limit: 50 };
	const series = () => [
		failed({ id: '1' }),
		execution([delivery({ id: 'good' })], { id: '2' }),
		execution([delivery({ id: 'd-3' })], { id: '3', status: 'error' }),
		inStack([delivery({ id: 'd-4' })], { id: '4', status: 'crashed' }),
		execution([delivery({ id: 'd-5' })], { id: '5', status: 'error', retrySuccessId: '6' }),
		execution([delivery({ id: 'd-5' })], { id: '6', mode: 'retry', retryOf: '5' }),
		execution([delivery({ id: 'd-3', redelivery: true })], { id: '7', status: 'error' }),
	];

	test('a dry run lists, oldest first, each delivery once, and resends nothing', async () => {
		n8n.executions = series();
		const planned = await n8n.run({ ...many, dryRun: true });
		expect(planned.map(({ executionId, dryRun }) => [executionId, dryRun])).toEqual([
			['1', true],
			['3', true],
			['4', true],
		]);
		expect(n8n.actions).toEqual([]);
	});

	test('it resends the oldest, up to the limit', async () => {
		n8n.executions = series();
		const resent = await n8n.run({ ...many, dryRun: false, limit: 2 });
		expect(resent.map(({ executionId }) => executionId)).toEqual(['1', '3']);
		expect(n8n.actions).toEqual(['POST /api/v1/executions/1/retry', 'POST /api/v1/executions/3/retry']);
		expect((await n8n.run({ ...many, dryRun: true })).map(({ executionId }) => executionId)).toEqual(['4']);
	});

	test('one that cannot be resent does not stop the others', async () => {
		n8n.executions = series();
		n8n.answer = (_request, path) => (path === '/api/v1/executions/1/retry' ? { status: 409, body: {} } : undefined);
		const resent = await n8n.run({ ...many, dryRun: false });
		expect(resent.map(({ resent: done }) => done)).toEqual([false, true, true]);
		expect(resent[0].error).toMatch(/cannot retry/);
	});

	test('it keeps its pace', async () => {
		n8n.executions = series();
		const started = Date.now();
		await n8n.run({ ...many, dryRun: false, perSecond: 4 });
		expect(Date.now() - started).toBeGreaterThan(700);
	});

	test('a pace of nothing is refused', async () => {
		expect((await n8n.refusal({ ...many, perSecond: 0 })).message).toMatch(/"Per Second" is below/);
	});
});

describe('send', () => {
	const send = (own: object, parameters = {}) => ({
		resource: 'delivery',
		operation: 'send',
		delivery: JSON.stringify(own),
		...parameters,
	});
	const rebuilt = {
		vendor: 'bling',
		event: 'order.updated',
		id: 'sweep|1042|x',
		account: 'conta-1',
		reference: '1042',
		data: { numero: '1042' },
	};

	test('posts to the one trigger of the vendor that takes the account', async () => {
		n8n.workflows = [
			withTrigger({ parameters: { accounts: ['conta-2'] } }),
			{ ...withTrigger({ webhookId: 'webhook-2' }), id: 'workflow-2' },
			{ ...workflow(), id: 'draft', activeVersion: null },
		];
		const [sent] = await n8n.run(send(rebuilt));
		expect(sent).toMatchObject({ sent: true, workflowId: 'workflow-2', id: 'sweep|1042|x' });
		expect(n8n.posted[0]).toMatchObject({ path: '/webhook/webhook-2/bling', body: { account: 'conta-1', data: { numero: '1042' } } });
	});

	test('the accounts of the options count as those of the field of older workflows', async () => {
		n8n.workflows = [
			withTrigger({ parameters: { options: { accounts: ['conta-2'] } } }),
			{ ...withTrigger({ webhookId: 'webhook-2', parameters: { options: { accounts: ['conta-1'] } } }), id: 'workflow-2' },
		];
		expect(await n8n.run(send(rebuilt))).toMatchObject([{ sent: true, workflowId: 'workflow-2' }]);
	});

	describe('to a trigger of another account', () => {
		const ofB = {
			id: 'b',
			name: 'Bling: Conta B',
			webhookId: 'webhook-b',
			credentials: { blingOAuth2Api: { id: 'bling-b' }, n8nInstanceApi: { id: 'x' } },
		};
		const heard = (account: string, trigger: object = triggerNode()) =>
			execution([delivery({ reference: '7', account })], { triggerNode: trigger });

		test.each<[what: string, executions: Array<ReturnType<typeof heard>>]>([
			['another trigger has another credential', []],
			['another trigger heard of it', [heard('conta-1')]],
			['it heard of its own account only', [heard('conta-b', triggerNode(ofB))]],
			['it was sent one by mistake before', [execution([delivery({ redelivery: true })], { triggerNode: triggerNode(ofB) })]],
		])('%s: nothing is sent', async (_, executions) => {
			n8n.workflows = [workflow({ nodes: [triggerNode(), triggerNode(ofB)] })];
			n8n.executions = executions;
			const { message, description } = await n8n.refusal(send(rebuilt, { trigger: 'Bling: Conta B' }));
			expect(message).toBe('The trigger "Bling: Conta B" of the workflow "Pedidos" has never received deliveries of the account conta-1');
			expect(description).toBe(
				'Choose that account\'s trigger, or name the account in the option "Account Names or IDs" of the trigger. Nothing was sent.',
			);
			expect(n8n.actions).toEqual([]);
		});

		test.each<[what: string, own: object, executions: Array<ReturnType<typeof heard>>]>([
			['Bling itself told it of the account', {}, [heard('conta-1', triggerNode(ofB))]],
			['it names the account', { parameters: { accounts: ['conta-1'] } }, []],
			['its options name the account', { parameters: { options: { accounts: ['conta-1'] } } }, []],
		])('%s: it is sent', async (_, own, executions) => {
			n8n.workflows = [workflow({ nodes: [triggerNode(), triggerNode({ ...ofB, ...own })] })];
			n8n.executions = executions;
			await n8n.run(send(rebuilt, { trigger: 'webhook-b' }));
			expect(n8n.posted.map(({ path }) => path)).toEqual(['/webhook/webhook-b/bling']);
		});
	});

	test("an iSET delivery goes to its event's address", async () => {
		n8n.workflows = [workflow({ nodes: [triggerNode({ type: 'n8n-nodes-brasil-webhooks.isetTrigger' })] })];
		await n8n.run(send({ ...rebuilt, vendor: 'iset', event: 'stock.changed' }));
		expect(n8n.posted[0].path).toBe('/webhook/webhook-1/iset/stock.changed');
	});

	test.each([
		['no delivery', { vendor: 'bling' }, {}, /is not a delivery/],
		['an empty event', { ...rebuilt, event: ' ' }, {}, /^The field "Delivery" has no event/],
		[
			'a time that is none',
			{ ...rebuilt, occurredAt: 'yesterday' },
			{},
			/^The field "Delivery" has an "occurredAt" that is not a date and time/,
		],
		['a day that is none', { ...rebuilt, occurredAt: '2026-02-30T10:00:00Z' }, {}, /has an "occurredAt" that is not a date and time/],
		['a time without a zone', { ...rebuilt, occurredAt: '2026-02-20T10:00:00' }, {}, /has an "occurredAt" that is not a date and time/],
		['no trigger of the vendor', { ...rebuilt, vendor: 'nfeio' }, {}, /No published workflow has an NFE.io trigger/],
		['several triggers', rebuilt, {}, /2 published Bling triggers/],
		['a workflow that is not there', rebuilt, { workflowId: 'nope' }, /nope has no trigger/],
		['a workflow whose id is a way up', rebuilt, { workflowId: '..' }, /The field "Workflow" is ".."/],
	])('%s is refused', async (_name, given, parameters, message) => {
		n8n.workflows = [workflow(), workflow({ id: 'workflow-2' })];
		expect((await n8n.refusal(send(given, parameters))).message).toMatch(message);
		expect(n8n.actions).toEqual([]);
	});
});

describe('delete', () => {
	const erase = (confirmation: string, own = {}) => ({
		resource: 'delivery',
		operation: 'delete',
		reference: '1042',
		confirmation,
		...own,
	});
	const rows = () => [
		execution([delivery()], { id: '1', startedAt: minutesAgo(60 * 24 * 90) }),
		execution([delivery({ reference: '10420' })], { id: '2' }),
		execution([delivery(), delivery({ reference: '77' })], { id: '3', status: 'error' }),
		inStack([delivery()], { id: '4', status: 'running' }),
		execution([delivery()], { id: '5', data: null, customData: { vendor: 'bling', reference: '9,1042' } }),
	];

	test('with filters that are an expression as a whole nothing is read or deleted', async () => {
		n8n.executions = rows();
		expect((await n8n.refusal(erase('1042', { filters: '={{ { accounts: ["conta-1"] } }}' }))).message).toMatch(
			/^The field "Filters" is an expression as a whole/,
		);
		expect(n8n.requests).toEqual([]);
	});

	test('lists without a confirmation, deletes with it, in the whole history; what runs stays', async () => {
		n8n.executions = rows();
		const listed = await n8n.run(erase(''));
		expect(listed.map(({ executionId, deleted }) => [executionId, deleted])).toEqual([
			['5', false],
			['4', false],
			['3', false],
			['1', false],
		]);
		expect(n8n.actions).toEqual([]);
		const erased = await n8n.run(erase('1042'));
		expect(erased.map(({ executionId, deleted }) => [executionId, deleted])).toEqual([
			['5', true],
			['4', false],
			['3', true],
			['1', true],
		]);
		expect(erased[2].otherReferences).toEqual(['77']);
		expect(n8n.executions.map(({ id }) => id)).toEqual(['2', '4']);
	});

	test('without a match it says that nothing was erased', async () => {
		n8n.executions = [];
		expect(await n8n.run(erase('1042'))).toEqual([{ reference: '1042', deleted: 0 }]);
	});

	test('another confirmation deletes nothing', async () => {
		n8n.executions = rows();
		expect((await n8n.refusal(erase('1043'))).message).toMatch(/differs from the reference/);
		expect(n8n.actions).toEqual([]);
	});

	test('a key that may not delete says which scope it lacks', async () => {
		n8n.executions = rows();
		n8n.answer = (request) => (request.method === 'DELETE' ? { status: 403, body: { message: 'Forbidden' } } : undefined);
		expect((await n8n.refusal(erase('1042'))).description).toMatch(/execution:delete/);
	});
});

test('the probe of an endpoint is signed, and only sent to a trigger with the same credential', async () => {
	const probes = async () => {
		n8n.posted.length = 0;
		await n8n.run({ resource: 'endpoint', operation: 'getMany' });
		return n8n.posted.length;
	};
	expect(await probes()).toBe(1);
	expect(n8n.posted[0].headers['x-n8n-redelivery']).toBeDefined();
	n8n.workflows = [withTrigger({ credentials: { n8nInstanceApi: { id: `${instanceCredentialId}-2` } } })];
	expect(await probes()).toBe(0);
});
