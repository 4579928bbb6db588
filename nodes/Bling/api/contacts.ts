import { z } from 'zod';

import type { BlingApi } from './api';
import { blingId } from './blingId';

/** A CPF or CNPJ without punctuation; since July 2026 the first twelve characters of a CNPJ may be letters. */
export interface TaxId {
	plain: string;
	/** `tipo` of a contact: a person or a company. */
	kind: 'F' | 'J';
}

/** Undefined for anything else. */
export function taxIdOf(text: string): TaxId | undefined {
	const plain = text.replace(/[.\-/\s]/g, '').toUpperCase();
	if (/^\d{11}$/.test(plain)) return { plain, kind: 'F' };
	return /^[\dA-Z]{12}\d{2}$/.test(plain) ? { plain, kind: 'J' } : undefined;
}

const written = ({ plain, kind }: TaxId): string =>
	kind === 'F' ? plain.replace(/^(...)(...)(...)(..)$/, '$1.$2.$3-$4') : plain.replace(/^(..)(...)(...)(....)(..)$/, '$1.$2.$3/$4-$5');

const row = z.object({
	id: blingId,
	numeroDocumento: z.string().nullish(),
	situacao: z.string().catch(''),
});

/** `situacao` of a deleted contact. */
const deleted = 'E';

/**
 * IDs of the contacts with this document. It is not published whether Bling's filter expects
 * punctuation: both are tried.
 */
export async function contactsByTaxId(api: BlingApi, taxId: TaxId): Promise<number[]> {
	const found = new Set<number>();
	for (const numeroDocumento of [taxId.plain, written(taxId)]) {
		for (const { id, numeroDocumento: own, situacao } of await api.rows('/contatos', { numeroDocumento }, row))
			if (situacao !== deleted && taxIdOf(own ?? '')?.plain === taxId.plain) found.add(id);
		if (found.size > 0) break;
	}
	return [...found];
}
