import type { IDataObject } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { periodFields } from '../fields';
import { categoryIn, componentIn, depositNamed, storeIn } from '../locators';
import { dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { getManyOf } from '../list';
import { productRowShape } from '../shapes';
import { withStockNumbers } from './stockNumbers';

/** GET /produtos with all documented filters. Source: docs/facts/bling.md §4.6. */
export const getMany = getManyOf({
	action: 'Get many products',
	description: 'Get a list of products',
	path: '/produtos',
	shape: productRowShape,
	filters: [
		{
			displayName: 'Balance',
			name: 'balance',
			type: 'options',
			options: [
				{ name: 'Negative', value: '2' },
				{ name: 'Positive', value: '1' },
				{ name: 'Zero', value: '0' },
			],
			default: '1',
			description: 'Only products with a balance like this ("saldo em estoque")',
		},
		depositNamed({
			displayName: 'Balance of Warehouse (Depósito)',
			name: 'balanceDepositId',
			description: 'The warehouse that the balance filter applies to; all by default',
		}),
		categoryIn({ displayName: 'Category', name: 'categoryId', description: 'Only products of this category' }),
		...periodFields('Changed', 'changed'),
		componentIn({ displayName: 'Component', name: 'componentId', description: 'Only products that contain this one' }),
		{
			displayName: 'Criterion',
			name: 'criterion',
			type: 'options',
			options: [
				{ name: 'Active', value: '2' },
				{ name: 'All', value: '5' },
				{ name: 'Deleted', value: '4' },
				{ name: 'Inactive', value: '3' },
				{ name: 'Last Included', value: '1' },
			],
			default: '5',
			description: 'Which products to return; Bling\'s own default is "últimos incluídos"',
		},
		{
			displayName: 'GTINs',
			name: 'gtins',
			type: 'string',
			default: '',
			placeholder: 'e.g. 7891234567895, 7891234567901',
			description: 'Comma-separated, or an expression that returns an array',
		},
		...periodFields('Included', 'included'),
		{
			displayName: 'Name',
			name: 'productName',
			type: 'string',
			default: '',
			placeholder: 'e.g. Caneca',
			description: 'Part of the name',
		},
		{
			displayName: 'Product IDs',
			name: 'productIds',
			type: 'string',
			default: '',
			placeholder: 'e.g. 16698952209, 16698952210',
			description: 'Comma-separated, or an array by expression',
		},
		{
			displayName: 'SKUs',
			name: 'skus',
			type: 'string',
			default: '',
			placeholder: 'e.g. 10001PT37, 10001PT38',
			description: 'Comma-separated, or an expression that returns an array',
		},
		storeIn({ displayName: 'Store', name: 'storeId', description: 'Only products of this store ("loja")' }),
		{
			displayName: 'Type',
			name: 'type',
			type: 'options',
			options: [
				{ name: 'All', value: 'T' },
				{ name: 'Product', value: 'P' },
				{ name: 'Service', value: 'S' },
				{ name: 'Simple Product', value: 'PS' },
				{ name: 'Variation', value: 'V' },
				{ name: 'With Composition', value: 'E' },
				{ name: 'With Variations', value: 'C' },
			],
			default: 'T',
			description: 'Only products of this type',
		},
	],
	queryOf,
	completed: withStockNumbers,
});

function queryOf(filter: Parameters): IDataObject {
	return given({
		criterio: filter.optionalChoice('criterion'),
		tipo: filter.optionalChoice('type'),
		idComponente: filter.optionalId('componentId'),
		idCategoria: filter.optionalId('categoryId'),
		idLoja: filter.optionalId('storeId'),
		nome: filter.optionalText('productName'),
		idsProdutos: filter.ids('productIds'),
		codigos: filter.list('skus'),
		gtins: filter.list('gtins'),
		filtroSaldoEstoque: filter.optionalChoice('balance'),
		filtroSaldoEstoqueDeposito: filter.optionalId('balanceDepositId'),
		...period(filter, 'included', 'dataInclusao', dateTimeFormat),
		...period(filter, 'changed', 'dataAlteracao', dateTimeFormat),
	});
}
