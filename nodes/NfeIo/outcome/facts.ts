import { z } from 'zod';

import { instant } from '../../shared/instant';
import { oneMailAddress } from '../../shared/privacy/mailAddress';
import { masked, maskText } from '../../shared/privacy/maskText';

const text = z.string().nullish().catch(undefined);
const number = z
	.union([z.string(), z.number().transform(String)])
	.nullish()
	.catch(undefined);
const customer = z.object({ name: text, email: z.unknown() }).nullish().catch(undefined);

/** The fields of an invoice of any kind that are read; all of them may be missing (docs/facts/nfeio.md §2.3). */
const schema = z.object({
	number,
	externalId: text,
	flowMessage: text,
	authorization: z.object({ message: text }).nullish().catch(undefined),
	modifiedOn: text,
	borrower: customer,
	buyer: customer,
});

/** The parts of an invoice that an outcome reports: no personal data except the address to send it to. */
export interface Facts {
	number: string | null;
	externalId: string | null;
	/** The last message of the city hall or NFE.io, without personal data. */
	flowMessage: string | null;
	/** SEFAZ's message about the issuing of goods, without personal data. */
	authorization: string | null;
	changedAt: string | null;
	/** The customer's one plain address, or why there is none. */
	email: ReturnType<typeof oneMailAddress>;
}

/** The facts of a document returned by the API. */
export function factsOf(document: unknown): Facts {
	const { number: given, externalId, flowMessage, authorization, modifiedOn, borrower, buyer } = schema.parse(document);
	const person = borrower ?? buyer;
	const said = (words: string | null | undefined) => (words ? withoutName(maskText(words), person?.name) : null);
	return {
		// A failed issue has the number 0 (docs/facts/nfeio.md §2.3).
		number: given && given !== '0' ? given : null,
		externalId: externalId || null,
		flowMessage: said(flowMessage),
		authorization: said(authorization?.message),
		changedAt: instant(modifiedOn),
		email: oneMailAddress(person?.email),
	};
}

/** A city hall may quote the customer, in capitals and with other spacing; shorter names would match parts of words. */
function withoutName(words: string, name: string | null | undefined): string {
	const parts = (name ?? '').split(/\s+/).filter(Boolean);
	if (parts.join(' ').length < 4) return words;
	const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+');
	return words.replace(new RegExp(literal, 'giu'), masked);
}
