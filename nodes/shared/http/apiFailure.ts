import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/** What a person reads of a failed call. */
export interface Failure {
	/** Shown as it is. */
	message: string;
	/** What to do next. */
	description: string;
	httpCode?: string;
	itemIndex?: number;
	/** For who must tell it from others. */
	cause?: Error;
}

const ownWords = 'own words';

/**
 * An error that keeps its words. NodeApiError replaces any message in which a network code occurs ("ECONNREFUSED" and 20
 * others) by a general sentence, also where the code is one that a vendor reported of a third party; a mapping is its
 * only way past that.
 */
export function apiFailure(node: INode, { message, cause, ...rest }: Failure): NodeApiError {
	const error = new NodeApiError(node, {}, { ...rest, message: ownWords, messageMapping: { [ownWords]: message } });
	if (cause !== undefined) error.cause = cause;
	return error;
}
