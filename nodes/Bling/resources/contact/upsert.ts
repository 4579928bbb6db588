import type { IDataObject, INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import type { BlingApi } from '../../api/api';
import { nothing } from '../../api/api';
import { blingId } from '../../api/blingId';
import type { TaxId } from '../../api/contacts';
import { contactsByTaxId } from '../../api/contacts';
import { overlaid } from '../../api/overlay';
import { given } from '../../api/query';
import type { BlingOperation } from '../operation';
import { readNewTaxId, taxIdField } from './taxId';

const created = z.object({ data: z.object({ id: blingId }) });

const ifUnknown = 'It may have been created anyway. Run it again: the contact is found by its CPF or CNPJ and not created twice.';

/** A field of the contact, as Bling's panel names it. */
const field = (displayName: string, name: string, placeholder: string, description: string): INodeProperties => ({
	displayName,
	name,
	type: 'string',
	default: '',
	placeholder: `e.g. ${placeholder}`,
	description,
});

const contactFields: INodeProperties = {
	displayName: 'Contact Fields',
	name: 'contactFields',
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'Additional data of the customer',
	options: [
		field('City', 'city', 'São Paulo', 'Field "município"'),
		field('Code', 'code', 'CLI-123', 'Field "código" of the contact'),
		field('Complement', 'complement', 'Apto 12', 'Field "complemento" of the address'),
		field('District', 'district', 'Centro', 'Field "bairro"'),
		field('Email', 'email', 'cliente@email.com', 'One address'),
		field('Invoice Email', 'invoiceEmail', 'fiscal@email.com', 'The one address to send the NF-e to'),
		field('Mobile', 'mobile', '11 90000-0000', 'Field "celular"'),
		field('Number', 'number', '100', 'Field "número" of the address'),
		field('Phone', 'phone', '11 3000-0000', 'Field "telefone"'),
		field('State', 'uf', 'SP', 'The two letters of the "UF"'),
		{
			displayName: 'State Registration',
			name: 'stateRegistration',
			type: 'options',
			options: [
				{ name: 'Contributor', value: '1', description: 'Contribuinte ICMS' },
				{ name: 'Exempt', value: '2', description: 'Contribuinte isento' },
				{ name: 'Not a Contributor', value: '9', description: 'Não contribuinte' },
			],
			default: '9',
			description: 'Field "indicador da inscrição estadual"',
		},
		field('State Registration Number', 'stateRegistrationNumber', '110042490114', 'Field "inscrição estadual"'),
		field('Street', 'street', 'Rua das Flores', 'Field "endereço", without the number'),
		field('Trade Name', 'tradeName', 'Loja das Flores', 'Field "fantasia"'),
		field('Zip Code', 'zipCode', '01001-000', 'Field "CEP"'),
	],
};

/** GET /contatos?numeroDocumento=, then POST /contatos or PUT /contatos/{id}. Source: docs/facts/bling.md §4.9. */
export const upsert: BlingOperation = {
	name: 'Create or Update',
	value: 'upsert',
	action: 'Create or update a contact',
	description: 'Create a new contact, or update the current one if it already exists (upsert)',
	notForAgents: true,
	fields: [
		taxIdField,
		{
			displayName: 'Name',
			name: 'contactName',
			type: 'string',
			default: '',
			required: true,
			placeholder: 'e.g. Cliente de Teste',
			description: 'Field "nome"',
		},
		contactFields,
		{
			displayName: 'Update Existing',
			name: 'updateExisting',
			type: 'boolean',
			default: true,
			description: 'Whether to update an existing contact with the fields above; others stay as they are',
		},
	],
	async run({ api, param }) {
		const taxId = readNewTaxId(param);
		const fields = { nome: param.text('contactName'), ...fieldsOf(param.in('contactFields', 'leftOut')) };
		const updates = param.flag('updateExisting');
		const [id, ...others] = await contactsByTaxId(api, taxId);
		if (others.length > 0)
			param.refuse(
				'document',
				`is used by several contacts in Bling: ${[id, ...others].join(', ')}`,
				'Merge or delete the duplicates in Bling.',
			);
		if (id === undefined) return { contactId: await create(api, taxId, fields), created: true, changed: true };
		return { contactId: id, created: false, changed: updates && (await update(api, id, fields)) };
	},
};

async function create(api: BlingApi, { plain, kind }: TaxId, fields: IDataObject): Promise<number> {
	const body = { ...fields, numeroDocumento: plain, tipo: kind, situacao: 'A' };
	return (await api.ask({ method: 'POST', path: '/contatos', body, ifUnknown }, created)).data.id;
}

/** PUT replaces everything, so all existing data is sent with it. Returns whether anything differed. */
async function update(api: BlingApi, id: number, fields: IDataObject): Promise<boolean> {
	const path = `/contatos/${id}`;
	const { whole, changed } = overlaid(await api.object(path), fields);
	if (changed) await api.ask({ method: 'PUT', path, body: whole }, nothing);
	return changed;
}

function fieldsOf(chosen: Parameters): IDataObject {
	const text = (name: string) => chosen.optionalText(name);
	const geral = given({
		endereco: text('street'),
		numero: text('number'),
		complemento: text('complement'),
		bairro: text('district'),
		cep: text('zipCode'),
		municipio: text('city'),
		uf: text('uf'),
	});
	const registration = chosen.optionalChoice('stateRegistration');
	return given({
		codigo: text('code'),
		telefone: text('phone'),
		celular: text('mobile'),
		fantasia: text('tradeName'),
		email: chosen.optionalMailAddress('email'),
		emailNotaFiscal: chosen.optionalMailAddress('invoiceEmail'),
		ie: text('stateRegistrationNumber'),
		indicadorIe: registration === undefined ? undefined : Number(registration),
		endereco: Object.keys(geral).length > 0 ? { geral } : undefined,
	});
}
