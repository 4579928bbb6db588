import type { InstanceApi } from '../../instance/api';
import type { Condition, Row, TableLayout } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { rethrow } from '../../shared/rethrow';
import type { Change } from './change';

/** What was sent before and left no trace in the history. The name and the columns are those of version 0.1. */
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

/** So many rows are kept; a run looks back seven days at most. */
const mostRemembered = 20_000;

const results = {
	sending: 'sendo enviado',
	sent: 'enviado',
	ignored: 'o gatilho não quer este evento',
	notSent: 'não enviado',
};

/** `sending`: nobody knows whether it arrived. */
export type Remembered = 'sending' | 'sent' | 'ignored';

/** What a row says; one in words that nobody here wrote counts as sent. */
function read({ resultado }: Row): Remembered | undefined {
	if (resultado === results.notSent) return undefined;
	return resultado === results.sending ? 'sending' : resultado === results.ignored ? 'ignored' : 'sent';
}

/** What runs sent of a vendor, beside what the history tells. A key is that of a change and of the trigger it goes to. */
export class Memory {
	private constructor(
		private readonly api: InstanceApi,
		private readonly vendor: string,
		private table: Table | undefined,
		private readonly known: Map<string, Remembered | undefined>,
	) {}

	/** Empty where there is no table yet, or where the API key may not read tables. */
	static async of(api: InstanceApi, vendor: string): Promise<Memory> {
		const known = new Map<string, Remembered | undefined>();
		try {
			const table = await Table.find(api, recoveredTable);
			// Of several rows the newest counts.
			for await (const row of table?.rows([is('fornecedor', vendor)]) ?? []) known.set(String(row.chave), read(row));
			return new Memory(api, vendor, table, known);
		} catch (error) {
			return error instanceof TablesUnavailable ? new Memory(api, vendor, undefined, known) : rethrow(error);
		}
	}

	/** What was known of it when this run began. */
	before(key: string): Remembered | undefined {
		return this.known.get(key);
	}

	/** What is known of it at this moment, when no other run may change it. */
	async now(key: string): Promise<Remembered | undefined> {
		let latest: Remembered | undefined;
		for await (const row of this.table?.rows([is('chave', key)]) ?? []) latest = read(row);
		return latest;
	}

	/** Makes sure that what is sent can be remembered; false where the API key may not. */
	async isReady(): Promise<boolean> {
		try {
			this.table ??= await Table.open(this.api, recoveredTable);
			return true;
		} catch (error) {
			return error instanceof TablesUnavailable ? false : rethrow(error);
		}
	}

	/** Remembers that a change is being sent, and forgets the oldest ones. Nothing is written without `isReady`. */
	async begin({ id, event, reference, account }: Change, key: string): Promise<void> {
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

	/** Remembers what became of what was being sent. */
	async end(key: string, result: Exclude<keyof typeof results, 'sending'>): Promise<void> {
		await this.table?.updateWhere([is('chave', key), is('resultado', results.sending)], { resultado: results[result] });
	}
}

const is = (columnName: string, value: string): Condition => ({ columnName, condition: 'eq', value });
