import { readdir, readFile, writeFile } from 'node:fs/promises';

/** The unit in which /proc counts CPU, 100 per second on all current Linux systems. */
const ticksPerSecond = 100;

const kilobytes = async (pid: number, field: string): Promise<number> =>
	Number(new RegExp(`${field}:\\s+(\\d+)`).exec(await readFile(`/proc/${pid}/status`, 'utf8'))?.[1]);

/** Fields of /proc/PID/stat from the third on; undefined if the process has just ended. */
async function statOf(pid: number): Promise<string[] | undefined> {
	const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined);
	return text?.slice(text.lastIndexOf(') ') + 2).split(' ');
}

/** Seconds of CPU that a process and its children have used: n8n runs Code nodes in a child. Linux only. */
export async function cpuSeconds(root: number): Promise<number> {
	const pids = (await readdir('/proc')).map(Number).filter((pid) => pid > 0);
	const stats = new Map<number, string[]>();
	for (const pid of pids) {
		const stat = await statOf(pid);
		if (stat) stats.set(pid, stat);
	}
	const isOfRoot = (pid: number): boolean => pid === root || (stats.has(pid) && isOfRoot(Number(stats.get(pid)?.[1])));
	const ticks = [...stats].filter(([pid]) => isOfRoot(pid)).map(([, stat]) => Number(stat[11]) + Number(stat[12]));
	return ticks.reduce((sum, one) => sum + one, 0) / ticksPerSecond;
}

/** The process's peak memory while the task ran, above its memory before. Linux only. */
export async function extraMegabytes(pid: number, task: () => Promise<void>): Promise<number> {
	await writeFile(`/proc/${pid}/clear_refs`, '5');
	const before = await kilobytes(pid, 'VmRSS');
	await task();
	return ((await kilobytes(pid, 'VmHWM')) - before) / 1024;
}
