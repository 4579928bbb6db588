import { DateTime } from 'luxon';
import { z } from 'zod';

import type { Advice, Refusal } from '../../shared/http/transport';

const code = z.union([z.number(), z.string()]).optional().catch(undefined);
const entry = z.object({
	index: code,
	code,
	msg: z.string().catch(''),
	element: z.string().optional().catch(undefined),
});
const field = entry.extend({ collection: z.array(entry).catch([]).default([]) });

/** docs/facts/bling.md §4.3: Bling's own errors, and the OAuth-style ones. */
const errorBody = z.object({
	error: z.union([
		z.object({
			type: z.string().catch('UNKNOWN_ERROR'),
			message: z.string().catch(''),
			description: z.string().catch(''),
			period: z.string().optional().catch(undefined),
			fields: z.array(field).catch([]).default([]),
		}),
		z.string().transform((type) => ({ type, message: '', description: '', period: undefined, fields: [] })),
	]),
	error_description: z.string().optional().catch(undefined),
});

/** What the gateway before Bling says: `{"message":"Endpoint request timed out"}`. */
const gatewayError = z.object({ message: z.string() });

/** The type of an answer that names none. */
const unknownType = 'UNKNOWN_ERROR';

interface BlingError {
	type: string;
	/** Message, description and every field message with its place: `parcelas[1].formaPagamento: … (code 12)`. */
	text: string;
	/** Of a 429: `second` or `day`. */
	period: string | undefined;
}

/** What an error answer says; a body of another shape has only the type UNKNOWN_ERROR. */
export function readError(body: unknown): BlingError {
	const parsed = errorBody.safeParse(body);
	if (!parsed.success) return { type: unknownType, text: gatewayError.safeParse(body).data?.message ?? '', period: undefined };
	const { error, error_description } = parsed.data;
	const sentences = [error.message, error.description, error_description].filter(Boolean).join(' ');
	const fields = error.fields.flatMap(fieldTexts).join('; ');
	// The limit of the day may be told by its words alone.
	const period = error.period ?? (/di[áa]ri[oa]/i.test(sentences) ? 'day' : undefined);
	return { type: error.type, text: [sentences, fields].filter(Boolean).join(' '), period };
}

/** What the paths of single things are called. */
const things: Array<[pattern: RegExp, name: string]> = [
	[/^\/pedidos\/vendas\/(\d+)(\/|$)/, 'Order'],
	[/^\/produtos\/fornecedores\/(\d+)(\/|$)/, 'Product supplier'],
	[/^\/produtos\/(\d+)(\/|$)/, 'Product'],
	[/^\/contatos\/(\d+)(\/|$)/, 'Contact'],
	[/^\/nfe\/documento\/(\d+)$/, 'The document of the access key'],
	[/^\/nfe\/(\d+)(\/|$)/, 'Invoice'],
	[/^\/nfce\/(\d+)(\/|$)/, 'Consumer invoice'],
	[/^\/nfse\/(\d+)(\/|$)/, 'Service invoice'],
	[/^\/contas\/receber\/(\d+)(\/|$)/, 'Account receivable'],
	[/^\/estoques\/saldos\/(\d+)$/, 'Warehouse'],
	[/^\/depositos\/(\d+)(\/|$)/, 'Warehouse'],
];

/** `Order 1827`, for a path that names one thing. */
export function thingOf(path: string): string | undefined {
	for (const [pattern, name] of things) {
		const id = pattern.exec(path)?.[1];
		if (id !== undefined) return `${name} ${id}`;
	}
	return undefined;
}

/** What a person reads of an error answer: what happened, and what to do. */
export const refusalOf = (status: number, error: BlingError, path: string): Refusal => ({
	status,
	code: error.type === unknownType ? '' : error.type,
	text: error.text,
	advice: adviceFor(status, error, path),
});

const withCode = (place: string, { msg, code: number }: z.infer<typeof entry>) =>
	`${place ? `${place}: ` : ''}${msg}${number === undefined ? '' : ` (code ${number})`}`;

function fieldTexts({ collection, ...own }: z.infer<typeof field>): string[] {
	const name = own.element ?? '';
	const children = collection.map((child) => withCode(`${name}[${child.index ?? '?'}]${child.element ? `.${child.element}` : ''}`, child));
	return [withCode(name, own), ...children];
}

/** What the API sections are called; the panel's scope list may word them differently (docs/facts/bling.md §1.2: unknown). */
const scopes: Array<[path: string, section: string]> = [
	['/estoques', 'Estoques'],
	['/depositos', 'Depósitos'],
	['/produtos/fornecedores', 'Produtos - Fornecedores'],
	['/produtos', 'Produtos'],
	['/pedidos/vendas', 'Pedidos de Venda'],
	['/contatos', 'Contatos'],
	['/nfe', 'Notas Fiscais Eletrônicas'],
	['/nfce', 'Notas Fiscais de Consumidor Eletrônicas'],
	['/situacoes', 'Situações'],
	['/empresas', 'Dados básicos da empresa'],
];

function scopeAdvice(path: string): string {
	const section = scopes.find(([prefix]) => path.startsWith(prefix))?.[1];
	const scope = section === undefined ? 'a scope ("escopo")' : `the scope ("escopo") of "${section}"`;
	return `The app lacks ${scope}, or the user who connected it has no such right in Bling. Add the scope under "Central de Extensões" → "Área do Integrador" → your app and save. That revokes all users: every account must authorise again (open each Bling credential and reconnect it).`;
}

/** Bling does not publish the hour of the reset; a Brazilian midnight is the likely one. */
function nextDay(now: DateTime): string {
	return now.setZone('America/Sao_Paulo').plus({ days: 1 }).startOf('day').toFormat('yyyy-MM-dd HH:mm');
}

/** Undefined for what is the same at every vendor. */
function adviceFor(status: number, { type, text, period }: BlingError, path: string): Advice | undefined {
	const thing = status === 404 ? thingOf(path) : undefined;
	if (thing !== undefined) {
		return {
			title: `${thing} does not exist in this Bling account`,
			next: 'It may have been deleted, belong to another account, or its ID be wrong.',
		};
	}
	if (status === 414) return 'The fields of this item are too long for one request: shorten the longest of them.';
	if (status === 401) {
		return 'The account revoked this app, its scopes were changed, or the connection is older than 30 days. Open the Bling credential and reconnect it.';
	}
	if (status === 403 && type === 'insufficient_scope') return scopeAdvice(path);
	if (status === 403 && type === unknownType && text === '') {
		return `Bling gave no reason. It answers so while it blocks the IP address of this n8n (too many errors or requests): wait 10 minutes and try again. Only if it stays: ${scopeAdvice(path)}`;
	}
	if (status === 403) {
		return `${scopeAdvice(path)} If other requests fail in the same way, Bling may have blocked the IP address of this n8n (too many errors or requests): wait 10 minutes.`;
	}
	if (status === 404) return 'Check the id: it does not exist in the Bling account of this credential.';
	if (status === 429 && period === 'day') {
		return `The 120,000 requests of this day are used up, by all integrations of the account together. They are counted anew on ${nextDay(DateTime.now())} Brasília time (the hour is unconfirmed).`;
	}
	return status === 429 ? 'Other systems use up the 3 requests a second of this account. Retry the execution later.' : undefined;
}
