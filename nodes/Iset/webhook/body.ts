import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import { textOf } from '../../shared/json';
import { withBeside } from '../../shared/trigger/wholeBody';
import type { IncomingRequest } from '../../shared/trigger/vendor';
import type { Subject } from './events';
import { idKeys } from './events';

/** A notice has a handful of fields; a body with thousands is not one. */
const mostFormFields = 200;

/** A longer list is not accepted: each of its notices may cost a request to the shop. */
const mostNotices = 100;

const record = z.record(z.string(), z.unknown());

/** One notice of a body. */
export interface Content {
	data: IDataObject;
	/** False if it has no fields: then it is kept whole under `body`. */
	isUnderstood: boolean;
}

interface Reading {
	/** What the address says the notice is about; undefined for an address without an event. */
	subject: Subject | undefined;
	/** The webhook token: removed wherever it is a whole value, as a body may repeat the address. */
	token: string | undefined;
	/** Whether a list may hold several notices. */
	splits: boolean;
}

/**
 * The notices in a body, from JSON or a form (the encoding is not documented: docs/facts/iset.md
 * §2.1, §2.4). Nothing of a body is lost: each entry of a list is a notice, an order may be wrapped
 * in `order`, form fields may use brackets, and anything else is kept whole under `body`.
 */
export function readBody(body: unknown, request: IncomingRequest, { subject, token, splits }: Reading): Content[] {
	const content = body === undefined ? formOf(request) : body;
	const entries = Array.isArray(content) && isSplit(content, splits) ? content : [content];
	return entries.map((entry: unknown) => {
		const fields = record.safeParse(entry);
		const data = fields.success ? unwrapped(fields.data as IDataObject, subject) : { body: entry };
		return { data: withoutToken(data as IDataObject, token), isUnderstood: fields.success };
	});
}

const isSplit = ({ length }: unknown[], splits: boolean) => length === 1 || (splits && length > 1 && length <= mostNotices);

/** `{"order":{"orderId":1326}}` is about the order inside; what is next to it is kept. */
function unwrapped(fields: IDataObject, subject: Subject | undefined): IDataObject {
	if (subject === undefined || idKeys[subject].some((key) => Object.hasOwn(fields, key))) return fields;
	const inner = record.safeParse(fields[subject]);
	return inner.success ? withBeside(inner.data as IDataObject, fields, [subject]) : fields;
}

/** The fields of a form; its text if it is not a form, `{}` if it is empty. */
function formOf({ rawBody, headers }: IncomingRequest): unknown {
	const text = textOf(rawBody);
	const type = String(headers['content-type'] ?? '').toLowerCase();
	if (text === '') return {};
	const isForm = type.startsWith('application/x-www-form-urlencoded');
	return isForm && text.split('&', mostFormFields + 1).length <= mostFormFields ? readForm(text) : text;
}

/** A repeated field keeps all its values. */
function readForm(text: string): IDataObject {
	const fields = new URLSearchParams(text);
	// Without a prototype, a field called __proto__ is an ordinary one.
	const form: IDataObject = Object.create(null);
	for (const name of new Set(fields.keys())) {
		const values = fields.getAll(name);
		place(form, name, values.length > 1 ? values : values[0]);
	}
	return form;
}

/** `status[label]` and a few more levels; list indexes are keys too. */
const bracketed = /^([^[\]]+)((?:\[[^[\]]+\]){1,5})$/;

/** Puts `status[label]` under `status`; a name that conflicts with what is already there stays as it is. */
function place(form: IDataObject, name: string, value: string | string[]): void {
	const [, first = '', rest = ''] = bracketed.exec(name) ?? [];
	const path = [first, ...rest.slice(1, -1).split('][')];
	const last = path.pop() ?? '';
	let inner = form;
	const isPath = first !== '';
	for (const step of isPath ? path : []) {
		if (!Object.hasOwn(inner, step)) inner[step] = Object.create(null);
		const next = record.safeParse(inner[step]);
		if (!next.success) {
			form[name] = value;
			return;
		}
		inner = inner[step] as IDataObject;
	}
	if (isPath && !Object.hasOwn(inner, last)) inner[last] = value;
	else form[name] = value;
}

const removed = '[removed]';

function withoutToken(data: IDataObject, token: string | undefined): IDataObject {
	if (token === undefined) return data;
	const inAddress = `token=${encodeURIComponent(token)}`;
	const clean = (text: string) => (text === token ? removed : text.replaceAll(inAddress, `token=${removed}`));
	const walk = (value: unknown): unknown => {
		if (typeof value === 'string') return clean(value);
		if (Array.isArray(value)) return value.map(walk);
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [clean(key), walk(entry)]));
	};
	return record.parse(walk(data)) as IDataObject;
}
