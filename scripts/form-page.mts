// Fills in a form of the node "Form Page Trigger" like a person: opens the page and sends what it
// shows.
import { until } from './n8n-instance.mts';

/** User and password of a form. */
export interface FormAccess {
	user: string;
	password: string;
}

/** The header that a browser sends once somebody has entered user and password. */
export const basicHeader = ({ user, password }: FormAccess): string => `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

/** Waits until the form at this address is available: n8n registers it some seconds after it says so. */
export const untilFormAsks = async (address: string): Promise<unknown> =>
	await until(`${address} to ask for a password`, async () => ((await fetch(address)).status === 401 ? true : undefined));

/** Sends the form at this address, its fields in order. Returns the text of the resulting page, without markup. */
export async function sendFormPage(address: string, access: FormAccess, fields: string[]): Promise<{ status: number; text: string }> {
	const authorization = basicHeader(access);
	const page = await (await fetch(address, { headers: { authorization } })).text();
	const token = /name="token" value="([^"]+)"/.exec(page)?.[1];
	if (token === undefined) throw new Error(`There is no form at ${address}: ${page.slice(0, 300)}`);
	const body = new URLSearchParams({ token, ...Object.fromEntries(fields.map((value, index) => [`field-${index}`, value])) });
	const response = await fetch(address, { method: 'POST', headers: { authorization }, body });
	return { status: response.status, text: textOf(await response.text()) };
}

const entities: Record<string, string> = { '&lt;': '<', '&gt;': '>', '&quot;': '"', '&#39;': "'", '&amp;': '&' };

/** What a person reads on one of our pages: the problem, else the message. */
export function textOf(page: string): string {
	const problem = /<p class="problem"[^>]*>([\s\S]*?)<\/p>/.exec(page)?.[1];
	const shown = problem ?? /<div role="status">([\s\S]*?)<\/div>/.exec(page)?.[1] ?? page;
	return shown
		.replace(/<[^>]+>/g, ' ')
		.replace(/&(lt|gt|quot|#39|amp);/g, (entity) => entities[entity])
		.replace(/\s+/g, ' ')
		.trim();
}
