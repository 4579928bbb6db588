import type { SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';

/** The content of "Get Setup Steps": there is nothing to set up in a panel, as the trigger registers itself. */
export const guide: SetupGuide = {
	...identity,
	guideSteps: [
		'Na NFE.io não há nada a cadastrar: publique o workflow, e o trigger registra este endereço pela API.',
		'Use na credencial a "Chave de Nota Fiscal" da conta.',
		'O endereço precisa responder em https na internet antes do registro: a NFE.io o chama na hora (WEBHOOK_URL do n8n).',
		'Confira com a operação "Webhook → Get Many" deste nó: o endereço aparece com status Active.',
		'Depois de trocar a chave ou de mudanças feitas por outros, despublique e publique o workflow: o webhook é registrado de novo ou corrigido. Só publicar não basta: o n8n não toca num trigger que não mudou.',
	],
	guideEvents: [
		{
			event: 'service_invoice.issued',
			panelName: 'service_invoice.issued',
			required: true,
			why: 'toda emissão de NFS-e, com sucesso, erro ou falha',
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
		'Emita uma nota de teste, ou use no nó NFE.io a operação Webhook → Ping: ela prova o caminho, mas não conta como entrega de verdade.',
	guideNotes: [
		'O webhook é da conta: chegam as notas de todas as empresas. O filtro por empresa é feito no trigger.',
		'Notas emitidas não têm reenvio na NFE.io; documentos recebidos têm, na operação "Inbound Document → Resend Webhook".',
	],
};
