import { cutText } from '../../shared/cutText';
import { foreignAccount } from '../../shared/operations/rebuild';
import { minResendSecretLength } from '../../shared/trigger/redelivery';
import type { Named } from '../../shared/portuguese';
import { inPortuguese } from '../../shared/portuguese';
import type { VendorIdentity } from '../../shared/vendorIdentity';
import { vendors } from '../../vendors';
import { neverHeard } from '../resend/otherAccount';
import { chosenDoesNot, severalTriggers } from '../resend/target';

/** What the page says instead of an error of this package; `$1` stands for a name in the error. */
const translations: Array<[error: RegExp | string, text: string]> = [
	[foreignAccount, 'O pedido, a nota ou o produto não é da conta escolhida.'],
	[severalTriggers, 'Vários gatilhos publicados recebem esta entrega: escolha um deles em "Gatilho" e envie de novo.'],
	[chosenDoesNot, 'O gatilho escolhido não é deste fornecedor, não recebe esta conta ou não está publicado. Escolha outro.'],
	[
		`The trigger "(.+)" of the workflow "(.+)" ${neverHeard} (\\S+)`,
		'O gatilho "$1" do workflow "$2" nunca recebeu nada da conta $3: escolha o gatilho dessa conta, ou inclua a conta neste gatilho. Nada foi enviado.',
	],
	[
		/No published workflow has an? (.+) trigger for this account/,
		'Nenhum workflow publicado tem um $1 Trigger que receba esta conta: publique um ou confira a conta.',
	],
	[
		/Resend Secret is missing or too short|lacks what a resend needs/,
		`Falta o "Resend Secret" na credencial "N8n Instance API", ou ele é curto demais: use ao menos ${minResendSecretLength} caracteres aleatórios.`,
	],
	[/The workflow "(.+)" is not published/, 'O workflow "$1" não está publicado: publique-o e envie de novo.'],
	[
		/The trigger "(.+)" has no "N8n Instance API" credential/,
		'O gatilho "$1" não tem a credencial "N8n Instance API": abra o gatilho, escolha a mesma credencial deste painel e publique o workflow.',
	],
	[
		/was stored without its personal data, and the trigger "(.+)" keeps them/,
		'A entrega foi guardada sem dados pessoais, e hoje o gatilho "$1" os mantém: use Enviar manualmente.',
	],
	[
		/The trigger "(.+)" ignored the delivery/,
		'O gatilho "$1" ignorou a entrega: abra o gatilho e veja os eventos, as contas e as opções dele. Nada foi processado.',
	],
	[
		/The trigger of the workflow "(.+)" did not answer/,
		'O gatilho do workflow "$1" não respondeu, e não se sabe se ele recebeu a entrega: veja as execuções mais recentes desse workflow antes de enviar de novo.',
	],
	[/The trigger could not be reached/, 'O gatilho não respondeu: confira a Base URL na credencial "N8n Instance API".'],
	[
		/The trigger of the workflow "(.+)" answered 401/,
		'O gatilho do workflow "$1" recusou a assinatura: ele precisa da mesma credencial "N8n Instance API" que este painel.',
	],
	[/The trigger of the workflow "(.+)" answered 404/, 'O endereço do gatilho do workflow "$1" não existe: publique o workflow.'],
	[
		/The trigger of the workflow "(.+)" answered 503/,
		'O gatilho do workflow "$1" não pôde guardar a entrega agora. Envie de novo mais tarde.',
	],
	[/The trigger of the workflow "(.+)" answered (\d+)/, 'O gatilho do workflow "$1" respondeu $2: veja o log do n8n.'],
	[/The field "Reference" must be .*whole number/, 'Informe um número inteiro maior que zero.'],
	[/The field "Reference"/, 'O número do pedido, o SKU ou o ID não foi aceito: confira o que você escreveu.'],
	[/The field "Account" is empty/, 'Informe a conta: na NFE.io, o ID da empresa da nota.'],
	[/The field "Account"/, 'A conta não foi aceita: confira o que você escreveu.'],
	[/The field "(.+?)"/, 'O campo "$1" do nó não foi aceito: confira o workflow deste painel.'],
	[
		/API key lacks the scope ([\w:]+\w)/,
		'A chave da API do n8n não tem o escopo $1, ou o usuário dela não pode fazer isso: inclua o escopo em Settings → n8n API.',
	],
	[/n8n is starting and does not answer/, 'O n8n está iniciando e ainda não responde: tente de novo em instantes.'],
	[/This n8n could not be reached/, 'Não foi possível acessar o n8n: confira a Base URL na credencial "N8n Instance API".'],
];

const speakers: Named[] = [...vendors, { article: 'o', displayName: 'n8n' }];
const names = speakers.map(({ displayName }) => displayName.replace('.', '\\.')).join('|');
const said = `(${names}) (?:answered (\\d+)(?:[^:]*: ([^]*))?|(could not be reached|did not answer))`;

/** This package's own error in Portuguese; undefined for any other. */
function translated(text: string): string | undefined {
	for (const [error, portuguese] of translations) {
		const found = new RegExp(error).exec(text);
		if (found) return portuguese.replace(/\$(\d)/g, (_, group: string) => found[Number(group)] ?? '');
	}
	return undefined;
}

/** An error for the page, in Portuguese; only what n8n or a vendor said is quoted as it is. */
export function explained(error: string, advice: string): string {
	const own = translated(error) ?? translated(advice);
	if (own !== undefined) return own;
	const [, name, status, reason, silence] = new RegExp(said).exec(error) ?? [];
	const speaker = speakers.find(({ displayName }) => displayName === name);
	if (speaker === undefined) return `O n8n disse: "${cutText(error, 300)}"`;
	const { first, the } = inPortuguese(speaker);
	if (silence === 'could not be reached') return `Não foi possível acessar ${the}. Tente de novo mais tarde.`;
	if (silence !== undefined) return `${first} não respondeu. Veja a execução no n8n antes de tentar de novo.`;
	return `${first} respondeu ${status}${reason ? `: "${cutText(reason, 300)}"` : ''}. Veja a execução no n8n.`;
}

/** What the form calls an event; the event itself if the form does not offer it. */
export const eventLabel = (vendor: string, event: string): string => {
	const identity = vendors.find((one: VendorIdentity) => one.vendor === vendor);
	const label = identity?.rebuilds?.find((one) => one.event === event)?.label;
	return label === undefined ? event : `"${label}"`;
};
