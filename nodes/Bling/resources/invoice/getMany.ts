import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { limitFields } from '../../../shared/operations/fields';
import type { Parameters } from '../../../shared/operations/parameters';
import { filters, periodFields } from '../fields';
import { dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import type { BlingOperation } from '../operation';
import type { InvoiceKind } from './kind';

/** docs/facts/bling.md §2.4; labels as Bling writes them. */
const situations = [
	'Pendente',
	'Cancelada',
	'Aguardando recibo',
	'Rejeitada',
	'Autorizada',
	'Emitida DANFE',
	'Registrada',
	'Aguardando protocolo',
	'Denegada',
	'Consulta situação',
	'Bloqueada',
].map((name, index) => ({ name, value: String(index + 1) }));

const onlyNfe: INodeProperties[] = [
	{
		displayName: 'Store Number',
		name: 'storeNumber',
		type: 'string',
		default: '',
		placeholder: 'e.g. Loja_123',
		description: 'The order number in the shop ("número da loja")',
	},
	{
		displayName: 'Type',
		name: 'type',
		type: 'options',
		options: [
			{ name: 'Incoming (Entrada)', value: '0' },
			{ name: 'Outgoing (Saída)', value: '1' },
		],
		default: '1',
		description: 'Whether goods come in or go out',
	},
];

/** GET /nfe, GET /nfce. Source: docs/facts/bling.md §4.8 and the published description. */
export const getMany = ({ path, label, hasStoreNumber }: InvoiceKind): BlingOperation => ({
	name: 'Get Many',
	value: 'getMany',
	action: `Get many ${label}`,
	description: `Get ${label}, page after page; Bling leaves out cancelled ones unless asked for by situation`,
	fields: [
		...limitFields,
		filters([
			...periodFields('Issued', 'issued'),
			{
				displayName: 'Number',
				name: 'number',
				type: 'string',
				default: '',
				placeholder: 'e.g. 1827',
				description: 'Number of the invoice',
			},
			{ displayName: 'Series', name: 'series', type: 'string', default: '', placeholder: 'e.g. 1', description: 'Series ("série")' },
			{
				displayName: 'Situation',
				name: 'situation',
				type: 'options',
				options: situations,
				default: '5',
				description: 'Only invoices in this situation',
			},
			...(hasStoreNumber ? onlyNfe : []),
		]),
	],
	run: async ({ api, param }) => await api.list(path, query(param.in('filters'), hasStoreNumber), param.limit()),
});

function query(filter: Parameters, hasStoreNumber: boolean): IDataObject {
	return given({
		numero: filter.optionalDocumentNumber('number'),
		serie: filter.optionalDocumentNumber('series'),
		situacao: filter.optionalChoice('situation'),
		...(hasStoreNumber && {
			numeroLoja: filter.optionalText('storeNumber'),
			tipo: filter.optionalChoice('type'),
		}),
		...period(filter, 'issued', 'dataEmissao', dateTimeFormat),
	});
}
