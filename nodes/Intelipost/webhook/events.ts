/**
 * Intelipost's macro states, each an event of the trigger. Codes and labels: docs/facts/intelipost.md §2.5; the certainty is
 * that of code and label. Ids are left out on purpose: only two of them are certain and no logic may depend on them.
 * No other file names a state's label. It imports nothing, so that the sandbox can read it too.
 */
export const macroStates = [
	{ code: 'NEW', label: 'Criado', certainty: 'certain' },
	{ code: 'READY_FOR_SHIPPING', label: 'Pronto para envio', certainty: 'certain' },
	{ code: 'LABEL_CREATED', label: 'Etiqueta criada', certainty: 'likely' },
	{ code: 'CREATED_AT_LOGISTIC_PROVIDER', label: 'Criado na transportadora', certainty: 'likely' },
	{ code: 'WAITING_FOR_DROP_OFF', label: 'Aguardando postagem', certainty: 'likely' },
	{ code: 'SHIPPED', label: 'Despachado', certainty: 'certain' },
	{ code: 'IN_TRANSIT', label: 'Em trânsito', certainty: 'certain' },
	{ code: 'TO_BE_DELIVERED', label: 'Saiu para entrega', certainty: 'certain' },
	{ code: 'DELIVERED', label: 'Entregue', certainty: 'certain' },
	{ code: 'DELIVERY_FAILED', label: 'Falha na entrega', certainty: 'certain' },
	{ code: 'CLARIFY_DELIVERY_FAIL', label: 'Averiguar falha na entrega', certainty: 'certain' },
	{ code: 'CLARIFY_ADDRESS', label: 'Averiguar endereço', certainty: 'unconfirmed' },
	{ code: 'CLARIFY_LABEL_FAIL', label: 'Averiguar falha na etiqueta', certainty: 'unconfirmed' },
	{ code: 'CANCELLED', label: 'Cancelado', certainty: 'likely' },
	{ code: 'RETURN_CANCELLED', label: 'Autorização cancelada', certainty: 'likely' },
	{ code: 'AUTHORIZATION_CODE_EXPIRED', label: 'Código de autorização expirado', certainty: 'unconfirmed' },
	{ code: 'KEEP_PREVIOUS', label: 'Manter status anterior', certainty: 'likely' },
] as const;

/** Intelipost's own code of a macro state, such as `IN_TRANSIT`. */
export type MacroState = (typeof macroStates)[number]['code'];

/** `tracking.DELIVERED`: Intelipost sends no event name, so the macro state makes it (docs/facts/intelipost.md §2.2). */
export const trackingEvent = (state: string): string => `tracking.${state}`;

/** A notice without `history`, such as the pre-invoice one, whose payload is not published (docs/facts/intelipost.md §2.3). */
export const unknownEvent = 'unknown';

/** `tracking.NEW`, `tracking.READY_FOR_SHIPPING`, … in the order a shipment usually takes. */
export const trackingEvents: string[] = macroStates.map(({ code }) => trackingEvent(code));

/** Every state that an order's history may hold. */
export const rebuilds = macroStates.map(({ code, label }) => ({ event: trackingEvent(code), label: `Entrega: ${label}` }));
