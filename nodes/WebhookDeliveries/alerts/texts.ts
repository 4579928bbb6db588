import { cutText } from '../../shared/cutText';
import type { CredentialProblem } from '../endpoints/testCredential';
import type { Refusing } from '../endpoints/refusals';
import type { DeliveryRecord, Status } from '../history/records';
import { nounOf, shown } from '../report/texts';
import type { Fact, Situation } from './fact';

/**
 * Every sentence of the alerts. People of a shop read them, so they are Portuguese; what a node or
 * vendor said stands in quotes.
 */

const longestError = 300;
const longestReference = 120;
const mostReferences = 50;
const mostLinks = 10;

/** A moment as an alert shows it. */
const when = (at: string) => shown(at, "dd/MM 'às' HH:mm");
const plural = (count: number, one: string, several: string) => `${count} ${count === 1 ? one : several}`;

const failureWords: Partial<Record<Status, string>> = {
	crashed: 'interrompida pela queda do n8n',
	stalled: 'parada',
	canceled: 'cancelada',
};

/** What failed, by its noun: "Pedido: falha". The noun comes first: `nounIn` reads it there. */
export const failureTitle = (record: Pick<DeliveryRecord, 'event' | 'reference' | 'status'>): string =>
	`${nounOf(record)}: ${failureWords[record.status] === undefined ? 'falha' : `entrega ${failureWords[record.status]}`}`;

const nounIn = (title: string) => /^\p{L}+/u.exec(title)?.[0] ?? 'Entrega';

const unsaid: Partial<Record<Status, string>> = {
	crashed: 'O n8n caiu durante a execução.',
	canceled: 'Alguém a cancelou, ou ela demorou mais do que o n8n permite.',
	stalled: 'Está em andamento há mais de uma hora: talvez o n8n não tenha conseguido registrar o fim.',
};

/** Why a delivery failed; the node's or vendor's own words, in whole sentences. */
export function failureText(status: Status, failingNode: string | null, said: string | null): string {
	if (unsaid[status] !== undefined) return unsaid[status];
	const place = failingNode === null ? 'Parou' : `O nó "${failingNode}" parou`;
	return said === null ? `${place} com um erro sem mensagem.` : `${place} com o erro "${cutText(said, longestError)}".`;
}

/** A workflow that none of our deliveries started. */
export const executionTitle = 'Execução: falha';

/** A trigger that could not start at all. */
export const triggerTitle = 'Gatilho: não começou a receber';

/** The account of a delivery: the company's name if known, else the name of the credential, marked as such. */
export function accountText(
	{ account, accountName }: { account: string | null; accountName: string | null },
	company: string | null,
	credentialName: string | null,
): string {
	if (company !== null) return company;
	if (accountName !== null && accountName !== credentialName) return accountName;
	return credentialName === null ? (account ?? '') : `credencial ${credentialName}`;
}

/** What an account sends in this part of its event names: "pedidos"; '' if there is no word for it. */
export function resourceText(resource: string | null): string {
	if (resource === null) return '';
	if (/(^|_)stock$/.test(resource)) return 'estoque';
	const noun = nounOf({ event: resource, reference: resource });
	return noun === 'Referência' ? '' : `${noun.toLowerCase()}s`;
}

export const texts = {
	rate: (failed: number, deliveries: number) => ({
		titulo: 'Taxa de falha alta',
		erro: `${failed} de ${plural(deliveries, 'entrega', 'entregas')} das últimas 24 horas falharam e não foram recuperadas. Abra as execuções com erro deste workflow, corrija a causa e reenvie pelo painel de webhooks.`,
	}),

	refusing: (trigger: string, { cause, last }: Refusing, credential: string | null) => {
		const named = credential === null ? 'credencial do gatilho' : `credencial "${credential}"`;
		const erro = {
			mismatch: `O gatilho "${trigger}" recusa entregas com assinatura ou senha errada, a última em ${when(last)}. O segredo foi trocado no fornecedor? Coloque o novo na ${named}.`,
			missing: `O gatilho "${trigger}" recusa entregas sem prova de origem, a última em ${when(last)}. O endereço foi cadastrado sem o token, a senha ou a assinatura? Cadastre no fornecedor o que a página do gatilho mostra.`,
			unavailable: `O gatilho "${trigger}" respondeu 503 a entregas que não conseguiu conferir ou guardar, a última em ${when(last)}. Veja se a ${named} existe e tem o segredo.`,
		}[cause];
		return { titulo: cause === 'unavailable' ? 'Entregas respondidas com 503' : 'Entregas recusadas', erro };
	},

	deadAddress: (trigger: string, isRegistered: boolean) => ({
		titulo: 'Endereço fora do ar',
		erro: isRegistered
			? `O endereço do gatilho "${trigger}" não responde, e as entregas do fornecedor podem se perder. Confira se o n8n e o que está na frente dele (proxy, túnel) estão no ar.`
			: `O endereço do gatilho "${trigger}" não está registrado no n8n, e as entregas do fornecedor se perdem. Despublique o workflow e publique de novo.`,
	}),

	noTrigger: (ofVendor: string) => ({
		titulo: 'Endereço fora do ar',
		erro: `Nenhum workflow publicado recebe as entregas desta conta. Publique o workflow que tem o gatilho ${ofVendor}.`,
	}),

	credential: (trigger: string, credential: string | null, kind: CredentialProblem['kind']) => {
		const named = credential === null ? 'A credencial do gatilho' : `A credencial "${credential}"`;
		return {
			titulo: 'Credencial a reconectar',
			erro: {
				none: `O gatilho "${trigger}" está sem credencial. Escolha uma no gatilho e publique o workflow de novo.`,
				gone: `${named} não existe mais, ou a chave da API não tem acesso a ela. Escolha outra no gatilho "${trigger}" e publique o workflow de novo.`,
				untested: `${named} não pôde ser testada. Abra-a em Credentials e veja o que o n8n diz ao salvar.`,
				refused: `${named} não é mais aceita pelo fornecedor. Abra-a em Credentials e clique em Reconectar, ou coloque a chave nova.`,
			}[kind],
		};
	},

	silence: (lastAt: string | null, hours: number) => ({
		titulo: 'Silêncio',
		erro:
			lastAt === null
				? `Nenhuma entrega chegou desde que a conta foi configurada, há ${plural(hours, 'hora útil', 'horas úteis')}. Confira o webhook no painel do fornecedor; ou simplesmente não houve movimento.`
				: `Nenhuma entrega chega há ${plural(hours, 'hora útil', 'horas úteis')}: a última foi em ${when(lastAt)}. Confira o webhook no painel do fornecedor; ou simplesmente não houve movimento.`,
	}),

	/** For what is over. */
	over: 'O problema passou.',
	/** For a failure that a resend or retry recovered. */
	madeGood: 'Um reenvio deu certo.',
	resendHint: 'Depois de corrigir a causa, reenvie pelo painel de webhooks ou pela execução no n8n.',
	notNoted: 'Não foi possível anotar esta falha no n8n, por isso o aviso pode se repetir.',
};

/** Facts with the same cause as one paragraph. */
export function paragraph(situation: Situation, facts: Fact[]): string {
	const [{ tipo, titulo, workflow, conta, erro }] = facts;
	const isFailure = tipo === 'falha' || tipo === 'interrompida';
	const light = { novo: tipo === 'silencio' ? '🟡' : '🔴', recuperado: '🟢', aberto: '🟠' }[situation];
	const count = facts.length > 1 ? ` (${facts.length})` : '';
	const references = [...new Set(facts.map(({ pedido }) => pedido))].filter((reference) => reference !== '');
	const links = [...new Set(facts.map(({ link }) => link))].filter((link) => link !== '');
	const noun = nounIn(titulo);
	const lines = [
		`${light} ${situation === 'recuperado' ? 'Recuperado: ' : ''}${titulo}${count}, workflow "${workflow}"${conta === '' ? '' : `, ${conta}`}`,
		situation === 'recuperado' ? (isFailure ? texts.madeGood : texts.over) : erro,
		...(isFailure && references.length > 0 ? [`${references.length === 1 ? noun : `${noun}s`}: ${listed(references)}`] : []),
		...links.slice(0, mostLinks),
		...(links.length > mostLinks ? [`e mais ${plural(links.length - mostLinks, 'execução', 'execuções')}`] : []),
		...(isFailure && situation !== 'recuperado' && ![executionTitle, triggerTitle].includes(titulo) ? [texts.resendHint] : []),
	];
	return lines.join('\n');
}

const listed = (references: string[]) =>
	references
		.slice(0, mostReferences)
		.map((reference) => cutText(reference, longestReference))
		.join(', ') + (references.length > mostReferences ? ` e mais ${references.length - mostReferences}` : '');

/** The subject of a notice about several things. */
export function digestTitle(situation: Situation, count: number): string {
	return {
		novo: `Webhooks: ${plural(count, 'problema novo', 'problemas novos')}`,
		recuperado: `Webhooks: ${plural(count, 'problema recuperado', 'problemas recuperados')}`,
		aberto: `Webhooks: ${plural(count, 'problema continua aberto', 'problemas continuam abertos')}`,
	}[situation];
}

/** The subject of a failure that is reported at once. */
export function failureSubject(facts: Fact[]): string {
	const [{ pedido, titulo, workflow }] = facts;
	if (titulo === executionTitle) return `Uma execução falhou em "${workflow}"`;
	if (titulo === triggerTitle) return `O gatilho falhou em "${workflow}"`;
	if (facts.length > 1) return `${facts.length} entregas falharam em "${workflow}"`;
	return pedido === ''
		? `Uma entrega falhou em "${workflow}"`
		: `${nounIn(titulo)} ${cutText(pedido, longestReference)} falhou em "${workflow}"`;
}
