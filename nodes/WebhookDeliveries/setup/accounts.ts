import type { InstanceApi } from '../../instance/api';
import type { Cell, TableLayout } from '../../instance/tables';
import { Table, TablesUnavailable } from '../../instance/tables';
import { rethrow } from '../../shared/rethrow';

/**
 * The accounts that were set up, from which the alerts expect deliveries. Name and columns are
 * those of version 0.1.
 */
export const accountsTable: TableLayout = {
	name: 'webhooks_contas',
	columns: {
		vendor: 'string',
		account: 'string',
		accountName: 'string',
		configuredAt: 'string',
		confirmedAt: 'string',
		workflowId: 'string',
	},
};

/** Records an account of a vendor under its name. False if the API key may not write tables. */
export async function noteAccount(
	api: InstanceApi,
	{ vendor, accountName }: { vendor: string; accountName: string },
	values: Record<string, Cell>,
): Promise<boolean> {
	try {
		const table = await Table.open(api, accountsTable);
		const row = { account: '', confirmedAt: '', workflowId: '', ...values, vendor, accountName };
		const changed = await table.updateWhere(
			[
				{ columnName: 'vendor', condition: 'eq', value: vendor },
				{ columnName: 'accountName', condition: 'eq', value: accountName },
			],
			row,
		);
		if (changed.length === 0) await table.insert([row]);
		return true;
	} catch (error) {
		return error instanceof TablesUnavailable ? false : rethrow(error);
	}
}

/** How deliveries name an account; for an address, which people paste whole, its host. */
export const accountIn = (text: string): string =>
	text
		.trim()
		.replace(/^https?:\/\//i, '')
		.replace(/[/?#].*$/, '');
