import type { LineProduct, OrderLine } from '../../api/newOrder';
import { productsBySku } from '../../api/products';
import type { BlingCall } from '../operation';

/**
 * The product of each SKU. An order without products would move no stock, so a row that does not
 * match exactly one is refused.
 */
export async function productsOfLines({ api, param }: BlingCall, lines: OrderLine[]): Promise<Map<string, LineProduct>> {
	const found = await productsBySku(
		api,
		lines.map(({ sku }) => sku),
	);
	const field = param.choice('itemsFrom', ['fields', 'list']) === 'list' ? 'itemList' : 'items';
	return new Map(
		lines.map(({ sku }, index) => {
			const [product, another] = found.get(sku) ?? [];
			const where = `has the SKU ${sku} in row ${index + 1}`;
			if (!product)
				return param.refuse(
					field,
					`${where}, which does not exist in this account`,
					'Nothing was sent. Check it in Bling under "Produtos".',
				);
			if (another)
				return param.refuse(field, `${where}, which belongs to several products`, 'Nothing was sent. Give each product its own SKU.');
			return [sku, product];
		}),
	);
}
