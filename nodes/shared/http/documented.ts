import type { IHttpRequestMethods, INode, NodeApiError } from 'n8n-workflow';
import type { z } from 'zod';

import { apiFailure } from './apiFailure';

/** A call that was answered with success. */
export interface AnsweredCall {
	node: INode;
	itemIndex: number;
	/** Whose answer it is: `Bling`. */
	vendor: string;
	/** The field of the credential that holds the address, by its display name. */
	baseUrl: string;
	method: IHttpRequestMethods;
	path: string;
	/** For what changes something: how to find out whether it was carried out. */
	ifUnknown?: string;
	/** Whether a POST changes nothing either. */
	onlyReads?: boolean;
	/** What else to do, where the vendor documents little. */
	hint?: string;
}

/**
 * The error of a success whose answer is not what the vendor's API documents: somebody else may have answered, and what
 * was asked for may have been carried out all the same.
 */
export function undocumented({ node, itemIndex, vendor, baseUrl, method, path, ifUnknown, onlyReads, hint }: AnsweredCall): NodeApiError {
	const reads = method === 'GET' || onlyReads === true;
	return apiFailure(node, {
		itemIndex,
		message: `${vendor}'s answer to ${method} ${path} is not what its API documents`,
		description: reads
			? `A proxy or a page about an outage may have answered in its place. Check the ${baseUrl} of the credential, then retry the execution.${hint ? ` ${hint}` : ''}`
			: `${ifUnknown ?? `The request may have been carried out all the same: look in ${vendor} before you repeat it.`} A proxy or a page about an outage may have answered in place of ${vendor}: check the ${baseUrl} of the credential too.`,
	});
}

/** The answer as the vendor documents it. Throws `undocumented`, never a ZodError. */
export function documented<Schema extends z.ZodTypeAny>(schema: Schema, answer: unknown, call: AnsweredCall): z.output<Schema> {
	const parsed = schema.safeParse(answer);
	if (parsed.success) return parsed.data;
	throw undocumented(call);
}
