import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { TriggerPlace } from '../../instance/ownTrigger';
import { tokenText } from '../../shared/trigger/secretText';
import type { SetupGuide } from '../../shared/operations/setupGuide';
import { identity } from '../identity';
import { catalogue, labelOf } from './events';
import { panelPath } from './setup';

/** Placeholder in an address until the credential has a token. */
const tokenPlaceholder = 'WEBHOOK-TOKEN-DA-CREDENCIAL';

/**
 * The credential's Webhook Token, as the trigger compares it; undefined if it is missing or shorter
 * than 16 characters.
 */
export const tokenOf = ({ webhookToken }: ICredentialDataDecryptedObject): string | undefined => tokenText.parse(webhookToken);

/** The paths of this vendor's triggers. */
export const place = {
	...identity,
	queryOf: (credential) => ({ token: tokenOf(credential) ?? tokenPlaceholder }),
} satisfies TriggerPlace;

const whyOf: Record<(typeof catalogue)[number]['event'], string> = {
	'order.saved': 'pedido criado ou alterado: o evento é o mesmo',
	'order.removed': 'para desfazer o que o pedido causou em outros sistemas',
	'product.saved': 'para copiar o cadastro de produtos',
	'product.removed': 'para tirar o produto de outros sistemas',
	'stock.changed': 'avisa que o estoque mudou, sem garantir a quantidade',
	'category.saved': 'para copiar as categorias; o n8n não consegue confirmar este evento na loja',
	'category.removed': 'quando as subcategorias também são removidas, só chega o evento da categoria-mãe',
};

/** The content of "Webhook → Get Setup Steps" (docs/facts/iset.md §1). */
export const guide: SetupGuide = {
	...place,
	addressesFrom(url, credential) {
		// N8N_ENDPOINT_WEBHOOK may rename "webhook", so the trigger's own part is used.
		const [base] = /^https?:\/\/[^?#]+\/(?:webhook(?:-test)?\/[^/?#]+(?=\/|$)|[^/?#]+\/[^/?#]+(?=\/iset\/))/i.exec(url) ?? [];
		return base === undefined
			? undefined
			: identity.routes.map(({ path, label }) => ({
					label,
					url: `${base}/${path}?token=${encodeURIComponent(tokenOf(credential) ?? tokenPlaceholder)}`,
				}));
	},
	formFields: (_url, credential) =>
		tokenOf(credential) === undefined
			? [
					{
						label: 'Atenção',
						value:
							'A credencial não tem Webhook Token, ou ele tem menos de 16 caracteres. Preencha-o com 32 ou mais letras e números aleatórios e gere este guia de novo.',
					},
				]
			: [],
	guideSteps: [
		'No painel da loja, confira se a API REST está ativa.',
		`Abra ${panelPath}.`,
		'Em cada webhook desejado, clique em "+" e cole a URL correspondente. O "+" acrescenta uma URL: nunca substitua a do ERP.',
		'Clique em "Salvar alterações".',
		'Altere um pedido de teste e veja a execução aparecer no n8n.',
	],
	guideEvents: catalogue.map((entry) => ({
		event: entry.event,
		panelName: labelOf(entry),
		required: false,
		why: whyOf[entry.event],
	})),
	provoke: 'No painel da loja, abra um pedido de teste, mude a observação e salve.',
	guideNotes: [
		'As URLs contêm o Webhook Token da credencial: trate-as como senha. Para trocar o token, salve um novo na credencial e cole as URLs de novo.',
		'Os webhooks da iSET não são assinados, e ela não documenta novas tentativas nem reenvio: use "Order → Get Missed" para encontrar os pedidos cujo webhook se perdeu.',
		'Se o painel descartar o que vem depois de "?" (não confirmado), veja a opção "Allow Without Token" do gatilho.',
	],
};
