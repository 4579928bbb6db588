import { outputFields, readOutput } from '../../../shared/operations/output';
import { dateFormat, period } from '../../api/period';
import { given } from '../../api/query';
import { periodFields } from '../fields';
import { nfseIn } from '../locators';
import { getManyOf } from '../list';
import type { BlingOperation, BlingResource } from '../operation';
import { serviceInvoiceRowShape, serviceInvoiceShape } from '../shapes';

/** GET /nfse/{idNotaServico}. Source: contracts/bling.json. */
const get: BlingOperation = {
	name: 'Get',
	value: 'get',
	action: 'Get an NFS-e',
	description: 'Get one NFS-e; its link and verification code only with the output Raw or Selected Fields',
	fields: [
		nfseIn({
			displayName: 'Service Invoice',
			name: 'serviceInvoiceId',
			required: true,
			description: 'Choose from the list or enter its ID in Bling',
		}),
		...outputFields(serviceInvoiceShape),
	],
	async run({ api, param }) {
		const show = readOutput(param, serviceInvoiceShape);
		return show(await api.object(`/nfse/${param.id('serviceInvoiceId')}`));
	},
};

/** GET /nfse. Source: contracts/bling.json, which has the numbers of the status but not their meaning. */
const getMany = getManyOf({
	action: 'Get many NFS-e',
	description: 'Get a list of NFS-e',
	path: '/nfse',
	shape: serviceInvoiceRowShape,
	filters: [
		...periodFields('Issued', 'issued'),
		{
			displayName: 'Status (Situação)',
			name: 'situation',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 4, numberPrecision: 0 },
			default: 1,
			description: "Bling's status number, 1 to 4; see Bling's API reference for its meaning",
		},
	],
	queryOf: (filter) => given({ situacao: filter.optionalNumber('situation'), ...period(filter, 'issued', 'dataEmissao', dateFormat) }),
});

const label = 'NFS-e';

export const serviceInvoice: BlingResource = {
	name: `Service Invoice (${label})`,
	value: 'serviceInvoiceNfse',
	operations: [getMany, get],
};
