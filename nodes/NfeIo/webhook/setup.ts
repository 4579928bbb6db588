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
			'Não há nada a fazer à mão: publicar o workflow registra este endereço na NFE.io, despublicar o retira.',
			'Se as entregas pararam, despublique e publique o workflow: isso registra ou corrige um webhook inativo, mudado ou apagado na NFE.io. Só publicar não muda um gatilho que não foi alterado.',
		],
		notes: [
			'O webhook é da conta: chegam aqui as notas de todas as empresas. O campo "account" de uma entrega tem o ID da empresa.',
			'A NFE.io repete uma entrega que não recebe resposta 2xx. Os intervalos, o número de tentativas e o tempo de espera não são publicados; para notas emitidas não há como pedir uma entrega de novo.',
		],
		refusalHint:
			'a chave de API da credencial foi trocada? Ponha a antiga em "Previous API Key" e depois despublique e publique o workflow: o segredo do webhook é derivado da chave.',
	},
};
