import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../../shared/operations/parameters';
import { periodFields } from '../fields';
import { dateTimeFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { getManyOf } from '../list';
import { invoiceRowShape } from '../shapes';
import type { InvoiceKind } from './kind';

/** docs/facts/bling.md §2.4; in brackets Bling's own names. */
const situations = [
	{ name: 'Authorized (Autorizada)', value: '5' },
	{ name: 'Blocked (Bloqueada)', value: '11' },
	{ name: 'Cancelled (Cancelada)', value: '2' },
	{ name: 'DANFE Issued (Emitida DANFE)', value: '6' },
	{ name: 'Denied (Denegada)', value: '9' },
	{ name: 'Pending (Pendente)', value: '1' },
	{ name: 'Registered (Registrada)', value: '7' },
	{ name: 'Rejected (Rejeitada)', value: '4' },
	{ name: 'Status Query (Consulta Situação)', value: '10' },
	{ name: 'Waiting for Protocol (Aguardando Protocolo)', value: '8' },
	{ name: 'Waiting for Receipt (Aguardando Recibo)', value: '3' },
];

const onlyNfe: INodeProperties[] = [
	{
		displayName: 'Store Order Number',
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
		description: 'Whether the goods come in or go out',
	},
];

/** GET /nfe, GET /nfce. Source: docs/facts/bling.md §4.8 and the published description. */
export const getMany = ({ path, label, hasStoreNumber }: InvoiceKind) =>
	getManyOf({
		action: `Get many ${label}`,
		description: `Get a list of ${label}; cancelled ones only if selected by status`,
		path,
		shape: invoiceRowShape,
		filters: [
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
				displayName: 'Status (Situação)',
				name: 'situation',
				type: 'options',
				options: situations,
				default: '5',
				description: 'Only invoices in this status',
			},
			...(hasStoreNumber ? onlyNfe : []),
		],
		queryOf: (filter) => query(filter, hasStoreNumber),
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
