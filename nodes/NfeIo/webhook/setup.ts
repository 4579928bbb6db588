import type { SetupPage } from '../../shared/trigger/vendor';

export const setup: SetupPage = {
	steps: [
		'Nothing to do manually: publishing the workflow registers this address at NFE.io, unpublishing removes it.',
		'If deliveries stopped, unpublish the workflow and publish it: that registers or repairs a webhook that is inactive, was changed or was deleted at NFE.io. Publishing alone does nothing to a trigger that has not changed.',
	],
	notes: [
		'A webhook belongs to the account: the invoices of all its companies arrive here. The field "account" of a delivery holds the company ID.',
		'NFE.io repeats a delivery that is not answered with 2xx. The schedule, number of attempts and timeout are not published; for issued invoices, a delivery cannot be requested again.',
	],
	refusalHint:
		'was the credential\'s API key changed? Enter the old one as "Previous API Key", then unpublish and publish the workflow: the webhook\'s secret is derived from the key.',
	portuguese: {
		steps: [
			'Você não precisa cadastrar nada: ao publicar o workflow, este endereço é cadastrado na NFE.io; ao despublicar, é removido.',
			'Se as entregas pararam, despublique e publique o workflow: isso cadastra ou corrige um webhook inativo, alterado ou apagado na NFE.io. Só publicar não mexe em um gatilho que não mudou.',
		],
		notes: [
			'O webhook vale para a conta inteira: as notas de todas as empresas chegam aqui. O campo "account" de cada entrega traz o ID da empresa.',
			'A NFE.io envia de novo o que não foi respondido com 2xx, mas não publica os intervalos, o número de tentativas nem o tempo de espera. Para notas emitidas, não há como pedir outro envio.',
		],
		refusalHint:
			'a "API Key" da credencial foi trocada? Coloque a antiga em "Previous API Key"; depois, despublique e publique o workflow: o segredo do webhook é calculado a partir da chave.',
	},
};
