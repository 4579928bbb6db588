import type { LineProduct, OrderLine } from '../../api/newOrder';
import { productsBySku } from '../../api/products';
import type { BlingCall } from '../operation';

/** The product of each SKU. An order without them would move no stock, so a row whose product is not exactly one is refused. */
export async function productsOfLines({ api, param }: BlingCall, lines: OrderLine[]): Promise<Map<string, LineProduct>> {
	const found = await productsBySku(
		api,
		lines.map(({ sku }) => sku),
	);
	const field = param.choice('itemsFrom', ['fields', 'list']) === 'list' ? 'itemList' : 'items';
	return new Map(
		lines.map(({ sku }, index) => {
			const [product, another] = found.get(sku) ?? [];
			const where = `has in row ${index + 1} the SKU ${sku}`;
			if (!product)
				return param.refuse(
					field,
					`${where}, which no product of this account has`,
					'Nothing was sent. Check it in Bling under "Produtos".',
				);
			if (another)
				return param.refuse(field, `${where}, which several products have`, 'Nothing was sent. Give each product a SKU of its own.');
			return [sku, product];
		}),
	);
}
