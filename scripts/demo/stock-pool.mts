import type { N8nInstance } from '../n8n-instance.mts';
import { sendFormPage } from '../form-page.mts';
import type { Vendors } from './credentials.mts';

/** What the workflow remembers of a sandbox that has forgotten everything since. */
const remembered = ['estoque_situacao', 'estoque_pendentes', 'estoque_controle'];

/** Fills in the forms of "Bling: estoque unificado" as a person would: both accounts, simulation off, everything once. */
export async function prepareStockPool(n8n: N8nInstance, { pool, basic }: Vendors): Promise<void> {
	await forget(n8n);
	const submit = async (path: string, fields: string[]) => {
		const { status, text } = await sendFormPage(`${n8n.url}/form/${path}`, basic, fields);
		if (status !== 200 || text.includes('Nada foi gravado')) throw new Error(`The form ${path} answered ${status} ${text.slice(0, 500)}`);
	};
	for (const { name, principals, shared } of pool) {
		await submit('estoque-configurar', [name, principals.join('\n'), shared, '0', 'Desligada: grava no Bling', '100']);
	}
	await submit('estoque-conciliar', ['Todos os produtos', '', 'Autorizar desta vez']);
}

async function forget(n8n: N8nInstance): Promise<void> {
	const { data: tables } = await n8n.api<{ data: Array<{ id: string; name: string }> }>('GET', '/data-tables?limit=250');
	for (const { id } of tables.filter(({ name }) => remembered.includes(name))) await n8n.api('DELETE', `/data-tables/${id}`);
}
