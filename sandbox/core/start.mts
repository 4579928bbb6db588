import { vendors } from '../vendors.mts';
import { createClock } from './clock.mts';
import type { Clock } from './clock.mts';
import { createControl } from './control.mts';
import { createHost } from './host.mts';
import type { Host } from './host.mts';
import type { Options } from './options.mts';
import { createSender } from './sender.mts';
import type { VendorModule } from './vendor.mts';

/** A running sandbox. */
export interface Sandbox {
	/** `control` and each vendor server by name. */
	readonly addresses: Readonly<Record<string, string>>;
	readonly clock: Clock;
	close(): Promise<void>;
}

/** Starts the control surface and all vendors in this process. */
export async function start(options: Partial<Options> = {}, modules: readonly VendorModule[] = vendors): Promise<Sandbox> {
	const { port = 4010, host = '127.0.0.1', seed = 1, speed = 60, allowHosts = [] } = options;
	const clock = createClock({ speed });
	const sender = createSender(allowHosts);
	const hosts: Host[] = [];
	const stop = async () => {
		clock.close();
		await Promise.all([...hosts.map((one) => one.close()), sender.close()]);
	};
	try {
		for (const module of modules) {
			hosts.push(await createHost({ module, host, basePort: port, seed, clock, sender }));
		}
		const control = await createControl({ hosts, clock, host, port, seed });
		return {
			addresses: Object.assign({ control: control.origin }, ...hosts.map(({ origins }) => origins)),
			clock,
			close: async () => {
				await control.close();
				await stop();
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
