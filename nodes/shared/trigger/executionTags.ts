import type { IExecuteFunctions } from 'n8n-workflow';

/**
 * Where the running execution's tags are set: at most 10, keys of letters, digits and `_`, values
 * cut at 512 characters (docs/facts/n8n.md §2.3). n8n 1 has no `customData` on the context, only in
 * expressions.
 */
export function executionTags(context: IExecuteFunctions): Pick<IExecuteFunctions['customData'], 'set'> {
	const { customData }: Partial<Pick<IExecuteFunctions, 'customData'>> = context;
	return customData ?? context.getWorkflowDataProxy(0).$execution.customData;
}
