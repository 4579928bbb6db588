import { z } from 'zod';

import type { InstanceApi } from '../../../instance/api';
import type { Operation } from '../../../shared/operations/operation';
import { toldSchema } from '../../alerts/fact';
import { withRegister } from '../../alerts/register';

export const markAsTold: Operation<InstanceApi> = {
	name: 'Mark as Reported',
	value: 'markAsTold',
	action: 'Mark facts of a notice as reported',
	description: 'Record that the facts of a notice were sent, so that each is reported only once',
	notForAgents: true,
	fields: [
		{
			displayName: 'Reported Facts',
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
			param.refuse('toldFacts', 'is not the list "itens" of a notice', 'Use an expression that returns the field "itens" of the notice.');
		if (facts.length > 0) await withRegister(api, async (register) => await register.told(facts, new Date()));
		return { told: facts.length };
	},
};
