import type { IWebhookFunctions, WorkflowExecuteMode } from 'n8n-workflow';

import { memoryOf, triggerKey } from '../../../nodes/shared/trigger/memory';

const context = (workflow: string, node: string, mode: WorkflowExecuteMode = 'webhook') =>
	({ getWorkflow: () => ({ id: workflow }), getNode: () => ({ id: node }), getMode: () => mode }) as unknown as IWebhookFunctions;

test('a trigger is named by its workflow, its node, and whether it is being tested', () => {
	expect(triggerKey(context('w', 'n'))).toBe('w|n|production');
	expect(triggerKey(context('w', 'n', 'manual'))).toBe('w|n|test');
	expect(triggerKey(context('1', '23'))).not.toBe(triggerKey(context('12', '3')));
});

test('what one trigger remembers is its own, and the same with each request', () => {
	const memory = memoryOf(context('w', 'n'));
	expect(memoryOf(context('w', 'n'))).toBe(memory);
	for (const other of [context('w', 'm'), context('v', 'n'), context('w', 'n', 'manual')]) expect(memoryOf(other)).not.toBe(memory);
});
