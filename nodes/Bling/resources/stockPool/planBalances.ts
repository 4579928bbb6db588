import { planInput } from '../../stockPool/batch';
import { planWrites } from '../../stockPool/plan';
import type { BlingOperation } from '../operation';
import { batch, readBatch } from './batchField';

/** Asks nothing of Bling: it computes from what was read. */
export const planBalances: BlingOperation = {
	name: 'Plan Balances',
	value: 'planBalances',
	action: 'Plan the balances of the stock pool',
	description:
		'Compute what each shared deposit must be set to so that it shows the sum of the principal deposits, and what must not be touched',
	fields: [batch],
	async run({ param }) {
		const { given, batch: input } = readBatch(param, planInput);
		const { stop, writes, outcomes, totals } = planWrites(input);
		return JSON.parse(JSON.stringify({ ...given, stop, writes, outcomes, totals }));
	},
};
