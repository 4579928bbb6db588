import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { state } from '../../state';
import { triggerKey } from '../trigger/memory';
import { recordProcessed } from '../trigger/processed';
import type { Call } from './operation';
import { isAgentsTool } from './operation';

const unrecordedOf = (context: IExecuteFunctions) => state.unrecorded.of(context, () => new Map<string, { again: boolean }>());

/**
 * Says that the item with this `id` is to leave the node once only; `onlyNewOnes` as the operation's `finish` then sees to
 * it. What comes from a delivery that was sent again on purpose (after a crash, by a person, or because it never arrived)
 * leaves in any case, and counts as seen from then on; another item of the same id in the same run takes nothing from it.
 */
export function giveOnce({ context, itemIndex }: Pick<Call<unknown>, 'context' | 'itemIndex'>, id: string): void {
	const ids = unrecordedOf(context);
	const again = context.getInputData()[itemIndex].json.redelivery === true;
	ids.set(id, { again: again || ids.get(id)?.again === true });
}

/**
 * Records what is emitted and leaves out what an earlier run recorded, or an earlier item emitted. Only once all items are
 * through: after an error nothing counts as seen, as nothing was emitted. With "Continue On Fail" the items that succeeded
 * count. A retry repeats a run that failed, so it emits everything. A manual run is a test, and an agent asks again: they
 * are shown everything, and nothing is remembered.
 */
export async function onlyNewOnes(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]> {
	const ids = unrecordedOf(context);
	const mode = context.getMode();
	if (mode === 'manual' || isAgentsTool(context)) return leaving;
	// What an item failed over leaves with none.
	const given = leaving.flatMap((output) => output.map(({ json: { id } }) => String(id))).filter((id) => ids.has(id));
	const due = new Set(await recordProcessed(triggerKey(context), context.helpers, [...new Set(given)]));
	for (const id of given) if (ids.get(id)?.again) due.add(id);
	const leaves = (id: unknown) => typeof id !== 'string' || !ids.has(id) || due.delete(id);
	return mode === 'retry' ? leaving : leaving.map((output) => output.filter(({ json: { id } }) => leaves(id)));
}
