import type { InstanceApi } from '../../instance/api';
import type { Cell, Condition } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { rethrow } from '../../shared/rethrow';
import type { Fact, OpenFact, Told } from './fact';
import { factOf, openFactSchema } from './fact';

/** What was reported to people, in n8n's own data tables: the table's name and columns are saved names. */
const alertsTable = {
	name: 'webhooks_alertas',
	columns: {
		chave: 'string',
		tipo: 'string',
		titulo: 'string',
		workflow_id: 'string',
		workflow: 'string',
		erro: 'string',
		pedido: 'string',
		conta: 'string',
		execucao: 'string',
		link: 'string',
		/**
		 * For a failure: `avisa` if its execution reported it at once, `repete` if another one had
		 * just reported the same.
		 */
		grupo: 'string',
		avisado_em: 'date',
		resolvido_em: 'date',
	},
} as const;

const keptMs = 90 * 86_400_000;

export const is = (columnName: string, value: Cell): Condition => ({ columnName, condition: 'eq', value });
const isOpen = is('resolvido_em', null);

/** Where the alerts remember their facts. */
export class Register {
	private constructor(private readonly table: Table) {}

	static async open(api: InstanceApi): Promise<Register> {
		return new Register(await Table.open(api, alertsTable));
	}

	/** What is not over, reported or not, oldest first. Rows that others wrote into the table are ignored. */
	async openFacts(conditions: Condition[] = []): Promise<OpenFact[]> {
		const found: OpenFact[] = [];
		for await (const row of this.table.rows([isOpen, ...conditions])) {
			const fact = openFactSchema.safeParse(row);
			if (fact.success) found.push(fact.data);
		}
		return found;
	}

	/** Records facts; returns their ids in the table. */
	async note(facts: Fact[], more: { grupo?: string; avisado_em?: string } = {}): Promise<number[]> {
		return await this.table.insert(facts.map((fact) => ({ ...factOf(fact), ...more })));
	}

	/** How these rows of the table were reported. */
	async mark(ids: number[], grupo: string): Promise<void> {
		for (const id of ids) await this.table.updateWhere([is('id', id)], { grupo });
	}

	/** Deletes rows of which nothing came. */
	async forget(chave: string): Promise<void> {
		await this.table.deleteWhere([is('chave', chave), isOpen]);
	}

	/** Records which facts were reported and which are over; deletes what is older than 90 days. */
	async told(facts: Told[], now: Date): Promise<void> {
		const at = now.toISOString();
		const open = new Set((await this.openFacts()).map(({ chave }) => chave));
		const isNew = (fact: Told) => !open.has(fact.chave);
		const fresh = facts.filter((fact) => isNew(fact) && fact.situacao === 'novo');
		if (fresh.length > 0) await this.note(fresh, { avisado_em: at });
		for (const { situacao, chave, erro, titulo } of facts.filter((fact) => !isNew(fact))) {
			await this.table.updateWhere([is('chave', chave), isOpen], {
				erro,
				titulo,
				avisado_em: at,
				...(situacao === 'recuperado' ? { resolvido_em: at } : {}),
			});
		}
		await this.table.deleteWhere([{ columnName: 'createdAt', condition: 'lt', value: new Date(now.getTime() - keptMs).toISOString() }]);
	}
}

/** What to do if the API key may not use the tables. */
export async function withRegister<Result>(api: InstanceApi, use: (register: Register) => Promise<Result>): Promise<Result> {
	try {
		return await use(await Register.open(api));
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		throw api.refusal(
			`The data table "${alertsTable.name}", which remembers what was reported, cannot be used: ${error.message}`,
			'Give the API key of the "N8n Instance API" credential the scopes dataTable:* and dataTableRow:* under Settings → n8n API.',
		);
	}
}
