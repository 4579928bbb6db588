import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { download } from '../invoice/download';
import { get } from '../invoice/get';
import { goodsInvoiceShape } from '../invoice/shape';
import { getEvents } from '../invoice/getEvents';

const label = 'consumer invoice';

export const consumerInvoice: Resource<NfeIoApi> = {
	name: 'Consumer Invoice',
	value: 'consumerInvoice',
	startsWith: 'get',
	operations: [
		download('consumer_invoice', label),
		get('consumer_invoice', label, goodsInvoiceShape),
		getEvents('consumer_invoice', label),
	],
};
