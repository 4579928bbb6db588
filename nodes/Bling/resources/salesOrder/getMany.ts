import type { IDataObject } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Parameters } from '../../../shared/operations/parameters';
import { filters, periodFields } from '../fields';
import { dateFormat, dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import type { BlingOperation } from '../operation';
import { refuseUnknownSituation } from './situation';

/** GET /pedidos/vendas with all documented filters. Source: docs/facts/bling.md §4.7. */
export const getMany: BlingOperation = {
	name: 'Get Many',
	value: 'getMany',
	action: 'Get many sales orders',
	description: 'Get orders without their items, page after page',
	fields: [
		...limitFields,
		filters([
			{
				displayName: 'Business Unit ID',
				name: 'businessUnitId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12345678',
				description: 'Only orders of this "unidade de negócio"',
			},
			{
				displayName: 'Cash Control ID',
				name: 'cashControlId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12345678',
				description: 'Only orders of this "controle de caixa"',
			},
			...periodFields('Changed', 'changed'),
			{
				displayName: 'Contact ID',
				name: 'contactId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12345678',
				description: 'Only orders of this contact',
			},
			...periodFields('Expected', 'expected'),
			...periodFields('Placed', 'placed'),
			{
				displayName: 'Seller ID',
				name: 'sellerId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 12345678',
				description: 'Only orders of this "vendedor"',
			},
			{
				displayName: 'Situation IDs',
				name: 'situationIds',
				type: 'string',
				default: '',
				placeholder: 'e.g. 6, 9',
				description: 'IDs of the situations, comma-separated. In wide use: 6 "Em aberto", 9 "Atendido", 12 "Cancelado", 24 "Verificado".',
			},
			{
				displayName: 'Store ID',
				name: 'storeId',
				type: 'string',
				default: '',
				placeholder: 'e.g. 203146903',
				description: 'Only orders of this store ("loja")',
			},
			{
				displayName: 'Store Numbers',
				name: 'storeNumbers',
				type: 'string',
				default: '',
				placeholder: 'e.g. Loja_123, Loja_124',
				description: 'Numbers in the shop, comma-separated',
			},
		]),
	],
	async run({ api, param }) {
		const max = param.limit();
		const filter = param.in('filters');
		const query = queryOf(filter);
		for (const id of filter.ids('situationIds')) await refuseUnknownSituation({ api, param: filter }, 'situationIds', id);
		return await api.list('/pedidos/vendas', query, max);
	},
};

function queryOf(filter: Parameters): IDataObject {
	return given({
		idContato: filter.optionalId('contactId'),
		idLoja: filter.optionalId('storeId'),
		idVendedor: filter.optionalId('sellerId'),
		idControleCaixa: filter.optionalId('cashControlId'),
		idUnidadeNegocio: filter.optionalId('businessUnitId'),
		idsSituacoes: filter.ids('situationIds'),
		numerosLojas: filter.list('storeNumbers'),
		...period(filter, 'placed', 'data', dateFormat),
		...period(filter, 'changed', 'dataAlteracao', dateTimeFormat),
		...period(filter, 'expected', 'dataPrevista', dateFormat),
	});
}
