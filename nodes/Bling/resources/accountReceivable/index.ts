import { outputFields, readOutput } from '../../../shared/operations/output';
import { dateFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { periodFields } from '../fields';
import { contactIn, paymentMethodIn, receivableIn } from '../locators';
import { getManyOf } from '../list';
import type { BlingOperation, BlingResource } from '../operation';
import { receivableRowShape, receivableShape } from '../shapes';

/** GET /contas/receber/{idContaReceber}. Source: contracts/bling.json. */
const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get an account receivable',
	description: 'Get one account receivable (conta a receber) with its balance',
	fields: [
		receivableIn({
			displayName: 'Account Receivable',
			name: 'receivableId',
			required: true,
			description: 'Choose from the list or enter its ID in Bling',
		}),
		...outputFields(receivableShape),
	],
	async run({ api, param }) {
		const show = readOutput(param, receivableShape);
		return show(await api.object(`/contas/receber/${param.id('receivableId')}`));
	},
};

/** GET /contas/receber. Source: contracts/bling.json, which has the numbers of the status but not their meaning. */
const getMany = getManyOf({
	action: 'Get many accounts receivable',
	description: 'Get a list of accounts receivable (contas a receber)',
	path: '/contas/receber',
	shape: receivableRowShape,
	filters: [
		contactIn({ displayName: 'Contact', name: 'contactId', description: 'Only accounts of this contact' }),
		...periodFields('Date', 'date'),
		{
			displayName: 'Date Kind',
			name: 'dateKind',
			type: 'options',
			options: [
				{ name: 'E (Emissão)', value: 'E' },
				{ name: 'R (Recebimento)', value: 'R' },
				{ name: 'V (Vencimento)', value: 'V' },
			],
			default: 'V',
			description: 'The date that the period filter applies to ("tipoFiltroData")',
		},
		paymentMethodIn({
			displayName: 'Payment Method',
			name: 'paymentMethodId',
			description: 'Only accounts with this "forma de pagamento"',
		}),
		{
			displayName: 'Status (Situação)',
			name: 'situations',
			type: 'string',
			default: '',
			placeholder: 'e.g. 1, 2',
			description: "Bling's status numbers, 1 to 5, comma-separated; see Bling's API reference for their meaning",
		},
	],
	queryOf(filter) {
		const situacoes = filter.ids('situations');
		if (situacoes.some((number) => number > 5)) filter.refuse('situations', 'contains a number above 5', 'Use numbers from 1 to 5.');
		return given({
			situacoes,
			idContato: filter.optionalId('contactId'),
			idFormaPagamento: filter.optionalId('paymentMethodId'),
			tipoFiltroData: filter.optionalChoice('dateKind'),
			...period(filter, 'date', 'data', dateFormat),
		});
	},
});

export const accountReceivable: BlingResource = {
	name: 'Account Receivable (Conta a Receber)',
	value: 'accountReceivable',
	operations: [getMany, get],
};
