/** The part of autocannon that bench/load.mts uses; the package brings no types. */
declare module 'autocannon' {
	export interface AutocannonRequest {
		method?: string;
		path?: string;
		headers?: Record<string, string>;
		body?: string;
	}

	interface Options {
		url: string;
		connections: number;
		amount: number;
		/** Seconds. */
		timeout: number;
		requests: Array<{
			method: string;
			setupRequest(request: AutocannonRequest): AutocannonRequest;
			onResponse(status: number, body: string): void;
		}>;
	}

	export default function autocannon(options: Options): PromiseLike<unknown>;
}
