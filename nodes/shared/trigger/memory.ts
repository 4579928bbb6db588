import type { IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';

import { state } from '../../state';
import { Counters } from './counters';
import { SeenDeliveries } from './duplicates';
import { Gatherer } from './gather';
import { Probes } from './probes';
import { Nonces } from './redelivery';
import { SecretsKeeper } from './secrets';
import { SettingsKeeper } from './settings';

/** What this process remembers of one trigger. Test calls have a memory of their own. */
export interface TriggerMemory {
	seen: SeenDeliveries;
	gatherer: Gatherer;
	/** Collects unproven deliveries: an execution that fails because of them must not hold a proven one. */
	unprovenGatherer: Gatherer;
	counters: Counters;
	nonces: Nonces;
	probes: Probes;
	secrets: SecretsKeeper;
	settings: SettingsKeeper;
}

const nameOf = (context: IWebhookFunctions | IExecuteFunctions) => ({
	workflow: context.getWorkflow().id ?? '',
	node: context.getNode().id,
	mode: isTest(context) ? 'test' : 'production',
});

/** Identifies a trigger in this process: its workflow, its node, and whether it is being tested. */
export function triggerKey(context: IWebhookFunctions | IExecuteFunctions): string {
	const { workflow, node, mode } = nameOf(context);
	return [workflow, node, mode].join('|');
}

/** Whether somebody clicked "Execute step": a test shares nothing with production. */
export function isTest(context: IWebhookFunctions | IExecuteFunctions): boolean {
	return context.getMode() === 'manual';
}

/** The memory of a trigger in this process, created at its first request. */
export function memoryOf(context: IWebhookFunctions | IExecuteFunctions): TriggerMemory {
	return state.triggers.of(nameOf(context), () => ({
		seen: new SeenDeliveries(),
		gatherer: new Gatherer(),
		unprovenGatherer: new Gatherer(),
		counters: new Counters(),
		nonces: new Nonces(),
		probes: new Probes(),
		secrets: new SecretsKeeper(),
		settings: new SettingsKeeper(),
	}));
}
