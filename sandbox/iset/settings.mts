/**
 * What iSET's documentation leaves open. Defaults are the most hostile plausible reading;
 * everything can be changed on the panel.
 */
export interface Settings {
	/** Real seconds, as clients compare `expires_in` with their own clock. Unknown: docs/facts/iset.md §4.1 */
	tokenLifeS: number;
	/** `token` (likely) or `access_token` (unconfirmed). §4.1 */
	tokenField: string;
	/** `absolute` Unix seconds (unconfirmed) or a `duration`. §4.1 */
	expiresIn: string;
	/** Answer to a wrong user or key: not recorded. 403 is what an expired token gets, so it is easily mistaken. */
	wrongKeyStatus: string;
	/** Answer to GET /order/{id} of an order that does not exist: not recorded. */
	missingOrder: string;
	/** Whether GET /order/{id} has the status, as the notice has it: not recorded. §4.2 */
	orderStatus: boolean;
	/** Amounts as texts: their types are not recorded. §4.2 */
	numbersAsStrings: boolean;
	/** Format of the five unpublished bodies: the ID alone, with `type`, or with `type` and `domain`. §2.4 */
	unknownBodies: string;
	/** JSON (likely) or a form. §2.1 */
	encoding: string;
	/** Whether the panel drops the query of a configured URL. Unknown: §5 */
	dropsQuery: boolean;
	/** How often each notice is sent: repeats are probable. §3 */
	copies: number;
	/** Real milliseconds until a receiver must have answered: not recorded. §3 */
	timeoutMs: number;
}

/** What the settings can be; the defaults stand below. */
export const tokenFields = ['token', 'access_token'];
export const expiresInForms = ['absolute', 'duration'];
export const wrongKeyStatuses = ['403', '401', '400'];
export const missingOrders = ['empty', '404', '400', '403'];
export const bodyShapes = ['id', 'id-type', 'id-type-domain'];
export const encodings = ['json', 'form'];

/** How a fresh sandbox behaves; /sandbox/iset changes it. */
export const defaultSettings = (): Settings => ({
	tokenLifeS: 900,
	tokenField: 'token',
	expiresIn: 'absolute',
	wrongKeyStatus: '403',
	missingOrder: 'empty',
	orderStatus: false,
	numbersAsStrings: true,
	unknownBodies: 'id',
	encoding: 'json',
	dropsQuery: false,
	copies: 2,
	timeoutMs: 5000,
});
