import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { isUnsent } from '../../shared/http/request';
import { rethrow } from '../../shared/rethrow';

/** The one request of a resend that processes the delivery, and what is known about it. */
export class Sending {
	private mayHaveArrived = false;
	/** Right before the request: if this process ends in between, it must not happen twice. */
	remember = async (): Promise<void> => {};
	/** Called if it is certain that nothing was sent after all. */
	takeBack = async (): Promise<void> => {};

	/** Makes the request. From then on it counts as sent, unless `markUnsent` has marked its error. */
	async request<Answer>(make: () => Promise<Answer>): Promise<Answer> {
		try {
			await this.remember();
			this.mayHaveArrived = true;
			return await make();
		} catch (error) {
			if (isUnsent(error)) this.mayHaveArrived = false;
			// Why it was not sent matters more than why that could not be recorded.
			if (!this.mayHaveArrived) await this.takeBack().catch(() => undefined);
			return rethrow(error);
		}
	}

	/** The error of the resend; its item has `sent: false` if certainly nothing was sent. */
	told(error: unknown): unknown {
		const isKnown = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (isKnown && !this.mayHaveArrived) error.context.sent = false;
		return error;
	}
}
