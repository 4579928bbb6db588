import type { ICredentialDataDecryptedObject, IDataObject, IExecuteFunctions } from 'n8n-workflow';

import type { Delivery, Notice, Verification } from './delivery';
import type { VendorIdentity } from '../vendorIdentity';
import type { PersonalData } from '../privacy/personalData';
import type { ParameterRules, TriggerSettings } from './settings';
import type { Verdict } from './signature';

/** A request as it reached the trigger, before anything of it is trusted. */
export interface IncomingRequest {
	/** The path as called, from the first `/` on, without query. */
	path: string;
	/** The trigger's own part of the path: `bling`, `iset/order.saved`. */
	route: string;
	/** The node's webhook ID: the same in test and production calls. */
	webhookId: string;
	headers: Record<string, string | string[] | undefined>;
	query: IDataObject;
	/** The exact bytes of the body, decompressed; empty if there was none. */
	rawBody: Buffer;
}

/** Whether a request is the vendor's. `reason` is only for counters: the answer never reveals it. */
export type Authentication =
	| { ok: true; verifiedBy: Verification[] }
	| {
			ok: false;
			/** `limit`: more than the vendor's limit allows for now; answered 503, every other reason 401. */
			reason: Exclude<Verdict, { ok: true }>['reason'] | 'resend' | 'limit';
			/** Headers of the 401, such as `WWW-Authenticate`. */
			headers?: Record<string, string>;
	  };

/**
 * What happens to a delivery in `process`: emitted (possibly with more data), or dropped because
 * the API does not know it.
 */
export type Enriched = { outcome: 'emitted'; delivery: Delivery } | { outcome: 'unconfirmed' };

/** A field of the credential that deliveries are proven with. */
export interface SecretField {
	field: string;
	/** The field's display name. */
	label: string;
	/** It stands in the trigger's address, where a short one could be guessed. */
	isToken?: boolean;
	/** Deliveries may come without it. */
	isOptional?: boolean;
}

/**
 * Everything specific to one vendor's webhooks. The pipeline (receive, process) is the same for
 * all. `Secrets` is only what verification needs from the credential.
 */
export interface WebhookVendor<Secrets>
	extends ParameterRules,
		Pick<VendorIdentity, 'vendor' | 'displayName' | 'article' | 'credential' | 'events'> {
	/** The fields `secretsOf` needs with these settings: without any of them the trigger is not published. */
	secretFields(settings: Pick<TriggerSettings, 'options' | 'parameter'>): SecretField[];
	/**
	 * Undefined if the credential lacks what the node's settings verify with: then nothing can be
	 * verified, and 503 is answered.
	 */
	secretsOf(credential: ICredentialDataDecryptedObject, settings: TriggerSettings): Secrets | undefined;
	/** Must be fast and must not throw. Nothing of the body is read before it succeeds. */
	authenticate(request: IncomingRequest, secrets: Secrets, settings: TriggerSettings): Authentication;
	/**
	 * True for a vendor's unsigned check of the address, answered 200 before authentication. Must
	 * accept no other format.
	 */
	handshake?(request: IncomingRequest): boolean;
	/**
	 * The notices in an authentic body; empty for a body without any (a ping). `body` is undefined
	 * if it is not JSON.
	 */
	read(body: unknown, request: IncomingRequest, secrets: Secrets, settings: TriggerSettings): Notice[];
	/** Decides by event, instead of the usual rule: chosen by name, or `*` for all. */
	wants?(event: string, settings: TriggerSettings): boolean;
	/** A delivery may lack its account: it then passes the account filter, and `enrich` decides. */
	accountMayBeMissing?: boolean;
	/** True for a wanted event that the node's options exclude. */
	drops?(delivery: Delivery, settings: TriggerSettings): boolean;
	/** True for an event whose notice only says that something changed: an identical one may be another change. */
	mayRepeat?(event: string): boolean;
	/** Confirms a delivery by the API or fetches its resource; an error fails the execution. Called in `process`. */
	enrich?(context: IExecuteFunctions, delivery: Delivery, settings: TriggerSettings): Promise<Enriched>;
	/** Where its deliveries contain personal data. */
	personalData: PersonalData;
	/** The page that people see when they open the address. */
	page: SetupPage;
}

/**
 * What a trigger's address shows to a person who opens it: in English and Portuguese; the panel's
 * labels are Portuguese in both.
 */
export interface SetupPage extends SetupTexts {
	portuguese: SetupTexts;
}

interface SetupTexts {
	/** What to do at the vendor, one step each, plain text. */
	steps: string[];
	/** What people should know, in plain text. */
	notes: string[];
	/** What a signature refusal may mean for this vendor. */
	refusalHint: string;
}
