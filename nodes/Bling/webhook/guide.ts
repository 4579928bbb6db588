import type { SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';
import { resources } from './events';
import type { Resource } from './events';

/** For keeping stock in sync, the most common purpose: what each resource is good for, and which ones it needs. */
const purposes: Record<Resource, { required: boolean; why: string }> = {
	order: { required: true, why: 'vendas novas, alteradas e canceladas; sem ele o pedido só aparece na próxima consulta' },
	product: { required: false, why: 'cadastro, preço e situação dos produtos' },
	stock: {
		required: true,
		why: 'lançamentos de estoque físico. Marque "created" também: um balanço feito na tela chega como stock.created',
	},
	virtual_stock: {
		required: true,
		why: 'reservas de vendas; liga-se junto com "Estoque" e herda a configuração dele, não há cartão próprio',
	},
	product_supplier: { required: false, why: 'custo e código do produto no fornecedor' },
	invoice: { required: false, why: 'notas fiscais autorizadas ou canceladas' },
	consumer_invoice: { required: false, why: 'o mesmo para NFC-e' },
};

/**
 * The content of "Webhook → Get Setup Steps" (docs/facts/bling.md §1.1, §1.2): steps certain,
 * labels of the server form likely.
 */
export const guide: SetupGuide = {
	...identity,
	panel: { label: 'Abrir o Bling', url: 'https://www.bling.com.br/' },
	guideSteps: [
		'No Bling, abra "Central de Extensões" → "Área do Integrador" e clique no seu aplicativo.',
		'Confira os escopos do aplicativo: um recurso sem escopo não aparece na aba "Webhooks". Mudar escopos revoga todos os usuários: depois, cada conta precisa autorizar de novo.',
		'No n8n, abra a credencial do Bling e conecte a conta: os eventos só começam depois que o aplicativo recebeu os tokens.',
		'Publique o fluxo no n8n, para que o endereço responda.',
		'No Bling, abra a aba "Webhooks". Em "Configuração de servidores" clique em "+ Adicionar servidor", preencha "Alias *" (por exemplo n8n) e cole o endereço em "URL *".',
		'Em "Configuração de webhooks" ligue cada recurso da lista de eventos, escolha o servidor, marque as ações (created, updated, deleted) e a versão v1 do payload.',
		'Salve, altere o estoque de um produto e confira no n8n se a execução apareceu (Webhook → Test mostra o resto).',
	],
	guideEvents: resources.map(({ resource, panelName, actions }) => ({
		event: actions.length > 1 ? `${resource}.*` : `${resource}.${actions[0]}`,
		panelName,
		...purposes[resource],
	})),
	provoke: 'No Bling, altere em 1 o estoque de um produto de teste (ou salve um pedido) e desfaça depois.',
	guideNotes: [
		'"Depósito modificado" não existe na API v3 do Bling: nenhum webhook avisa de depósitos. As mudanças de saldo de um depósito chegam por "Estoque" e "Estoque virtual"; o cadastro de depósitos consulta-se por Deposit → Get Many.',
		'O Bling espera a resposta por 5 segundos e repete por até 3 dias. Depois disso desativa o recurso para todas as contas do aplicativo, até que alguém o ative de novo na aba "Webhooks".',
		'Um só endereço atende todas as contas que autorizaram o aplicativo. Aplicativo público sem homologação: no máximo 10 usuários.',
		'"Link de redirecionamento" é o endereço do OAuth, não o do webhook.',
		'Callbacks antigos (opção "Legacy Callbacks" do trigger): use este endereço com ?token= e o "Callback Token" da credencial no fim.',
	],
};
