/** Far above any document of a vendor, in bytes. */
export const largestInflated = 64 * 1024 * 1024;

/**
 * Unzips gzip piece by piece, so that n8n can do other work meanwhile. Undefined if it is not gzip,
 * is truncated, or exceeds the limit, at which it stops.
 */
export async function gunzip(zipped: Buffer, maxBytes = largestInflated): Promise<Buffer | undefined> {
	const chunks: Uint8Array[] = [];
	let size = 0;
	try {
		// A copy without the pool that a Buffer may share with others.
		for await (const chunk of new Blob([new Uint8Array(zipped)]).stream().pipeThrough(new DecompressionStream('gzip'))) {
			size += chunk.length;
			if (size > maxBytes) return undefined;
			chunks.push(chunk);
		}
	} catch {
		return undefined;
	}
	return Buffer.concat(chunks);
}
