import type { SetupPage } from '../../shared/trigger/vendor';
import { catalogue, labelOf, routeOf } from './events';

/** Where the panel lists its webhooks (docs/facts/iset.md §1). */
export const panelPath = 'Configurações >> API Rest >> Webhooks';

/** Panel path and labels: docs/facts/iset.md §1 (certain). */
export const setup: SetupPage = {
	steps: [
		"In the shop's panel, make sure that the REST API is active.",
		`Open "${panelPath}".`,
		'Click "+" at each webhook you want and paste its address. "+" adds an address: leave your ERP\'s address as it is.',
		'Append ?token= and the credential\'s "Webhook Token" to each address. The operation "Webhook → Get Setup Steps" of the iSET node shows all seven, ready to copy.',
		'Click "Salvar alterações".',
	],
	notes: [
		...catalogue.map((entry) => `"${labelOf(entry)}": the address that ends with ${routeOf(entry.event)}`),
		"iSET's webhooks are not signed. Anyone who knows a full address can post to it, so treat the addresses like passwords: they also appear in proxy logs. To change the token, save a new one in the credential and paste the addresses again.",
		'Whether iSET repeats a webhook that failed is unknown, and no way to ask for one again is known. The operation "Order → Get Missed" finds orders whose webhook was lost.',
		'It is unconfirmed whether the panel keeps the part after "?". If deliveries arrive without it, see "Allow Without Token" in the trigger.',
	],
	refusalHint:
		"does the address in the panel end with ?token= and the credential's current Webhook Token? After changing the token, paste the addresses again.",
	portuguese: {
		steps: [
			'No painel da loja, confira se a API REST está ativa.',
			`Abra "${panelPath}".`,
			'Em cada webhook que você quer receber, clique em "+" e cole o endereço dele. O "+" acrescenta um endereço: deixe o do seu ERP onde está.',
			'No fim de cada endereço, acrescente ?token= e o "Webhook Token" da credencial. A operação "Webhook → Get Setup Steps" do nó iSET mostra os sete endereços prontos para copiar.',
			'Clique em "Salvar alterações".',
		],
		notes: [
			...catalogue.map((entry) => `"${labelOf(entry)}": o endereço que termina com ${routeOf(entry.event)}`),
			'Os webhooks da iSET não são assinados: quem conhece o endereço completo consegue enviar para ele. Trate os endereços como senhas; eles também aparecem nos logs de proxies. Para trocar o token, salve um novo na credencial e cole os endereços de novo.',
			'Não se sabe se a iSET tenta de novo quando um webhook falha, nem como pedir que envie outra vez. A operação "Order → Get Missed" encontra os pedidos cujo webhook se perdeu.',
			'Não está confirmado se o painel guarda o que vem depois de "?". Se as entregas chegarem sem o token, veja "Allow Without Token" no gatilho.',
		],
		refusalHint:
			'no painel, o endereço termina com ?token= e o "Webhook Token" que está hoje na credencial? Depois de trocar o token, cole os endereços de novo.',
	},
};
