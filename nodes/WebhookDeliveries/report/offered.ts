import type { IExecuteFunctions } from 'n8n-workflow';

import { vendors } from '../../vendors';

type Neighbours = Pick<IExecuteFunctions, 'getNode' | 'getChildNodes' | 'getParentNodes'>;

const typeOf = ({ type }: { type: string }) => type.split('.').pop();

/** The vendors with a node after this one, which can rebuild what is sent manually. */
export function vendorsAfter(context: Pick<Neighbours, 'getChildNodes'>, name: string): string[] {
	const types = context.getChildNodes(name).flatMap((node) => (node.disabled ? [] : [typeOf(node)]));
	return vendors.filter(({ actionType }) => types.includes(actionType)).map(({ vendor }) => vendor);
}

/**
 * The vendors whose nodes come after this panel's Process Form, the one that responds where this
 * node does. All if there is none, as the forms may post to another workflow.
 */
export function offeredVendors(context: Neighbours): string[] {
	const { name, type } = context.getNode();
	const answering = [name, ...context.getChildNodes(name).map((node) => node.name)];
	const before = answering.flatMap((one) => context.getParentNodes(one, { includeNodeParameters: true }));
	const forms = before.filter((node) => node.type === type && node.parameters?.operation === 'handleForm');
	return forms.length === 0 ? vendors.map(({ vendor }) => vendor) : forms.flatMap((form) => vendorsAfter(context, form.name));
}
