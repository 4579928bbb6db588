import type { InstanceApi } from '../../instance/api';
import type { Condition, TableLayout } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { rethrow } from '../../shared/rethrow';
import type { Change } from './change';

/** What was sent before and left no trace in the history. The table's name and columns are those of version 0.1. */
export const recoveredTable: TableLayout = {
	name: 'reconciliacao_envios',
	columns: {
		chave: 'string',
		sweep_id: 'string',
		fornecedor: 'string',
		evento: 'string',
		referencia: 'string',
		conta: 'string',
		resultado: 'string',
	},
};

/** This many rows are kept; a run looks back seven days at most. */
const mostRemembered = 20_000;

const results = {
	sending: 'sendo enviado',
	sent: 'enviado',
	ignored: 'o gatilho não quer este evento',
	notSent: 'não enviado',
};

/** `sending`: unknown whether it arrived. */
export type Remembered = 'sending' | 'sent' | 'ignored';

/** One change for one trigger: its key, and that trigger's settings. */
export interface Place {
	key: string;
	/** What a trigger ignored is tried again once this has changed. */
	settings: string;
}

const ignoredBy = (settings: string) => `${results.ignored} (${settings})`;

/**
 * The result in a row. An unknown word counts as sent; what a trigger with other settings ignored
 * counts as unknown.
 */
function read(resultado: string | undefined, settings: string): Remembered | undefined {
	if (resultado === undefined || resultado === results.notSent) return undefined;
	if (resultado === results.sending) return 'sending';
	if (!resultado.startsWith(results.ignored)) return 'sent';
	return resultado === ignoredBy(settings) ? 'ignored' : undefined;
}

/**
 * What runs have sent for a vendor, in addition to the history. A key combines the change and the
 * trigger it goes to.
 */
export class Memory {
	private constructor(
		private readonly api: InstanceApi,
		private readonly vendor: string,
		private table: Table | undefined,
		private readonly known: Map<string, string>,
	) {}

	/** Empty if there is no table yet, or the API key may not read tables. */
	static async of(api: InstanceApi, vendor: string): Promise<Memory> {
		const known = new Map<string, string>();
		try {
			const table = await Table.find(api, recoveredTable);
			// Of several rows the newest counts.
			for await (const row of table?.rows([is('fornecedor', vendor)]) ?? []) known.set(String(row.chave), String(row.resultado));
			return new Memory(api, vendor, table, known);
		} catch (error) {
			return error instanceof TablesUnavailable ? new Memory(api, vendor, undefined, known) : rethrow(error);
		}
	}

	/** What was known of it when this run started. */
	before({ key, settings }: Place): Remembered | undefined {
		return read(this.known.get(key), settings);
	}

	/** What is known of it at this moment, while no other run may change it. */
	async now({ key, settings }: Place): Promise<Remembered | undefined> {
		let latest: string | undefined;
		for await (const row of this.table?.rows([is('chave', key)]) ?? []) latest = String(row.resultado);
		return read(latest, settings);
	}

	/** Prepares the table that remembers what is sent; false if the API key may not. */
	async isReady(): Promise<boolean> {
		try {
			this.table ??= await Table.open(this.api, recoveredTable);
			return true;
		} catch (error) {
			return error instanceof TablesUnavailable ? false : rethrow(error);
		}
	}

	/** Records that a change is being sent, and deletes the oldest rows. Writes nothing without `isReady`. */
	async begin({ id, event, reference, account }: Change, { key }: Place): Promise<void> {
		const row = {
			chave: key,
			sweep_id: id,
			fornecedor: this.vendor,
			evento: event,
			referencia: reference,
			conta: account ?? '',
			resultado: results.sending,
		};
		const [made = 0] = (await this.table?.insert([row])) ?? [];
		if (made <= mostRemembered) return;
		await this.table?.deleteWhere([{ columnName: 'id', condition: 'lte', value: made - mostRemembered }]);
	}

	/** Records the result of what was being sent. */
	async end({ key, settings }: Place, result: Exclude<keyof typeof results, 'sending'>): Promise<void> {
		const resultado = result === 'ignored' ? ignoredBy(settings) : results[result];
		await this.table?.updateWhere([is('chave', key), is('resultado', results.sending)], { resultado });
	}
}

const is = (columnName: string, value: string): Condition => ({ columnName, condition: 'eq', value });
