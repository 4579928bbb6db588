import { NodeApiError, NodeOperationError } from 'n8n-workflow';

/** The words of an error that belongs to Bling or its credential; any other is a fault of this node, and thrown on. */
export function failureText(error: unknown): string {
	if (!(error instanceof NodeApiError) && !(error instanceof NodeOperationError)) throw error;
	return [error.message, error.description].filter(Boolean).join(' ');
}
