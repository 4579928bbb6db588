import type { IExecuteFunctions } from 'n8n-workflow';

import { executionTags } from '../../../nodes/shared/trigger/executionTags';

const recorder = () => {
	const set: Record<string, string> = {};
	return { set, customData: { set: (key: string, value: string) => void (set[key] = value) } };
};

test.each([
	['the context has them', (customData: object) => ({ customData, getWorkflowDataProxy: () => ({ $execution: {} }) })],
	['only expressions have them: n8n 1', (customData: object) => ({ getWorkflowDataProxy: () => ({ $execution: { customData } }) })],
])('tags are set where %s', (_name, contextWith) => {
	const { set, customData } = recorder();
	executionTags(contextWith(customData) as unknown as IExecuteFunctions).set('vendor', 'bling');
	expect(set).toEqual({ vendor: 'bling' });
});
