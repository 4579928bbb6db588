import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { BlingApi } from './api';
import { numeric } from './balances';
import { blingId } from './blingId';
import { isCancelled } from './moveOrder';
import { cents } from './newOrder';
import type { OrderLine } from './newOrder';

const words = z.union([z.string(), z.number()]).transform(String);

const schema = z.object({
	data: z.object({
		numero: words.nullish().catch(undefined),
		contato: z.object({ id: blingId }),
		situacao: z.object({ id: blingId, valor: numeric.nullish() }),
		itens: z.array(z.object({ codigo: words.nullish(), quantidade: numeric, valor: numeric })),
	}),
});

/** What should be ordered under the number. */
interface Wanted {
	storeNumber: string;
	contactId: number;
	lines: Array<Pick<OrderLine, 'sku' | 'quantity' | 'price'>>;
}

const differences = { contact: 'com outro cliente', items: 'com outros itens' };

/**
 * The order that already has the number, and how it differs from the one to create: it must not
 * pass as done. Source: docs/facts/bling.md §4.9.
 */
export async function existing(api: BlingApi, orderId: number, { storeNumber, contactId, lines }: Wanted): Promise<IDataObject> {
	const { data } = await api.ask({ method: 'GET', path: `/pedidos/vendas/${orderId}` }, schema);
	const rows = data.itens.map(({ codigo, quantidade, valor }) => ({ sku: codigo?.trim() ?? '', quantity: quantidade, price: valor }));
	const differs = [
		...(data.contato.id === contactId ? [] : (['contact'] as const)),
		...(contentOf(rows) === contentOf(lines) ? [] : (['items'] as const)),
	];
	const reason = isCancelled(data) ? 'cancelled' : 'exists';
	const told = [...differs.map((what) => differences[what]), ...(reason === 'cancelled' ? ['que está cancelado'] : [])];
	const explanation = `O número da loja ${storeNumber} já é de um pedido do Bling ${told.join(' e ')}. Nada foi criado.`;
	return {
		...{ storeNumber, contactId: data.contato.id, orderId, orderNumber: data.numero ?? null },
		...{ differs, reason, explanation: told.length > 0 ? explanation : null },
	};
}

/** The quantity of each SKU at each price, regardless of rows. */
export function contentOf(lines: Wanted['lines']): string {
	const amounts = new Map<string, number>();
	for (const { sku, quantity, price } of lines) {
		const key = JSON.stringify([sku, cents(price)]);
		amounts.set(key, (amounts.get(key) ?? 0) + quantity);
	}
	return JSON.stringify([...amounts].map(([key, amount]) => [key, Number(amount.toFixed(4))]).sort());
}
