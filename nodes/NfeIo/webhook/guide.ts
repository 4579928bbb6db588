import type { SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';

/** The content of "Get Setup Steps": there is nothing to set up in a panel, as the trigger registers itself. */
export const guide: SetupGuide = {
	...identity,
	guideSteps: [
		'Você não precisa cadastrar nada na NFE.io: publique o workflow, e o gatilho cadastra este endereço pela API.',
		'Na credencial, use a "Chave de Nota Fiscal" da conta.',
		'O endereço precisa ser https público (WEBHOOK_URL do n8n): a NFE.io o chama antes de cadastrar.',
		'Confira com a operação "Webhook → Get Many" deste nó: o endereço aparece com status Active.',
		'Se a chave mudou ou alguém alterou o webhook na NFE.io, despublique e publique o workflow: o webhook é cadastrado de novo ou corrigido. Só publicar não basta: o n8n não mexe em um gatilho que não mudou.',
	],
	guideEvents: [
		{
			event: 'service_invoice.issued',
			panelName: 'service_invoice.issued',
			required: true,
			why: 'toda emissão de NFS-e: autorizada, rejeitada ou com problema técnico',
		},
		{
			event: 'service_invoice.cancelled',
			panelName: 'service_invoice.cancelled',
			required: true,
			why: 'todo cancelamento de NFS-e, inclusive os que falham: a nota continua autorizada',
		},
		{
			event: 'product_invoice.issued',
			panelName: 'product_invoice.issued',
			required: false,
			why: 'para quem emite NF-e; a NFC-e é consumer_invoice.issued',
		},
	],
	provoke:
		'Emita uma nota de teste ou use a operação "Webhook → Ping" do nó NFE.io: ela testa o caminho, mas não conta como entrega de verdade.',
	guideNotes: [
		'O webhook vale para a conta inteira: chegam as notas de todas as empresas. Quem filtra por empresa é o gatilho.',
		'A NFE.io não reenvia webhooks de notas emitidas; os de documentos recebidos, sim: use "Inbound Document → Resend Webhook".',
	],
};
