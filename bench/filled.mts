import type { N8nInstance } from '../scripts/n8n-instance.mts';
import { clientSecret, post, stockBody } from '../test/support/bling.mts';
import { publishTrigger } from '../test/support/instance.mts';
import { isTrue, node } from '../test/support/workflow.mts';
import { openDatabase } from './database.mts';

/** Executions of the workflow that are multiplied: one of them failed. */
export const templates = 20;
export const dayMs = 86_400_000;

/** A workflow of seven nodes with twenty executions, one of them failed. */
export async function addTemplates(n8n: N8nInstance): Promise<string> {
	const bling = await n8n.createCredential('Loja', 'blingOAuth2Api', { clientId: 'test-client', clientSecret });
	const { workflowId, address } = await publishTrigger(n8n, {
		type: 'blingTrigger',
		path: 'bling',
		credentials: { blingOAuth2Api: { id: bling, name: 'Loja' } },
		next: [
			...['A', 'B', 'C', 'D'].map((name) => node(name, 'n8n-nodes-base.noOp', 1, {})),
			node('Chosen', 'n8n-nodes-base.if', 2.2, isTrue('={{ $json.reference === "1" }}')),
			node('Break', 'n8n-nodes-base.stopAndError', 1, { errorMessage: 'Estoque não encontrado' }),
		],
	});
	for (let index = 0; index < templates; index++) {
		const data = {
			produto: { id: index === 0 ? 1 : 100 + index },
			saldoFisicoTotal: 6,
			saldoVirtualTotal: 6,
			deposito: { id: 7 },
			operacao: 'B',
			quantidade: 6,
		};
		await post(address, stockBody({ data, event: index % 2 === 0 ? 'stock.created' : 'stock.updated' }));
	}
	const seen = await n8n.untilExecutions(workflowId, templates);
	console.log(`templates: ${templates} executions, ${seen.filter(({ status }) => status === 'error').length} failed`);
	return workflowId;
}

/** What gives a node of this package access to the API of the n8n that it runs in, by this address or its own. */
export async function instanceCredentials(n8n: N8nInstance, baseUrl = n8n.url): Promise<Record<string, { id: string; name: string }>> {
	const resendSecret = 'fake-resend-secret-of-forty-characters-1';
	const id = await n8n.createCredential('Este n8n', 'n8nInstanceApi', { baseUrl, apiKey: n8n.apiKey, resendSecret });
	return { n8nInstanceApi: { id, name: 'Este n8n' } };
}

interface Copies {
	workflowId: string;
	/** Above all ids of the templates. */
	fromId: number;
	count: number;
	startMs: number;
	stepMs: number;
	/** Only of so many, the newest, what the nodes gave is copied. */
	withData?: number;
}

/**
 * Copies of the workflow's executions in the database, oldest first, each with a delivery id of its own: what the API must
 * read is what n8n wrote.
 */
export async function fill(folder: string, { workflowId, fromId, count, startMs, stepMs, withData = count }: Copies): Promise<void> {
	const database = await openDatabase(folder);
	const names = async (table: string, ...computed: string[]) =>
		(await database.all(`PRAGMA table_info(${table})`)).map(({ name }) => String(name)).filter((name) => !computed.includes(name));
	const plain = (columns: string[]) => columns.map((name) => `"${name}"`).join(', ');
	const copied = (columns: string[]) => columns.map((name) => `t."${name}"`).join(', ');
	const entity = await names('execution_entity', 'id', 'startedAt', 'stoppedAt', 'createdAt');
	const data = await names('execution_data', 'executionId', 'data');
	const at = (expression: string) => `strftime('%Y-%m-%d %H:%M:%f', (${expression}) / 1000.0, 'unixepoch')`;
	const start = `${startMs} + i * ${stepMs}`;
	const copies = `WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i < ${count - 1}),
		old AS (SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM
			(SELECT id FROM execution_entity WHERE workflowId = '${workflowId}' ORDER BY id LIMIT ${templates}))`;
	const from = (table: string, id: string) => `FROM n JOIN old ON old.place = i % ${templates} JOIN ${table} t ON t."${id}" = old.id`;
	const newest = `WHERE i >= ${count - withData}`;
	const own = (column: string) =>
		`replace(t.${column}, '01a05007-571a-7acc-ae53-', '01a05007-' || substr('0000' || (i % 10000), -4) || '-7acc-ae53-')`;
	const times = `${at(start)}, ${at(`${start} + 20 + i % 100`)}, ${at(start)}`;
	await database.all(
		`INSERT INTO execution_entity (id, startedAt, stoppedAt, createdAt, ${plain(entity)}) ${copies} SELECT ${fromId} + i, ${times}, ${copied(entity)} ${from('execution_entity', 'id')}`,
	);
	await database.all(
		`INSERT INTO execution_data (executionId, data, ${plain(data)}) ${copies} SELECT ${fromId} + i, ${own('data')}, ${copied(data)} ${from('execution_data', 'executionId')} ${newest}`,
	);
	await database.all(
		`INSERT INTO execution_metadata (executionId, "key", value) ${copies} SELECT ${fromId} + i, t."key", ${own('value')} ${from('execution_metadata', 'executionId')} ${newest}`,
	);
	// What ran before a workflow existed is not looked for.
	await database.all(`UPDATE workflow_entity SET createdAt = ${at(`${startMs - dayMs}`)} WHERE id = ?`, [workflowId]);
	await database.close();
}
