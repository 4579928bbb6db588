import { readFileSync } from 'node:fs';

import { z } from 'zod';

import type { Answer, Router } from './http.mts';

const contract = z.object({ base: z.string(), operations: z.record(z.string(), z.unknown()) });

/**
 * Every operation that a vendor publishes (contracts/), so that none seems not to exist: routes
 * defined before are imitated, the rest is answered by `notImitated`. `dead`: published, but not
 * served by the vendor.
 */
export function routePublished(
	router: Router,
	vendor: string,
	notImitated: (operation: string) => Answer,
	dead: readonly string[] = [],
): void {
	const { base, operations } = contract.parse(JSON.parse(readFileSync(new URL(`../../contracts/${vendor}.json`, import.meta.url), 'utf8')));
	for (const operation of Object.keys(operations).filter((name) => !dead.includes(name))) {
		const [method, path] = operation.split(' ');
		router.route(method, base + path.replaceAll(/\{(\w+)\}/g, ':$1'), () => notImitated(operation));
	}
}
