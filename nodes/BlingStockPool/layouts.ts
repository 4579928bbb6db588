import type { TableLayout } from './framework';

/**
 * All state. Where rows are compared to a moment it is Unix milliseconds: n8n compares a date of a filter as text on
 * SQLite, a day at a time (docs/facts/n8n.md §10).
 */
export const layouts = {
	/** What waits. */
	queue: {
		name: 'estoque_fila',
		columns: {
			chave: 'string',
			tipo: 'string',
			empresa: 'string',
			referencia: 'string',
			origem: 'string',
			tentarApos: 'number',
			tentativas: 'number',
			falhou: 'boolean',
			parado: 'boolean',
			autorizado: 'boolean',
			confirmado: 'boolean',
		},
	},
	/** What is known of each SKU in each account. */
	memories: {
		name: 'estoque_saldos',
		columns: {
			empresa: 'string',
			conta: 'string',
			sku: 'string',
			produtoId: 'number',
			depositoId: 'number',
			fisico: 'number',
			reservado: 'number',
			gravando: 'number',
			soma: 'number',
			segurado: 'boolean',
			situacao: 'string',
			mensagem: 'string',
			pedidos: 'string',
			vistoEm: 'number',
			vez: 'number',
		},
	},
	/** One row: who may write, and until when. */
	turn: {
		name: 'estoque_vez',
		columns: { nome: 'string', dono: 'string', expira: 'number', numero: 'number' },
	},
	/** Who takes part, and where the next look goes on. */
	participants: {
		name: 'estoque_participantes',
		columns: {
			empresa: 'string',
			conta: 'string',
			pagina: 'number',
			produtos: 'number',
			pedidosDesde: 'number',
			problema: 'string',
		},
	},
	/** The deposits of the last look. */
	deposits: { name: 'estoque_depositos', columns: { empresa: 'string', deposito: 'number', nome: 'string' } },
} satisfies Record<string, TableLayout>;

/** The log: written by a node of the workflow, which the user may change, so that only its name is the pool's. */
export const logLayout = {
	name: 'estoque_registro',
	columns: {
		quando: 'date',
		conta: 'string',
		sku: 'string',
		antes: 'number',
		depois: 'number',
		resultado: 'string',
		mensagem: 'string',
		origem: 'string',
		execucao: 'string',
	},
} satisfies TableLayout;
