import { DateTime } from 'luxon';

import { delivery, execution, FakeN8n, inStack, minutesAgo, refusals, tally, triggerNode, workflow } from './support.mts';

let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
});
afterEach(async () => await n8n.close());

const statistics = { resource: 'statistics', operation: 'get', interval: 'period' };
const exactly = { ...statistics, breakdown: 'accountAndEvent' };
const figures = ({ received, succeeded, failed, recovered, pending }: Record<string, unknown>) => [
	received,
	succeeded,
	failed,
	recovered,
	pending,
];

const lasting = (milliseconds: number, own = {}) => {
	const startedAt = minutesAgo(30);
	return execution([delivery()], { startedAt, stoppedAt: new Date(Date.parse(startedAt) + milliseconds).toISOString(), ...own });
};

describe.each([
	['by workflow', statistics],
	['by account and event', exactly],
])('%s', (_name, parameters) => {
	test('counts what became of the deliveries; retries are no deliveries', async () => {
		n8n.executions = [
			execution([delivery()]),
			execution([delivery()], { id: '9001', status: 'error', retrySuccessId: '9002' }),
			execution([delivery()], { id: '9002', mode: 'retry', retryOf: '9001' }),
			execution([delivery()], { status: 'error' }),
			inStack([delivery()], { status: 'crashed' }),
			inStack([delivery()], { status: 'running', stoppedAt: null }),
			execution([delivery()], { mode: 'manual' }),
		];
		const [row, ...others] = await n8n.run(parameters);
		expect(others).toEqual([]);
		expect(figures(row)).toEqual([5, 1, 3, 1, 1]);
		expect(row.failureRate).toBe(0.75);
		expect(row).toMatchObject({ vendor: 'bling', workflowName: 'Pedidos', from: null, incomplete: false });
	});

	test('a failure that the retry of a failed retry made good is recovered', async () => {
		n8n.executions = [
			execution([delivery({ id: 'same' })], { id: '9101', status: 'error' }),
			execution([delivery({ id: 'same' })], { id: '9102', mode: 'retry', retryOf: '9101', status: 'error', retrySuccessId: '9103' }),
			execution([delivery({ id: 'same' })], { id: '9103', mode: 'retry', retryOf: '9102' }),
		];
		expect(figures((await n8n.run(parameters))[0])).toEqual([1, 0, 1, 1, 0]);
	});

	test('percentiles by nearest rank', async () => {
		n8n.executions = Array.from({ length: 100 }, (_, index) => lasting((index + 1) * 10));
		const [row] = await n8n.run(parameters);
		expect([row.p50Ms, row.p95Ms]).toEqual([500, 950]);
	});

	test('one row an hour, in the zone of the workflow', async () => {
		const hours = [5, 5, 3];
		n8n.executions = hours.map((hour) => execution([delivery()], { startedAt: new Date(Date.now() - hour * 3_600_000).toISOString() }));
		const rows = await n8n.run({ ...parameters, interval: 'hour' });
		expect(rows.map(({ received }) => received)).toEqual([2, 1]);
		for (const { from } of rows) expect(DateTime.fromISO(String(from)).minute).toBe(0);
	});

	test('nothing is no row, and no error', async () => {
		expect(await n8n.run(parameters)).toEqual([]);
		n8n.workflows = [];
		expect(await n8n.run(parameters)).toEqual([]);
	});
});

test('only the data tells gathered deliveries, duplicates and posted resends', async () => {
	n8n.executions = [
		execution([delivery({ id: 'a' }), delivery({ account: 'conta-2' })], { status: 'error' }),
		execution([], { customData: { vendor: 'bling', outcome: 'duplicate' } }),
		execution([delivery({ id: 'a', redelivery: true })]),
		execution([], {
			data: null,
			customData: { vendor: 'bling', event: 'order.updated', account: 'conta-1', deliveries: '3', outcome: 'emitted' },
		}),
	];
	const rows = await n8n.run(exactly);
	expect(rows.map((row) => [row.account, ...figures(row)]).sort()).toEqual([
		['conta-1', 4, 3, 1, 1, 0],
		['conta-2', 1, 0, 1, 0, 0],
	]);
	expect(figures((await n8n.run(statistics))[0])).toEqual([4, 3, 1, 0, 0]);
});

test('the quick statistics never ask for data, except of a workflow that starts in several ways', async () => {
	n8n.executions = [execution([delivery()])];
	await n8n.run(statistics);
	expect(n8n.requests.filter((line) => line.includes('includeData=true'))).toEqual([]);
	const webhook = { name: 'Webhook', type: 'n8n-nodes-base.webhook', webhookId: 'own', parameters: {} };
	n8n.workflows = [workflow({ nodes: [triggerNode(), webhook] })];
	n8n.executions.push(execution([], { workflowData: { nodes: [webhook] }, customData: {} }));
	expect(figures((await n8n.run(statistics))[0])).toEqual([1, 1, 0, 0, 0]);
});

test('the limit of the breakdown is kept and told', async () => {
	n8n.executions = Array.from({ length: 30 }, () => execution([delivery()]));
	const [row] = await n8n.run({ ...exactly, maxExecutions: 10 });
	expect([row.received, row.incomplete]).toEqual([10, true]);
	expect((await n8n.run({ ...exactly, maxExecutions: 30 }))[0]).toMatchObject({ received: 30, incomplete: false });
});

describe('endpoints', () => {
	const endpoints = async (options = {}) => await n8n.run({ resource: 'endpoint', operation: 'getMany', options });
	const row = (own = {}, deliveryOwn = {}) => execution([delivery(deliveryOwn)], own);
	const refuse = (refused: object) => {
		n8n.executions = [row()];
		n8n.refused = { ...n8n.refused, ...refused };
	};
	const unregistered = { status: 404, body: { code: 404, message: 'The requested webhook is not registered.' } };

	test.each([
		['ok', () => (n8n.executions = [row()]), 'ok'],
		['never', () => (n8n.executions = []), 'never'],
		['silent', () => (n8n.executions = [row({ startedAt: minutesAgo(60 * 30) })]), 'silent'],
		['the last one failed', () => (n8n.executions = [row(), row({ status: 'error' })]), 'failing'],
		[
			'the last one failed and was made good',
			() =>
				(n8n.executions = [row({ id: '801', status: 'error', retrySuccessId: '802' }), row({ id: '802', mode: 'retry', retryOf: '801' })]),
			'ok',
		],
		['many failed', () => (n8n.executions = [row({ status: 'error' }), row({ status: 'error' }), row()]), 'failing'],
		['three proofs in a row were wrong', () => refuse({ mismatch: refusals(3, 2), malformed: refusals(1) }), 'refusing'],
		['one junk request, or two', () => refuse({ mismatch: refusals(2), malformed: refusals(1) }), 'ok'],
		[
			'refused before the last one was accepted',
			() => {
				refuse({ mismatch: refusals(9, 8, 7, 6) });
				n8n.executions = [row({ startedAt: minutesAgo(1) })];
			},
			'ok',
		],
		[
			'three, of which the last delivery came after two',
			() => {
				refuse({ mismatch: refusals(9, 8, 1) });
				n8n.executions = [row({ startedAt: minutesAgo(5) })];
			},
			'ok',
		],
		[
			'a row of another account was accepted since',
			() => {
				refuse({ mismatch: refusals(9, 8, 7) });
				n8n.executions = [row({ startedAt: minutesAgo(30) }), row({ startedAt: minutesAgo(1) }, { account: 'conta-2' })];
			},
			'ok',
			'ok',
		],
		['junk without any proof', () => refuse({ missing: refusals(9, 8, 7, 6, 5, 4, 3, 2, 1) }), 'ok'],
		['ten in a row without any proof', () => refuse({ missing: refusals(10, 9, 8, 7, 6, 5, 4, 3, 2, 1) }), 'refusing'],
		['one that could not be checked', () => refuse({ unavailable: refusals(1) }), 'refusing'],
		[
			'one that could not be checked before the last one was accepted',
			() => {
				refuse({ unavailable: refusals(5) });
				n8n.executions = [row({ startedAt: minutesAgo(1) })];
			},
			'ok',
		],
		['refused resends are not the vendor', () => refuse({ resend: refusals(4, 3, 2, 1) }), 'ok'],
		[
			'refused before the period',
			() => {
				refuse({ unavailable: refusals(60 * 25) });
				n8n.executions = [];
			},
			'never',
		],
		['not published', () => (n8n.workflows = [{ ...workflow(), activeVersion: null }]), 'unpublished'],
		[
			'published, and nobody answers',
			() => (n8n.answer = (_request, path) => (path.startsWith('/webhook/') ? unregistered : undefined)),
			'unpublished',
		],
		[
			'something else answers',
			() => (n8n.answer = (_request, path) => (path.startsWith('/webhook/') ? { status: 502, body: 'bad gateway' } : undefined)),
			'failing',
		],
	])('%s', async (_name, arrange, ...statuses) => {
		arrange();
		expect((await endpoints()).map((each) => each.status)).toEqual(statuses);
	});

	test('what is refused is told by its reason', async () => {
		refuse({ unavailable: refusals(2), mismatch: refusals(5, 4, 3) });
		const [only] = await endpoints();
		expect(only).toMatchObject({ refused: { unavailable: 1, mismatch: 3 }, lastRefusedAt: n8n.refused.unavailable.lastAt });
		expect(only.detail).toMatch(/answered 503.*credential/);
	});

	test('a trigger that still answers without the newer reason', async () => {
		n8n.executions = [row()];
		n8n.refused = { missing: tally(0), malformed: tally(0), mismatch: tally(4, minutesAgo(1)), resend: tally(0) };
		expect((await endpoints())[0]).toMatchObject({ status: 'ok', refused: { mismatch: 4 } });
	});

	test('one row per account and resource, and what is expected and was never heard', async () => {
		n8n.workflows = [
			workflow({
				nodes: [
					triggerNode({
						parameters: { accounts: ['conta-1'], options: { accounts: ['conta-9'] }, events: ['order.updated', 'stock.created'] },
					}),
				],
			}),
		];
		n8n.executions = [row(), row({}, { event: 'invoice.created' })];
		const rows = await endpoints({
			expectedAccounts: [{ vendor: 'bling', account: 'conta-7', accountName: 'Loja 7', configuredAt: '2026-11-01' }, { vendor: 'iset' }],
		});
		expect(rows.map(({ vendor, account, resource, status }) => [vendor, account, resource, status].join(' ')).sort()).toEqual([
			'bling conta-1 invoice ok',
			'bling conta-1 order ok',
			'bling conta-1 stock never',
			'bling conta-7 order never',
			'bling conta-7 stock never',
			'bling conta-9 order never',
			'bling conta-9 stock never',
			'iset   unpublished',
		]);
		expect(rows.find(({ account }) => account === 'conta-7')).toMatchObject({ accountName: 'Loja 7', configuredAt: '2026-11-01' });
	});

	test('tokens in addresses are masked, and what a workflow does not save is told', async () => {
		n8n.workflows = [
			workflow({
				nodes: [triggerNode({ type: 'n8n-nodes-brasil-webhooks.isetTrigger' })],
				settings: { saveDataErrorExecution: 'none', saveDataSuccessExecution: 'none' },
			}),
		];
		const [only] = await endpoints();
		expect(only).toMatchObject({ savesErrors: false, savesSuccesses: false });
		expect(only.url).toMatch(/\/webhook\/webhook-1\/iset\/order\.saved\?token=•••$/);
	});

	test('a trigger without the credential is read by what n8n saved of its counters', async () => {
		const counters = {
			since: minutesAgo(99),
			accepted: tally(1),
			duplicate: tally(0),
			ignored: tally(0),
			refused: { missing: tally(2, minutesAgo(3)), unavailable: tally(2, minutesAgo(2)) },
		};
		n8n.workflows = [{ ...workflow({ nodes: [triggerNode({ credentials: {} })] }), staticData: { 'node:Bling Trigger': { counters } } }];
		const [only] = await endpoints();
		expect(only).toMatchObject({ status: 'refusing', refused: { missing: 2 } });
	});

	test("a credential that is deleted, or that n8n cannot test, is its row's problem alone", async () => {
		const other = triggerNode({
			name: 'Loja 2',
			webhookId: 'webhook-2',
			credentials: { blingOAuth2Api: { id: 'bling-2', name: 'Loja 2' } },
		});
		n8n.workflows = [workflow({ nodes: [triggerNode(), other] })];
		for (const [answer, problem] of [
			[{ status: 404, body: { message: 'Credential not found' } }, /"Matriz" no longer exists/],
			[{ status: 500, body: { message: 'Credentials could not be decrypted' } }, /Credentials could not be decrypted/],
			[{ status: 200, body: { done: true } }, /could not be tested/],
		] as const) {
			n8n.answer = (_request, path) =>
				/bling-1.test/.test(path) ? answer : /bling-2.test/.test(path) ? { status: 200, body: { status: 'OK' } } : undefined;
			const rows = await endpoints({ testCredentials: true });
			expect(rows.map(({ needsReconnect }) => needsReconnect)).toEqual([true, false]);
			expect(rows[0].credentialProblem).toMatch(problem);
		}
	});

	test('a key that may not test credentials fails all, as nothing is known of any', async () => {
		n8n.answer = (_request, path) => (path.endsWith('/test') ? { status: 403, body: { message: 'Forbidden' } } : undefined);
		expect((await n8n.refusal({ resource: 'endpoint', operation: 'getMany', options: { testCredentials: true } })).description).toMatch(
			/credential:read/,
		);
	});

	test('a credential that needs "Reconectar"', async () => {
		n8n.answer = (_request, path) =>
			path === '/api/v1/credentials/bling-1/test'
				? { status: 200, body: { status: 'Error', message: 'Unable to sign without access token' } }
				: undefined;
		expect((await endpoints({ testCredentials: true }))[0]).toMatchObject({
			needsReconnect: true,
			credentialProblem: 'Unable to sign without access token',
		});
		const unauthorized = execution([delivery()], { status: 'error' });
		unauthorized.data.resultData.error = { message: 'Bling answered 401', httpCode: '401', node: { name: 'Bling' } };
		n8n.executions = [unauthorized];
		expect((await endpoints())[0]).toMatchObject({ needsReconnect: true, credentialProblem: 'Bling answered 401' });
	});

	test.each([
		['no JSON', '{'],
		['no list', { vendor: 'bling' }],
		['no vendor', [{ account: '1' }]],
	])('expected accounts: %s', async (_name, expectedAccounts) => {
		expect((await n8n.refusal({ resource: 'endpoint', operation: 'getMany', options: { expectedAccounts } })).message).toMatch(
			/not (JSON|a list of accounts)/,
		);
	});
});
