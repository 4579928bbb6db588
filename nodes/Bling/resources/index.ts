import { accountReceivable } from './accountReceivable';
import { apiOperation } from './apiOperation';
import { company } from './company';
import { contact } from './contact';
import { customApiCall } from './customApiCall';
import { deposit } from './deposit';
import { consumerInvoice, invoice } from './invoice';
import type { BlingResource } from './operation';
import { product } from './product';
import { salesOrder } from './salesOrder';
import { serviceInvoice } from './serviceInvoice';
import { stock } from './stock';
import { stockPool } from './stockPool';
import { webhook } from './webhook';

/** The menu of the Bling node. */
export const resources: BlingResource[] = [
	// A new node starts with the first one.
	salesOrder,
	contact,
	product,
	stock,
	deposit,
	invoice,
	consumerInvoice,
	serviceInvoice,
	accountReceivable,
	stockPool,
	company,
	webhook,
	apiOperation,
	customApiCall,
];
