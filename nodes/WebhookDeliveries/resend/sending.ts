import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isUnsent } from '../../shared/http/request';
import { rethrow } from '../../shared/rethrow';

/** The one request of a resend that processes the delivery, and what is known of it. */
export class Sending {
	private mayHaveArrived = false;
	/** Right before the request: who ends in between must not do it twice. */
	remember = async (): Promise<void> => {};
	/** Where it is certain that nothing was sent after all. */
	takeBack = async (): Promise<void> => {};

	/** Makes the request. From then on it counts as sent, unless its error is one that `markUnsent` has marked. */
	async request<Answer>(make: () => Promise<Answer>): Promise<Answer> {
		try {
			await this.remember();
			this.mayHaveArrived = true;
			return await make();
		} catch (error) {
			if (isUnsent(error)) this.mayHaveArrived = false;
			// Why it was not sent says more than why that could not be noted.
			if (!this.mayHaveArrived) await this.takeBack().catch(() => undefined);
			return rethrow(error);
		}
	}

	/** The error of the resend; where it certainly sent nothing, its item says `sent: false`. */
	told(error: unknown): unknown {
		const isKnown = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (isKnown && !this.mayHaveArrived) error.context.sent = false;
		return error;
	}
}
