import { z } from 'zod';

import type { InstanceApi } from '../../instance/api';
import { Table } from '../../instance/tables';
import type { ExpectedAccount } from '../history/heard';
import { expectedAccount } from '../history/heard';

/** What the assistant remembers of the accounts that it has set up; there may be no such table. */
const accountsTable = { name: 'webhooks_contas', columns: { vendor: 'string', account: 'string', accountName: 'string' } } as const;

const accountRow = z.object({ vendor: z.string().min(1) }).and(expectedAccount);

/** The accounts of the shop, as far as somebody set them up, and what their companies are called. */
export class Companies {
	constructor(readonly accounts: ExpectedAccount[]) {}

	/** Throws `TablesUnavailable` where the API key may not read tables. */
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

	/** Null where nobody has said it. */
	nameOf(vendor: string | null, account: string | null): string | null {
		return this.accounts.find((one) => one.vendor === vendor && one.account === account)?.accountName ?? null;
	}
}
