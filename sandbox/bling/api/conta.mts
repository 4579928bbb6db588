import { json } from '../../core/http.mts';
import { found } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { pageOf } from './filters.mts';

/** Module "Vendas". docs/facts/bling.md §4.7 */
const salesModule = { id: 98_310, nome: 'Vendas', descricao: 'Pedidos de Venda', criarSituacoes: true };

/** The company itself and its order situations. */
export const conta: readonly Endpoint[] = [
	{
		method: 'GET',
		path: '/empresas/me/dados-basicos',
		scope: 'company',
		run: ({ company: { id, nome, cnpj, email, dataContrato } }) => json(200, { data: { id, nome, cnpj, email, dataContrato } }),
	},
	{
		method: 'GET',
		path: '/canais-venda',
		// The scope that Bling requires is unknown.
		scope: 'order',
		run: ({ company: { lojaId }, request: { query } }) =>
			json(200, { data: pageOf([{ id: lojaId, descricao: 'Loja virtual', tipo: 'Api', situacao: 1 }], query) }),
	},
	{
		method: 'GET',
		path: '/situacoes/modulos',
		scope: 'situation',
		run: () => json(200, { data: [salesModule] }),
	},
	{
		method: 'GET',
		path: '/situacoes/modulos/:idModulo',
		scope: 'situation',
		run(call) {
			found(call.id('idModulo') === salesModule.id ? salesModule : undefined);
			const data = call.company.situations.map(({ id, nome, idHerdado, cor }) => ({
				id,
				nome,
				idHerdado,
				cor,
			}));
			return json(200, { data });
		},
	},
];
