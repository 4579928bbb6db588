import type { Operation } from '../../../shared/operations/operation';
import type { Parameters } from '../../../shared/operations/parameters';
import type { InstanceApi } from '../../../instance/api';
import { vendorOptions } from '../../../instance/triggers';
import { requireSecret } from '../../report/action';
import { collect } from '../../report/collect';
import { offeredVendors } from '../../report/offered';
import { webAddress } from '../../report/html';
import { renderPage } from '../../report/page';
import { readOutcome } from '../../report/outcome';
import type { Outcome } from '../../report/pageInput';
import { periodOf, readQuery } from '../../report/query';
import { accountsField, panelOf } from './panel';

export const render: Operation<InstanceApi> = {
	name: 'Create',
	value: 'render',
	internal: true,
	action: 'Create the panel of deliveries',
	description: 'Create an HTML page in Portuguese with totals, chart and resend buttons. Used by the bundled panel workflow.',
	fields: [
		{
			displayName: 'Query',
			name: 'query',
			type: 'json',
			default: '={{ $json.query ?? {} }}',
			description: 'The query as the Webhook node returns it, or the fields of a posted form',
		},
		accountsField,
		{
			displayName: 'Allow Resends',
			name: 'canResend',
			type: 'boolean',
			default: true,
			description: 'Whether the page has buttons that resend',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add option',
			default: {},
			options: [
				{
					displayName: 'Action URL',
					name: 'actionUrl',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://n8n.minhaloja.com.br/webhook/painel-reenviar',
					description: "Where the page's forms post to; empty means the page's own address",
				},
				{
					displayName: 'Max Executions',
					name: 'maxExecutions',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: 1000,
					description: 'Reads the data of at most this many; if there are more, one execution counts as one delivery',
				},
				{
					displayName: 'Outcome',
					name: 'outcome',
					type: 'json',
					default: '',
					description: 'The result or error of Process Form, Recreate by Reference or Send, shown at the top of the page',
				},
				{
					displayName: 'Panel Addresses',
					name: 'panelAddresses',
					type: 'fixedCollection',
					typeOptions: { multipleValues: true },
					default: {},
					placeholder: 'Add Address',
					description: "Address of an order in a vendor's panel; copy one from your browser",
					options: [
						{
							displayName: 'Address',
							name: 'entries',
							values: [
								{
									displayName: 'Vendor',
									name: 'vendor',
									type: 'options',
									options: vendorOptions,
									default: '',
									description: 'The vendor whose panel it is',
								},
								{
									displayName: 'Address',
									name: 'address',
									type: 'string',
									default: '',
									placeholder: 'e.g. https://painel.example.com/pedidos/{reference}',
									description: 'Put {reference} where the number belongs',
								},
							],
						},
					],
				},
				{
					displayName: 'Resend Page',
					name: 'resendPage',
					type: 'string',
					default: '',
					placeholder: 'e.g. painel-de-webhooks-reenviar',
					description: 'Address of the page with the buttons, to link to from a page without them',
				},
				{
					displayName: 'Title',
					name: 'title',
					type: 'string',
					default: 'Painel de webhooks',
					description: 'Title of the page',
				},
				{
					displayName: 'Workflow IDs',
					name: 'workflowIds',
					type: 'string',
					default: '',
					placeholder: 'e.g. xW2mLq8bTz1Rk0vN',
					description: 'IDs of the workflows to show, separated by commas; empty means all',
				},
			],
		},
	],

	async run({ api, param }) {
		const options = param.in('options');
		const canResend = param.flag('canResend');
		if (canResend) requireSecret(api);
		const query = readQuery(param.optionalObject('query') ?? {});
		const { period, problem, preset } = periodOf(query);
		const accounts = param.list('accounts', 'refused');
		const actionUrl = options.optionalText('actionUrl') ?? '';
		if (actionUrl !== '' && webAddress(actionUrl) === undefined) {
			options.refuse('actionUrl', 'is not an address', 'Enter the full address, starting with https://.');
		}
		const filter = { vendors: [], accounts, events: [], workflowIds: options.list('workflowIds') };
		const shownQuery = { ...query, preset };
		const maxExecutions = options.optionalCount('maxExecutions') ?? 1000;
		const given = readOutcome(options.optionalJson('outcome'));
		const resendPage = options.optionalText('resendPage') ?? '';
		const title = options.optionalText('title') ?? 'Painel de webhooks';
		const panelAddresses = Object.fromEntries(options.rows('panelAddresses', 'entries').flatMap(readAddress));
		const collected = await collect(api, { period, filter, query: shownQuery, maxExecutions });
		const outcome: Outcome | undefined = given ?? (problem === null ? undefined : { ok: false, message: problem, details: [] });
		const html = renderPage({
			title,
			query: shownQuery,
			period,
			collected,
			outcome,
			canResend,
			actionUrl,
			resendPage,
			offered: offeredVendors(api.context),
			resendSecret: api.resendSecret,
			panelAddresses,
			panel: panelOf(api, accounts, actionUrl),
		});
		const { totals, unsolved, warnings, historySince } = collected;
		return {
			html,
			statusCode: given?.status ?? 200,
			periodFrom: period.after,
			periodTo: period.before,
			...totals,
			unsolved,
			warnings,
			historySince,
		};
	},
};

/** Ignores rows that are not filled in yet. */
function readAddress(row: Parameters): Array<[vendor: string, address: string]> {
	const [vendor, address] = [row.optionalText('vendor'), row.optionalText('address')];
	return vendor === undefined || address === undefined ? [] : [[vendor.toLowerCase(), address]];
}
