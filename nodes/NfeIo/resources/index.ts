import type { Resource } from '../../shared/operations/operation';
import type { NfeIoApi } from '../api/client';
import { apiOperation } from './apiOperation';
import { companyResource } from './company';
import { consumerInvoice } from './consumerInvoice';
import { customApiCall } from './customApiCall';
import { inboundDocument } from './inboundDocument';
import { invoice } from './invoice';
import { productInvoice } from './productInvoice';
import { serviceInvoice } from './serviceInvoice';
import { webhook } from './webhook';

export const resources: Array<Resource<NfeIoApi>> = [
	// A new node starts with the first one.
	serviceInvoice,
	productInvoice,
	consumerInvoice,
	invoice,
	inboundDocument,
	companyResource,
	webhook,
	apiOperation,
	customApiCall,
];
