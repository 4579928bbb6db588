import type { Parameters } from '../../shared/operations/parameters';
import { fits } from '../api/balances';

/** The SKU in a field. One that no request can name is refused here, before it fails those that are asked for with it. */
export const readSku = (param: Parameters, name: string): string => checkedSku(param, name, param.text(name));

/** The same of a list of them. */
export const readSkus = (param: Parameters, name: string): string[] => param.list(name).map((sku) => checkedSku(param, name, sku));

const checkedSku = (param: Parameters, name: string, sku: string): string =>
	fits(sku)
		? sku
		: param.refuse(name, 'is too long for one request to Bling', 'Check the expression that fills the field in: it must give a SKU.');
