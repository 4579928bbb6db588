import type { TableLayout } from './framework';

/**
 * The pool's whole state. Columns that are compared with a time hold Unix milliseconds: n8n on
 * SQLite compares a filter's date as text, which only works by day (docs/facts/n8n.md §10).
 */
export const layouts = {
	/** The queue. */
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
	/** What is known about each SKU in each account. */
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
	/** Who takes part, and where the next look continues. */
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
	/** The warehouses of the last look. */
	deposits: { name: 'estoque_depositos', columns: { empresa: 'string', deposito: 'number', nome: 'string' } },
} satisfies Record<string, TableLayout>;

/** The log: written by a node of the workflow, which the user may change, so only its name belongs to the pool. */
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
