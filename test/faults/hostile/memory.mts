import { setTimeout as wait } from 'node:timers/promises';

/** Looks into a running n8n through Node's inspector, so that memory is what is in use and not what awaits collection. */
interface HeapProbe {
	/** Bytes of the JavaScript heap in use after a full garbage collection. */
	used(): Promise<number>;
	/**
	 * The longest that the event loop stood still since the last call, in milliseconds of CPU of its thread: what else
	 * the machine does in the meantime is not in it.
	 */
	longestBlock(): Promise<number>;
	close(): void;
}

/** `NODE_OPTIONS` of a process that `probeHeap` can look into; the inspector listens only after it was asked to. */
export const inspectable = (port: number) => ({ NODE_OPTIONS: `--inspect-port=127.0.0.1:${port}` });

/** Between two ticks of a timer the thread does one long thing, or many short ones for at most the timer's time. */
const watchLoop = `var longestBlock = 0; setInterval(() => {
	const { user, system } = process.threadCpuUsage();
	longestBlock = Math.max(longestBlock, (user + system - (globalThis.cpuBefore ?? user + system)) / 1000);
	globalThis.cpuBefore = user + system;
}, 20).unref(); 0`;

/** Opens the inspector of a process started with `inspectable(port)`; gives up after about 30 s. */
export async function probeHeap(pid: number, port: number): Promise<HeapProbe> {
	process.kill(pid, 'SIGUSR1');
	let targets: Array<{ webSocketDebuggerUrl: string }> | undefined;
	for (let attempt = 0; targets === undefined; attempt++) {
		targets = await fetch(`http://127.0.0.1:${port}/json/list`).then(
			async (answer) => (await answer.json()) as Array<{ webSocketDebuggerUrl: string }>,
			() => undefined,
		);
		if (targets === undefined && attempt > 300) throw new Error('the inspector of n8n does not answer');
		await wait(100);
	}
	const socket = new WebSocket(targets[0].webSocketDebuggerUrl);
	await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
	let asked = 0;
	const ask = async (method: string, params: object = {}): Promise<Record<string, number>> => {
		const id = ++asked;
		return await new Promise((resolve, reject) => {
			const listen = ({ data }: MessageEvent) => {
				const message = JSON.parse(String(data)) as { id?: number; result?: Record<string, number>; error?: { message: string } };
				if (message.id !== id) return;
				socket.removeEventListener('message', listen);
				if (message.result === undefined) reject(new Error(`${method}: ${message.error?.message}`));
				else resolve(message.result);
			};
			socket.addEventListener('message', listen);
			socket.send(JSON.stringify({ id, method, params }));
		});
	};
	const evaluate = async (expression: string) => {
		const { result } = (await ask('Runtime.evaluate', { expression, returnByValue: true, awaitPromise: true })) as unknown as {
			result: { value?: number };
		};
		return result.value ?? 0;
	};
	await evaluate(watchLoop);
	return {
		// After a tick: what blocked until now is seen by the next one.
		longestBlock: async () => await evaluate('new Promise((seen) => setTimeout(() => seen([longestBlock, (longestBlock = 0)][0]), 50))'),
		async used() {
			await ask('HeapProfiler.collectGarbage');
			return (await ask('Runtime.getHeapUsage')).usedSize;
		},
		close: () => socket.close(),
	};
}
