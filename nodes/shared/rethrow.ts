/**
 * Throws on what a `catch` does not deal with. A function, because n8n's lint lets a `catch` throw NodeApiError and
 * NodeOperationError only; such an error is made once, where it leaves the node (`explained` and `runOperations`).
 */
export function rethrow(error: unknown): never {
	throw error;
}
