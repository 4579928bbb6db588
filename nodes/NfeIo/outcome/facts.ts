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

/** What is read of an invoice of any kind; all of it may be missing (docs/facts/nfeio.md §2.3). */
const schema = z.object({
	number,
	externalId: text,
	flowMessage: text,
	authorization: z.object({ message: text }).nullish().catch(undefined),
	modifiedOn: text,
	borrower: customer,
	buyer: customer,
});

/** What an invoice says of itself, as far as an outcome tells it: no person but the address to send it to. */
export interface Facts {
	number: string | null;
	externalId: string | null;
	/** What the city hall or NFE.io said last, without personal data. */
	flowMessage: string | null;
	/** What SEFAZ said to the issuing of goods, without personal data. */
	authorization: string | null;
	changedAt: string | null;
	/** The customer's one plain address, or why it is none. */
	email: ReturnType<typeof oneMailAddress>;
}

/** The facts of a document as the API answers it. */
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

/** A city hall may quote the customer, in capitals too and with other spaces; shorter names are parts of words. */
function withoutName(words: string, name: string | null | undefined): string {
	const parts = (name ?? '').split(/\s+/).filter(Boolean);
	if (parts.join(' ').length < 4) return words;
	const literal = parts.map((part) => part.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('\\s+');
	return words.replace(new RegExp(literal, 'giu'), masked);
}
