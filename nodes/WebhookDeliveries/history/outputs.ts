import type { OutputShape } from '../../shared/operations/output';

/** Of `toItem`. The payload names persons: it comes where it is asked for. */
export const deliveryShape: OutputShape = {
	simple: ['vendor', 'event', 'reference', 'accountName', 'state', 'receivedAt', 'status', 'recovered', 'executionId', 'errorMessage'],
	others: [
		...['id', 'account', 'occurredAt', 'attempt', 'verifiedBy', 'redelivery', 'outcome', 'workflowId', 'workflowName', 'trigger'],
		...['executionUrl', 'startedAt', 'durationMs', 'failingNode', 'retryOf', 'retrySuccessId', 'gathered', 'note', 'data', 'resource'],
	],
};

/** Of the rows of `endpoints`. */
export const endpointShape: OutputShape = {
	simple: ['vendor', 'accountName', 'resource', 'status', 'detail', 'lastDeliveryAt', 'deliveries', 'failed', 'workflowName', 'trigger'],
	others: [
		...['account', 'url', 'events', 'publishedSince', 'configuredAt', 'silentHours', 'recovered', 'failureRate', 'refused'],
		...['lastRefusedAt', 'countersSince', 'credentialName', 'needsReconnect', 'credentialProblem', 'savesErrors', 'savesSuccesses'],
		'workflowId',
	],
};
