/** One address of a trigger, below its webhook ID. */
export interface VendorRoute {
	/** `bling`, `iset/order.saved`; n8n saves it in every workflow. */
	path: string;
	/** The vendor's name for what is registered there: "Pedido salvo". */
	label: string;
	/** The only event that arrives there; undefined if all do. */
	event?: string;
}

/**
 * The facts about a vendor that need no code, stated once in `nodes/<Vendor>/identity.ts`.
 * `nodes/vendors.ts` lists all vendors, and everything that covers all vendors uses that list.
 * Scripts and the sandbox read them without a build: an identity imports types and the event
 * catalogue, both with their file extension.
 */
export interface VendorIdentity {
	/** Value of a delivery's `vendor` field, and the name of docs/….md, docs/facts/….md and sandbox/…/. */
	readonly vendor: string;
	/** The name people know. */
	readonly displayName: string;
	/** The article of its name in Portuguese: o Bling, a iSET. */
	readonly article: 'o' | 'a';
	/** Name of the credential type that holds the secrets. */
	readonly credential: string;
	/** Name of the action node's type, without the package; capitalized, it is the folder in nodes/. */
	readonly actionType: string;
	/** Name of the trigger's type, without the package. */
	readonly triggerType: string;
	/** Event names of the vendor's catalogue. */
	readonly events: readonly string[];
	/** Every address of the trigger. */
	readonly routes: readonly VendorRoute[];
	/** The query that the vendor must call the addresses with, its secret masked. */
	readonly maskedQuery?: string;
	/** Trigger parameter that lists the wanted accounts. */
	readonly accountsParameter?: string;
	/**
	 * How long a delivery counts as seen. `hours`: also remembered in n8n's database; `minutes`:
	 * only in memory, for vendors whose manual resends are on purpose.
	 */
	readonly duplicateWindow: { readonly unit: 'hours' | 'minutes'; readonly default: number };
	/**
	 * In Portuguese: what the reference of an event identifies, by the first half of the event's
	 * name, if the panel has no noun for it.
	 */
	readonly nouns?: Readonly<Record<string, string>>;
	/**
	 * What "Webhook → Recreate by Reference" makes from the API, and what people call it in
	 * Portuguese: what is gone cannot be fetched.
	 */
	readonly rebuilds?: ReadonlyArray<{ readonly event: string; readonly label: string }>;
	/** How long the vendor waits for an answer; undefined if it does not say. */
	readonly answerWithinSeconds?: number;
}
