import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { isPossibleTaxId } from '../../../shared/privacy/maskText';
import type { TaxId } from '../../api/contacts';
import { taxIdOf } from '../../api/contacts';

/** What finds a contact: read with `readTaxId`. */
export const taxIdField: INodeProperties = {
	displayName: 'CPF or CNPJ',
	name: 'document',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. 123.456.789-09',
	description: 'What finds the contact, with or without dots; as text, as a number loses its leading zeros',
};

/** The CPF or CNPJ in the field. A refusal does not show it: it names a person. */
export const readTaxId = (param: Parameters): TaxId =>
	taxIdOf(param.text('document')) ??
	param.refuse('document', 'is neither a CPF (11 digits) nor a CNPJ (14 places)', 'Give it as text: a number loses its leading zeros.');

/** The same for what Bling is to keep: a slip of the keyboard would make another customer of it. */
export function readNewTaxId(param: Parameters): TaxId {
	const taxId = readTaxId(param);
	return isPossibleTaxId(taxId.plain)
		? taxId
		: param.refuse('document', 'has wrong check digits', 'Ask the customer for it again. Nothing was sent to Bling.');
}
