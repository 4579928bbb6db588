import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { rethrow } from '../../../shared/rethrow';
import { state } from '../../../state';
import type { BlingApi } from '../../api/api';
import { balancesOf, batchSize } from '../../api/balances';
import { activeDeposits } from '../../api/deposits';
import { readSku } from '../fields';
import type { ProductRow } from '../../api/products';
import { productsById, productsBySku } from '../../api/products';

type Field = 'productId' | 'sku';

/**
 * What an execution has read for its items: the first item that needs a product or a balance asks for the next items'
 * too, so that 300 items cost some ten reads instead of 600. At 3 writes a second a batch of 50 is used within 17 seconds,
 * which bounds how old a balance can be.
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

	/** The products of this id or SKU: none, one, or (of a SKU) several. */
	async products(api: BlingApi, { field, name, itemIndex }: { field: Field; name: string; itemIndex: number }): Promise<ProductRow[]> {
		const key = keyOf(field, name);
		if (!this.found.has(key)) {
			const names = [...new Set([name, ...this.next(itemIndex, field)])];
			try {
				await this.find(api, field, names);
			} catch (error) {
				if (names.length === 1 || !isOfTheInput(error)) return rethrow(error);
				// Another item's may be the one that is refused: it shall fail none but its own.
				await this.find(api, field, [name]);
			}
		}
		return this.found.get(key) ?? [];
	}

	private async find(api: BlingApi, field: Field, names: string[]): Promise<void> {
		if (field === 'sku') {
			for (const [sku, rows] of await productsBySku(api, names)) this.found.set(keyOf(field, sku), rows);
		} else {
			const rows = await productsById(api, names.map(Number));
			for (const id of names)
				this.found.set(
					keyOf(field, id),
					[rows.get(Number(id))].filter((row) => row !== undefined),
				);
		}
	}

	/** The physical balance; undefined if Bling does not tell it. */
	async balance(
		api: BlingApi,
		{ productId, depositId, itemIndex }: { productId: number; depositId: number; itemIndex: number },
	): Promise<number | undefined> {
		const key = `${depositId}:${productId}`;
		if (!this.balances.has(key)) {
			const upcoming = (['productId', 'sku'] as const).flatMap((field) =>
				this.next(itemIndex, field).flatMap((name) => this.found.get(keyOf(field, name)) ?? []),
			);
			const ids = [...new Set([productId, ...upcoming.map(({ id }) => id)])].slice(0, batchSize);
			const balances = await balancesOf(api, ids, depositId);
			for (const id of ids) this.balances.set(`${depositId}:${id}`, balances.get(id)?.saldoFisicoTotal);
		}
		return this.balances.get(key);
	}

	/** The balance is about to change: the next item that needs it asks again. */
	forget({ productId, depositId }: { productId: number; depositId: number }): void {
		this.balances.delete(`${depositId}:${productId}`);
	}

	async defaultDeposit(api: BlingApi): Promise<number | undefined> {
		this.deposit ??= activeDeposits(api).then((deposits) => deposits.find(({ padrao }) => padrao)?.id);
		return await this.deposit;
	}

	/** The values of a field in this item and the next ones. */
	private next(itemIndex: number, field: Field): string[] {
		const end = Math.min(itemIndex + batchSize, this.itemCount);
		return Array.from({ length: end - itemIndex }, (_, offset) => readName(this.param.at(itemIndex + offset), field)).filter(
			(name) => name !== undefined,
		);
	}
}

/** Undefined for an item that cannot be read, by whatever expression: it is refused at its own turn, and fails no other. */
function readName(param: Parameters, field: Field): string | undefined {
	try {
		if ((param.choice('productBy') === 'sku') !== (field === 'sku')) return undefined;
		return field === 'sku' ? readSku(param, field) : String(param.id(field));
	} catch {
		return undefined;
	}
}

/** Whether Bling refused what it was asked with, rather than the credential or the moment. */
const isOfTheInput = (error: unknown) => error instanceof NodeApiError && ['400', '414'].includes(error.httpCode ?? '');

const keyOf = (field: Field, name: string) => `${field}:${name}`;

/** One per execution of the node, so that its items share what was read; a new one when the account behind the credential changed. */
export function readAheadOf(context: IExecuteFunctions, account: string, param: Parameters): ReadAhead {
	return state.blingReadAheads.of(context, () => new ReadAhead(param, context.getInputData().length), account);
}
