import { z } from 'zod';

import type { Request } from '../../core/http.mts';
import { invalid, refuse } from '../errors.mts';

/** Reads a body by schema; each issue becomes one entry of `error.fields`. */
export function bodyOf<T>(request: Request, schema: z.ZodType<T, z.ZodTypeDef, unknown>, namespace: string): T {
	const body = request.json();
	const parsed = schema.safeParse(body);
	if (parsed.success) return parsed.data;
	const missing = parsed.error.issues.every(({ path }) => path.length > 0 && valueAt(body, path) === undefined);
	const fields = parsed.error.issues.map(({ path, message }) => ({
		code: missing ? 1 : 3,
		msg: message,
		element: path.join('.') || 'body',
		namespace,
	}));
	if (!missing) throw invalid('Não foi possível salvar', fields);
	throw refuse(400, {
		type: 'MISSING_REQUIRED_FIELD_ERROR',
		message: 'Campos obrigatórios não informados',
		description: 'Um ou mais campos obrigatórios não foram informados.',
		fields,
	});
}

const valueAt = (value: unknown, path: ReadonlyArray<string | number>): unknown =>
	path.reduce<unknown>((inside, step) => new Map(Object.entries(inside ?? {})).get(String(step)), value);
