import type { IDataObject } from 'n8n-workflow';
import { z } from 'zod';

const record = z.record(z.string(), z.unknown());

/** Where `data` keeps what was next to the document in a body; no vendor key starts with `$`. */
export const besideKey = '$envelope';

/**
 * A notice's document with the rest of its body under `$envelope`, so that nothing of a body is
 * lost. `understood` are the keys of the body that became fields of the delivery, and the
 * document's own. The document's keys stay as they are.
 */
export function withBeside(document: IDataObject, body: unknown, understood: readonly string[]): IDataObject {
	const beside = Object.entries(record.catch({}).parse(body)).filter(([key]) => !understood.includes(key));
	return beside.length === 0 ? document : { ...document, [besideKey]: Object.fromEntries(beside) as IDataObject };
}
