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
	/** Below the base URL of the credential; ids in it are checked and encoded. */
	path: string;
	/** For what changes something: how to find out whether it was carried out. */
	ifUnknown?: string;
	/** A redirect is an answer: to a document. */
	mayRedirect?: boolean;
	/** That a POST changes nothing either. */
	onlyReads?: boolean;
}

/** What to do about a failure; `title` is what happened, in words better than the vendor's. */
export type Advice = string | { title: string; next: string };

/** What an answer says of a failure. */
export interface Refusal {
	/** Of HTTP, or what the body tells in its place. */
	status: number;
	/** The vendor's name for it; shown next to the status. */
	code?: string;
	/** All that it says, in one text; '' where it says nothing. */
	text: string;
	/** What its support asks for. */
	trace?: string;
	/** False where nothing shows that the vendor itself has answered: a proxy may have. */
	isOwn?: boolean;
	/** What to do about it, where that is not what it is for every vendor. */
	advice?: Advice;
}

/** What an answer comes to. */
type Outcome = { content: unknown; answer: ApiResponse } | Refusal;

/** What the transport must know of a vendor. */
export interface VendorRules<Call extends ApiCall = ApiCall> {
	/** As errors call it: `NFE.io`. */
	name: string;
	/** Credential type that every request carries. */
	credential: string;
	/** The base URL that a call is below, without a slash at its end. */
	baseUrl(credential: ICredentialDataDecryptedObject, call: Call): string | undefined;
	/** The field of the credential that holds it, by its display name. */
	baseUrlField(call: Call): string;
	/** An address to write there, and what else may be. */
	baseUrlExample: string;
	/** How it reads lists in a query. */
	arrayFormat: ApiRequest['arrayFormat'];
	timeoutMs?: number;
	/** The status that means an expired token; 401 if left out. */
	loginAgainOn?: number;
	/** Lets a request through at the vendor's pace; `key` names the credential. Throws `Withheld` for what must not go out. */
	paced?(request: () => Promise<ApiResponse>, key: string): Promise<ApiResponse>;
	/** After how many milliseconds a call is made again, undefined for never, as without it. Not asked of what may have been carried out. */
	repeatAfter?(got: ApiResponse | Error, attempt: number, call: Call): number | undefined;
	/** What an answer comes to; a success brings its content. */
	read(answer: ApiResponse, call: Call): { content: unknown } | Refusal;
	/** What it means that n8n could not send. */
	unusable?(error: Error): { message: string; advice: string } | undefined;
	/** What else to do about an answer that is not as documented. */
	hint?: string;
}

/** The address of a path, which cannot leave the host and the path of its base. Undefined if it tries to. */
export function addressBelow(base: string, path: string): string | undefined {
	const address = base + path;
	if (!path.startsWith('/') || /[\\\s?#]|\/\//.test(path) || climbs.test(path) || !URL.canParse(address)) return undefined;
	const { href, origin, pathname, search } = new URL(address);
	const root = new URL(`${base}/`);
	return origin === root.origin && pathname.startsWith(root.pathname) && search === '' ? href : undefined;
}

/** Whether an error is that of a call that got no answer. */
export const isUnreachable = (error: unknown): boolean => error instanceof Error && error.cause instanceof Unreachable;

/**
 * A vendor's API with the credential of a node, for one input item. Every method throws NodeApiError or NodeOperationError
 * with what the vendor said, without the secrets of the credential, and with what to do. What may have been carried out
 * is never repeated.
 */
export class VendorApi<Call extends ApiCall = ApiCall> {
	constructor(
		private readonly rules: VendorRules<Call>,
		readonly context: IAllExecuteFunctions,
		readonly itemIndex: number,
	) {}

	/** Names the credential, for what all its executions share. */
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

	/** The same as the vendor documents it; another one is a failure: somebody else may have answered. */
	async ask<Schema extends z.ZodTypeAny>(call: Call, schema: Schema): Promise<z.output<Schema>> {
		return this.documented(await this.request(call), schema, call);
	}

	/** The same of what may not exist: undefined for a 404. */
	async find<Schema extends z.ZodTypeAny>(call: Call, schema: Schema): Promise<z.output<Schema> | undefined> {
		const outcome = await this.exchange(call);
		if (!('content' in outcome) && outcome.status === 404 && outcome.isOwn !== false) return undefined;
		return this.documented(this.succeeded(outcome, call).content, schema, call);
	}

	/** What was answered to a call, as documented. */
	documented<Schema extends z.ZodTypeAny>(content: unknown, schema: Schema, call: Call): z.output<Schema> {
		const parsed = schema.safeParse(content);
		if (parsed.success) return parsed.data;
		throw this.undocumented(call);
	}

	/** The error of a success that is not what the API documents: what was asked for may have been carried out all the same. */
	undocumented(call: Call): NodeApiError {
		const { name, hint } = this.rules;
		const field = this.rules.baseUrlField(call);
		return this.failed({
			message: `${name}'s answer to ${call.method} ${call.path} is not what its API documents`,
			description: onlyReads(call)
				? `A proxy or a page about an outage may have answered in its place. Check the ${field} of the credential, then retry the execution.${hint ? ` ${hint}` : ''}`
				: `${this.ifUnknown(call)} A proxy or a page about an outage may have answered in place of ${name}: check the ${field} of the credential too.`,
		});
	}

	/** The error of an answer that refuses. */
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

	/** An error of this item that keeps its words. */
	failed(failure: Failure): NodeApiError {
		return apiFailure(this.context.getNode(), { ...failure, itemIndex: this.itemIndex });
	}

	/** The base URL of a call. Throws NodeOperationError for what is no address: the credential would go to another host than the one meant. */
	async baseUrl(call: Call): Promise<string> {
		const { name, credential, baseUrlExample } = this.rules;
		const url = this.rules.baseUrl(await this.context.getCredentials(credential, this.itemIndex), call);
		if (url !== undefined && originOf(url) !== undefined) return url;
		const message = `The ${this.rules.baseUrlField(call)} of the ${name} credential is no web address`;
		throw this.misused(message, `Write it as ${baseUrlExample}.`);
	}

	private async address(call: Call): Promise<string> {
		const url = addressBelow(await this.baseUrl(call), call.path);
		if (url !== undefined) return url;
		const field = this.rules.baseUrlField(call);
		throw this.misused(
			`The path ${call.path} does not stay below the ${field}`,
			`A path starts with one slash and has no query, "..", "//" or backslash. Parameters go into Query. If the path is fine, check the ${field} of the credential.`,
		);
	}

	private misused(message: string, description: string): NodeOperationError {
		return new NodeOperationError(this.context.getNode(), message, { description, itemIndex: this.itemIndex });
	}

	/** One request; its error is a value. */
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
			// n8n wraps what a credential throws that cannot log in.
			return failure.cause instanceof Withheld ? failure.cause : failure;
		}
	}

	private async outcome(answer: ApiResponse, call: Call): Promise<Outcome> {
		const { status, body } = answer;
		if (call.mayRedirect && status >= 300 && status < 400) return { content: body, answer };
		const read = this.rules.read(answer, call);
		if ('content' in read) return { ...read, answer };
		if (status >= 300) return read;
		// An error that is told at HTTP 200 may quote the key too.
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
				description: outcomeUnknown ? this.ifUnknown(call) : 'Ask for less in one call: a smaller page, a shorter period, one thing only.',
			});
		}
		return this.failed({
			cause: error,
			message: `${name} ${outcomeUnknown ? `did not answer: the outcome of ${call.method} ${call.path} is unknown` : 'could not be reached'} (${error.reason})`,
			description: outcomeUnknown
				? this.ifUnknown(call)
				: `Check the network of this n8n and the ${this.rules.baseUrlField(call)} of the credential, then retry the execution.`,
		});
	}

	private commonAdvice(status: number, call: Call): string {
		const { name } = this.rules;
		if (status < 400) return `Redirects are not followed: check the ${this.rules.baseUrlField(call)} of the credential.`;
		if (status < 500) return 'Correct the input named above.';
		return `${name} failed. ${onlyReads(call) ? 'Try again later.' : this.ifUnknown(call)}`;
	}

	private ifUnknown({ ifUnknown }: Call): string {
		return ifUnknown ?? `The request may have been carried out all the same: look in ${this.rules.name} before you repeat it.`;
	}
}

const onlyReads = ({ method, onlyReads: reads }: ApiCall): boolean => method === 'GET' || reads === true;

/** Whether a call certainly did nothing, so that it may be made again. */
function didNothing(got: ApiResponse | Error, call: ApiCall): boolean {
	if (onlyReads(call) || got instanceof Withheld) return true;
	if (got instanceof Error) return got instanceof Unreachable && !got.outcomeUnknown;
	return got.status >= 400 && got.status < 500;
}
