import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { state } from '../../state';
import { triggerKey } from '../trigger/memory';
import { recordProcessed } from '../trigger/processed';

const namesIn = (context: IExecuteFunctions) => state.unrecorded.of(context, () => new Map<IDataObject, string>());

/** An item that leaves the node only if no earlier run recorded this name; `onlyNewOnes` must be the `finish` of the operation. */
export function onceOnly<Json extends IDataObject>(context: IExecuteFunctions, json: Json, name: string): Json {
	namesIn(context).set(json, name);
	return json;
}

/**
 * Records what is emitted and leaves out what an earlier run recorded, or an earlier item emitted. Only once all items are
 * through: after an error nothing counts as seen, as nothing was emitted. With "Continue On Fail" the items that succeeded
 * count. A manual run is a test and a retry repeats a run that failed: both show everything and remember nothing.
 */
export async function onlyNewOnes(context: IExecuteFunctions, leaving: INodeExecutionData[][]): Promise<INodeExecutionData[][]> {
	const names = namesIn(context);
	if (names.size === 0 || ['manual', 'retry'].includes(context.getMode())) return leaving;
	const fresh = new Set(await recordProcessed(triggerKey(context), context.helpers, [...new Set(names.values())]));
	const isNew = (name: string | undefined) => name === undefined || fresh.delete(name);
	return leaving.map((output) => output.filter(({ json }) => isNew(names.get(json))));
}
