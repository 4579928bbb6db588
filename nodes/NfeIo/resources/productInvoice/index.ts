import type { Resource } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { download } from '../invoice/download';
import { get } from '../invoice/get';
import { goodsInvoiceShape } from '../invoice/shape';
import { getEvents } from '../invoice/getEvents';

const label = 'product invoice';

export const productInvoice: Resource<NfeIoApi> = {
	name: 'Product Invoice',
	value: 'productInvoice',
	startsWith: 'get',
	operations: [download('product_invoice', label), get('product_invoice', label, goodsInvoiceShape), getEvents('product_invoice', label)],
};
