import type { INode } from 'n8n-workflow';
import { NodeApiError } from 'n8n-workflow';

interface Failure {
	/** Shown as it is. */
	message: string;
	/** What to do next. */
	description: string;
	httpCode?: string;
	itemIndex?: number;
}

const ownWords = 'own words';

/**
 * An error that keeps its words. NodeApiError replaces any message in which a network code occurs ("ECONNREFUSED" and 20
 * others) by a general sentence, also where the code is one that a vendor reported of a third party; a mapping is its
 * only way past that.
 */
export const apiFailure = (node: INode, { message, ...rest }: Failure): NodeApiError =>
	new NodeApiError(
		node,
		{},
		{
			...rest,
			message: ownWords,
			messageMapping: { [ownWords]: message },
		},
	);
