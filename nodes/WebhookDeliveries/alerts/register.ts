import type { InstanceApi } from '../../instance/api';
import type { Cell, Condition } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { rethrow } from '../../shared/rethrow';
import type { Fact, OpenFact, Told } from './fact';
import { factOf, openFactSchema } from './fact';

/** What was told to a person, in n8n's own data tables: its name and columns are saved names. */
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
		/** Of a failure: `avisa` if its execution told at once, `repete` if another had just told the same. */
		grupo: 'string',
		avisado_em: 'date',
		resolvido_em: 'date',
	},
} as const;

const keptMs = 90 * 86_400_000;

export const is = (columnName: string, value: Cell): Condition => ({ columnName, condition: 'eq', value });
const isOpen = is('resolvido_em', null);

/** Where the facts of the alerts are remembered. */
export class Register {
	private constructor(private readonly table: Table) {}

	static async open(api: InstanceApi): Promise<Register> {
		return new Register(await Table.open(api, alertsTable));
	}

	/** What is not over, told or not; the oldest first. What others wrote into the table is left alone. */
	async openFacts(conditions: Condition[] = []): Promise<OpenFact[]> {
		const found: OpenFact[] = [];
		for await (const row of this.table.rows([isOpen, ...conditions])) {
			const fact = openFactSchema.safeParse(row);
			if (fact.success) found.push(fact.data);
		}
		return found;
	}

	/** Notes facts; their ids in the table. */
	async note(facts: Fact[], more: { grupo?: string; avisado_em?: string } = {}): Promise<number[]> {
		return await this.table.insert(facts.map((fact) => ({ ...factOf(fact), ...more })));
	}

	/** How these rows of the table were told. */
	async mark(ids: number[], grupo: string): Promise<void> {
		for (const id of ids) await this.table.updateWhere([is('id', id)], { grupo });
	}

	/** Forgets what was noted, as nothing came of it. */
	async forget(chave: string): Promise<void> {
		await this.table.deleteWhere([is('chave', chave), isOpen]);
	}

	/** Records that facts were told, and which of them are over; what is older than 90 days is deleted. */
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

/** What a person does where the API key may not use the tables. */
export async function withRegister<Result>(api: InstanceApi, use: (register: Register) => Promise<Result>): Promise<Result> {
	try {
		return await use(await Register.open(api));
	} catch (error) {
		if (!(error instanceof TablesUnavailable)) return rethrow(error);
		throw api.refusal(
			`What was told is remembered in the data table "${alertsTable.name}" of this n8n, which may not be used: ${error.message}`,
			'Give the API key of the "N8n Instance API" credential the scopes dataTable:* and dataTableRow:* under Settings → n8n API. Without scopes it may do everything.',
		);
	}
}
