import { requestSchema } from '../../stockPool/batch';
import { readAccount as read } from '../../stockPool/readAccount';
import type { BlingOperation } from '../operation';
import { accountName, batch, readBatch } from './batchField';

/** Adds what one account answers to `readings`. Sources: vendors/bling.md §4.5 to §4.7. */
export const readAccount: BlingOperation = {
	name: 'Read Account',
	action: 'Read an account of the stock pool',
	description: 'Find the SKUs that events name, and read the balances of SKUs in this account; a failure is an answer, not an error',
	fields: [accountName, batch],
	async run({ api, param }) {
		const { given, batch: request } = readBatch(param, requestSchema);
		const reading = await read(api, param.text('account'), request);
		const before = Array.isArray(given.readings) ? given.readings : [];
		return { ...given, readings: reading ? [...before, reading] : before };
	},
};
