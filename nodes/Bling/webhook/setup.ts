import type { SetupPage } from '../../shared/trigger/vendor';

/** Panel labels as Bling writes them (docs/facts/bling.md §1.1): steps certain, labels of the server form likely. */
export const setup: SetupPage = {
	steps: [
		'In Bling open "Central de Extensões" → "Área do Integrador" and your app.',
		'Give the app the scopes ("escopos") of the resources you want. A resource without its scope is not shown. Changing scopes revokes every user: all accounts must authorize again.',
		'Open the tab "Webhooks". Under "Configuração de servidores" click "+ Adicionar servidor", choose an "Alias" and paste this address as "URL".',
		'Under "Configuração de webhooks" turn on each resource ("Pedido de Venda", "Estoque", …), choose the server, tick the actions and payload version v1. Save.',
		'Connect the Bling credential in n8n once: events only start after the app has received its tokens.',
	],
	notes: [
		'Bling expects an answer within 5 seconds and repeats a delivery for up to 3 days. After 3 days of failures it disables the resource for all accounts of the app until somebody enables it again manually.',
		'One address serves every Bling account that authorized the app; the field "account" of a delivery holds its companyId.',
		'It is unconfirmed whether Bling opens the address when you save; if it does, it sees this page.',
	],
	refusalHint:
		'was the client secret reset in Bling ("Redefinir client secret")? Enter the new one in the credential and the old one in "Previous Client Secret".',
	portuguese: {
		steps: [
			'No Bling, abra "Central de Extensões" → "Área do Integrador" e o seu aplicativo.',
			'Dê ao aplicativo os escopos dos recursos que você quer receber: um recurso sem escopo não aparece. Mudar os escopos cancela todas as autorizações; depois, cada conta precisa autorizar de novo.',
			'Abra a aba "Webhooks". Em "Configuração de servidores", clique em "+ Adicionar servidor", escolha um "Alias" e cole este endereço em "URL".',
			'Em "Configuração de webhooks", ative cada recurso ("Pedido de Venda", "Estoque", …), escolha o servidor, marque as ações e a versão v1 e salve.',
			'No n8n, conecte a credencial do Bling uma vez: os eventos só começam depois que o aplicativo recebe os tokens.',
		],
		notes: [
			'O Bling espera a resposta por até 5 segundos e, se ela falha, envia de novo por até 3 dias. Depois disso, desativa o recurso em todas as contas do aplicativo, até que alguém o ative de novo.',
			'O mesmo endereço atende todas as contas que autorizaram o aplicativo; o campo "account" de cada entrega traz o companyId.',
			'Não está confirmado se o Bling abre o endereço quando você salva; se abrir, encontra esta página.',
		],
		refusalHint:
			'o client secret foi trocado no Bling ("Redefinir client secret")? Na credencial do n8n, coloque o novo em "Client Secret" e o antigo em "Previous Client Secret".',
	},
};
