import { json } from '../../core/http.mts';
import { found } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { integerOf, pageOf } from './filters.mts';

export const depositos: readonly Endpoint[] = [
	{
		method: 'GET',
		path: '/depositos',
		scope: 'deposit',
		run({ company, request: { query } }) {
			const situation = integerOf(query, 'situacao') ?? 1;
			const name = query.get('descricao') ?? '';
			const matching = company.deposits.filter(({ situacao, descricao }) => situacao === situation && descricao.includes(name));
			return json(200, { data: pageOf(matching, query) });
		},
	},
	{
		method: 'GET',
		path: '/depositos/:idDeposito',
		scope: 'deposit',
		run: (call) => {
			const id = call.id('idDeposito');
			return json(200, { data: found(call.company.deposits.find((deposit) => deposit.id === id)) });
		},
	},
];
