import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { state } from '../../state';
import { triggerKey } from '../trigger/memory';
import { recordProcessed } from '../trigger/processed';
import type { Call } from './operation';
import { isAgentsTool } from './operation';

const unrecordedOf = (context: IExecuteFunctions) => state.unrecorded.of(context, () => new Map<string, { again: boolean }>());

/**
 * Marks the item with this `id` to leave the node only once; the operation's `finish`
 * (`onlyNewOnes`) enforces it. What comes from a delivery sent again on purpose (after a crash, by
 * a person, or because it never arrived) always leaves, and counts as seen from then on; it does
 * not affect another item with the same ID in the same run.
 */
export function giveOnce({ context, itemIndex }: Pick<Call<unknown>, 'context' | 'itemIndex'>, id: string): void {
	const ids = unrecordedOf(context);
	const again = context.getInputData()[itemIndex].json.redelivery === true;
	ids.set(id, { again: again || ids.get(id)?.again === true });
}

/**
 * Records what is emitted and drops what an earlier run recorded, or an earlier item emitted. Only
 * after all items: after an error nothing counts as seen, as nothing was emitted. With "Continue On
 * Fail" the items that succeeded count. A retry repeats a failed run, so it emits everything.
 * Manual runs are tests, and agents ask repeatedly: both get everything, and nothing is recorded.
 */
export async function onlyNewOnes(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]> {
	const ids = unrecordedOf(context);
	const mode = context.getMode();
	if (mode === 'manual' || isAgentsTool(context)) return leaving;
	// Ids of a failed item are not recorded.
	const given = leaving.flatMap((output) => output.map(({ json: { id } }) => String(id))).filter((id) => ids.has(id));
	const due = new Set(await recordProcessed(triggerKey(context), context.helpers, [...new Set(given)]));
	for (const id of given) if (ids.get(id)?.again) due.add(id);
	const leaves = (id: unknown) => typeof id !== 'string' || !ids.has(id) || due.delete(id);
	return mode === 'retry' ? leaving : leaving.map((output) => output.filter(({ json: { id } }) => leaves(id)));
}
