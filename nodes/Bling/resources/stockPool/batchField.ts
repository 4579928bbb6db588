import type { IDataObject, INodeProperties } from 'n8n-workflow';
import type { z } from 'zod';

import type { Parameters } from '../../../shared/operations/parameters';

/** The document of the stock pool; the operation adds its part to it. */
export const batch: INodeProperties = {
	displayName: 'Batch',
	name: 'batch',
	type: 'json',
	default: '={{ $json }}',
	required: true,
	description: 'The document of the stock pool, as the workflow "Bling: estoque unificado" builds it',
};

export const accountName: INodeProperties = {
	displayName: 'Account',
	name: 'account',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. Conta A',
	description: 'The name of the account in the configuration; the credential must belong to it',
};

/** The batch as given, and parsed; refused with the first thing that is wrong about it. */
export function readBatch<Schema extends z.ZodTypeAny>(param: Parameters, schema: Schema): { given: IDataObject; batch: z.infer<Schema> } {
	const given = param.object('batch');
	const parsed = schema.safeParse(given);
	if (parsed.success) return { given, batch: parsed.data };
	const [issue] = parsed.error.issues;
	return param.refuse(
		'batch',
		`is not a batch of the stock pool: ${issue.path.join('.')} ${issue.message}`,
		'Build it as the workflow "Bling: estoque unificado" does.',
	);
}
