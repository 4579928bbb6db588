import { parseOptions, usage } from './core/options.mts';
import { start } from './core/start.mts';
import type { Sandbox } from './core/start.mts';

/** The sandbox's command line: starts it, prints its addresses, and ends cleanly on a signal. */
async function main(): Promise<void> {
	const options = parse();
	const sandbox = await start(options);
	if (options.json) console.log(JSON.stringify(sandbox.addresses));
	else for (const [name, address] of Object.entries(sandbox.addresses)) console.log(`${name.padEnd(12)} ${address}`);
	endOnSignal(sandbox);
}

function parse() {
	try {
		return parseOptions(process.argv.slice(2));
	} catch (error) {
		console.error(error instanceof Error ? error.message : error);
		console.error(usage);
		process.exit(2);
	}
}

function endOnSignal(sandbox: Sandbox): void {
	const end = () => void sandbox.close().then(() => process.exit(0));
	process.once('SIGTERM', end);
	process.once('SIGINT', end);
}

await main();
