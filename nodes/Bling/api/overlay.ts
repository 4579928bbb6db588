import type { IDataObject } from 'n8n-workflow';

import { isRecord } from '../../shared/operations/values';

/** A thing with the given values applied, including groups such as an address; `changed` if anything differs. */
export function overlaid(thing: IDataObject, given: IDataObject): { whole: IDataObject; changed: boolean } {
	let changed = false;
	const whole = { ...thing };
	for (const [name, value] of Object.entries(given)) {
		const before = thing[name];
		if (isRecord(value)) {
			const inside = overlaid(isRecord(before) ? before : {}, value);
			whole[name] = inside.whole;
			changed ||= inside.changed;
		} else {
			whole[name] = value;
			changed ||= before !== value;
		}
	}
	return { whole, changed };
}
