import type { IExecuteFunctions, INodeProperties, INodeType } from 'n8n-workflow';

import type { Resource } from '../../../nodes/shared/operations/operation';
import { resourceOutputs, resourceProperties, runOperations } from '../../../nodes/shared/operations/operation';
import { place } from './contexts.mts';
import type { Placed } from './contexts.mts';

/** An action node with these resources and nothing else, placed; its operations get no client of a vendor. */
export function placeOperations(resources: Array<Resource<undefined>>, placement: Omit<Placed, 'type'> = {}): Required<Placed> {
	const type: INodeType = {
		description: {
			displayName: 'Shop',
			name: 'shop',
			group: ['output'],
			version: [1, 1.1, 1.2],
			description: '',
			defaults: { name: 'Shop' },
			inputs: ['main'],
			outputs: resourceOutputs(resources),
			credentials: Object.keys(placement.credentials ?? {}).map((name) => ({ name })),
			properties: resourceProperties(resources),
		},
		async execute(this: IExecuteFunctions) {
			return await runOperations(this, resources, () => undefined);
		},
	};
	return place({ type, ...placement });
}

/** An action node for what only needs a node: its one operation has these fields and does nothing. */
export const placeIdle = (placement: Omit<Placed, 'type'> = {}, fields: INodeProperties[] = []): Required<Placed> =>
	placeOperations(
		[
			{
				name: 'Thing',
				value: 'thing',
				operations: [{ name: 'Do', value: 'do', action: 'Do', description: '', fields, run: async () => ({}) }],
			},
		],
		{
			...placement,
			parameters: { resource: 'thing', operation: 'do', ...placement.parameters },
		},
	);
