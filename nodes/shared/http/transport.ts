import type { IAllExecuteFunctions, ICredentialDataDecryptedObject, JsonObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError, sleep } from 'n8n-workflow';
import type { z } from 'zod';

import { withoutCredential } from '../privacy/credentialSecrets';
import { answerTooLarge } from './answer';
import type { Failure } from './apiFailure';
import { apiFailure } from './apiFailure';
import { originOf } from './baseUrl';
import type { ApiRequest, ApiResponse } from './request';
import { climbs, send, Unreachable, Withheld } from './request';

/** One call of a vendor's API. */
export interface ApiCall extends Pick<ApiRequest, 'method' | 'query' | 'arrayFormat' | 'body' | 'binary'> {
	/** Below the credential's base URL; IDs in it are checked and encoded. */
	path: string;
	/** For calls that change something: how to find out whether it was carried out. */
	ifUnknown?: string;
	/** A redirect is a valid answer: it leads to a document. */
	mayRedirect?: boolean;
	/** Even though it is a POST, it changes nothing. */
	onlyReads?: boolean;
}

/** What to do about a failure; `title` says what happened better than the vendor does. */
export type Advice = string | { title: string; next: string };

/** What an answer says about a failure. */
export interface Refusal {
	/** The HTTP status, or the one in the body. */
	status: number;
	/** The vendor's name for it; shown next to the status. */
	code?: string;
	/** Everything it says, as one text; '' if it says nothing. */
	text: string;
	/** The trace ID that the vendor's support asks for. */
	trace?: string;
	/** False if nothing shows that the vendor itself answered: it may have been a proxy. */
	isOwn?: boolean;
	/** What to do about it, if it differs from the usual advice. */
	advice?: Advice;
}

/** How an answer is interpreted. */
type Outcome = { content: unknown; answer: ApiResponse } | Refusal;

/** What the transport needs to know about a vendor. */
export interface VendorRules<Call extends ApiCall = ApiCall> {
	/** The name in errors: `NFE.io`. */
	name: string;
	/** Credential type that every request uses. */
	credential: string;
	/** The base URL of a call, without a trailing slash. */
	baseUrl(credential: ICredentialDataDecryptedObject, call: Call): string | undefined;
	/** The display name of the credential's field that holds it. */
	baseUrlField(call: Call): string;
	/** An example of an address, and what else is allowed. */
	baseUrlExample: string;
	/** How it reads lists in a query. */
	arrayFormat: ApiRequest['arrayFormat'];
	timeoutMs?: number;
	/** The status that means an expired token; 401 by default. */
	loginAgainOn?: number;
	/**
	 * Lets a request through at the vendor's pace; `key` identifies the credential. Throws
	 * `Withheld` if it must not be sent.
	 */
	paced?(request: () => Promise<ApiResponse>, key: string): Promise<ApiResponse>;
	/**
	 * After how many milliseconds a call is repeated; undefined for never, as by default. Not
	 * called for what may have been carried out.
	 */
	repeatAfter?(got: ApiResponse | Error, attempt: number, call: Call): number | undefined;
	/** Interprets an answer; a success returns its content. */
	read(answer: ApiResponse, call: Call): { content: unknown } | Refusal;
	/** What it means if n8n could not send. */
	unusable?(error: Error): { message: string; advice: string } | undefined;
	/** What else to do about an answer that is not as documented. */
	hint?: string;
}

/** The address of a path, which cannot leave the host and path of its base. Undefined if it tries to. */
export function addressBelow(base: string, path: string): string | undefined {
	const address = base + path;
	if (!path.startsWith('/') || /[\\\s?#]|\/\//.test(path) || climbs.test(path) || !URL.canParse(address)) return undefined;
	const { href, origin, pathname, search } = new URL(address);
	const root = new URL(`${base}/`);
	return origin === root.origin && pathname.startsWith(root.pathname) && search === '' ? href : undefined;
}

/** Whether an error is that of a call without an answer. */
export const isUnreachable = (error: unknown): boolean => error instanceof Error && error.cause instanceof Unreachable;

/**
 * A vendor's API with the credential of a node, for one input item. Every method throws
 * NodeApiError or NodeOperationError with what the vendor said, without the credential's secrets,
 * and with advice. What may have been carried out is never repeated.
 */
export class VendorApi<Call extends ApiCall = ApiCall> {
	constructor(
		private readonly rules: VendorRules<Call>,
		readonly context: IAllExecuteFunctions,
		readonly itemIndex: number,
	) {}

	/** Identifies the credential, for what its executions share. */
	get key(): string {
		return this.context.getNode().credentials?.[this.rules.credential]?.id ?? '';
	}

	/** The answer, whatever it says. */
	async exchange(call: Call): Promise<Outcome> {
		const url = await this.address(call);
		for (let attempt = 1; ; attempt++) {
			const got = await this.attempt(call, url);
			const wait = didNothing(got, call) ? this.rules.repeatAfter?.(got, attempt, call) : undefined;
			if (wait !== undefined) await sleep(wait);
			else if (got instanceof Error) throw await this.failure(got, call);
			else return await this.outcome(got, call);
		}
	}

	/** The content of a success. */
	async request(call: Call): Promise<unknown> {
		return this.succeeded(await this.exchange(call), call).content;
	}

	/** The whole answer of a success. */
	async answer(call: Call): Promise<ApiResponse> {
		return this.succeeded(await this.exchange(call), call).answer;
	}

	/** The same in the vendor's documented format; anything else is a failure: somebody else may have answered. */
	async ask<Schema extends z.ZodTypeAny>(call: Call, schema: Schema): Promise<z.output<Schema>> {
		return this.documented(await this.request(call), schema, call);
	}

	/** The same if it may not exist: undefined for a 404. */
	async find<Schema extends z.ZodTypeAny>(call: Call, schema: Schema): Promise<z.output<Schema> | undefined> {
		const outcome = await this.exchange(call);
		if (!('content' in outcome) && outcome.status === 404 && outcome.isOwn !== false) return undefined;
		return this.documented(this.succeeded(outcome, call).content, schema, call);
	}

	/** A call's answer in the documented format. */
	documented<Schema extends z.ZodTypeAny>(content: unknown, schema: Schema, call: Call): z.output<Schema> {
		const parsed = schema.safeParse(content);
		if (parsed.success) return parsed.data;
		throw this.undocumented(call);
	}

	/** The error of a success that is not in the documented format: the request may have been carried out anyway. */
	undocumented(call: Call): NodeApiError {
		const { name, hint } = this.rules;
		const field = this.rules.baseUrlField(call);
		return this.failed({
			message: `${name}'s answer to ${call.method} ${call.path} is not what its API documents`,
			description: onlyReads(call)
				? `A proxy or an outage page may have answered instead. Check the credential's ${field}, then retry the execution.${hint ? ` ${hint}` : ''}`
				: `${this.ifUnknown(call)} A proxy or an outage page may have answered instead of ${name}: also check the credential's ${field}.`,
		});
	}

	/** The error for a refusal. */
	refused({ status, code, text, trace, isOwn, advice }: Refusal, call: Call): NodeApiError {
		const { name } = this.rules;
		if (status < 300 && isOwn === false) return this.undocumented(call);
		const said = `${name} answered ${status}${code ? ` ${code}` : ''} to ${call.method} ${call.path}${text ? `: ${text}` : ''}`;
		const { title, next } = typeof advice === 'object' ? advice : { title: '', next: advice ?? this.commonAdvice(status, call) };
		return this.failed({
			httpCode: String(status),
			message: title ? `${title}. ${said}` : said,
			description: trace ? `${next} For ${name}'s support: ${trace}.` : next,
		});
	}

	/** An error of this item that keeps its message. */
	failed(failure: Failure): NodeApiError {
		return apiFailure(this.context.getNode(), { ...failure, itemIndex: this.itemIndex });
	}

	/**
	 * The base URL of a call. Throws NodeOperationError if it is not an address: the credential
	 * would go to an unintended host.
	 */
	async baseUrl(call: Call): Promise<string> {
		const { name, credential, baseUrlExample } = this.rules;
		const url = this.rules.baseUrl(await this.context.getCredentials(credential, this.itemIndex), call);
		if (url !== undefined && originOf(url) !== undefined) return url;
		const message = `The ${this.rules.baseUrlField(call)} of the ${name} credential is not a web address`;
		throw this.misused(message, `Enter it like ${baseUrlExample}.`);
	}

	private async address(call: Call): Promise<string> {
		const url = addressBelow(await this.baseUrl(call), call.path);
		if (url !== undefined) return url;
		const field = this.rules.baseUrlField(call);
		throw this.misused(
			`The path ${call.path} leads outside the ${field}`,
			`A path starts with a single slash and has no query, "..", "//" or backslash. Put parameters into Query. If the path is correct, check the credential's ${field}.`,
		);
	}

	private misused(message: string, description: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, { description, itemIndex: this.itemIndex });
	}

	/** One request; errors are returned as values. */
	private async attempt(
		{ method, query, arrayFormat = this.rules.arrayFormat, body, binary }: Call,
		url: string,
	): Promise<ApiResponse | Error> {
		const { credential, timeoutMs, loginAgainOn, paced = async (request) => await request() } = this.rules;
		const request = { method, url, query, arrayFormat, body, binary, timeoutMs };
		try {
			return await paced(async () => await send(this.context, credential, request, loginAgainOn), this.key);
		} catch (error) {
			const failure = error instanceof Error ? error : new Error(String(error));
			// n8n wraps the error of a credential that cannot log in.
			return failure.cause instanceof Withheld ? failure.cause : failure;
		}
	}

	private async outcome(answer: ApiResponse, call: Call): Promise<Outcome> {
		const { status, body } = answer;
		if (call.mayRedirect && status >= 300 && status < 400) return { content: body, answer };
		const read = this.rules.read(answer, call);
		if ('content' in read) return { ...read, answer };
		if (status >= 300) return read;
		// An error reported with HTTP 200 may quote the key too.
		const masked = { ...answer, body: await withoutCredential(this.context, this.rules.credential, body) };
		const refusal = this.rules.read(masked, call);
		return 'content' in refusal ? { ...refusal, answer: masked } : refusal;
	}

	private succeeded(outcome: Outcome, call: Call): Exclude<Outcome, Refusal> {
		if ('content' in outcome) return outcome;
		throw this.refused(outcome, call);
	}

	private async failure(error: Error, call: Call): Promise<Error> {
		const { name, credential } = this.rules;
		if (error instanceof Withheld) return this.failed({ message: error.message, description: error.advice, cause: error });
		if (error instanceof NodeOperationError) return error;
		if (!(error instanceof Unreachable)) {
			const told = this.rules.unusable?.(error);
			if (told === undefined) return new NodeApiError(this.context.getNode(), error as Error & JsonObject, { itemIndex: this.itemIndex });
			const message = String(await withoutCredential(this.context, credential, told.message));
			return this.failed({ message, description: told.advice });
		}
		const outcomeUnknown = error.outcomeUnknown && !onlyReads(call);
		if (error.reason === answerTooLarge) {
			return this.failed({
				cause: error,
				message: `${name}'s answer to ${call.method} ${call.path} is larger than this node reads`,
				description: outcomeUnknown ? this.ifUnknown(call) : 'Request less per call: a smaller page, a shorter period or a single item.',
			});
		}
		return this.failed({
			cause: error,
			message: `${name} ${outcomeUnknown ? `did not answer: the outcome of ${call.method} ${call.path} is unknown` : 'could not be reached'} (${error.reason})`,
			description: outcomeUnknown
				? this.ifUnknown(call)
				: `Check this n8n's network and the credential's ${this.rules.baseUrlField(call)}, then retry the execution.`,
		});
	}

	private commonAdvice(status: number, call: Call): string {
		const { name } = this.rules;
		if (status < 400) return `Redirects are not followed: check the credential's ${this.rules.baseUrlField(call)}.`;
		if (status < 500) return 'Correct the input mentioned above.';
		return `${name} failed. ${onlyReads(call) ? 'Try again later.' : this.ifUnknown(call)}`;
	}

	private ifUnknown({ ifUnknown }: Call): string {
		return ifUnknown ?? `The request may have been carried out anyway: check in ${this.rules.name} before you repeat it.`;
	}
}

const onlyReads = ({ method, onlyReads: reads }: ApiCall): boolean => method === 'GET' || reads === true;

/** Whether a call certainly did nothing, so that it may be repeated. */
function didNothing(got: ApiResponse | Error, call: ApiCall): boolean {
	if (onlyReads(call) || got instanceof Withheld) return true;
	if (got instanceof Error) return got instanceof Unreachable && !got.outcomeUnknown;
	return got.status >= 400 && got.status < 500;
}
