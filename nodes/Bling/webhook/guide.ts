import type { SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';
import { resources } from './events';
import type { Resource } from './events';

/** For keeping stock in sync, the most common purpose: what each resource is good for, and which ones it needs. */
const purposes: Record<Resource, { required: boolean; why: string }> = {
	order: { required: true, why: 'vendas novas, alteradas e canceladas; sem ele, o pedido só aparece na próxima consulta' },
	product: { required: false, why: 'cadastro, preço e situação dos produtos' },
	stock: {
		required: true,
		why: 'lançamentos de estoque físico. Marque "created" também: um balanço feito na tela chega como stock.created',
	},
	virtual_stock: {
		required: true,
		why: 'reservas de vendas; é ativado junto com "Estoque", com a mesma configuração: não aparece separado na lista',
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
		'Confira os escopos do aplicativo: um recurso sem escopo não aparece na aba "Webhooks". Mudar os escopos cancela todas as autorizações; depois, cada conta precisa autorizar de novo.',
		'No n8n, abra a credencial do Bling e conecte a conta: os eventos só começam depois que o aplicativo recebe os tokens.',
		'Publique o workflow no n8n, para que o endereço responda.',
		'No Bling, abra a aba "Webhooks". Em "Configuração de servidores", clique em "+ Adicionar servidor", preencha "Alias *" (por exemplo n8n) e cole o endereço em "URL *".',
		'Em "Configuração de webhooks", ative cada recurso da lista de eventos, escolha o servidor, marque as ações (created, updated, deleted) e a versão v1 do payload.',
		'Salve, altere o estoque de um produto e confira no n8n se a execução apareceu. Se não apareceu, "Webhook → Test" do nó Bling mostra o que falta.',
	],
	guideEvents: resources.map(({ resource, panelName, actions }) => ({
		event: actions.length > 1 ? `${resource}.*` : `${resource}.${actions[0]}`,
		panelName,
		...purposes[resource],
	})),
	provoke: 'No Bling, altere em 1 unidade o estoque de um produto de teste, ou salve um pedido, e depois desfaça.',
	guideNotes: [
		'"Depósito modificado" não existe na API v3 do Bling: nenhum webhook avisa quando um depósito muda. As mudanças de saldo chegam por "Estoque" e "Estoque virtual"; consulte o cadastro em "Warehouse (Depósito) → Get Many".',
		'O Bling espera a resposta por até 5 segundos e, se ela falha, envia de novo por até 3 dias. Depois disso, desativa o recurso em todas as contas do aplicativo, até que alguém o ative de novo na aba "Webhooks".',
		'O mesmo endereço atende todas as contas que autorizaram o aplicativo. Um aplicativo público sem homologação aceita no máximo 10 usuários.',
		'"Link de redirecionamento" é o endereço do OAuth, não o do webhook.',
		'Para os callbacks antigos (opção "Legacy Callbacks" do gatilho), acrescente ao endereço ?token= e o "Callback Token" da credencial.',
	],
};
