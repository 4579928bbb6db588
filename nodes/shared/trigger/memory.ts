import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { Counters } from './counters';
import { SeenDeliveries } from './duplicates';
import { Gatherer } from './gather';
import { Probes } from './probes';
import { Nonces } from './redelivery';
import { SecretsKeeper } from './secrets';

/** What this process remembers of one trigger. Test calls have a memory of their own. */
export interface TriggerMemory {
	seen: SeenDeliveries;
	gatherer: Gatherer;
	/** Gathers what came without proof: an execution that fails over it must not hold a proven delivery. */
	unprovenGatherer: Gatherer;
	counters: Counters;
	nonces: Nonces;
	probes: Probes;
	secrets: SecretsKeeper;
}

const memories = new Map<string, TriggerMemory>();

/** Names a trigger in this process: its workflow, its node, and whether it is being tested. */
export function triggerKey(context: IWebhookFunctions | IExecuteFunctions): string {
	return [context.getWorkflow().id, context.getNode().id, isTest(context) ? 'test' : 'production'].join('|');
}

/** Whether somebody pressed "Execute step": a test shares nothing with production. */
export function isTest(context: IWebhookFunctions | IExecuteFunctions): boolean {
	return context.getMode() === 'manual';
}

/** The memory of a trigger in this process, made at its first request and kept until the process ends. */
export function memoryOf(context: IWebhookFunctions | IExecuteFunctions): TriggerMemory {
	const key = triggerKey(context);
	let memory = memories.get(key);
	if (!memory) {
		memory = {
			seen: new SeenDeliveries(),
			gatherer: new Gatherer(),
			unprovenGatherer: new Gatherer(),
			counters: new Counters(),
			nonces: new Nonces(),
			probes: new Probes(),
			secrets: new SecretsKeeper(),
		};
		memories.set(key, memory);
	}
	return memory;
}
