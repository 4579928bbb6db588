import { randomBytes } from 'node:crypto';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';
import { z } from 'zod';

import type { OwnTrigger } from '../../instance/ownTrigger';
import type { FormField, GuideEvent, SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';
import type { MacroState } from './events';
import { macroStates, trackingEvent } from './events';
import { logPath, rulePath, splitAddress } from './setup';
import { authenticationMethod } from './webhook';

/** What is needed to tell a customer where a shipment is; the other states are for people who handle exceptions. */
const needed: readonly MacroState[] = ['SHIPPED', 'IN_TRANSIT', 'TO_BE_DELIVERED', 'DELIVERED', 'DELIVERY_FAILED', 'CLARIFY_DELIVERY_FAIL'];

const guideEvents: GuideEvent[] = macroStates.map(({ code, label, certainty }) => {
	const required = needed.includes(code);
	const why = required ? 'acompanha a entrega depois do despacho' : 'para quem trata exceções ou etapas internas';
	return {
		event: trackingEvent(code),
		panelName: label,
		required,
		why: certainty === 'unconfirmed' ? `${why}; nome não confirmado` : why,
	};
});

const own = z.object({
	apiKey: z.string().trim().catch(''),
	webhookUser: z.string().trim().catch(''),
	webhookPassword: z.string().trim().catch(''),
	webhookHeaderName: z.string().trim().catch(''),
});

const masked = '••••••••';

/** The rule's form, with its own labels. */
function formFields(url: string, credential: ICredentialDataDecryptedObject, trigger: OwnTrigger | undefined): FormField[] {
	const { protocolo, host, path, porta } = splitAddress(url);
	return [
		{ label: 'Protocolo', value: protocolo },
		{ label: 'Host', value: host },
		{ label: 'Path', value: path },
		{ label: 'Porta', value: porta === '' ? '(deixe vazia)' : porta },
		...proofFields(credential, trigger),
		{ label: 'Enviar para', value: 'Cliente' },
		...warnings(url, credential),
	];
}

/**
 * What the trigger compares. The panel is only known to offer Basic and NTLM: how to set a header
 * is unknown (docs/facts/intelipost.md §2.1).
 */
function proofFields(credential: ICredentialDataDecryptedObject, trigger: OwnTrigger | undefined): FormField[] {
	const { webhookHeaderName } = own.parse(credential);
	switch (authenticationMethod.parse(trigger?.parameters.authentication)) {
		case 'header':
			return [
				{
					label: 'Cabeçalho',
					value: webhookHeaderName === '' ? '(preencha "Webhook Header Name" na credencial)' : webhookHeaderName,
				},
				{ label: 'Valor do cabeçalho', value: `${masked} ("Webhook Header Value" da credencial)` },
				{
					label: 'Atenção',
					value:
						'Este gatilho espera um cabeçalho ("Authentication": Header). Que se saiba, o painel só oferece "Basic" e "Ntlm": pergunte à Intelipost como cadastrar um cabeçalho. Se não for possível, escolha Basic no gatilho e gere este guia de novo.',
				},
			];
		case 'none':
			return [
				...basicFields(credential),
				{
					label: 'Atenção',
					value: 'Este gatilho aceita entregas sem prova de origem ("Authentication": None). Escolha Basic também no gatilho.',
				},
			];
		case 'basic':
			return basicFields(credential);
	}
}

/** If the credential has no user and password, some are suggested, to be entered in both. */
function basicFields(credential: ICredentialDataDecryptedObject): FormField[] {
	const { webhookUser, webhookPassword } = own.parse(credential);
	const format = { label: 'Formato de autenticação', value: 'Basic' };
	if (webhookUser !== '' && webhookPassword !== '') {
		return [format, { label: 'Usuário', value: webhookUser }, { label: 'Senha', value: `${masked} ("Webhook Password" da credencial)` }];
	}
	const suggested = '(sugestão: copie também para a credencial)';
	return [
		format,
		{ label: `Usuário ${suggested}`, value: `n8n-${randomBytes(4).toString('hex')}` },
		{ label: `Senha ${suggested}`, value: randomBytes(24).toString('base64url') },
	];
}

function warnings(url: string, credential: ICredentialDataDecryptedObject): FormField[] {
	const { apiKey, webhookUser, webhookPassword } = own.parse(credential);
	const { pathname, search, protocol } = new URL(url);
	const found = [
		...(apiKey !== '' && [webhookUser, webhookPassword].includes(apiKey)
			? ['A "API Key" está como usuário ou senha do webhook. Troque: ela ficaria nos logs e permite cancelar envios.']
			: []),
		...(pathname.includes('/webhook-test/') ? ['Este é o endereço de teste: só responde enquanto o editor espera um evento.'] : []),
		...(search === '' ? [] : ['O campo "Path" pode perder o que vem depois de "?": não confirmado.']),
		...(protocol === 'https:' ? [] : ['O endereço não usa https: usuário e senha iriam sem criptografia.']),
	];
	return found.map((value) => ({ label: 'Atenção', value }));
}

/** docs/facts/intelipost.md §1; unconfirmed steps say so. */
export const guide: SetupGuide = {
	...identity,
	guideSteps: [
		`Abra "${rulePath}". Confira no seletor do painel se você está em Live ou em Test.`,
		'Dê um nome e um período de validade à regra e deixe "Tipo de Pedido" em "Todos".',
		'Na condição "Evento Entrando", escolha todos os status macro que você quer receber. Não use "Canal de Vendas": se o pedido não tem exatamente esse canal, nada é enviado e nenhum erro aparece.',
		'Inclua a ação "Notificação por Webhook" e marque "Enviar por Volumes".',
		'Preencha "Protocolo", "Host" (sem barra no fim), "Path" (sem barra no início) e "Porta" como mostrado acima: o painel só junta os pedaços, e um endereço com "//" não chega ao n8n.',
		'Preencha a autenticação como mostrado acima. Com "Basic" em "Formato de autenticação", confira "Usuário" e "Senha" de novo antes de salvar: o preenchimento automático do navegador pode trocá-los.',
		'Salve e publique o workflow no n8n.',
		`Depois do próximo evento, abra "${logPath}": a coluna "URL" deve mostrar o endereço sem "//", e "Status do disparo" deve ser "Sucesso".`,
	],
	guideEvents,
	provoke: 'A Intelipost só avisa quando um volume muda de status: use um pedido de teste ou espere o próximo despacho.',
	guideNotes: [
		'A Intelipost não oferece API para regras nem para reenvio: crie a regra no painel.',
		`A documentação não fala em novas tentativas. Um disparo com "Falha" é reenviado em "${logPath}" ("Enviar Webhook manualmente") ou recriado com a operação "Recreate Events" deste nó. O log guarda 30 dias.`,
		'Não use a "API Key" como usuário do webhook.',
	],
	formFields,
};
