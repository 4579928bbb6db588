import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { rebuildOperation } from '../../../shared/operations/rebuild';
import { completeDelivery } from '../../../shared/trigger/delivery';
import { invoice } from '../../api/answers';
import { withoutSecrets } from '../../api/api';
import type { NfeIoApi } from '../../api/client';
import { invoicePath } from '../../api/ids';
import { identity } from '../../identity';
import type { InvoiceResource } from '../../webhook/events';
import { actionOfFlow } from '../../webhook/events';
import { readId } from '../fields';

const kinds: InvoiceResource[] = ['service_invoice', 'product_invoice', 'consumer_invoice'];
const text = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(undefined);
const shown = z.object({ flowStatus: text, status: text, provider: z.object({ name: text }).nullish().catch(undefined) });

/** The event for a refusal if nothing else is known (docs/facts/nfeio.md §2.3). */
const asFailed = (action: string) => action.replace(/_error$/, '_failed');

export const rebuild = rebuildOperation<NfeIoApi>({
	identity,
	reference: 'NFE.io\'s ID of the invoice; "Account" must be the ID of its company',
	async rebuild({ api, param }, { event, account }) {
		const [resource, action] = event.split('.');
		const kind = kinds.find((one) => one === resource);
		const reference = readId(param, 'reference');
		if (account === undefined) return param.refuse('account', 'is empty', "Enter the ID of the invoice's company.");
		const place = invoicePath(kind ?? 'service_invoice', readId(param, 'account'), reference);
		const found = kind && (await api.find({ ...place, method: 'GET' }, invoice));
		if (found === undefined) return [];
		const data = withoutSecrets(found as IDataObject);
		const { flowStatus, status, provider } = shown.parse(data);
		const flow = actionOfFlow(flowStatus);
		// An outcome other than the requested one, which never happened.
		if (flow !== null && flow !== asFailed(action)) return [];
		const notice = {
			event,
			id: ['manual', event, reference, Date.now()].join('|'),
			account,
			accountName: provider?.name,
			state: status,
			reference,
			occurredAt: new Date().toISOString(),
			data,
		};
		const delivery = completeDelivery(identity.vendor, notice, { accountName: null, verifiedBy: ['api'], redelivery: true });
		return [{ ...delivery, resource: data }];
	},
});
