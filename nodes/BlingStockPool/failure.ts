import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** The text of an error that belongs to Bling or its credential; any other is a bug of this node and rethrown. */
export function failureText(error: unknown): string {
	if (!(error instanceof NodeApiError) && !(error instanceof NodeOperationError)) throw error;
	return [error.message, error.description].filter(Boolean).join(' ');
}
