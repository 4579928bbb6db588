/**
 * Intelipost's macro states, each an event of the trigger. Codes and labels:
 * docs/facts/intelipost.md §2.5; the certainty is that of code and label. IDs are left out on
 * purpose: only two of them are certain, and no logic may depend on them. `title` is ours, for the
 * menus. Only this file has the labels. It imports nothing, so that the sandbox can read it too.
 */
export const macroStates = [
	{ code: 'NEW', title: 'Order Created (Criado)', label: 'Criado', certainty: 'certain' },
	{ code: 'READY_FOR_SHIPPING', title: 'Ready for Shipment (Pronto para Envio)', label: 'Pronto para envio', certainty: 'certain' },
	{ code: 'LABEL_CREATED', title: 'Label Created (Etiqueta Criada)', label: 'Etiqueta criada', certainty: 'likely' },
	{
		code: 'CREATED_AT_LOGISTIC_PROVIDER',
		title: 'Created at Carrier (Criado na Transportadora)',
		label: 'Criado na transportadora',
		certainty: 'likely',
	},
	{ code: 'WAITING_FOR_DROP_OFF', title: 'Waiting for Drop-Off (Aguardando Postagem)', label: 'Aguardando postagem', certainty: 'likely' },
	{ code: 'SHIPPED', title: 'Shipped (Despachado)', label: 'Despachado', certainty: 'certain' },
	{ code: 'IN_TRANSIT', title: 'In Transit (Em Trânsito)', label: 'Em trânsito', certainty: 'certain' },
	{ code: 'TO_BE_DELIVERED', title: 'Out for Delivery (Saiu para Entrega)', label: 'Saiu para entrega', certainty: 'certain' },
	{ code: 'DELIVERED', title: 'Delivered (Entregue)', label: 'Entregue', certainty: 'certain' },
	{ code: 'DELIVERY_FAILED', title: 'Delivery Failed (Falha na Entrega)', label: 'Falha na entrega', certainty: 'certain' },
	{
		code: 'CLARIFY_DELIVERY_FAIL',
		title: 'Delivery Failure Under Review (Averiguar Falha na Entrega)',
		label: 'Averiguar falha na entrega',
		certainty: 'certain',
	},
	{ code: 'CLARIFY_ADDRESS', title: 'Address Under Review (Averiguar Endereço)', label: 'Averiguar endereço', certainty: 'unconfirmed' },
	{
		code: 'CLARIFY_LABEL_FAIL',
		title: 'Label Failure Under Review (Averiguar Falha na Etiqueta)',
		label: 'Averiguar falha na etiqueta',
		certainty: 'unconfirmed',
	},
	{ code: 'CANCELLED', title: 'Canceled (Cancelado)', label: 'Cancelado', certainty: 'likely' },
	{
		code: 'RETURN_CANCELLED',
		title: 'Return Authorization Canceled (Autorização Cancelada)',
		label: 'Autorização cancelada',
		certainty: 'likely',
	},
	{
		code: 'AUTHORIZATION_CODE_EXPIRED',
		title: 'Authorization Code Expired (Código de Autorização Expirado)',
		label: 'Código de autorização expirado',
		certainty: 'unconfirmed',
	},
	{ code: 'KEEP_PREVIOUS', title: 'Previous Status Kept (Manter Status Anterior)', label: 'Manter status anterior', certainty: 'likely' },
] as const;

/** Intelipost's own code of a macro state, such as `IN_TRANSIT`. */
export type MacroState = (typeof macroStates)[number]['code'];

/**
 * `tracking.DELIVERED`: Intelipost sends no event name, so it is derived from the macro state
 * (docs/facts/intelipost.md §2.2).
 */
export const trackingEvent = (state: string): string => `tracking.${state}`;

/**
 * A notice without `history`, such as the pre-invoice one, whose payload is not published
 * (docs/facts/intelipost.md §2.3).
 */
export const unknownEvent = 'unknown';

/** `tracking.NEW`, `tracking.READY_FOR_SHIPPING`, … in the usual order of a shipment. */
export const trackingEvents: string[] = macroStates.map(({ code }) => trackingEvent(code));

/** Every state that an order's history may contain. */
export const rebuilds = macroStates.map(({ code, label }) => ({ event: trackingEvent(code), label: `Entrega: ${label}` }));

/** What the trigger offers. */
export const listed = [
	...macroStates.map(({ code, title }) => ({ event: trackingEvent(code), title })),
	{
		event: unknownEvent,
		title: 'No Tracking History (Pré-Fatura)',
		description: 'A notice without history, such as a pre-invoice',
	},
];
