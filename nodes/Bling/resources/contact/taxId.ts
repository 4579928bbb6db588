import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { isPossibleTaxId } from '../../../shared/privacy/maskText';
import type { TaxId } from '../../api/contacts';
import { taxIdOf } from '../../api/contacts';

/** The field that finds a contact: read with `readTaxId`. */
export const taxIdField: INodeProperties = {
	displayName: 'CPF or CNPJ',
	name: 'document',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 123.456.789-09',
	description: "The contact's CPF or CNPJ, with or without punctuation; must be text, since numbers lose leading zeros",
};

/** The CPF or CNPJ in the field. An error does not show it, because it identifies a person. */
export const readTaxId = (param: Parameters): TaxId =>
	taxIdOf(param.text('document')) ??
	param.refuse(
		'document',
		'is neither a CPF (11 digits) nor a CNPJ (14 characters)',
		'Enter it as text: a number loses its leading zeros.',
	);

/** The same for a document that Bling stores: a typo would create another customer. */
export function readNewTaxId(param: Parameters): TaxId {
	const taxId = readTaxId(param);
	return isPossibleTaxId(taxId.plain)
		? taxId
		: param.refuse('document', 'has wrong check digits', 'Ask the customer for it again. Nothing was sent to Bling.');
}
