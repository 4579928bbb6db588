import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { state } from '../../state';
import { triggerKey } from '../trigger/memory';
import { recordProcessed } from '../trigger/processed';
import { isAgentsTool } from './operation';

const unrecordedOf = (context: IExecuteFunctions): Set<string> => state.unrecorded.of(context, () => new Set());

/** Says that the item with this `id` is to leave the node once only; `onlyNewOnes` as the operation's `finish` then sees to it. */
export const giveOnce = (context: IExecuteFunctions, id: string): void => void unrecordedOf(context).add(id);

/**
 * Records what is emitted and leaves out what an earlier run recorded, or an earlier item emitted. Only once all items are
 * through: after an error nothing counts as seen, as nothing was emitted. With "Continue On Fail" the items that succeeded
 * count. A manual run is a test, a retry repeats a run that failed, and an agent asks again: they see everything, and
 * nothing is remembered.
 */
export async function onlyNewOnes(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]> {
	const ids = unrecordedOf(context);
	if (['manual', 'retry'].includes(context.getMode()) || isAgentsTool(context)) return leaving;
	const fresh = new Set(await recordProcessed(triggerKey(context), context.helpers, [...ids]));
	return leaving.map((output) => output.filter(({ json: { id } }) => typeof id !== 'string' || !ids.has(id) || fresh.delete(id)));
}
