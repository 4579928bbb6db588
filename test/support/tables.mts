import type { N8nInstance } from '../../scripts/n8n-instance.mts';

type Json = Record<string, unknown>;

/** The id of a data table of n8n, by its name. */
export async function tableId(n8n: N8nInstance, name: string): Promise<string | undefined> {
	const { data } = await n8n.api<{ data: Array<{ id: string; name: string }> }>('GET', '/data-tables?limit=100');
	return data.find((table) => table.name === name)?.id;
}

/** All rows of a data table; none of a table that is not there. */
export async function tableRows(n8n: N8nInstance, name: string): Promise<Json[]> {
	const id = await tableId(n8n, name);
	const rows: Json[] = [];
	for (let cursor: string | null = ''; id !== undefined && cursor !== null; ) {
		const query = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
		const page: { data: Json[]; nextCursor: string | null } = await n8n.api('GET', `/data-tables/${id}/rows?limit=250${query}`);
		rows.push(...page.data);
		cursor = page.nextCursor;
	}
	return rows;
}
