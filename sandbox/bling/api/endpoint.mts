import type { Answer, Request } from '../../core/http.mts';
import type { App, Scope } from '../app/app.mts';
import { notFound } from '../errors.mts';
import type { Company } from '../shop/company.mts';
import type { World } from '../world.mts';

/** A call that passed authentication and limits. */
export interface Call {
	readonly world: World;
	readonly company: Company;
	readonly app: App;
	readonly request: Request;
	/** A numeric ID in the path; anything else does not exist. */
	id(name: string): number;
}

/** One route of the API, and the scope that it needs. */
export interface Endpoint {
	readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH';
	/** Below /Api/v3. */
	readonly path: string;
	readonly scope: Scope;
	readonly run: (call: Call) => Answer;
}

/**
 * What an endpoint works with: the authorized company and app, and the request. Its `id` throws the
 * 404 answer for a path ID that does not have 1 to 15 digits.
 */
export const createCall = (world: World, company: Company, app: App, request: Request): Call => ({
	world,
	company,
	app,
	request,
	id(name) {
		const text = request.params[name] ?? '';
		if (!/^\d{1,15}$/.test(text)) throw notFound();
		return Number(text);
	},
});

/** The entry of a map, or Bling's 404. */
export function found<T>(item: T | undefined): T {
	if (item === undefined) throw notFound();
	return item;
}
