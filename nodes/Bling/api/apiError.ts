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

/** The error of the gateway in front of Bling: `{"message":"Endpoint request timed out"}`. */
const gatewayError = z.object({ message: z.string() });

/** The type of an answer that names none. */
const unknownType = 'UNKNOWN_ERROR';

interface BlingError {
	type: string;
	/** Message, description and every field message with its path: `parcelas[1].formaPagamento: … (code 12)`. */
	text: string;
	/** For a 429: `second` or `day`. */
	period: string | undefined;
}

/** Reads an error answer; a body in any other format only has the type UNKNOWN_ERROR. */
export function readError(body: unknown): BlingError {
	const parsed = errorBody.safeParse(body);
	if (!parsed.success) return { type: unknownType, text: gatewayError.safeParse(body).data?.message ?? '', period: undefined };
	const { error, error_description } = parsed.data;
	const sentences = [error.message, error.description, error_description].filter(Boolean).join(' ');
	const fields = error.fields.flatMap(fieldTexts).join('; ');
	// The daily limit may be recognizable by its words only.
	const period = error.period ?? (/di[áa]ri[oa]/i.test(sentences) ? 'day' : undefined);
	return { type: error.type, text: [sentences, fields].filter(Boolean).join(' '), period };
}

/** Names for the things in paths. */
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

/** Error message and advice for an error answer. */
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

/**
 * The names of the API sections; the panel's scope list may word them differently
 * (docs/facts/bling.md §1.2: unknown).
 */
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
	return `The app lacks ${scope}, or the user who connected it has no such permission in Bling. Add the scope under "Central de Extensões" → "Área do Integrador" → your app and save. This revokes all users: every account must authorize again (open each Bling credential and reconnect it).`;
}

/** Bling does not publish the time of the reset; midnight in Brazil is likely. */
function nextDay(now: DateTime): string {
	return now.setZone('America/Sao_Paulo').plus({ days: 1 }).startOf('day').toFormat('yyyy-MM-dd HH:mm');
}

/** Undefined for errors that are the same at every vendor. */
function adviceFor(status: number, { type, text, period }: BlingError, path: string): Advice | undefined {
	const thing = status === 404 ? thingOf(path) : undefined;
	if (thing !== undefined) {
		return {
			title: `${thing} does not exist in this Bling account`,
			next: 'It may have been deleted, it may belong to another account, or the ID may be wrong.',
		};
	}
	if (status === 414) return "This item's fields are too long for one request: shorten the longest ones.";
	if (status === 401) {
		return 'The account has revoked this app, its scopes have changed, or the connection is older than 30 days. Open the Bling credential and reconnect it.';
	}
	if (status === 403 && type === 'insufficient_scope') return scopeAdvice(path);
	if (status === 403 && type === unknownType && text === '') {
		return `Bling gave no reason. It answers like this while it blocks this n8n's IP address (too many errors or requests): wait 10 minutes and try again. If it persists: ${scopeAdvice(path)}`;
	}
	if (status === 403) {
		return `${scopeAdvice(path)} If other requests fail the same way, Bling may have blocked this n8n's IP address (too many errors or requests): wait 10 minutes.`;
	}
	if (status === 404) return "Check the ID: it does not exist in this credential's Bling account.";
	if (status === 429 && period === 'day') {
		return `All integrations of this account together have used up its 120,000 daily requests. The limit resets at ${nextDay(DateTime.now())} Brasília time (the hour is unconfirmed).`;
	}
	return status === 429 ? "Other systems are using up this account's 3 requests per second. Retry the execution later." : undefined;
}
