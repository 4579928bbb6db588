import { z } from 'zod';

import { maskText } from '../../shared/privacy/maskText';
import { eventLabel, explained } from './ownErrors';
import type { Outcome } from './pageInput';

/** It may quote a vendor's error. */
const shownText = z.string().transform(maskText);

/** What Process Form returns, with one output or several. */
const handled = z
	.object({
		ok: z.boolean(),
		message: shownText.refine((message) => message !== ''),
		details: z.array(shownText).catch([]).default([]),
		valid: z.boolean().catch(true).default(true),
	})
	.transform(({ valid, ...outcome }) => ({ ...outcome, status: valid ? 200 : 403 }));

/** What Rebuild returns if the vendor does not have it. */
const unknown = z.object({ found: z.literal(false), reference: shownText }).transform(({ reference }) => ({
	ok: false,
	message: `Não enviado: ${reference} não foi encontrado no fornecedor, ou não teve este evento.`,
	details: [],
	status: 200,
}));

/** What Send returns. */
const sent = z.object({ sent: z.literal(true), vendor: z.string(), event: shownText, reference: shownText.nullable() });

/** An item of a failed node, from its error output or its only one. */
const failed = z
	.object({
		error: shownText,
		description: shownText.nullish(),
		details: z.object({ description: shownText.nullish() }).nullish().catch(undefined),
	})
	.transform(({ error, description, details }) => ({ error, advice: description ?? details?.description ?? '' }));

const sending = z.array(z.union([sent, failed])).min(1);

type Sendings = z.output<typeof sending>;

/** What the page says about the outcome of a form, and its HTTP status. */
export interface Shown extends Outcome {
	status: number;
}

/** Reads what the previous nodes returned, one item or several; undefined if it is not theirs. */
export function readOutcome(given: unknown): Shown | undefined {
	// A failed item still has the fields it came with.
	const sendings = sending.safeParse(Array.isArray(given) ? given : [given]);
	return sendings.success ? outcomeOf(sendings.data) : z.union([handled, unknown]).safeParse(given).data;
}

function outcomeOf(sendings: Sendings): Shown {
	const refusals = sendings.flatMap((one) => ('error' in one ? [one] : []));
	const done = sendings.flatMap((one) => ('error' in one ? [] : [one]));
	const details = refusals.map(({ error, advice }) => explained(error, advice));
	if (done.length === 0) return { ok: false, message: 'Não enviado.', details: [...new Set(details)], status: 200 };
	const [{ vendor, event, reference }] = done;
	const several = done.length > 1 ? ` (${done.length} entregas)` : '';
	const what = `Enviado: ${eventLabel(vendor, event)} de ${reference ?? 'referência desconhecida'}${several}.`;
	return refusals.length === 0
		? { ok: true, message: `${what} O resultado aparece na lista em instantes.`, details: [], status: 200 }
		: {
				ok: false,
				message: `${what} O gatilho não aceitou ${refusals.length} ${refusals.length === 1 ? 'entrega' : 'entregas'}.`,
				details: [...new Set(details)],
				status: 200,
			};
}
