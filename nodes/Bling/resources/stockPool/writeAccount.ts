import { writeInput } from '../../stockPool/batch';
import { writeAccount as write } from '../../stockPool/writeAccount';
import type { BlingOperation } from '../operation';
import { accountName, batch, readBatch } from './batchField';

/** POST /estoques with operacao B, without price and cost. Source: docs/facts/bling.md §4.5. */
export const writeAccount: BlingOperation = {
	name: 'Write Account',
	value: 'writeAccount',
	action: 'Write an account of the stock pool',
	description: 'Carry out the planned writes of this account: each shared deposit is read again, and left alone if somebody moved it',
	notForAgents: true,
	fields: [
		accountName,
		batch,
		{
			displayName: 'Note',
			name: 'note',
			type: 'string',
			default: '=n8n {{ $execution.id }}',
			description: 'Text of each movement ("observações"), to find in n8n what wrote it',
		},
	],
	async run({ api, param }) {
		const { given, batch: input } = readBatch(param, writeInput);
		const account = param.text('account');
		const own = input.writes.filter((one) => one.account === account);
		const settings = input.accounts.find((one) => one.account === account);
		const results = await write(api, { writes: own, settings, note: param.optionalText('note') ?? '' });
		return { ...given, results: [...input.results, ...results] };
	},
};
