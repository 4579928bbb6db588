/**
 * Runs a step of the set-up and shows what is being done and for how long.
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} run
 * @returns {Promise<T>}
 */
export async function step(title, run) {
	const start = Date.now();
	const elapsed = () => `${Math.round((Date.now() - start) / 1000)} s`;
	process.stdout.write(`• ${title} …\n`);
	const timer = setInterval(() => process.stdout.write(`  still at it: ${title} (${elapsed()})\n`), 20_000);
	try {
		const result = await run();
		process.stdout.write(`  done in ${elapsed()}\n`);
		return result;
	} finally {
		clearInterval(timer);
	}
}
