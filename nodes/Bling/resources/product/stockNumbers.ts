import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { numeric } from '../../api/balances';

const stocked = z.object({ estoque: z.object({ saldoVirtualTotal: numeric }) });

/**
 * The published example has `estoque.saldoVirtualTotal` as the string "1.0" (docs/facts/bling.md
 * §4.6): converted to a number.
 */
export function withStockNumbers(product: IDataObject): IDataObject {
	const parsed = stocked.safeParse(product);
	if (!parsed.success) return product;
	const { saldoVirtualTotal } = parsed.data.estoque;
	return { ...product, estoque: { ...(product.estoque as IDataObject), saldoVirtualTotal } };
}
