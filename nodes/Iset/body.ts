import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

import type { IncomingRequest } from '../shared/vendor';

/** A notice has a handful of fields; a body of thousands is none. */
const mostFormFields = 200;

const record = z.record(z.string(), z.unknown());

/**
 * The fields of a notice, from JSON or from a form (its encoding is not documented: vendors/iset.md §2.1); empty if the
 * body is neither. The webhook token is removed wherever it stands: the address may be repeated in a body.
 */
export function readBody(body: unknown, { rawBody, headers }: IncomingRequest, token = ''): IDataObject {
	const json = record.safeParse(body);
	if (json.success) return withoutToken(json.data as IDataObject, token);
	const type = String(headers['content-type'] ?? '').toLowerCase();
	return type.startsWith('application/x-www-form-urlencoded') ? withoutToken(readForm(rawBody), token) : {};
}

/** A field that comes several times keeps all its values. */
function readForm(rawBody: Buffer): IDataObject {
	const text = rawBody.toString('utf8');
	if (text.split('&', mostFormFields + 1).length > mostFormFields) return {};
	const fields = new URLSearchParams(text);
	return Object.fromEntries(
		[...new Set(fields.keys())].map((name) => {
			const values = fields.getAll(name);
			return [name, values.length > 1 ? values : values[0]];
		}),
	);
}

function withoutToken(data: IDataObject, token: string): IDataObject {
	if (token === '') return data;
	const text = JSON.stringify(data);
	const written = JSON.stringify(token).slice(1, -1);
	const cleaned: unknown = text.includes(written) ? JSON.parse(text.replaceAll(written, '[removed]')) : data;
	return record.parse(cleaned) as IDataObject;
}
