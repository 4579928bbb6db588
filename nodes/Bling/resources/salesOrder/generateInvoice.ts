import { z } from 'zod';

import { blingId } from '../../api/blingId';
import { orderId, readOrder } from '../locators';
import type { BlingOperation } from '../operation';

const ifUnknown =
	'It may have been generated anyway. Open the order in Bling and look for its invoice ("nota fiscal") before you repeat it.';

const generated = z.object({ idNotaFiscal: blingId });

/** POST /pedidos/vendas/{id}/gerar-nfe or gerar-nfce: 201 with `idNotaFiscal`. Source: docs/facts/bling.md §4.7. */
const generate = (kind: 'nfe' | 'nfce', label: string): BlingOperation => ({
	name: `Generate ${label}`,
	value: kind === 'nfe' ? 'generateNfe' : 'generateNfce',
	action: `Generate the ${label} of a sales order`,
	description: `Generate the ${label} of an order; it must still be sent to the tax authority in Bling`,
	notForAgents: true,
	fields: [orderId],
	async run(call) {
		const order = await readOrder(call)();
		const { idNotaFiscal } = await call.api.ask({ method: 'POST', path: `/pedidos/vendas/${order}/gerar-${kind}`, ifUnknown }, generated);
		return { orderId: order, invoiceId: idNotaFiscal };
	},
});

export const generateNfe = generate('nfe', 'NF-e');
export const generateNfce = generate('nfce', 'NFC-e');
