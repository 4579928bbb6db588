import { NodeApiError } from 'n8n-workflow';
import { z } from 'zod';

import { rethrow } from '../../shared/rethrow';
import type { BlingApi } from './api';
import { numeric } from './balances';
import { blingId } from './blingId';
import { isCancelled } from './moveOrder';

/** 0 means no invoice; a real ID is positive. */
const orderSchema = z.object({
	id: blingId,
	numero: z.union([z.string(), z.number()]).transform(String).nullish().catch(undefined),
	situacao: z.object({ id: blingId, valor: numeric.nullish() }),
	notaFiscal: z
		.object({ id: z.union([z.number(), z.string().regex(/^\d+$/).transform(Number)]) })
		.nullish()
		.transform((invoice) => (invoice && invoice.id > 0 ? invoice.id : undefined)),
	transporte: z
		.object({ volumes: z.array(z.object({ codigoRastreamento: z.string().nullish() })).nullish() })
		.nullish()
		.transform((transport) => (transport?.volumes ?? []).some(({ codigoRastreamento: code }) => (code ?? '').trim() !== '')),
});

/** The progress of an order in Bling. */
export interface OrderState {
	orderId: number;
	orderNumber: string | null;
	situationId: number;
	/** It has an invoice that is not cancelled. */
	invoiced: boolean;
	/** It has a tracking code, or its status means that it was shipped. */
	shipped: boolean;
	cancelled: boolean;
}

/** `situacao` of a cancelled invoice (docs/facts/bling.md §2.4). */
const invoiceCancelled = 2;

const invoice = z.object({ data: z.object({ situacao: numeric }) });

/**
 * NF-e or NFC-e: an order only has the ID. An invoice that cannot be read counts as valid, because
 * otherwise a shipped order could go unnoticed.
 */
async function isValid(api: BlingApi, id: number): Promise<boolean> {
	for (const kind of ['nfe', 'nfce']) {
		const found = await readable(api.find({ method: 'GET', path: `/${kind}/${id}` }, invoice));
		if (found) return found.data.situacao !== invoiceCancelled;
	}
	return true;
}

/** An app that reads orders may lack the scope for invoices (docs/facts/bling.md §1.2). */
async function readable<Found>(reading: Promise<Found>): Promise<Found | undefined> {
	try {
		return await reading;
	} catch (error) {
		if (error instanceof NodeApiError && error.httpCode === '403') return undefined;
		return rethrow(error);
	}
}

/** The progress of the order with this ID: its status, invoice and tracking code. Undefined if it is gone. */
export async function orderStateOf(api: BlingApi, id: number, shippedSituations: number[]): Promise<OrderState | undefined> {
	const path = `/pedidos/vendas/${id}`;
	const found = await api.find({ method: 'GET', path }, z.object({ data: orderSchema }));
	if (found === undefined) return undefined;
	const { numero, situacao, notaFiscal, transporte } = found.data;
	return {
		orderId: found.data.id,
		orderNumber: numero ?? null,
		situationId: situacao.id,
		invoiced: notaFiscal !== undefined && (await isValid(api, notaFiscal)),
		shipped: transporte || shippedSituations.includes(situacao.id),
		cancelled: isCancelled({ situacao }),
	};
}
