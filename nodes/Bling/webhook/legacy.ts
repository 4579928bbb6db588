import { randomUUID } from 'node:crypto';

import type { IDataObject, IHookFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import type { Notice } from '../../shared/trigger/delivery';
import { parseJson, textOf } from '../../shared/json';
import { isStartingUp } from '../../shared/trigger/refuseWithoutSecret';
import type { TriggerSettings } from '../../shared/trigger/settings';
import { verifyToken } from '../../shared/trigger/signature';
import type { Authentication, IncomingRequest } from '../../shared/trigger/vendor';
import { withBeside } from '../../shared/trigger/wholeBody';
import type { LegacyEvent } from './events';
import { legacyEvents } from './events';

/**
 * The callbacks of Bling's old API (docs/facts/bling.md §1.3, §2.5): unsigned, so only a secret in
 * the query of the address proves them. Off unless the trigger's option `legacyCallbacks` is on and
 * the credential holds a token.
 */
const legacyTokenParameter = 'token';

/** A callback has no signature; a request with one is judged by the signature alone. */
export function isLegacy({ query }: IncomingRequest, signature: unknown, { options }: TriggerSettings): boolean {
	return options.legacyCallbacks === true && signature === undefined && query[legacyTokenParameter] !== undefined;
}

/**
 * Verifies a legacy callback by `?token=…`, the only proof it can carry; a credential without a
 * usable token refuses it.
 */
export function authenticateLegacy({ query }: IncomingRequest, token: string | undefined): Authentication {
	const verdict = verifyToken([token], query[legacyTokenParameter]);
	return verdict.ok ? { ok: true, verifiedBy: ['token'] } : verdict;
}

/** At publishing: a chosen callback that the option leaves out would never start anything. */
export function refuseUnheardCallbacks(context: IHookFunctions, { events, options }: TriggerSettings): void {
	if (isStartingUp(context) || options.legacyCallbacks === true || !legacyEvents.some(({ event }) => events.has(event))) return;
	throw new NodeOperationError(
		context.getNode(),
		'Legacy events need the option "Legacy Callbacks" and a "Callback Token" in the credential',
	);
}

const record = z.record(z.string(), z.unknown());
type Fields = z.infer<typeof record>;
const returned = z.object({ retorno: record });

interface Returned {
	retorno: Fields;
	beside: Fields;
}

const without = (fields: Fields, names: string[]): Fields =>
	Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)));

const parseText = (text: string) => parseJson(Buffer.from(text));

const word = z
	.union([z.string().min(1), z.number()])
	.transform(String)
	.optional()
	.catch(undefined);

/** `data=` with plain JSON, `data=` url-encoded, JSON with `data` (text or object), or JSON with `retorno`. */
function readReturned(rawBody: Buffer): Returned | undefined {
	const text = textOf(rawBody).trim();
	const afterName = text.startsWith('data=') ? text.slice('data='.length) : text;
	// Raw first: decoding JSON that was never encoded would damage plus and percent signs.
	const body = parseText(afterName) ?? parseText(new URLSearchParams(text).get('data') ?? '');
	const inside = z.object({ data: z.unknown() }).safeParse(body).data?.data;
	const candidates = [body, typeof inside === 'string' ? parseText(inside) : inside];
	const found = candidates.map((candidate) => returned.safeParse(candidate)).find(({ success }) => success)?.data;
	// The fields next to `retorno`, or next to the `data` that holds it.
	return found && { retorno: found.retorno, beside: without(record.catch({}).parse(body), ['data', 'retorno']) };
}

const about = z.object({ id: word, codigo: word, numero: word, situacao: word });
type About = z.infer<typeof about>;

interface Kind {
	list: string;
	entry: string;
	event: LegacyEvent;
	reference: (subject: About) => string | undefined;
}

/** Lists of entries, each wrapped in its name: `{"pedidos":[{"pedido":{…}}]}`. */
const kinds: Kind[] = [
	{ list: 'estoques', entry: 'estoque', event: 'legacy.stock', reference: ({ id, codigo }) => id ?? codigo },
	{ list: 'pedidos', entry: 'pedido', event: 'legacy.order', reference: ({ numero }) => numero },
	{ list: 'notasfiscais', entry: 'notafiscal', event: 'legacy.invoice', reference: ({ numero }) => numero },
];

/**
 * One notice per entry of a callback; values stay as Bling writes them, mostly as text. A callback
 * has no ID, and the same body may come again for a state reached again, so each counts as new.
 */
export function readLegacy(rawBody: Buffer): Notice[] {
	const body = readReturned(rawBody);
	if (!body) return [{ event: 'unknown', id: randomUUID(), data: { body: textOf(rawBody) } }];
	const { retorno } = body;
	const beside = {
		...body.beside,
		...without(
			retorno,
			kinds.map(({ list }) => list),
		),
	};
	const notices = kinds.flatMap((kind) => entriesOf(retorno[kind.list]).map((entry) => noticeOf(kind, entry, beside)));
	if (notices.length > 0) return notices;
	return [{ event: 'unknown', id: randomUUID(), data: withBeside({ retorno: retorno as IDataObject }, body.beside, []) }];
}

/** `notasfiscais` is sometimes not a list (docs/facts/bling.md §2.5). */
const entriesOf = (list: unknown): unknown[] => (list == null ? [] : Array.isArray(list) ? list : [list]);

function noticeOf({ entry: name, event, reference }: Kind, entry: unknown, beside: Fields): Notice {
	const outer = record.safeParse(entry).data ?? { body: entry };
	const inner = record.safeParse(outer[name]);
	const subject = about.parse(inner.success ? inner.data : outer);
	const data = inner.success
		? withBeside(inner.data as IDataObject, { ...beside, ...without(outer, [name]) }, [])
		: withBeside(outer as IDataObject, beside, []);
	return { event, id: randomUUID(), reference: reference(subject) ?? null, state: subject.situacao ?? null, data };
}
