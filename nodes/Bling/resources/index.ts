import { company } from './company';
import { customApiCall } from './customApiCall';
import { deposit } from './deposit';
import { consumerInvoice, invoice } from './invoice';
import type { BlingResource } from './operation';
import { product } from './product';
import { salesOrder } from './salesOrder';
import { stock } from './stock';
import { stockPool } from './stockPool';
import { webhook } from './webhook';

/** The menu of the Bling node. */
export const blingResources: BlingResource[] = [
	company,
	consumerInvoice,
	customApiCall,
	deposit,
	invoice,
	product,
	salesOrder,
	stock,
	stockPool,
	webhook,
];
