import { z } from 'zod';

import type { InstanceApi } from '../../instance/api';
import { Table } from '../../instance/tables';
import type { ExpectedAccount } from '../history/heard';
import { expectedAccount } from '../history/heard';

/** What the setup assistant recorded about its accounts; the table may not exist. */
const accountsTable = { name: 'webhooks_contas', columns: { vendor: 'string', account: 'string', accountName: 'string' } } as const;

const accountRow = z.object({ vendor: z.string().min(1) }).and(expectedAccount);

/** The shop's accounts that somebody has set up, with the names of their companies. */
export class Companies {
	constructor(readonly accounts: ExpectedAccount[]) {}

	/** Throws `TablesUnavailable` if the API key may not read tables. */
	static async read(api: InstanceApi): Promise<Companies> {
		const table = await Table.find(api, accountsTable);
		const found: ExpectedAccount[] = [];
		if (table === undefined) return new Companies(found);
		for await (const row of table.rows([])) {
			const account = accountRow.safeParse(row);
			if (account.success) found.push(account.data);
		}
		return new Companies(found);
	}

	/** Null if nobody has entered it. */
	nameOf(vendor: string | null, account: string | null): string | null {
		return this.accounts.find((one) => one.vendor === vendor && one.account === account)?.accountName ?? null;
	}
}
