import type { IExecuteFunctions } from 'n8n-workflow';

import type { BlingApi } from '../../api';
import { balancesOf, batchSize } from '../../balances';
import { activeDeposits } from '../../deposits';
import type { ProductRow } from '../../products';
import { productsById, productsBySku } from '../../products';

type Field = 'productId' | 'sku';

/**
 * What an execution has read for its items: the first item that needs a product or a balance asks for the next items'
 * too, so that 300 items cost some ten reads instead of 600. At 3 writes a second a batch of 50 is used within 17 seconds,
 * which bounds how old a balance can be.
 */
class ReadAhead {
	private readonly found = new Map<string, ProductRow[]>();
	private readonly balances = new Map<string, number | undefined>();
	private deposit: Promise<number | undefined> | undefined;

	constructor(private readonly context: IExecuteFunctions) {}

	/** The products of this id or SKU: none, one, or (of a SKU) several. */
	async products(api: BlingApi, { field, name, itemIndex }: { field: Field; name: string; itemIndex: number }): Promise<ProductRow[]> {
		const key = keyOf(field, name);
		if (!this.found.has(key)) {
			const names = [...new Set([name, ...this.next(itemIndex, field)])];
			if (field === 'sku') {
				for (const [sku, rows] of await productsBySku(api, names)) this.found.set(keyOf(field, sku), rows);
			} else {
				const rows = await productsById(api, names.map(Number));
				for (const id of names) this.found.set(keyOf(field, id), [rows.get(Number(id))].filter((row) => row !== undefined));
			}
		}
		return this.found.get(key) ?? [];
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

	/** The well-formed values of a field in this item and the next ones; the others are refused at their own turn. */
	private next(itemIndex: number, field: Field): string[] {
		const end = Math.min(itemIndex + batchSize, this.context.getInputData().length);
		return Array.from({ length: end - itemIndex }, (_, offset) => {
			const by = this.context.getNodeParameter('productBy', itemIndex + offset, 'id');
			if ((by === 'sku') !== (field === 'sku')) return '';
			return String(this.context.getNodeParameter(field, itemIndex + offset, '')).trim();
		}).filter((name) => name !== '' && (field === 'sku' || /^[1-9]\d{0,14}$/.test(name)));
	}
}

const keyOf = (field: Field, name: string) => `${field}:${name}`;

const readAheads = new WeakMap<IExecuteFunctions, ReadAhead>();

/** One per execution of the node: its items share what was read. */
export function readAheadOf(context: IExecuteFunctions): ReadAhead {
	const readAhead = readAheads.get(context) ?? new ReadAhead(context);
	readAheads.set(context, readAhead);
	return readAhead;
}
