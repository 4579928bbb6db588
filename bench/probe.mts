import { freePort } from '../scripts/n8n-instance.mts';

/** A CPU profile as V8 writes it: the samples name nodes of a tree of calls. */
export interface CpuProfile {
	nodes: Array<{ id: number; callFrame: { functionName: string; url: string; lineNumber: number }; children?: number[] }>;
	samples: number[];
	/** Microseconds before each sample. */
	timeDeltas: number[];
}

/** A look inside an n8n process that was started with `env`. */
interface Probe {
	env: Record<string, string>;
	/** Bytes still in use after a collection, inside and outside the heap. */
	usedBytes(): Promise<number>;
	profile(task: () => Promise<void>): Promise<CpuProfile>;
}

/**
 * `env` loads `inside.mts` into an n8n, which then reports CPU time and memory and records profiles
 * on a separate port.
 */
export async function makeProbe(): Promise<Probe> {
	const port = await freePort();
	const ask = async <T,>(path: string): Promise<T> => {
		const response = await fetch(`http://127.0.0.1:${port}${path}`);
		return (await response.json()) as T;
	};
	return {
		env: { BENCH_PROBE_PORT: String(port), NODE_OPTIONS: `--import=${new URL('inside.mts', import.meta.url).href}` },
		async usedBytes() {
			const { heapUsed, external } = await ask<NodeJS.MemoryUsage>('/collect');
			return heapUsed + external;
		},
		async profile(task) {
			await ask('/profile/start');
			await task();
			return await ask('/profile/stop');
		},
	};
}
