import type { Balance, BlingApi, ProductRow } from './bling';
import { balancesIn, balancesOf, isComposite, productsById, productsBySku, rounded } from './bling';
import type { Memory, SkuReading } from './document';

/** `formato` of a product whose stock is that of its variations (docs/facts/bling.md §4.6). */
const isParent = ({ formato }: ProductRow) => formato === 'V';

/** The warehouses of an account that the pool reads. */
export interface Deposits {
	principals: number[];
	shared: number;
}

/**
 * The balances of SKUs in one account: products by SKU, then all warehouses of each in batches. A
 * product missing from an answer is requested again with the other filters, and a warehouse missing
 * from a balance separately: only what Bling reports as zero is zero. `memories` are those of this
 * account.
 */
export async function readSkus(api: BlingApi, settings: Deposits, skus: string[], memories: Memory[]): Promise<SkuReading[]> {
	if (skus.length === 0) return [];
	const products = await productsOf(api, skus, memories);
	const single = [...products.values()].flatMap((rows) => (rows.length === 1 ? rows : []));
	const stocked = single.filter((row) => !isComposite(row) && !isParent(row)).map(({ id }) => id);
	const balances = await balancesOf(api, stocked);
	const deposits = await missingDeposits(api, settings, balances);
	return skus.map((sku) => {
		const rows = products.get(sku) ?? [];
		const [product] = rows;
		if (!product) return without(sku, 'absent');
		if (rows.length > 1) return without(sku, 'duplicate');
		if (isComposite(product) || isParent(product)) return without(sku, 'composite', product.id);
		const balance = balances.get(product.id);
		const at = (depositId: number) => balance?.depositos?.find(({ id }) => id === depositId) ?? deposits.get(`${product.id}:${depositId}`);
		const principals = settings.principals.map(at);
		const shared = at(settings.shared);
		if (!shared || principals.some((one) => one === undefined)) return without(sku, 'unknown', product.id);
		const principal = principals.reduce((sum, one) => sum + (one?.saldoVirtual ?? 0), 0);
		const { saldoFisico: physical, saldoVirtual: virtual } = shared;
		return { sku, state: 'known', productId: product.id, principal: rounded(principal), physical, virtual };
	});
}

const without = (sku: string, state: SkuReading['state'], productId: number | null = null): SkuReading => ({
	sku,
	state,
	productId,
	principal: null,
	physical: null,
	virtual: null,
});

/** By SKU; one not found that way but known by ID is looked for by ID: its code may have spaces. */
async function productsOf(api: BlingApi, skus: string[], memories: Memory[]): Promise<Map<string, ProductRow[]>> {
	const found = await productsBySku(api, skus);
	const remembered = memories.flatMap(({ sku, productId }) =>
		productId !== null && found.get(sku)?.length === 0 ? [{ sku, productId }] : [],
	);
	if (remembered.length === 0) return found;
	const rows = await productsById(
		api,
		remembered.map(({ productId }) => productId),
	);
	for (const { sku, productId } of remembered) {
		const row = rows.get(productId);
		if (row && row.codigo.trim() === sku) found.set(sku, [row]);
	}
	return found;
}

type DepositBalance = NonNullable<Balance['depositos']>[number];

/** The pool's warehouses that a balance does not include, requested one by one. */
async function missingDeposits(
	api: BlingApi,
	{ principals, shared }: Deposits,
	balances: Map<number, Balance>,
): Promise<Map<string, DepositBalance>> {
	const found = new Map<string, DepositBalance>();
	for (const depositId of [...principals, shared]) {
		const products = [...balances.values()].filter(({ depositos }) => !depositos?.some(({ id }) => id === depositId));
		const own = await balancesIn(
			api,
			products.map(({ produto }) => produto.id),
			depositId,
		);
		for (const [productId, { saldoFisicoTotal, saldoVirtualTotal }] of own) {
			found.set(`${productId}:${depositId}`, {
				id: depositId,
				saldoFisico: saldoFisicoTotal,
				saldoVirtual: saldoVirtualTotal,
			});
		}
	}
	return found;
}
