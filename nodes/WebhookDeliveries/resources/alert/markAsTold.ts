import { z } from 'zod';

import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { toldSchema } from '../../alerts/fact';
import { withRegister } from '../../alerts/register';

export const markAsTold: Operation<InstanceApi> = {
	name: 'Mark as Told',
	value: 'markAsTold',
	action: 'Mark facts of a notice as told',
	description: 'Remember what a person was told, so that it is reported only once',
	notForAgents: true,
	fields: [
		{
			displayName: 'Told Facts',
			name: 'toldFacts',
			type: 'json',
			default: '[]',
			required: true,
			placeholder: "={{ $('Check Health').item.json.itens }}",
			description: 'The field "itens" of the notice, from Describe Failure or Check Health',
		},
	],
	async run({ api, param }) {
		const facts =
			z.array(toldSchema).safeParse(param.optionalJson('toldFacts')).data ??
			param.refuse('toldFacts', 'is not the list "itens" of a notice', 'Fill in the field "itens" of the notice, as an expression.');
		if (facts.length > 0) await withRegister(api, async (register) => await register.told(facts, new Date()));
		return { told: facts.length };
	},
};
