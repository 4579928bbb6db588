import type { OutputShape } from '../../shared/operations/output';

/** Output of `toItem`. The payload contains personal data and is only added on request. */
export const deliveryShape: OutputShape = {
	simple: ['vendor', 'event', 'reference', 'accountName', 'state', 'receivedAt', 'status', 'recovered', 'executionId', 'errorMessage'],
	others: [
		...['id', 'account', 'occurredAt', 'attempt', 'verifiedBy', 'redelivery', 'outcome', 'workflowId', 'workflowName', 'trigger'],
		...['executionUrl', 'startedAt', 'durationMs', 'failingNode', 'retryOf', 'retrySuccessId', 'gathered', 'note', 'data', 'resource'],
	],
};

/** Output of the rows of `endpoints`. */
export const endpointShape: OutputShape = {
	simple: ['vendor', 'accountName', 'resource', 'status', 'detail', 'lastDeliveryAt', 'deliveries', 'failed', 'workflowName', 'trigger'],
	others: [
		...['account', 'url', 'events', 'publishedSince', 'configuredAt', 'silentHours', 'recovered', 'failureRate', 'refused'],
		...['lastRefusedAt', 'countersSince', 'credentialName', 'needsReconnect', 'credentialProblem', 'savesErrors', 'savesSuccesses'],
		'workflowId',
	],
};
