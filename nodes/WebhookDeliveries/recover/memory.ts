import type { InstanceApi } from '../../instance/api';
import type { TableLayout } from '../../instance/tables';
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

const results = { sent: 'enviado', ignored: 'o gatilho não quer este evento' };

/** What earlier runs sent of a vendor, beside what the history tells. */
export class Memory {
	private constructor(
		private readonly api: InstanceApi,
		private readonly vendor: string,
		private table: Table | undefined,
		private readonly keys: Set<string>,
	) {}

	/** Empty where there is no table yet, or where the API key may not read tables. */
	static async of(api: InstanceApi, vendor: string): Promise<Memory> {
		const keys = new Set<string>();
		try {
			const table = await Table.find(api, recoveredTable);
			const ofVendor = table?.rows([{ columnName: 'fornecedor', condition: 'eq', value: vendor }]) ?? [];
			for await (const { chave } of ofVendor) keys.add(String(chave));
			return new Memory(api, vendor, table, keys);
		} catch (error) {
			return error instanceof TablesUnavailable ? new Memory(api, vendor, undefined, keys) : rethrow(error);
		}
	}

	/** Whether an earlier run sent this change, or the trigger did not want it. */
	has({ key }: Change): boolean {
		return this.keys.has(key);
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

	/** Remembers what became of a change, and forgets the oldest ones. Nothing is written without `isReady`. */
	async keep({ key, id, event, reference, account }: Change, result: keyof typeof results): Promise<void> {
		if (this.table === undefined) return;
		const [row] = await this.table.insert([
			{
				chave: key,
				sweep_id: id,
				fornecedor: this.vendor,
				evento: event,
				referencia: reference,
				conta: account ?? '',
				resultado: results[result],
			},
		]);
		this.keys.add(key);
		if (row > mostRemembered) await this.table.deleteWhere([{ columnName: 'id', condition: 'lte', value: row - mostRemembered }]);
	}
}
