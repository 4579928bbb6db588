/** Far above any document of a vendor, in bytes. */
export const largestInflated = 64 * 1024 * 1024;

/**
 * The bytes of gzip, piece by piece, so that n8n goes on with other work meanwhile. Undefined for what is no gzip, is cut
 * off, or becomes larger than the limit: it stops there, however much would follow.
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
