import { identity as bling } from '../../nodes/Bling/identity.ts';
import { identity as intelipost } from '../../nodes/Intelipost/identity.ts';
import { identity as iset } from '../../nodes/Iset/identity.ts';
import { identity as nfeio } from '../../nodes/NfeIo/identity.ts';
import type { VendorIdentity } from '../../nodes/shared/vendorIdentity.ts';
import type { N8nInstance } from '../n8n-instance.mts';
import { act, blingCredentialData, pressAuthorize } from '../sandbox-client.mts';

/** A stored credential, as a workflow's node refers to it. */
export interface Credential {
	id: string;
	name: string;
}

/** An account of the stock pool, with a private app of its own, as the guide asks for. */
interface PoolAccount {
	/** `Conta A`: the name in the workflow's nodes. */
	name: string;
	clientId: string;
	companyName: string;
	/** IDs of its warehouses. */
	principals: string[];
	sharedId: string;
	/** The warehouse that shows the sum. */
	shared: string;
	credential: Credential;
}

/** What `npm start` has set up at the sandbox and in n8n. */
export interface Vendors {
	/** What a person chooses in every node that takes the type. */
	byType: Record<string, Credential>;
	pool: PoolAccount[];
	/** Client ID of the public app, whose secret signs the captured delivery. */
	publicApp: string;
	iset: { webhookToken: string };
	intelipost: { user: string; password: string };
	basic: { user: string; password: string };
}

const basic = { user: 'loja', password: 'Sandbox-2026' };
const webhookToken = 'fake-demo-iset-token-0123456789abcdef';
const basicOfWebhook = { user: 'n8n', password: 'fake-demo-password' };

/** The name in n8n of the credential of a sandbox's account. */
const named = ({ displayName }: VendorIdentity, account?: string) => `${[displayName, account ?? []].flat().join(' ')} (sandbox)`;

/** Creates each vendor's credentials, or updates them: the sandbox forgets everything between starts, n8n nothing. */
export async function connectVendors(n8n: N8nInstance, addresses: Readonly<Record<string, string>>): Promise<Vendors> {
	const { control } = addresses;
	const state = async <T,>(vendor: string) => ((await (await fetch(`${control}/sandbox/${vendor}`)).json()) as { state: T }).state;
	const { companies } = await state<{
		companies: Array<{
			id: string;
			nome: string;
			deposits: Array<{ id: number; descricao: string; padrao: boolean; desconsiderarSaldo: boolean }>;
		}>;
	}>(bling.vendor);
	const { storeUrl, storeId, accessKey } = await state<{ storeUrl: string; storeId: string; accessKey: string }>(iset.vendor);
	const { account } = await state<{ account: { mainKey: string } }>(nfeio.vendor);

	const publicApp = 'test-client-id';
	const byType = {
		[bling.credential]: await blingCredential(n8n, control, named(bling), publicApp, companies[0].id),
		[iset.credential]: await credential(n8n, named(iset), iset.credential, { storeUrl, storeId, accessKey, webhookToken }),
		[nfeio.credential]: await credential(n8n, named(nfeio), nfeio.credential, {
			apiKey: account.mainKey,
			webhooksBaseUrl: addresses[nfeio.vendor],
			invoicesBaseUrl: addresses[nfeio.vendor],
		}),
		[intelipost.credential]: await credential(n8n, named(intelipost), intelipost.credential, {
			accountName: 'Loja de Teste',
			apiKey: 'test-intelipost-api-key',
			apiBaseUrl: `${addresses[intelipost.vendor]}/api/v1`,
			webhookUser: basicOfWebhook.user,
			webhookPassword: basicOfWebhook.password,
		}),
		n8nInstanceApi: await credential(n8n, 'Este n8n', 'n8nInstanceApi', {
			baseUrl: n8n.url,
			apiKey: n8n.apiKey,
			resendSecret: 'fake-demo-resend-secret-0123456789abcdef',
		}),
		httpBasicAuth: await credential(n8n, 'Senha das páginas', 'httpBasicAuth', basic),
		formAccessApi: await credential(n8n, 'Senha dos formulários', 'formAccessApi', basic),
	};
	const pool: PoolAccount[] = [];
	for (const [index, name] of ['Conta A', 'Conta B'].entries()) {
		const { id, nome, deposits } = companies[index];
		const clientId = `test-client-id-${index + 1}`;
		// The last warehouse is the one that nothing else uses.
		const shared = deposits[deposits.length - 1];
		pool.push({
			name,
			clientId,
			companyName: nome,
			principals: deposits.filter((deposit) => deposit !== shared).map(({ id: deposit }) => String(deposit)),
			sharedId: String(shared.id),
			shared: shared.descricao,
			credential: await blingCredential(n8n, control, named(bling, name), clientId, id),
		});
	}
	return { byType, pool, publicApp, iset: { webhookToken }, intelipost: basicOfWebhook, basic };
}

async function blingCredential(n8n: N8nInstance, control: string, name: string, app: string, company: string): Promise<Credential> {
	const token = await act(control, bling.vendor, 'token', { app, company });
	const made = await credential(n8n, name, bling.credential, blingCredentialData(token));
	await act(control, bling.vendor, 'set-redirect', { app, url: `${n8n.url}/rest/oauth2-credential/callback` });
	await n8n.connectOAuth2(made.id, async (url) => await pressAuthorize(url, company));
	return made;
}

async function credential(n8n: N8nInstance, name: string, type: string, data: object): Promise<Credential> {
	const all = await n8n.rest<Array<{ id: string; name: string; type: string }>>('GET', '/credentials');
	const known = all.find((one) => one.name === name && one.type === type);
	if (known) await n8n.rest('PATCH', `/credentials/${known.id}`, { name, type, data });
	return { id: known?.id ?? (await n8n.createCredential(name, type, data)), name };
}
