import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { inNewNodes, inOldNodes } from '../../../shared/operations/nodeVersions';
import type { Parameters } from '../../../shared/operations/parameters';
import { periodFields, situations } from '../fields';
import { contactIn, sellerIn, storeIn } from '../locators';
import { dateFormat, dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { getManyOf } from '../list';
import { orderRowShape } from '../shapes';
import { refuseUnknownSituation } from './situation';

/** A list to choose from; nodes of version 1 have text, which the list could not show. */
const situationFilter: INodeProperties[] = [
	{
		...situations('Status (Situação)', 'situationIds', [], 'Only orders with one of these statuses'),
		displayOptions: { show: inNewNodes },
	},
	{
		displayName: 'Status (Situação)',
		name: 'situationIds',
		type: 'string',
		displayOptions: { show: inOldNodes },
		default: '',
		placeholder: 'e.g. 6, 9',
		description: 'Status IDs, comma-separated: 6 "Em aberto", 9 "Atendido", 12 "Cancelado", 24 "Verificado"',
	},
];

/** GET /pedidos/vendas with all documented filters. Source: docs/facts/bling.md §4.7. */
export const getMany = getManyOf({
	action: 'Get many sales orders',
	description: 'Get a list of orders, without their items',
	path: '/pedidos/vendas',
	shape: orderRowShape,
	filters: [
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
		contactIn({ displayName: 'Contact', name: 'contactId', description: 'Only orders of this contact' }),
		...periodFields('Expected', 'expected'),
		...periodFields('Placed', 'placed'),
		sellerIn({ displayName: 'Seller', name: 'sellerId', description: 'Only orders of this "vendedor"' }),
		...situationFilter,
		storeIn({ displayName: 'Store', name: 'storeId', description: 'Only orders of this store ("loja")' }),
		{
			displayName: 'Store Order Numbers',
			name: 'storeNumbers',
			type: 'string',
			default: '',
			placeholder: 'e.g. Loja_123, Loja_124',
			description: 'Numbers in the shop, comma-separated',
		},
	],
	async queryOf(filter, { api }) {
		for (const id of filter.ids('situationIds')) await refuseUnknownSituation({ api, param: filter }, 'situationIds', id);
		return queryOf(filter);
	},
});

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
