import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { InstanceApi } from '../../../instance/api';
import { vendorOptions } from '../../../instance/triggers';
import type { Call, Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import { withoutFilter, workflowsFor } from '../../history/filters';
import { toItem } from '../../history/deliveryItem';
import { accountIn, noteAccount } from '../../setup/accounts';
import type { Awaited } from '../../setup/firstDelivery';
import { arrivedText, diagnose, firstDelivery } from '../../setup/firstDelivery';
import { showPage } from '../../setup/page';

const arrived = 'Arrived';
const diagnosis = 'Diagnosis';

const [{ value: firstVendor }] = vendorOptions;

const fields: INodeProperties[] = [
	{
		displayName: 'Vendor',
		name: 'vendor',
		type: 'options',
		options: vendorOptions,
		default: firstVendor,
		description: 'The vendor whose delivery to wait for',
	},
	{
		displayName: 'Account Name',
		name: 'accountName',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. Matriz',
		description: 'The name of the account in the data table "webhooks_contas"',
	},
	{
		displayName: 'Account',
		name: 'account',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
		description: 'The "account" of its deliveries; empty means any account of the vendor',
	},
	{
		displayName: 'From',
		name: 'since',
		type: 'dateTime',
		default: '',
		required: true,
		description: 'Earlier deliveries do not count',
	},
	{
		displayName: 'Seconds to Wait',
		name: 'seconds',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 50 },
		default: 15,
		description: 'The longest that the person who clicked the button has to wait',
	},
	{
		displayName: 'Next Address',
		name: 'nextAddress',
		type: 'string',
		default: '={{ $execution.resumeUrl }}',
		description: 'Where "Conferir de novo" posts to: the resume URL, with a Wait node next; empty shows no page',
	},
];

/** Waits until a real delivery of an account arrives; if the time runs out, explains why none came. */
export const waitForFirst: Operation<InstanceApi> = {
	name: 'Wait for First',
	value: 'waitForFirst',
	internal: true,
	action: 'Wait for the first delivery of an account',
	description: 'Wait for a real delivery, or find out why none came. Used by the bundled setup workflow.',
	notForAgents: true,
	fields,
	outputs: [arrived, diagnosis],
	async run(call) {
		const { api, param } = call;
		const vendor = param.choice('vendor');
		const name = { vendor, accountName: param.text('accountName') };
		const since = param.optionalDate('since') ?? param.refuse('since', 'is empty', 'Fill it in.');
		const awaited: Awaited = { vendor, account: accountIn(param.optionalText('account') ?? '') || undefined, since };
		const seconds = param.number('seconds');
		const nextAddress = param.optionalText('nextAddress');
		const workflows = await workflowsFor(api, { ...withoutFilter, vendors: [vendor] });
		const told = { configuredAt: since, account: awaited.account ?? '' };
		await noteAccount(api, name, told);
		const found = await firstDelivery(api, workflows, awaited, seconds);
		if (found !== undefined) {
			await noteAccount(api, name, {
				...told,
				confirmedAt: new Date().toISOString(),
				workflowId: found.workflow.id,
			});
			const whose = found.account === null ? 'a entrega é d' : `${found.account} é `;
			const doubt =
				awaited.account === undefined ? ` O código da conta ficou em branco: confira se ${whose}a conta "${name.accountName}".` : '';
			show(call, nextAddress, { title: 'Passo 3 de 3: confirmado', message: `${arrivedText(found)}${doubt}`, content: [] });
			return new Outputs({ [arrived]: [{ json: toItem(api, found) }] });
		}
		const { cause, content, endpoints } = await diagnose(api, workflows, awaited);
		const message = `${cause}\nProvoque uma entrega no fornecedor e clique em "Conferir de novo".`;
		show(call, nextAddress, { title: 'Ainda não chegou nada', message, content, button: 'Conferir de novo' });
		const json: IDataObject = { ...name, account: awaited.account ?? '', since, cause, endpoints };
		return new Outputs({ [diagnosis]: [{ json }] });
	},
};

type Page = Omit<Parameters<typeof showPage>[1], 'next'> & { button?: string };

/** No page is shown if nobody is waiting for one. */
function show({ context }: Call<InstanceApi>, address: string | undefined, { button, ...page }: Page): void {
	if (address !== undefined) showPage(context, { ...page, ...(button === undefined ? {} : { next: { address, button } }) });
}
