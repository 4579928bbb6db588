import type { N8nInstance } from '../n8n-instance.mts';
import { sendFormPage } from '../form-page.mts';
import type { Vendors } from './credentials.mts';

/** What the workflow remembers of a sandbox that has forgotten everything since. */
const remembered = ['estoque_fila', 'estoque_saldos', 'estoque_vez', 'estoque_participantes', 'estoque_depositos'];

/** Sends the form of "Bling: estoque unificado" as a person would: everything, once. */
export async function prepareStockPool(n8n: N8nInstance, { basic }: Vendors): Promise<void> {
	await forget(n8n);
	const { status, text } = await sendFormPage(`${n8n.url}/form/estoque-conciliar`, basic, ['Todos os produtos', '']);
	if (status !== 200 || text.includes('Nada foi gravado')) throw new Error(`The form answered ${status} ${text.slice(0, 500)}`);
}

async function forget(n8n: N8nInstance): Promise<void> {
	const { data: tables } = await n8n.api<{ data: Array<{ id: string; name: string }> }>('GET', '/data-tables?limit=250');
	for (const { id } of tables.filter(({ name }) => remembered.includes(name))) await n8n.api('DELETE', `/data-tables/${id}`);
}
