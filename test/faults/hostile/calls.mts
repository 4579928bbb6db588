import { Agent } from 'node:http';

import { z } from 'zod';

import { send } from './client.mts';
import type { Target } from './targets.mts';

const tally = z.object({ count: z.number() });
const counters = z.object({
	status: z.literal('probe'),
	accepted: tally,
	duplicate: tally,
	ignored: tally,
	refused: z.record(z.string(), tally),
});

/** How many calls the triggers counted, asked by the genuine probe that every trigger answers with its counters. */
export async function callsCounted(origin: string, targets: Target[]): Promise<number> {
	let counted = 0;
	const agent = new Agent();
	for (const target of targets) {
		const body = Buffer.from(JSON.stringify({ n8nProbe: crypto.randomUUID() }));
		const proof = target.prove(body);
		const url = target.paths[0] + proof.query;
		const reply = await send(origin, agent, {
			target,
			method: 'POST',
			url,
			headers: [['content-type', 'application/json'], ...proof.headers],
			body,
			authentic: true,
			name: 'probe',
		});
		const { accepted, duplicate, ignored, refused } = counters.parse(JSON.parse(reply.body));
		counted += [accepted, duplicate, ignored, ...Object.values(refused)].reduce((sum, { count }) => sum + count, 0);
	}
	return counted;
}
