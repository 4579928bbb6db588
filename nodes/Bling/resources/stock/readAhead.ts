import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { rethrow } from '../../../shared/rethrow';
import { state } from '../../../state';
import type { BlingApi } from '../../api/api';
import { balancesOf, batchSize } from '../../api/balances';
import { activeDeposits } from '../../api/deposits';
import type { NamedProduct } from '../locators';
import { namedProduct } from '../locators';
import type { ProductRow } from '../../api/products';
import { productsById, productsBySku } from '../../api/products';

type By = NamedProduct['by'];

/**
 * What an execution has read for its items: the first item that needs a product or balance also
 * fetches those of the next items, so that 300 items cost about ten reads instead of 600. At 3
 * writes per second a batch of 50 is used within 17 seconds, which limits how old a balance can be.
 */
export class ReadAhead {
	private readonly found = new Map<string, ProductRow[]>();
	private readonly balances = new Map<string, number | undefined>();
	private deposit: Promise<number | undefined> | undefined;

	/** `param` reads the fields of any item. */
	constructor(
		private readonly param: Parameters,
		private readonly itemCount: number,
	) {}

	/** The products with this ID or SKU: none, one, or (for a SKU) several. */
	async products(api: BlingApi, { by, name, itemIndex }: Pick<NamedProduct, 'by' | 'name'> & { itemIndex: number }): Promise<ProductRow[]> {
		const key = keyOf(by, name);
		if (!this.found.has(key)) {
			const names = [...new Set([name, ...this.next(itemIndex, by)])];
			try {
				await this.find(api, by, names);
			} catch (error) {
				if (names.length === 1 || !isOfTheInput(error)) return rethrow(error);
				// Another item's may be the one that was refused: it must only fail its own item.
				await this.find(api, by, [name]);
			}
		}
		return this.found.get(key) ?? [];
	}

	private async find(api: BlingApi, by: By, names: string[]): Promise<void> {
		if (by === 'sku') {
			for (const [sku, rows] of await productsBySku(api, names)) this.found.set(keyOf(by, sku), rows);
		} else {
			const rows = await productsById(api, names.map(Number));
			for (const id of names)
				this.found.set(
					keyOf(by, id),
					[rows.get(Number(id))].filter((row) => row !== undefined),
				);
		}
	}

	/** The physical balance; undefined if Bling does not return it. */
	async balance(
		api: BlingApi,
		{ productId, depositId, itemIndex }: { productId: number; depositId: number; itemIndex: number },
	): Promise<number | undefined> {
		const key = `${depositId}:${productId}`;
		if (!this.balances.has(key)) {
			const upcoming = (['id', 'sku'] as const).flatMap((by) =>
				this.next(itemIndex, by).flatMap((name) => this.found.get(keyOf(by, name)) ?? []),
			);
			const ids = [...new Set([productId, ...upcoming.map(({ id }) => id)])].slice(0, batchSize);
			const balances = await balancesOf(api, ids, depositId);
			for (const id of ids) this.balances.set(`${depositId}:${id}`, balances.get(id)?.saldoFisicoTotal);
		}
		return this.balances.get(key);
	}

	/** The balance is about to change: the next item that needs it reads again. */
	forget({ productId, depositId }: { productId: number; depositId: number }): void {
		this.balances.delete(`${depositId}:${productId}`);
	}

	async defaultDeposit(api: BlingApi): Promise<number | undefined> {
		this.deposit ??= activeDeposits(api).then((deposits) => deposits.find(({ padrao }) => padrao)?.id);
		return await this.deposit;
	}

	/** What this item and the next ones refer to. */
	private next(itemIndex: number, by: By): string[] {
		const end = Math.min(itemIndex + batchSize, this.itemCount);
		return Array.from({ length: end - itemIndex }, (_, offset) => readName(this.param.at(itemIndex + offset), by)).filter(
			(name) => name !== undefined,
		);
	}
}

/**
 * Undefined for an item that cannot be read because of its expression: it is refused in its own
 * turn and does not fail others.
 */
function readName(param: Parameters, by: By): string | undefined {
	try {
		const named = namedProduct(param);
		return named.by === by ? named.name : undefined;
	} catch {
		return undefined;
	}
}

/** Whether Bling refused the content of the request rather than the credential or the moment. */
const isOfTheInput = (error: unknown) => error instanceof NodeApiError && ['400', '414'].includes(error.httpCode ?? '');

const keyOf = (by: By, name: string) => `${by}:${name}`;

/**
 * One per execution of the node, so that its items share what was read; a new one if the
 * credential's account changes.
 */
export function readAheadOf(context: IExecuteFunctions, account: string, param: Parameters): ReadAhead {
	return state.blingReadAheads.of(context, () => new ReadAhead(param, context.getInputData().length), account);
}
