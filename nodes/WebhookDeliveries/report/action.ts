import type { IDataObject } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';
import { z } from 'zod';

import { cutText } from '../../shared/cutText';
import type { VendorIdentity } from '../../shared/vendorIdentity';
import { wellFormed } from '../../shared/json';
import { minResendSecretLength } from '../../shared/trigger/redelivery';
import { rethrow } from '../../shared/rethrow';
import type { InstanceApi } from '../../instance/api';
import type { TokenVerdict } from '../forms/token';
import { pageMadeAt } from '../forms/token';
import { resendDelivery } from '../resend/resend';
import type { Version } from '../resend/resend';
import { vendors } from '../../vendors';
import { eventLabel, explained } from './ownErrors';
import { refusalTexts } from './texts';
import type { DeliveryRef, Panel, PanelAction } from './tokens';
import { panelActions, readIds, verifyFormToken } from './tokens';
import { Refusal } from '../resend/refusal';

const text = z.string().trim().max(200).transform(wellFormed).default('');

/** If this field is present but unreadable, the form is refused: nobody knows what it asks for. */
const fieldsSchema = z.object({
	acao: z.enum(panelActions),
	ids: z.string().max(200_000),
	token: z.string(),
	evento: text,
	pedido: text,
	conta: text,
	gatilho: text,
	// Only affects how the page is shown again.
	voltar: z.string().max(2_000).catch('').default(''),
});

type Fields = z.infer<typeof fieldsSchema>;

interface ActionRequest {
	/** The posted form, as the Webhook node returns its body. */
	fields: unknown;
	panel: Panel;
	version: Version;
}

const refused: Record<Exclude<TokenVerdict, 'valid'>, string> = {
	expired: 'O formulário expirou (vale por 30 minutos). Abra o painel de novo e repita. Nada foi reenviado.',
	forged: 'O formulário não é válido para esta ação. Abra o painel de novo e repita. Nada foi reenviado.',
};

/** Throws if no token could be made or verified: an empty secret would sign for everybody. */
export function requireSecret(api: InstanceApi): void {
	if (api.resendSecret.length >= minResendSecretLength) return;
	throw new Refusal(
		api,
		'noSecret',
		'The Resend Secret is missing or too short',
		`It signs the page's forms. Enter at least ${minResendSecretLength} random characters in the "N8n Instance API" credential.`,
	);
}

/**
 * Does what a form of the page asks for, if its token is valid. Always returns what to show: a
 * refusal is an answer, not a failed workflow. "Enviar manualmente" is only checked here; the
 * workflow then rebuilds the delivery and sends it.
 */
export async function handleAction(api: InstanceApi, { fields, panel, version }: ActionRequest): Promise<IDataObject> {
	requireSecret(api);
	const parsed = fieldsSchema.safeParse(fields);
	if (!parsed.success) return answer('none', false, refused.forged, { valid: false });
	const { acao, ids, token, voltar } = parsed.data;
	const verdict = verifyFormToken(api.resendSecret, { panel, action: acao, ids }, token);
	if (verdict !== 'valid') return answer(acao, false, refused[verdict], { valid: false, query: queryOf(voltar) });
	const query = queryOf(voltar);
	const { accounts } = panel;
	if (acao === 'manual') return { ...manual(parsed.data, accounts), query };
	const refs = readIds(ids);
	if (refs === undefined) return answer(acao, false, refused.forged, { valid: false, query });
	return { ...(await resendEach(api, acao, refs, { accounts, version, notSince: pageMadeAt(token) })), query };
}

/** Lets the page be shown again as it was. */
const queryOf = (voltar: string): IDataObject => Object.fromEntries(new URLSearchParams(voltar));

const answer = (action: PanelAction | 'none', ok: boolean, message: string, more: IDataObject = {}): IDataObject => ({
	action,
	valid: true,
	ok,
	message,
	details: [],
	results: [],
	...more,
});

function manual({ evento, pedido, conta, gatilho }: Fields, accounts: string[]): IDataObject {
	const [vendor, event] = evento.split('|');
	const isKnown = vendors.some((one: VendorIdentity) => one.vendor === vendor && one.rebuilds?.some((each) => each.event === event));
	if (!isKnown || pedido === '')
		return answer('manual', false, 'Escolha o evento e preencha o número do pedido, da nota ou do produto. Nada foi enviado.');
	const account = conta === '' && accounts.length === 1 ? accounts[0] : conta;
	if (accounts.length > 0 && !accounts.includes(account)) {
		return answer('manual', false, `Informe uma das contas deste painel: ${accounts.join(', ')}. Nada foi enviado.`);
	}
	return answer('manual', true, `Envio manual solicitado: ${eventLabel(vendor, event)} de ${pedido}.`, {
		vendor,
		event,
		reference: pedido,
		account: account === '' ? null : account,
		trigger: gatilho,
	});
}

interface ResendOptions {
	/** The accounts that the page is restricted to; empty for all. */
	accounts: string[];
	version: Version;
	/** When the page was made: its forms do not resend what was resent since. */
	notSince: number;
}

interface Result {
	ok: boolean;
	/** Started, whatever became of it. */
	isSent: boolean;
	text: string;
	data: IDataObject;
}

async function resendEach(api: InstanceApi, action: PanelAction, refs: DeliveryRef[], options: ResendOptions): Promise<IDataObject> {
	const results: Result[] = [];
	for (const ref of refs) results.push(await resendOne(api, ref, options));
	const good = results.filter(({ ok }) => ok).length;
	const again = results.filter(({ ok, isSent }) => isSent && !ok).length;
	const [sent, unsent] = [good + again, results.length - good - again];
	const counts = [
		`${sent} ${sent === 1 ? 'entrega reenviada' : 'entregas reenviadas'}`,
		...(again > 0 ? [`${again} sem sucesso`] : []),
		...(unsent > 0 ? [`${unsent} não ${unsent === 1 ? 'reenviada' : 'reenviadas'}`] : []),
	];
	const message = results.length === 1 ? results[0].text : `${counts.join(', ')}${sent > good || unsent > 0 ? ': veja os motivos' : ''}.`;
	const details =
		results.length === 1
			? []
			: results
					.filter(({ ok }) => !ok)
					.slice(0, 20)
					.map((result) => result.text);
	return answer(action, good === results.length && good > 0, message, {
		details,
		results: results.map(({ ok, data }) => ({ ok, ...data })),
	});
}

async function resendOne(api: InstanceApi, { executionId, deliveryId, account }: DeliveryRef, options: ResendOptions): Promise<Result> {
	try {
		const data = await resendDelivery(api, {
			executionId,
			deliveryId: deliveryId ?? undefined,
			account,
			force: false,
			...options,
		});
		const name = cutText(String(data.reference ?? data.id ?? executionId), 100);
		const again = `(execução ${String(data.newExecutionId)})`;
		const outcomes: Record<string, Pick<Result, 'ok' | 'text'>> = {
			succeeded: { ok: true, text: `${name}: reenviado com sucesso.` },
			failed: { ok: false, text: `${name}: reenviado, mas falhou de novo ${again}.` },
			crashed: { ok: false, text: `${name}: reenviado, mas interrompido pela queda do n8n ${again}.` },
			canceled: { ok: false, text: `${name}: reenviado, mas cancelado antes do fim ${again}.` },
		};
		// The page is read after this: the execution may have ended by then, and the totals include
		// it.
		const started = { ok: true, text: `${name}: reenvio iniciado; quando terminar, o resultado aparece nesta página.` };
		return { ...(outcomes[String(data.newStatus)] ?? started), isSent: true, data };
	} catch (error) {
		const isKnown = error instanceof NodeApiError || error instanceof NodeOperationError;
		if (!isKnown) return rethrow(error);
		const reason = error instanceof Refusal ? `${refusalTexts[error.reason]}.` : explained(error.message, error.description ?? '');
		const advice = error.description ?? null;
		return {
			ok: false,
			isSent: false,
			text: `Execução ${executionId} não reenviada: ${reason}`,
			data: { executionId, resent: false, error: error.message, advice },
		};
	}
}
