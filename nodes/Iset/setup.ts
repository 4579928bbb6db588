import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { CheckedEndpoint } from '../shared/checkEndpoint';
import type { SetupGuide } from '../shared/setupGuide';
import type { SetupPage } from '../shared/vendor';
import type { IsetEvent } from './events';
import { catalogue, routeOf } from './events';

const panelPath = 'Configurações >> API Rest >> Webhooks';

/** Stands in an address until the credential has a token. */
const tokenPlaceholder = 'WEBHOOK-TOKEN-DA-CREDENCIAL';

const labelOf = ({ panelGroup, panelLabel }: IsetEvent) => `${panelGroup}: ${panelLabel}`;

/** Panel path and labels: vendors/iset.md §1 (certain). */
export const page: SetupPage = {
	steps: [
		"In the shop's panel make sure that the API REST is active.",
		`Open "${panelPath}".`,
		'At each webhook you want press "+" and paste its address. "+" adds an address: leave the one of your ERP where it is.',
		'Append ?token= and the Webhook Token of the credential to each address. The operation "Webhook" → "Prepare" of the iSET node writes all seven ready to copy.',
		'Press "Salvar alterações".',
	],
	notes: [
		...catalogue.map((entry) => `"${labelOf(entry)}": the address that ends with ${routeOf(entry.event)}`),
		'Webhooks of iSET carry no signature. Who knows a full address can post to it, so treat the addresses like passwords: they also appear in the logs of proxies. To change the token, save a new one in the credential and paste the addresses again.',
		'Whether iSET repeats a webhook that failed is unknown, and no way to ask for one again is known. The operation "Order" → "Reconcile" finds orders whose webhook was lost.',
		'Whether the panel keeps the part after "?" is unconfirmed. If deliveries arrive without it, see "Allow Without Token" in the trigger.',
	],
	refusalHint:
		'does the address in the panel end with ?token= and the Webhook Token that the credential has now? After a change of the token, paste the addresses again.',
};

const whyOf: Record<(typeof catalogue)[number]['event'], string> = {
	'order.saved': 'pedido criado ou alterado; os dois chegam no mesmo evento',
	'order.removed': 'para desfazer o que o pedido causou em outros sistemas',
	'product.saved': 'para copiar o cadastro de produtos',
	'product.removed': 'para tirar o produto de outros sistemas',
	'stock.changed': 'avisa que houve movimento, sem prometer a quantidade',
	'category.saved': 'para copiar as categorias; o n8n não consegue confirmar este aviso pela API',
	'category.removed': 'só a categoria-mãe é avisada quando as subcategorias também são removidas',
};

const tokenOf = ({ webhookToken }: ICredentialDataDecryptedObject): string | undefined =>
	typeof webhookToken === 'string' && webhookToken !== '' ? webhookToken : undefined;

/** What "Webhook" → "Prepare" and "Check" need to know. */
export const guide: SetupGuide & CheckedEndpoint = {
	displayName: 'iSET',
	triggerType: 'isetTrigger',
	credential: 'isetApi',
	addresses: (_trigger, credential) =>
		catalogue.map((entry) => ({
			path: routeOf(entry.event),
			query: { token: tokenOf(credential) ?? tokenPlaceholder },
			label: labelOf(entry),
		})),
	addressesFrom(url, credential) {
		const base = /^https?:\/\/[^?#]+\/webhook(?:-test)?\/[^/?#]+(?=\/|$)/i.exec(url)?.[0];
		return base === undefined
			? undefined
			: catalogue.map((entry) => ({
					label: labelOf(entry),
					url: `${base}/${routeOf(entry.event)}?token=${encodeURIComponent(tokenOf(credential) ?? tokenPlaceholder)}`,
				}));
	},
	formFields: (_url, credential) =>
		tokenOf(credential) === undefined
			? [
					{
						label: 'Atenção',
						value:
							'A credencial não tem Webhook Token. Preencha-o com 32 ou mais letras e números aleatórios e prepare de novo.',
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
	guideNotes: [
		'As URLs contêm o Webhook Token da credencial: trate-as como senha. Para trocar o token, salve um novo na credencial e cole as URLs de novo.',
		'Os webhooks da iSET vêm sem assinatura, e ela não documenta novas tentativas nem reenvio: use Order > Reconcile para achar pedidos cujo aviso se perdeu.',
		'Se o painel descartar a parte depois de "?" (não confirmado), veja a opção Allow Without Token do gatilho.',
	],
	genuine(_body, credential) {
		const token = tokenOf(credential);
		return token === undefined ? undefined : { query: { token } };
	},
	forged: (_body, { trigger }) =>
		acceptsWithoutToken(trigger.parameters) ? undefined : { query: { token: 'forged' } },
};

function acceptsWithoutToken({ options }: { options?: unknown }): boolean {
	return (
		typeof options === 'object' &&
		options !== null &&
		'allowWithoutToken' in options &&
		options.allowWithoutToken === true
	);
}
