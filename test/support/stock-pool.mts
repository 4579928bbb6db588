import { avisar, bundledWorkflow, withAvisar } from '../../scripts/bundled.mts';
import type { Execution, N8nInstance, WorkflowJson } from '../../scripts/n8n-instance.mts';
import { sendFormPage } from '../../scripts/form-page.mts';
import { until } from '../../scripts/n8n-instance.mts';
import { blingCredentialData, pressAuthorize } from '../../scripts/sandbox-client.mts';
import type { TestSandbox } from './sandbox.mts';
import { startSmtp } from './smtp.mts';
import { tableRows } from './tables.mts';

type Json = Record<string, unknown>;
type Node = WorkflowJson['nodes'][number];
type Connections = Record<string, { main: Array<Array<{ node: string; type: string; index: number }>> }>;

/** What the form offers, in its order. */
export const modes = {
	list: 'Um SKU ou uma lista',
	recent: 'Recentes (pedidos alterados nas últimas 24 horas)',
	suspects: 'Suspeitos (o que falhou antes)',
	all: 'Todos os produtos',
	confirm: 'Confirmar movimento no depósito compartilhado (um SKU ou uma lista)',
	release: 'Liberar o que o limite parou',
};

interface PoolAccount {
	/** `Conta A`. */
	name: string;
	companyId: string;
	clientId: string;
	principals: Array<{ id: number; name: string }>;
	shared: { id: number; name: string };
	credential: { id: string; name: string };
}

interface BlingState {
	companies: Array<{
		id: string;
		nome: string;
		deposits: Array<{ id: number; descricao: string; padrao: boolean }>;
		products: Array<{
			id: number;
			codigo: string;
			formato: string;
			depositos: Array<{ id: number; saldoFisico: number; saldoVirtual: number }>;
		}>;
	}>;
}

/** Company of the sandbox (by index) -> which of its deposits are principal; the last one is the shared one. */
const roles = [
	{ principals: ['Depósito Geral', 'Loja física'], shared: 'Avarias' },
	{ principals: ['Geral'], shared: 'Full' },
	{ principals: ['Geral'], shared: 'Reserva' },
];

/** What opens the form. */
export const formAccess = { user: 'loja', password: 'Formulario-2026' };

/** The bundled workflow in a real n8n, each account with its own private app, all as a person would set it up. */
export class StockPool {
	workflowId = '';
	accounts: PoolAccount[] = [];
	/** By account, in their order. */
	addresses: string[] = [];
	private smtp: Awaited<ReturnType<typeof startSmtp>> | undefined;
	/** Another one after a restart. */
	n8n: N8nInstance;
	readonly sandbox: TestSandbox;

	constructor(n8n: N8nInstance, sandbox: TestSandbox) {
		this.n8n = n8n;
		this.sandbox = sandbox;
	}

	/** Credentials of so many accounts, the workflow imported (one branch copied for a third), published, webhooks registered. */
	async install(count: 2 | 3, options: TriggerOptions = {}, settings: PoolSettings = {}): Promise<void> {
		await this.connect(count);
		this.smtp = await startSmtp();
		const made = async (type: string, data: object) => ({ id: await this.n8n.createCredential(type, type, data), name: type });
		const shared = {
			formAccessApi: await made('formAccessApi', formAccess),
			n8nInstanceApi: await made('n8nInstanceApi', { baseUrl: this.n8n.url, apiKey: this.n8n.apiKey, resendSecret: '' }),
			smtp: await made('smtp', { host: '127.0.0.1', port: this.smtp.port, secure: false, disableStartTls: true, user: '', password: '' }),
		};
		const notices = await this.n8n.createWorkflow(await avisarBySmtp(shared.smtp));
		await this.n8n.publish(notices.id);
		const given = withTriggerOptions(withAvisar(await bundledWorkflow('bling-estoque-unificado.json'), notices.id), options);
		const workflow = withCredentials(count === 3 ? withThirdAccount(given) : given, this.accounts, shared);
		const { id, nodes } = await this.n8n.createWorkflow({ ...workflow, nodes: this.withSettings(workflow.nodes, settings) });
		this.workflowId = id;
		this.addresses = this.accounts.map(({ name }) => {
			const trigger = nodes.find((node) => node.name === `Bling: ${name}`);
			return this.n8n.webhookUrl(String(trigger?.webhookId), 'bling');
		});
		await this.n8n.publish(id);
		for (const address of this.addresses) await this.n8n.untilRegistered(address);
		await until('the form', async () => ((await fetch(`${this.n8n.url}/form/estoque-conciliar`)).status === 401 ? true : undefined));
		for (const [index, { clientId }] of this.accounts.entries()) {
			await this.sandbox.act('bling', 'subscribe', { app: clientId, url: this.addresses[index] });
		}
	}

	/** What the pool told by e-mail. */
	mails(): string[] {
		return (this.smtp?.mails ?? []).map(({ text }) => readable(text));
	}

	/** Changes fields of the published nodes as a person does in the editor, and publishes. */
	async set(settings: PoolSettings): Promise<void> {
		await this.change((nodes) => this.withSettings(nodes, settings));
	}

	/** Changes the published workflow. */
	async change(change: (nodes: Node[]) => Node[]): Promise<void> {
		const { settings } = await this.n8n.api<WorkflowJson>('GET', `/workflows/${this.workflowId}`);
		await this.n8n.changePublished(this.workflowId, change, { executionOrder: settings.executionOrder, timezone: settings.timezone });
	}

	private withSettings(nodes: Node[], settings: PoolSettings): Node[] {
		const chosen = (name: string): Json => {
			const account = this.accounts.find((one) => name === `${one.name}: ler`);
			if (account) {
				const ids = (wanted: number[] | undefined, first: number[]) => (wanted ?? first).map(String);
				const deposits = settings.deposits?.[account.name];
				const principals = ids(
					deposits?.principals,
					account.principals.map(({ id }) => id),
				);
				const [shared] = ids(deposits && [deposits.shared], [account.shared.id]);
				return { principals, shared, ...(settings.safety ? { safety: settings.safety[account.name] ?? 0 } : {}) };
			}
			if (name === 'Receber' && settings.batches) return { options: { batches: settings.batches } };
			if (name !== 'Planejar') return {};
			const { simulate, limit } = settings;
			return { ...(simulate === undefined ? {} : { simulate }), ...(limit === undefined ? {} : { limitPercent: limit }) };
		};
		return nodes.map((node) => ({ ...node, parameters: { ...node.parameters, ...chosen(node.name) } }));
	}

	async reconcile(mode: string, skus: string[] = []): Promise<string> {
		return await this.submit('estoque-conciliar', [mode, skus.join('\n')]);
	}

	/** Sends a form as a person does; answers the text that comes. */
	private async submit(path: string, fields: string[]): Promise<string> {
		const { status, text } = await sendFormPage(`${this.n8n.url}/form/${path}`, formAccess, fields);
		return status === 200 ? text : `${status} ${text}`;
	}

	/** Waits until no execution runs or waits to run. */
	async idle(): Promise<void> {
		await until(
			'no execution to run',
			async () => {
				const [started, waiting] = await Promise.all([this.executions('&status=running'), this.executions('&status=new')]);
				return started.length + waiting.length === 0 ? true : undefined;
			},
			900_000,
		);
	}

	/** How often Bling was asked to set a balance. */
	async writes(): Promise<number> {
		return (await this.sandbox.requests('bling')).filter(({ method, path }) => method === 'POST' && path.endsWith('/estoques')).length;
	}

	/** A posting in a deposit, as somebody makes it on Bling's stock screen. */
	async move({ companyId }: PoolAccount, sku: string, operation: 'B' | 'E' | 'S', quantity: number, deposit: number): Promise<void> {
		await this.sandbox.act('bling', 'move-stock', { company: companyId, product: sku, deposit: String(deposit), operation, quantity });
	}

	/** All rows of a data table. */
	async rows(table: string): Promise<Json[]> {
		return await tableRows(this.n8n, table);
	}

	async executions(query = ''): Promise<Array<{ id: string; status: string; mode: string }>> {
		const all: Array<{ id: string; status: string; mode: string }> = [];
		for (let cursor = ''; ; ) {
			const page = await this.n8n.api<{ data: typeof all; nextCursor: string | null }>(
				'GET',
				`/executions?workflowId=${this.workflowId}&limit=250${query}${cursor}`,
			);
			all.push(...page.data);
			if (!page.nextCursor) return all;
			cursor = `&cursor=${encodeURIComponent(page.nextCursor)}`;
		}
	}

	async execution(id: string): Promise<Execution> {
		return await this.n8n.api<Execution>('GET', `/executions/${id}?includeData=true&ignoreDataSizeLimit=true`);
	}

	/** Waits until nothing runs, nothing is on its way, and nothing that is due waits. */
	async settled(limitMs = 900_000): Promise<void> {
		let quiet = 0;
		await until(
			'the stock pool to settle',
			async () => {
				// On a busy machine an execution is `new` for a while before it runs.
				const [started, waiting] = await Promise.all([this.executions('&status=running'), this.executions('&status=new')]);
				const running = started.length + waiting.length;
				const due = (await this.rows('estoque_fila')).filter(({ tentarApos, parado }) => Number(tentarApos) <= Date.now() && !parado);
				const dispatches = (await this.sandbox.dispatches('bling')).filter(({ state }) => state === 'waiting');
				quiet = running + due.length + dispatches.length === 0 ? quiet + 1 : 0;
				if (quiet < 12) await new Promise((resolve) => setTimeout(resolve, 150));
				return quiet >= 12 ? true : undefined;
			},
			limitMs,
		);
	}

	async state(): Promise<BlingState> {
		return await this.sandbox.state<BlingState>('bling');
	}

	/** What each shared deposit shows, and what it should. Composite products and parents of variations are left out. */
	async shown(): Promise<Map<string, { sum: number; shared: Record<string, { physical: number; virtual: number }> }>> {
		const { companies } = await this.state();
		const shown = new Map<string, { sum: number; shared: Record<string, { physical: number; virtual: number }> }>();
		for (const { name, companyId, principals, shared } of this.accounts) {
			const company = companies.find(({ id }) => id === companyId);
			for (const { codigo, formato, depositos } of company?.products ?? []) {
				if (formato !== 'S') continue;
				const entry = shown.get(codigo) ?? { sum: 0, shared: {} };
				for (const { id, saldoFisico, saldoVirtual } of depositos) {
					if (principals.some((deposit) => deposit.id === id)) entry.sum = Math.round((entry.sum + saldoVirtual) * 1000) / 1000;
					if (id === shared.id) entry.shared[name] = { physical: saldoFisico, virtual: saldoVirtual };
				}
				shown.set(codigo, entry);
			}
		}
		return shown;
	}

	/** SKUs whose shared deposits do not show the sum. */
	async wrong(): Promise<string[]> {
		return [...(await this.shown())].flatMap(([sku, { sum, shared }]) =>
			Object.entries(shared).flatMap(([name, { virtual }]) =>
				virtual === Math.max(0, sum) ? [] : [`${sku} in ${name}: ${virtual} instead of ${sum}`],
			),
		);
	}

	private async connect(count: number): Promise<void> {
		const { companies } = await this.state();
		for (let index = 0; index < count; index++) {
			const { id: companyId, deposits } = companies[index];
			const clientId = `test-client-id-${index + 1}`;
			const name = `Conta ${'ABC'[index]}`;
			const token = await this.sandbox.act('bling', 'token', { app: clientId, company: companyId });
			const credential = {
				name: `Bling ${name}`,
				id: await this.n8n.createCredential(`Bling ${name}`, 'blingOAuth2Api', blingCredentialData(token)),
			};
			const named = (wanted: string) => {
				const found = deposits.find(({ descricao }) => descricao === wanted);
				if (!found) throw new Error(`The sandbox has no deposit ${wanted}`);
				return { id: found.id, name: wanted };
			};
			const account = {
				name,
				companyId,
				clientId,
				credential,
				principals: roles[index].principals.map(named),
				shared: named(roles[index].shared),
			};
			this.accounts.push(account);
			await this.authorise(account);
		}
	}

	/** Connects an account as a person does in the browser; also after its access was revoked. */
	async authorise({ clientId, companyId, credential }: PoolAccount): Promise<void> {
		await this.sandbox.act('bling', 'set-redirect', { app: clientId, url: `${this.n8n.url}/rest/oauth2-credential/callback` });
		await this.n8n.connectOAuth2(credential.id, async (url) => await pressAuthorize(url, companyId));
	}
}

/** A short window, where a test waits for events and does not count executions. */
interface TriggerOptions {
	gatherWindowMs?: number;
}

/** What a person chooses in the nodes; the deposits of the roles above if left out. */
interface PoolSettings {
	simulate?: boolean;
	limit?: number;
	batches?: number;
	/** By account; 0 for those that are left out. */
	safety?: Record<string, number>;
	deposits?: Record<string, { principals: number[]; shared: number }>;
}

/** The text of a mail without its encodings. */
function readable(mail: string): string {
	const [, body = ''] = mail.split(/\r?\n\r?\n(.*)/s);
	const encoded = body.replace(/=\r?\n/g, '').replace(/\r?\n/g, '\n');
	if (/quoted-printable/i.test(mail))
		return Buffer.from(
			encoded.replace(/=([0-9A-F]{2})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))),
			'latin1',
		).toString('utf8');
	return /encoding: base64/i.test(mail) ? Buffer.from(encoded, 'base64').toString('utf8') : body;
}

/** "Webhooks: avisar" with its credential and both addresses filled in. */
async function avisarBySmtp(smtp: { id: string; name: string }): Promise<WorkflowJson> {
	const { name, nodes, connections, settings } = await bundledWorkflow(avisar.file);
	const addresses = { fromEmail: 'n8n@example.com', toEmail: 'loja@example.com' };
	const filled = nodes.map((node) =>
		node.type.endsWith('.emailSend') ? { ...node, credentials: { smtp }, parameters: { ...node.parameters, ...addresses } } : node,
	);
	return { name, nodes: filled, connections, settings };
}

function withTriggerOptions(workflow: WorkflowJson, options: TriggerOptions): WorkflowJson {
	const nodes = workflow.nodes.map((node) =>
		node.type.endsWith('.blingTrigger')
			? { ...node, parameters: { ...node.parameters, options: { ...(node.parameters.options as Json), ...options } } }
			: node,
	);
	return { ...workflow, nodes };
}

function withCredentials(
	workflow: WorkflowJson,
	accounts: PoolAccount[],
	shared: Record<string, { id: string; name: string }>,
): WorkflowJson {
	const { formAccessApi, n8nInstanceApi } = shared;
	const nodes = workflow.nodes.map((node) => {
		const account = accounts.find(({ name }) => node.name.includes(name));
		if (node.type.endsWith('.formPageTrigger')) return { ...node, credentials: { formAccessApi }, webhookId: crypto.randomUUID() };
		if (!account) return node.type.endsWith('.blingStockPool') ? { ...node, credentials: { n8nInstanceApi } } : node;
		const credentials = { blingOAuth2Api: account.credential };
		if (!node.type.endsWith('.blingTrigger')) return { ...node, credentials };
		const options = { ...(node.parameters.options as Json), allowPrivateUrl: true };
		return { ...node, credentials, webhookId: crypto.randomUUID(), parameters: { ...node.parameters, options } };
	});
	const { name, connections, settings } = workflow;
	return { name, nodes, connections, settings };
}

/** What the note in the workflow tells people to do: copies of "ler" and "gravar" after the originals, a new trigger. */
function withThirdAccount(workflow: WorkflowJson): WorkflowJson {
	const connections = structuredClone(workflow.connections) as Connections;
	const nodes = [...workflow.nodes];
	const copy = (original: string): Node => {
		const node = nodes.find(({ name }) => name === original);
		if (!node) throw new Error(`No node ${original}`);
		const name = original.replace('Conta B', 'Conta C');
		const parameters = 'account' in node.parameters ? { ...node.parameters, account: 'Conta C' } : node.parameters;
		const made = { ...node, id: crypto.randomUUID(), name, parameters };
		nodes.push(made);
		return made;
	};
	for (const original of ['Conta B: ler', 'Conta B: gravar']) {
		const made = copy(original);
		connections[made.name] = connections[original];
		connections[original] = { main: [[{ node: made.name, type: 'main', index: 0 }]] };
	}
	const trigger = copy('Bling: Conta B');
	connections[trigger.name] = connections['Bling: Conta B'];
	return { ...workflow, nodes, connections };
}
