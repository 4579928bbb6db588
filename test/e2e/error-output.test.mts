import assert from 'node:assert/strict';
import { test } from 'node:test';

import type { Execution, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import { defaultKeys } from '../../sandbox/nfeio/account.mts';
import { post, sign, stockBody } from '../support/bling.mts';
import { publishTrigger, startTestN8n } from '../support/instance.mts';
import { secrets } from '../support/intelipost.mts';
import { credentialData, shopState } from '../support/iset.mts';
import { startSandbox } from '../support/sandbox.mts';
import { node } from '../support/workflow.mts';

type Json = Record<string, unknown>;

const sandbox = await startSandbox();
const n8n = await startTestN8n();
const { control, intelipost, nfeio } = sandbox.addresses;

const make = async (type: string, data: object) => ({ [type]: { id: await n8n.current.createCredential(type, type, data), name: type } });
const isetApi = await make('isetApi', await credentialData(sandbox));
const intelipostApi = await make('intelipostApi', { ...secrets, apiBaseUrl: `${intelipost}/api/v1` });
const nfeIoApi = await make('nfeIoApi', {
	apiKey: defaultKeys.mainKey,
	previousApiKey: '',
	webhooksBaseUrl: nfeio,
	invoicesBaseUrl: nfeio,
});
const n8nInstanceApi = await make('n8nInstanceApi', { baseUrl: n8n.current.url, apiKey: n8n.current.apiKey, resendSecret: '' });
const account = await sandbox.act('bling', 'token');
const blingOAuth2Api = await make('blingOAuth2Api', blingCredentialData(account));
await sandbox.act('bling', 'set-redirect', { app: account.clientId, url: `${n8n.current.url}/rest/oauth2-credential/callback` });
await n8n.current.connectOAuth2(blingOAuth2Api.blingOAuth2Api.id, async (url) => await pressAuthorize(url, String(account.companyId)));

const requestsOf = async (vendor: string) => (await sandbox.requests(vendor)).length;

/** One operation, fed with three items: of `given`, the second one fails. */
interface Case {
	parameters: Json;
	given: [Json, Json, Json];
	/** How many items come of the first and of the third. */
	gives: [number, number];
}

interface Kind {
	type: string;
	typeVersion?: number;
	credentials: Record<string, { id: string; name: string }>;
}

interface ActionNode extends Kind {
	/** Its name in the sandbox, if it is there. */
	vendor: string | undefined;
	one: Case;
	/** Gives many items for the first, none for the third. */
	list: Case;
}

async function blingNode(): Promise<ActionNode> {
	const { companies } = await sandbox.state<{ companies: Array<{ products: Array<{ id: number }> }> }>('bling');
	const [first, second] = companies[0].products.map(({ id }) => id);
	return {
		vendor: 'bling',
		type: n8n.current.nodeType('bling'),
		credentials: blingOAuth2Api,
		one: {
			parameters: { resource: 'product', operation: 'get', productId: '={{ $json.product }}' },
			given: [{ product: first }, { product: 1 }, { product: second }],
			gives: [1, 1],
		},
		list: {
			parameters: { resource: 'product', operation: 'getMany', filters: { criterion: '5', productIds: '={{ $json.products }}' } },
			given: [{ products: [first, second] }, { products: ['none'] }, { products: [1] }],
			gives: [2, 0],
		},
	};
}

async function isetNode(): Promise<ActionNode> {
	const { products } = await shopState(sandbox);
	return {
		vendor: 'iset',
		type: n8n.current.nodeType('iset'),
		credentials: isetApi,
		one: {
			parameters: { resource: 'product', operation: 'get', productId: '={{ $json.product }}' },
			given: [{ product: products[0].id }, { product: 999_999 }, { product: products[1].id }],
			gives: [1, 1],
		},
		list: {
			parameters: { resource: 'product', operation: 'search', words: '={{ $json.words }}', limit: 2 },
			given: [{ words: '' }, { words: {} }, { words: 'sem nenhum assim' }],
			gives: [2, 0],
		},
	};
}

async function intelipostNode(): Promise<ActionNode> {
	const order = async () => (await sandbox.act('intelipost', 'create-order')).order_number;
	const [first, second] = [await order(), await order()];
	await sandbox.act('intelipost', 'add-event', { orderNumber: first, state: 'SHIPPED' });
	return {
		vendor: 'intelipost',
		type: n8n.current.nodeType('intelipost'),
		credentials: intelipostApi,
		one: {
			parameters: { resource: 'shipmentOrder', operation: 'get', orderNumber: '={{ $json.order }}' },
			given: [{ order: first }, { order: 'NAO-EXISTE' }, { order: second }],
			gives: [1, 1],
		},
		list: {
			parameters: {
				resource: 'tracking',
				operation: 'getHistory',
				orderNumber: '={{ $json.order }}',
				filters: { historyIds: '={{ $json.rows }}' },
			},
			given: [
				{ order: first, rows: '' },
				{ order: 'NAO-EXISTE', rows: '' },
				{ order: second, rows: '1' },
			],
			gives: [2, 0],
		},
	};
}

async function nfeIoNode(): Promise<ActionNode> {
	const { account: nfe } = await sandbox.state<{ account: { companies: Array<{ id: string }> } }>('nfeio');
	const [company, empty] = nfe.companies.map(({ id }) => id);
	const issue = async () => (await sandbox.act('nfeio', 'issue-service-invoice', { company, outcome: 'issued' })).id;
	const [first, second] = [await issue(), await issue()];
	const none = 'f'.repeat(24);
	return {
		vendor: 'nfeio',
		type: n8n.current.nodeType('nfeIo'),
		credentials: nfeIoApi,
		one: {
			parameters: {
				resource: 'serviceInvoice',
				operation: 'get',
				company: { __rl: true, mode: 'id', value: company },
				invoiceId: '={{ $json.invoice }}',
			},
			given: [{ invoice: first }, { invoice: none }, { invoice: second }],
			gives: [1, 1],
		},
		list: {
			parameters: { resource: 'serviceInvoice', operation: 'getMany', company: { __rl: true, mode: 'id', value: '={{ $json.company }}' } },
			given: [{ company }, { company: none }, { company: empty }],
			gives: [2, 0],
		},
	};
}

async function deliveriesNode(): Promise<ActionNode> {
	const { address, workflowId } = await publishTrigger(n8n.current, { type: 'blingTrigger', path: 'bling', credentials: blingOAuth2Api });
	for (const body of [stockBody(), stockBody()]) {
		assert.equal((await post(address, body, { 'x-bling-signature-256': sign(body, String(account.clientSecret)) })).status, 200);
	}
	const [second, first] = (await n8n.current.untilExecutions(workflowId, 2)).map(({ id }) => id);
	return {
		vendor: undefined,
		type: n8n.current.nodeType('webhookDeliveries'),
		credentials: n8nInstanceApi,
		one: {
			parameters: { resource: 'delivery', operation: 'get', executionId: '={{ $json.execution }}' },
			given: [{ execution: first }, { execution: '999999' }, { execution: second }],
			gives: [1, 1],
		},
		list: {
			parameters: {
				resource: 'delivery',
				operation: 'getMany',
				filters: { workflowIds: '={{ $json.workflow }}', search: '={{ $json.search }}' },
			},
			given: [
				{ workflow: workflowId, search: '' },
				{ workflow: 'none', search: '' },
				{ workflow: workflowId, search: 'nothing of this name' },
			],
			gives: [2, 0],
		},
	};
}

interface Settings {
	onError?: 'continueErrorOutput' | 'continueRegularOutput';
	executeOnce?: boolean;
	alwaysOutputData?: boolean;
	retryOnFail?: boolean;
	maxTries?: number;
	waitBetweenTries?: number;
}

/** What came out of one placing of the node: `right` and `wrong` are its outputs, each item with the input it finds as its partner. */
interface Outcome {
	right: Json[];
	wrong: Json[];
}

const place = (
	{ type, typeVersion = 1, credentials }: Kind,
	name: string,
	parameters: Json,
	settings: Settings,
): WorkflowJson['nodes'][number] => ({ ...node(name, type, typeVersion, parameters), credentials, ...settings });

/** Start → Items → the node in each of its placings → a node on each output that asks for its partner. */
async function run(
	action: Kind,
	given: Json[],
	placings: Record<string, { parameters: Json; settings?: Settings; errorOutput?: number }>,
): Promise<{ execution: Execution; outcomes: Record<string, Outcome> }> {
	const names = Object.keys(placings);
	const items = given.map((item, number) => ({ ...item, number }));
	const partner = {
		mode: 'manual',
		includeOtherFields: true,
		assignments: { assignments: [{ id: 'p', name: 'partner', type: 'number', value: "={{ $('Items').item.json.number }}" }] },
		options: {},
	};
	const to = (...outputs: string[][]) => ({
		main: outputs.map((targets) => targets.map((name) => ({ node: name, type: 'main', index: 0 }))),
	});
	const { id } = await n8n.current.createWorkflow({
		name: `Failing ${action.type}`,
		nodes: [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Given', 'n8n-nodes-base.set', 3.4, { mode: 'raw', jsonOutput: JSON.stringify({ items }), options: {} }),
			node('Items', 'n8n-nodes-base.splitOut', 1, { fieldToSplitOut: 'items', options: {} }),
			...names.flatMap((name) => [
				place(action, name, placings[name].parameters, placings[name].settings ?? {}),
				node(`${name} right`, 'n8n-nodes-base.set', 3.4, partner),
				node(`${name} wrong`, 'n8n-nodes-base.set', 3.4, partner),
			]),
		],
		connections: {
			Start: to(['Given']),
			Given: to(['Items']),
			Items: to(names),
			...Object.fromEntries(
				names.map((name) => {
					const between = Array<string[]>((placings[name].errorOutput ?? 1) - 1).fill([]);
					return [name, to([`${name} right`], ...between, [`${name} wrong`])];
				}),
			),
		},
		settings: { saveManualExecutions: true, executionOrder: 'v1' },
	});
	const execution = await n8n.current.runManually(id, 'Start');
	const { runData } = execution.data.resultData;
	const out = (name: string) => (runData[name]?.[0].data?.main[0] ?? []).map(({ json }) => json);
	return {
		execution,
		outcomes: Object.fromEntries(names.map((name) => [name, { right: out(`${name} right`), wrong: out(`${name} wrong`) }])),
	};
}

/** NFE.io gives each request a number of its own. */
const withoutRequestId = <T,>(value: T): T => JSON.parse(JSON.stringify(value).replaceAll(/x-request-id \w+/g, 'x-request-id'));

const partners = (items: Json[]) => items.map(({ partner }) => partner);
const repeated = ([first, third]: [number, number]) => [...Array<number>(first).fill(0), ...Array<number>(third).fill(2)];

/** The failure as the execution tells it where it stops the workflow. */
async function stopped(action: Kind, { given, parameters }: Case): Promise<{ message: string; description: string | null }> {
	const { execution, outcomes } = await run(action, given, { Action: { parameters } });
	assert.equal(execution.status, 'error');
	assert.deepEqual(outcomes.Action, { right: [], wrong: [] });
	const { error } = execution.data.resultData;
	assert.equal(error?.context?.itemIndex, 1, `${error?.message} does not name its item`);
	return withoutRequestId({ message: error.message, description: error.description ?? null });
}

const makers: Record<string, () => Promise<ActionNode>> = {
	bling: blingNode,
	iset: isetNode,
	intelipost: intelipostNode,
	nfeio: nfeIoNode,
	deliveries: deliveriesNode,
};

for (const [name, makeNode] of Object.entries(makers)) {
	test(`${name}: of three items the one that fails goes where "On Error" says, with n8n's error, and each finds its partner`, async () => {
		const action = await makeNode();
		for (const item of [action.one, action.list]) {
			const { given, gives, parameters } = item;
			const failure = await stopped(action, item);
			const { execution, outcomes } = await run(action, given, {
				Branching: { parameters, settings: { onError: 'continueErrorOutput' } },
				Regular: { parameters, settings: { onError: 'continueRegularOutput' } },
			});
			assert.equal(execution.status, 'success');
			const { Branching, Regular } = withoutRequestId(outcomes);
			assert.deepEqual(partners(Branching.right), repeated(gives));
			assert.ok(Branching.right.every(({ error }) => error === undefined));
			// As n8n's own HTTP Request: the item that failed with its own fields, and the error.
			assert.deepEqual(Branching.wrong, [{ ...given[1], number: 1, error: failure.message, details: failure, partner: 1 }]);

			assert.deepEqual(Regular.wrong, []);
			const failed = Regular.right.filter(({ error }) => error !== undefined);
			assert.deepEqual(failed, [{ error: failure.message, description: failure.description, partner: 1 }]);
			assert.deepEqual(partners(Regular.right), [...Array<number>(gives[0]).fill(0), 1, ...Array<number>(gives[1]).fill(2)]);
		}
	});

	test(`${name}: "Execute Once" takes the first item, "Always Output Data" gives one of nothing, "Retry On Fail" tries again`, async () => {
		const action = await makeNode();
		const { one, list } = action;
		const { outcomes } = await run(action, one.given, { Once: { parameters: one.parameters, settings: { executeOnce: true } } });
		assert.deepEqual(partners(outcomes.Once.right), [0]);

		const nothing = await run(action, [list.given[2]], {
			Always: { parameters: list.parameters, settings: { alwaysOutputData: true } },
			Branching: { parameters: list.parameters, settings: { alwaysOutputData: true, onError: 'continueErrorOutput' } },
			Never: { parameters: list.parameters },
		});
		assert.deepEqual(nothing.outcomes, {
			Always: { right: [{ partner: 0 }], wrong: [] },
			Branching: { right: [{ partner: 0 }], wrong: [] },
			Never: { right: [], wrong: [] },
		});

		if (action.vendor === undefined) return;
		const again = { retryOnFail: true, maxTries: 2, waitBetweenTries: 1 };
		for (const settings of [again, { ...again, onError: 'continueErrorOutput' as const }]) {
			await sandbox.act(action.vendor, 'api-faults', { garbage: 1 });
			const retried = await run(action, [one.given[0]], { Action: { parameters: one.parameters, settings } });
			assert.deepEqual([partners(retried.outcomes.Action.right), retried.outcomes.Action.wrong], [[0], []]);
		}
		await sandbox.act(action.vendor, 'api-faults', { garbage: 1 });
		const once = await run(action, [one.given[0]], { Action: { parameters: one.parameters } });
		assert.equal(once.execution.status, 'error', 'the answer that is none was not needed');
	});
}

test("n8n's own HTTP Request does the same: the failing item's fields and its error on the error output, with the message of the failed execution", async () => {
	const action: Kind = { type: 'n8n-nodes-base.httpRequest', typeVersion: 4.5, credentials: {} };
	const parameters = { url: `={{ '${control}' + $json.path }}`, options: {} };
	const given: Case['given'] = [{ path: '/sandbox/iset' }, { path: '/nothing' }, { path: '/sandbox/bling' }];
	const failure = await stopped(action, { parameters, given, gives: [1, 1] });
	const { outcomes } = await run(action, given, {
		Branching: { parameters, settings: { onError: 'continueErrorOutput' } },
		Regular: { parameters, settings: { onError: 'continueRegularOutput' } },
	});
	assert.deepEqual(
		[partners(outcomes.Branching.right), partners(outcomes.Regular.right)],
		[
			[0, 2],
			[0, 1, 2],
		],
	);
	const [{ details, error, ...own }, ...others] = outcomes.Branching.wrong;
	assert.deepEqual([own, others], [{ ...given[1], number: 1, partner: 1 }, []]);
	assert.ok(error);
	const { message, description = null } = details as { message: string; description?: string };
	assert.deepEqual({ message, description }, failure);
});

const oddNumbers = [undefined, null, false, [], ' ', true, [5]];

test('what is written and was not filled in, or is no number, is refused by its name before anything is asked', async () => {
	const { companies } = await sandbox.state<{ companies: Array<{ products: Array<{ id: number }>; deposits: Array<{ id: number }> }> }>(
		'bling',
	);
	const product = {
		productId: companies[0].products[0].id,
		depositId: { __rl: true, mode: 'id', value: String(companies[0].deposits[0].id) },
	};
	const order = { orderNumber: (await sandbox.act('intelipost', 'create-order')).order_number };
	const volume = {
		volumeNumber: '1',
		series: '1',
		number: '4321',
		key: '4321'.padStart(44, '0'),
		date: '2026-07-20',
		totalValue: 45.99,
		productsValue: 39.99,
	};
	const [bling, parcel] = [
		{ type: n8n.current.nodeType('bling'), credentials: blingOAuth2Api },
		{ type: n8n.current.nodeType('intelipost'), credentials: intelipostApi },
	];
	/** The rest of an operation's fields, and one of its numbers, under the name that the editor shows. */
	const numbers = [
		{
			action: bling,
			chosen: { resource: 'stock', operation: 'setBalance' },
			label: 'Quantity',
			fill: (quantity?: unknown) => ({ productBy: 'id', ...product, ...(quantity === undefined ? {} : { quantity }) }),
		},
		{
			action: bling,
			chosen: { resource: 'stock', operation: 'addMovement' },
			label: 'Quantity',
			fill: (quantity?: unknown) => ({ ...product, ...(quantity === undefined ? {} : { quantity }) }),
		},
		...(['totalValue', 'productsValue'] as const).map((name) => ({
			action: parcel,
			chosen: { resource: 'shipmentOrder', operation: 'setInvoice' },
			label: name === 'totalValue' ? 'Total Value' : 'Products Value',
			fill: (value?: unknown) => ({ ...order, invoices: { volumes: [{ ...volume, [name]: value }] } }),
		})),
	];
	const before = [await requestsOf('bling'), await requestsOf('intelipost')];
	for (const { action, chosen, label, fill } of numbers) {
		// What the editor marks as required, n8n does not even start.
		for (const parameters of [chosen, { ...chosen, ...fill() }]) {
			const { execution } = await run(action, [{}], { Action: { parameters } });
			assert.equal(execution.status, 'error', JSON.stringify(parameters));
			assert.match(String(execution.data.resultData.error?.message), new RegExp(`has issues|"${label}"`));
		}
		const { outcomes } = await run(
			action,
			oddNumbers.map((q) => ({ q })),
			{
				Odd: { parameters: { ...chosen, ...fill('={{ $json.q }}') }, settings: { onError: 'continueRegularOutput' } },
			},
		);
		const errors = outcomes.Odd.right.map(({ error }) => String(error));
		assert.equal(errors.length, oddNumbers.length);
		for (const error of errors) assert.match(error, new RegExp(`"${label}"`));
	}
	assert.deepEqual([await requestsOf('bling'), await requestsOf('intelipost')], before);
});

/** Offers one tool to agents at an address of its own, by n8n's MCP Server Trigger; answers a client that calls the tool. */
async function offerTool({ type, credentials }: Kind, parameters: Json): Promise<(own: Json) => Promise<string>> {
	const path = crypto.randomUUID();
	const trigger = { ...node('Agents', '@n8n/n8n-nodes-langchain.mcpTrigger', 2, { path, authentication: 'none' }), webhookId: path };
	const tool = {
		...node('Shop', `${type}Tool`, 1, { ...parameters, descriptionType: 'manual', toolDescription: 'The shop' }),
		credentials,
	};
	const { id } = await n8n.current.createWorkflow({
		name: 'Tool',
		nodes: [trigger, tool],
		connections: { Shop: { ai_tool: [[{ node: 'Agents', type: 'ai_tool', index: 0 }]] } },
		settings: {},
	});
	const address = `${n8n.current.url}/mcp/${path}`;
	await n8n.current.publish(id);
	const ask = async (method: string, params: Json, session?: string) =>
		await fetch(address, {
			method: 'POST',
			headers: {
				'content-type': 'application/json',
				accept: 'application/json, text/event-stream',
				...(session === undefined ? {} : { 'mcp-session-id': session }),
			},
			body: JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }),
		});
	const session = await until('the tool to be offered', async () => {
		const answer = await ask('initialize', { protocolVersion: '2025-03-26', capabilities: {}, clientInfo: { name: 'test', version: '1' } });
		await answer.text();
		return answer.headers.get('mcp-session-id') ?? undefined;
	});
	return async (own) => await (await ask('tools/call', { name: 'Shop', arguments: own }, session)).text();
}

test('what is kept from AI agents is refused where one reaches it as a tool, by an expression that it fills in', async () => {
	const { companies } = await sandbox.state<{ companies: Array<{ orders: Array<{ id: number; numero: number }> }> }>('bling');
	const [order] = companies[0].orders;
	const call = await offerTool(
		{ type: n8n.current.nodeType('bling'), credentials: blingOAuth2Api },
		{
			resource: 'salesOrder',
			operation: "={{ $fromAI('operation', 'What to do', 'string') }}",
			orderId: String(order.id),
			// Of other operations: n8n wants them all where the operation is an expression.
			orderNumber: '1',
			storeNumbers: '1',
			storeNumber: '1',
			situationId: '1',
			state: 'Entregue',
			contactId: '1',
		},
	);
	assert.match(await call({ operation: 'get' }), new RegExp(`numero\\W+${order.numero}\\b`));
	assert.match(await call({ operation: 'generateNfe' }), /An AI agent may not use \W*Generate NF-e/);
	assert.deepEqual(
		(await sandbox.requests('bling')).filter(({ path }) => path.endsWith('/gerar-nfe')),
		[],
	);
});

test('an operation with outputs of its own: a failed item goes to the error output, which is the last', async () => {
	await sandbox.act('nfeio', 'settings', { stepSeconds: 0 });
	const { account: nfe } = await sandbox.state<{ account: { companies: Array<{ id: string }> } }>('nfeio');
	const [{ id: company }] = nfe.companies;
	const { id } = await sandbox.act('nfeio', 'issue-service-invoice', { company, outcome: 'issued' });
	await until('the invoice', async () => {
		const { serviceInvoices } = await sandbox.state<{ serviceInvoices: Array<{ id: string; status: string }> }>('nfeio');
		return serviceInvoices.find((one) => one.id === id && one.status === 'Issued');
	});
	const parameters = { resource: 'invoice', operation: 'getOutcome', options: { attachFiles: false } };
	const item = (reference: unknown) => ({ event: 'service_invoice.issued_successfully', account: company, reference });
	const { outcomes } = await run(
		{ type: n8n.current.nodeType('nfeIo'), credentials: nfeIoApi },
		[item(id), item('f'.repeat(24)), item(id)],
		{ Outcome: { parameters, settings: { onError: 'continueErrorOutput' }, errorOutput: 5 } },
	);
	assert.deepEqual(
		[partners(outcomes.Outcome.right), partners(outcomes.Outcome.wrong), outcomes.Outcome.right[0].outcome],
		[[0, 2], [1], 'issued'],
	);
	assert.match(String(outcomes.Outcome.wrong[0].error), /^The field "Invoice ID" is the ID of an invoice that NFE\.io does not have/);
});
