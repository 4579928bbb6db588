import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import type { Nothing } from '../../../shared/operations/typed';
import { amountOf } from '../../api/quantity';
import { given } from '../../api/query';

/** Maximum length of a name. Source: the published description. */
export const longestName = 120;

/** The product fields that Bling's panel shows first; read with `readProductFields`. */
export const productFields = (displayName: string, name: string, without: string[] = []): INodeProperties => ({
	displayName,
	name,
	type: 'collection',
	placeholder: 'Add Field',
	default: {},
	description: 'Fields to set; others stay as they are',
	options: fields.filter((field) => !without.includes(field.name)),
});

const fields: INodeProperties[] = [
	{ displayName: 'Brand', name: 'brand', type: 'string', default: '', placeholder: 'e.g. Minha Marca', description: 'Field "marca"' },
	{
		displayName: 'Complementary Description',
		name: 'complementaryDescription',
		type: 'string',
		default: '',
		placeholder: 'e.g. Caneca de cerâmica, 300 ml',
		description: 'Field "descrição complementar"',
	},
	{
		displayName: 'Gross Weight',
		name: 'grossWeight',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0.35',
		description: 'Field "peso bruto" in kg',
	},
	{
		displayName: 'GTIN',
		name: 'gtin',
		type: 'string',
		default: '',
		placeholder: 'e.g. 7891234567895',
		description: 'Field "GTIN/EAN"',
	},
	{
		displayName: 'Name',
		name: 'productName',
		type: 'string',
		default: '',
		placeholder: 'e.g. Caneca',
		description: 'At most 120 characters',
	},
	{
		displayName: 'Net Weight',
		name: 'netWeight',
		type: 'string',
		default: '',
		placeholder: 'e.g. 0.3',
		description: 'Field "peso líquido" in kg',
	},
	{
		displayName: 'Notes',
		name: 'notes',
		type: 'string',
		default: '',
		placeholder: 'e.g. Frágil',
		description: 'Field "observações"',
	},
	{
		displayName: 'Other Fields (JSON)',
		name: 'other',
		type: 'json',
		default: '{}',
		description: "Any other product fields, with the names of Bling's API",
	},
	{ displayName: 'Price', name: 'price', type: 'string', default: '', placeholder: 'e.g. 39.90', description: 'Field "preço"' },
	{
		displayName: 'Short Description',
		name: 'shortDescription',
		type: 'string',
		default: '',
		placeholder: 'e.g. Caneca de cerâmica',
		description: 'Field "descrição curta"',
	},
	{
		displayName: 'Status (Situação)',
		name: 'situation',
		type: 'options',
		options: [
			{ name: 'Active', value: 'A' },
			{ name: 'Inactive', value: 'I' },
		],
		default: 'A',
		description: 'Whether the product is active',
	},
	{
		displayName: 'SKU',
		name: 'sku',
		type: 'string',
		default: '',
		placeholder: 'e.g. 10001PT37',
		description: 'Field "código (SKU)"',
	},
	{ displayName: 'Unit', name: 'unit', type: 'string', default: '', placeholder: 'e.g. UN', description: 'Field "unidade"' },
];

/** The values of such a collection, with Bling's names; fields not added are missing. */
export function readProductFields(param: Parameters, name: string, nothing: Nothing): IDataObject {
	const chosen = param.in(name, nothing);
	const text = (name: string) => chosen.optionalText(name);
	const nome = text('productName');
	if (nome !== undefined && nome.length > longestName) {
		chosen.refuse('productName', 'is longer than 120 characters', 'Bling accepts 1 to 120 characters.');
	}
	return given({
		nome,
		situacao: chosen.optionalChoice('situation'),
		codigo: text('sku'),
		unidade: text('unit'),
		marca: text('brand'),
		gtin: text('gtin'),
		descricaoCurta: text('shortDescription'),
		descricaoComplementar: text('complementaryDescription'),
		observacoes: text('notes'),
		preco: amountOf(chosen, 'price'),
		pesoLiquido: amountOf(chosen, 'netWeight'),
		pesoBruto: amountOf(chosen, 'grossWeight'),
		...chosen.optionalObject('other'),
	});
}
