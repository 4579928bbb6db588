import type { Parameters } from '../../shared/operations/parameters';
import { fits } from '../api/balances';

/**
 * The SKU in a field. One that does not fit into a request is refused here, so that it does not
 * make the others in that request fail.
 */
export const readSku = (param: Parameters, name: string): string => checkedSku(param, name, param.text(name));

/** The same for a list of SKUs. */
export const readSkus = (param: Parameters, name: string): string[] => param.list(name).map((sku) => checkedSku(param, name, sku));

const checkedSku = (param: Parameters, name: string, sku: string): string =>
	fits(sku) ? sku : param.refuse(name, 'is too long for one request to Bling', "Check the field's expression: it must return a SKU.");
