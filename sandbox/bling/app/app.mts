import type { Random } from '../../core/random.mts';

/** The resources of the panel's Webhooks tab, with its own labels. docs/facts/bling.md §1.2 */
export const resources = {
	order: 'Pedido de Venda',
	product: 'Produto',
	stock: 'Estoque',
	product_supplier: 'Produto fornecedor',
	invoice: 'Nota fiscal (NF-e)',
	consumer_invoice: 'Nota fiscal de consumidor (NFC-e)',
} as const;

/** virtual_stock has no card of its own: it is turned on with stock and inherits its settings. */
export type Resource = keyof typeof resources;

/** Everything before the dot of an event's name. */
export type EventResource = Resource | 'virtual_stock';
export const eventActions = ['created', 'updated', 'deleted'] as const;

/** What comes after it. */
export type EventAction = (typeof eventActions)[number];

/** What an app may be allowed to do. Bling's numeric scope IDs are not published; these are made up in its format. */
export const scopes = {
	order: '98309',
	product: '98314',
	stock: '98308',
	product_supplier: '98315',
	invoice: '98316',
	consumer_invoice: '98317',
	company: '318257570',
	situation: '98310',
	deposit: '98311',
	contact: '98312',
} as const;

/** The name of a scope in this sandbox. */
export type Scope = keyof typeof scopes;

/** Whether it is a resource that an app can turn on in its panel. */
export const isResource = (name: string): name is Resource => name in resources;

/** Whether it is a scope (escopo) of the panel. */
export const isScope = (name: string): name is Scope => name in scopes;

/** Whether it is the second half of an event's name. */
export const isEventAction = (name: string): name is EventAction => eventActions.some((action) => action === name);

/** One card of "Configuração de webhooks". */
export interface ResourceSetting {
	/** Alias of the server it sends to. */
	server: string;
	actions: ReadonlySet<EventAction>;
	/** Set after three days of failures, for all accounts of the app; only a person can reset it. */
	disabled: boolean;
}

/** An app of the Área do Integrador. */
export interface App {
	readonly name: string;
	readonly clientId: string;
	clientSecret: string;
	/** "Link de redirecionamento": redirect_uri of a request is ignored. */
	redirectUri: string;
	/** A private app serves only its own account. */
	readonly privateTo: string | null;
	scopes: ReadonlySet<Scope>;
	/** "Configuração de servidores": alias -> URL. */
	readonly servers: Map<string, string>;
	readonly settings: Map<Resource, ResourceSetting>;
	/** The accounts that have completed OAuth; events only start then. */
	readonly authorised: Set<string>;
}

const n8nCallback = 'http://localhost:5678/rest/oauth2-credential/callback';

const newApp = (own: { name: string; clientId: string; clientSecret: string; privateTo?: string }): App => ({
	privateTo: null,
	redirectUri: n8nCallback,
	scopes: new Set(Object.keys(scopes).filter(isScope)),
	servers: new Map(),
	settings: new Map(),
	authorised: new Set(),
	...own,
});

/** One public app for all accounts, and a private one for each: the recommended setup. Obviously fake secrets. */
export const seedApps = (companyIds: readonly string[]): App[] => [
	newApp({ name: 'App de teste', clientId: 'test-client-id', clientSecret: 'test-client-secret' }),
	...companyIds.map((privateTo, index) =>
		newApp({
			name: `App privado ${index + 1}`,
			clientId: `test-client-id-${index + 1}`,
			clientSecret: `test-client-secret-${index + 1}`,
			privateTo,
		}),
	),
];

/** Marks a made-up app as fake, at the length of real ones. */
export const madeUpApp = (name: string, privateTo: string | undefined, random: Random): App =>
	newApp({ name, clientId: random.hex(40), clientSecret: `test-${random.hex(60)}`, privateTo });
