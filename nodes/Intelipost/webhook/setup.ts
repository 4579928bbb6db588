import type { SetupPage } from '../../shared/trigger/vendor';
import { macroStates } from './events';

/** Panel labels as Intelipost writes them (docs/facts/intelipost.md §1, certain). */
export const rulePath = 'Entregas > Configuração > Regras de eventos > Adicionar nova regra';

/** Where the panel lists what was sent, for 30 days. */
export const logPath = 'Comunicação > Webhook';

/** An address, split into the parts that the panel asks for. */
interface AddressPieces {
	protocolo: string;
	/** Without a trailing slash: the panel simply joins the parts, and `//` reaches no n8n address. */
	host: string;
	/** Without a leading slash: the variant known to work. */
	path: string;
	/** Empty for the protocol's default port. */
	porta: string;
}

/** Splits a trigger's address for the rule's fields (docs/facts/intelipost.md §1). */
export function splitAddress(address: string): AddressPieces {
	const { protocol, hostname, pathname, port } = new URL(address);
	return {
		protocolo: protocol.replace(':', ''),
		host: hostname,
		path: pathname.replace(/^\/+/, ''),
		porta: port,
	};
}

const stateLabels = macroStates.map(({ label }) => label).join(', ');

/** The rule, step by step; the form's parts come between its second and third part. */
const ruleSteps = {
	open: `In Intelipost open "${rulePath}". Choose Live or Test with the switch of the panel.`,
	conditions: `Give the rule a name and a validity period, leave "Tipo de Pedido" on "Todos", and in the condition "Evento Entrando" choose every macro state you want to receive (${stateLabels}). Do not use "Canal de Vendas": an order without exactly that channel triggers nothing, without any error.`,
	action: 'Add the action "Notificação por Webhook" and choose "Enviar por Volumes", so that every volume is reported.',
	pieces:
		'Fill in "Protocolo", "Host" (without a slash at the end), "Path" (without a slash at the start) and, only if the address has one, "Porta".',
	credentials:
		'Choose "Basic" as "Formato de autenticação" and enter the n8n credential\'s webhook user and password as "Usuário" and "Senha". "Enviar para" is "Cliente". Before saving, check both again: the browser\'s autofill can overwrite them.',
	check: `Open "${logPath}" after the next event: the column "URL" must show the address without "//", and "Status do disparo" must be "Sucesso".`,
} as const;

export const setup: SetupPage = {
	steps: Object.values(ruleSteps),
	notes: [
		'Intelipost publishes no API for rules or for resending: send a failed delivery again manually ("Enviar Webhook manualmente"), or rebuild it from the order with the operation "Recreate Events" of the Intelipost node.',
		'Automatic repeats are not documented: assume that a failed delivery is not repeated. The log goes back 30 days.',
		'Do not use the API key as "Usuário": it would appear in every log, and it can cancel shipments.',
	],
	refusalHint:
		"was the user or password changed, or overwritten by the browser's autofill when the rule was saved? Both must match the n8n credential.",
	portuguese: {
		steps: [
			`Na Intelipost, abra "${rulePath}". Escolha Live ou Test no seletor do painel.`,
			`Dê um nome e um período de validade à regra, deixe "Tipo de Pedido" em "Todos" e escolha, na condição "Evento Entrando", cada status macro que você quer receber (${stateLabels}). Não use "Canal de Vendas": se o pedido não tem exatamente esse canal, nada é enviado e nenhum erro aparece.`,
			'Inclua a ação "Notificação por Webhook" e escolha "Enviar por Volumes", para receber um aviso de cada volume.',
			'Preencha "Protocolo", "Host" (sem barra no fim), "Path" (sem barra no início) e, se o endereço tiver uma, "Porta".',
			'Escolha "Basic" em "Formato de autenticação" e preencha "Usuário" e "Senha" com os valores de "Webhook User" e "Webhook Password" da credencial do n8n. "Enviar para" é "Cliente". Antes de salvar, confira o usuário e a senha: o preenchimento automático do navegador pode trocá-los.',
			`Depois do próximo evento, abra "${logPath}": a coluna "URL" deve mostrar o endereço sem "//", e "Status do disparo" deve ser "Sucesso".`,
		],
		notes: [
			'A Intelipost não oferece API para regras nem para reenvio: um disparo que falhou é enviado de novo no painel ("Enviar Webhook manualmente") ou recriado a partir do pedido com a operação "Recreate Events" do nó Intelipost.',
			'A documentação não fala em novas tentativas: considere que um disparo que falhou não se repete. O log guarda 30 dias.',
			'Não use a "API Key" como "Usuário": ela ficaria em todos os logs e permite cancelar envios.',
		],
		refusalHint:
			'o usuário ou a senha mudou, ou o preenchimento automático do navegador os trocou quando a regra foi salva? Os dois precisam ser iguais aos da credencial do n8n.',
	},
};
