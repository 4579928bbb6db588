import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

/** The readable parts of a failed call. */
export interface Failure {
	/** Shown as it is. */
	message: string;
	/** What to do next. */
	description: string;
	httpCode?: string;
	itemIndex?: number;
	/** For code that must distinguish it. */
	cause?: Error;
}

const ownWords = 'own words';

/**
 * An error that keeps its message. NodeApiError replaces any message that contains a network code
 * ("ECONNREFUSED" and 20 others) with a generic sentence, even if a vendor reported the code about
 * a third party; a mapping is the only way around that.
 */
export function apiFailure(node: INode, { message, cause, ...rest }: Failure): NodeApiError {
	const error = new NodeApiError(node, {}, { ...rest, message: ownWords, messageMapping: { [ownWords]: message } });
	if (cause !== undefined) error.cause = cause;
	return error;
}
