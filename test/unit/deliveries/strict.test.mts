import { NodeHelpers } from 'n8n-workflow';
import type { INode } from 'n8n-workflow';

import { WebhookDeliveries } from '../../../nodes/WebhookDeliveries/WebhookDeliveries.node';
import { delivery, execution, FakeN8n } from './support.mts';

/** What cannot be read is refused by the name of its field: it is never "all", never a default. */
let n8n: FakeN8n;
beforeEach(async () => {
	n8n = await new FakeN8n().open();
	n8n.executions = [execution([delivery({ account: 'B', reference: 'B-1' })], { status: 'error' })];
});
afterEach(async () => await n8n.close());

const usual: Record<string, Record<string, unknown>> = {
	getMany: { resource: 'delivery', operation: 'getMany', returnAll: true },
	resendMany: { resource: 'delivery', operation: 'resendMany', dryRun: false, perSecond: 50, limit: 50, status: 'failed' },
	delete: { resource: 'delivery', operation: 'delete', reference: 'B-1', confirmation: 'B-1' },
	statistics: { resource: 'statistics', operation: 'get', breakdown: 'accountAndEvent', interval: 'day', maxExecutions: 9 },
	render: { resource: 'report', operation: 'render', query: {} },
	endpoint: { resource: 'endpoint', operation: 'getMany' },
};
const refused = async (name: string, own: object, said: RegExp) => {
	expect((await n8n.refusal({ ...usual[name], ...own })).message).toMatch(said);
	expect(n8n.actions).toEqual([]);
};

const unreadable = [[null], ['A', null], [{}], {}, true, [['A']]];

describe.each(['getMany', 'resendMany', 'delete', 'statistics'])('%s', (name) => {
	test.each([
		['accounts', 'Accounts'],
		['events', 'Events'],
		['vendors', 'Vendors'],
		['workflowIds', 'Workflow IDs'],
	])('a filter %s that is no list', async (filter, displayName) => {
		for (const value of unreadable) await refused(name, { filters: { [filter]: value } }, new RegExp(displayName));
	});

	test('a filter that is left empty, or out, wants all', async () => {
		for (const filters of [{}, { accounts: '' }, { accounts: [] }, { accounts: ' B , ' }, { accounts: ['B'] }]) {
			expect(await n8n.run({ ...usual[name], filters, dryRun: true, confirmation: '' })).toHaveLength(1);
		}
	});
});

describe('an expression that gives an empty text is no "all"', () => {
	const nothing = '={{ $json.nothing ?? "" }}';

	test.each(['resendMany', 'delete'])('%s', async (name) => {
		for (const [filter, displayName] of [
			['accounts', 'Accounts'],
			['events', 'Events'],
			['workflowIds', 'Workflow IDs'],
		]) {
			await refused(name, { filters: { [filter]: nothing } }, new RegExp(`"${displayName}" has an expression that returned nothing`));
		}
	});

	test('nor is it all accounts of a page, or of its buttons', async () => {
		await refused('render', { accounts: nothing, canResend: false }, /"Accounts" has an expression that returned nothing/);
		await refused(
			'render',
			{ operation: 'handleAction', formFields: {}, accounts: nothing },
			/"Accounts" has an expression that returned nothing/,
		);
	});

	test('a search of Resend Many', async () => await refused('resendMany', { filters: { search: nothing } }, /"Search" has an expression/));
	test('a list that only reads takes it', async () => {
		expect(await n8n.run({ ...usual.getMany, filters: { accounts: nothing } })).toHaveLength(1);
	});
});

test.each([[{}], [true], [['1']]])('a search for %j', async (search) => {
	await refused('getMany', { filters: { search } }, /Search/);
});

test.each(['everything', '', 'constructor', 'Failed', 1])('status %j', async (status) => {
	await refused('getMany', { status }, /Status/);
	await refused('resendMany', { status }, /Status/);
});

test.each(['lastYear', '', 'toString'])('period %j', async (period) => {
	for (const name of ['getMany', 'resendMany', 'statistics', 'endpoint']) await refused(name, { period }, /Period/);
});

test.each([
	['statistics', 'breakdown', 'all', /Breakdown/],
	['statistics', 'interval', 'minute', /Interval/],
	['statistics', 'maxExecutions', 0, /Max Executions/],
	['statistics', 'maxExecutions', 1.5, /Max Executions/],
])('%s: %s %j', async (name, field, value, said) => {
	await refused(name, { [field]: value }, said);
});

test.each([
	['render', 'maxExecutions', 0, /Max Executions/],
	['render', 'maxExecutions', 'many', /Max Executions/],
	['render', 'maxExecutions', {}, /Max Executions/],
	['render', 'title', { a: 1 }, /Title/],
	['render', 'actionUrl', 7, /Action URL/],
	['render', 'workflowIds', ['workflow-1', null], /Workflow IDs/],
	['endpoint', 'silentHours', 'x', /Silent After/],
	['endpoint', 'failureRateLimit', -1, /Failing Above/],
	['endpoint', 'maxExecutions', 0, /Max Executions/],
	['endpoint', 'testCredentials', 'yes', /Test Credentials/],
])('%s: option %s %j', async (name, option, value, said) => {
	await refused(name, { options: { [option]: value } }, said);
});

test('numbers may come as text', async () => {
	n8n.executions.push(execution([delivery()]), execution([delivery()]));
	const [page] = await n8n.run({ ...usual.render, options: { maxExecutions: '1' } });
	expect(String(page.warnings)).toMatch(/mais de 1 execuções/);
	expect(
		await n8n.run({ ...usual.endpoint, options: { silentHours: '2', failureRateLimit: '10.5', maxExecutions: '3' } }),
	).not.toHaveLength(0);
});

test.each([[['A', null]], [[null]], [{}], [true]])('a panel for the accounts %j shows nobody anything', async (accounts) => {
	await refused('render', { accounts }, /[Aa]ccounts/);
	const handle = { resource: 'report', operation: 'handleAction', formFields: { acao: 'resend', ids: '', token: 'x' } };
	expect((await n8n.refusal({ ...handle, accounts })).message).toMatch(/[Aa]ccounts/);
});

test('a period that an expression chooses can be published: what it needs is asked for when it runs', async () => {
	const { description } = new WebhookDeliveries();
	const parameters = { resource: 'delivery', operation: 'getMany', period: '={{ $json.period }}' };
	const node = { id: '1', name: 'Node', type: 'webhookDeliveries', typeVersion: 1, position: [0, 0], parameters } as INode;
	expect(NodeHelpers.getNodeParametersIssues(description.properties, node, description)).toBeNull();
	await refused('getMany', { period: 'custom', from: '' }, /From/);
});
