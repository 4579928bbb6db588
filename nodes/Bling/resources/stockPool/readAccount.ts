import { requestSchema } from '../../stockPool/batch';
import { readAccount as read } from '../../stockPool/readAccount';
import type { BlingOperation } from '../operation';
import { accountName, batch, readBatch } from './batchField';

/** Adds what one account answers to `readings`. Sources: docs/facts/bling.md §4.5 to §4.7. */
export const readAccount: BlingOperation = {
	name: 'Read Account',
	value: 'readAccount',
	action: 'Read an account of the stock pool',
	description: 'Find the SKUs that events name, and read the balances of SKUs in this account; a failure is an answer, not an error',
	fields: [accountName, batch],
	async run({ api, param, context }) {
		const { given, batch: request } = readBatch(param, requestSchema);
		const reading = await read(api, param.text('account'), request);
		if (reading?.configured && reading.principalsDisregarded.length > 0) {
			context.addExecutionHints({
				type: 'warning',
				location: 'outputPane',
				message: `Bling leaves deposits of the sum out of its own totals ("desconsiderar saldo"): ${reading.principalsDisregarded.join(', ')}. In one account whose figures are known, what orders reserve counts twice then. Compare the sum with Bling before you use it.`,
			});
		}
		const before = Array.isArray(given.readings) ? given.readings : [];
		return { ...given, readings: reading ? [...before, reading] : before };
	},
};
