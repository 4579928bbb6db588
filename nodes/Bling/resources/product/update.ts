import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';
import { productId } from '../fields';
import { amountOf } from '../../api/quantity';
import { given } from '../../api/query';
import type { BlingOperation } from '../operation';

/** 200 with `data.id`. Source: docs/facts/bling.md §4.6. */
const changed = z.object({ data: z.object({ id: z.number().int().positive() }).passthrough() }).passthrough();

/** PATCH /produtos/{id}: what is left out stays as it is (PUT would empty it). Source: docs/facts/bling.md §4.6. */
export const update: BlingOperation = {
	name: 'Update',
	value: 'update',
	action: 'Update a product',
	description: 'Change only the given fields of a product',
	fields: [
		productId,
		{
			displayName: 'Fields to Change',
			name: 'changes',
			type: 'collection',
			placeholder: 'Add Field',
			default: {},
			options: [
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
					description: 'Any other field of PATCH /produtos/{ID}, as Bling names it',
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
					displayName: 'Situation',
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
			],
		},
	],
	async run({ api, param }) {
		const id = param.id('productId');
		const body = changes(param);
		if (Object.keys(body).length === 0) param.refuse('changes', 'changes nothing', 'Add at least one field to change.');
		const answer = await api.ask({ method: 'PATCH', path: `/produtos/${id}`, body }, changed);
		return { productId: id, changed: Object.keys(body), ...(answer as IDataObject) };
	},
};

function changes(param: Parameters): IDataObject {
	const chosen = param.in('changes', 'leftOut');
	const text = (name: string) => chosen.optionalText(name);
	const nome = text('productName');
	if (nome !== undefined && nome.length > 120) {
		chosen.refuse('productName', 'is longer than 120 characters', 'Bling takes 1 to 120 characters.');
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
