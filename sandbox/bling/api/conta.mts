import { json } from '../../core/http.mts';
import { found } from './endpoint.mts';
import type { Endpoint } from './endpoint.mts';
import { pageOf } from './filters.mts';

/** Module "Vendas". docs/facts/bling.md §4.7 */
const salesModule = { id: 98_310, nome: 'Vendas', descricao: 'Pedidos de Venda', criarSituacoes: true };

const sellers = [
	{ id: 7_101, descontoLimite: 0, contato: { id: 7_001, nome: 'Vendedora de Teste' } },
	{ id: 7_102, descontoLimite: 0, contato: { id: 7_002, nome: 'Vendedor do Balcão' } },
];

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
		path: '/vendedores',
		// Which scope Bling asks for is not known.
		scope: 'order',
		run: ({ request: { query } }) => {
			const sought = query.get('nomeContato')?.toLowerCase() ?? '';
			return json(200, {
				data: pageOf(
					sellers.filter(({ contato }) => contato.nome.toLowerCase().includes(sought)),
					query,
				),
			});
		},
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
