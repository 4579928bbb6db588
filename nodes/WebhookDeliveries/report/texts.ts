import { DateTime } from 'luxon';

import { vendors } from '../../vendors';
import type { Status } from '../history/records';
import type { RefusalReason } from '../resend/refusal';

/** The page is for people of the shop and therefore Portuguese; the node's own texts are English. */
export const pageZone = 'America/Sao_Paulo';

/** What the page calls a status. */
export const statusTexts: Record<Status | 'recovered', string> = {
	succeeded: 'Sucesso',
	failed: 'Falha',
	crashed: 'Interrompida',
	stalled: 'Parada',
	canceled: 'Cancelada',
	running: 'Em andamento',
	waiting: 'Aguardando',
	other: 'Desconhecido',
	recovered: 'Recuperada',
};

/** Why something was not resent, as the end of a sentence. */
export const refusalTexts: Record<RefusalReason, string> = {
	gone: 'a execução não existe mais no n8n',
	foreign: 'a execução não contém uma entrega deste painel',
	ambiguous: 'a execução contém várias entregas',
	running: 'a mesma entrega ainda está em andamento; espere terminar',
	succeeded: 'a entrega já deu certo',
	recovered: 'a entrega já foi recuperada por um reenvio anterior',
	resent: 'ela já foi reenviada depois que esta página foi aberta; veja o resultado na lista',
	noData: 'o n8n não guarda mais os dados desta entrega',
	noTrigger: 'o workflow não tem mais o gatilho deste fornecedor',
	noSecret: 'falta o "Resend Secret" na credencial "N8n Instance API"',
	unpublished: 'o workflow não está publicado',
	noSlot: 'o gatilho não tem a credencial "N8n Instance API"',
	masked:
		'a entrega foi guardada sem dados pessoais, e hoje o gatilho os mantém: use Enviar manualmente, que busca tudo de novo no fornecedor',
	ignored: 'o gatilho está configurado para ignorar este evento ou esta conta',
	otherAccount: 'a entrega é de outra conta',
	archived: 'o workflow está arquivado',
	interrupted: 'uma nova tentativa pularia o nó em que ela foi interrompida: reenvie com a versão publicada',
	nodeGone: 'o nó em que ela falhou não existe mais no workflow: reenvie com a versão publicada',
	unsearched: 'há execuções novas demais para saber se ela já deu certo',
	unsaved: 'o n8n não guarda as execuções com sucesso deste workflow, por isso não se sabe se ela já foi reenviada',
};

/** Nouns that several vendors share; a vendor's own are in its identity. */
const nouns: Array<[resource: RegExp, noun: string]> = [
	[/(^|_)invoice$/, 'Nota'],
	[/^order$/, 'Pedido'],
	[/^(product|stock|virtual_stock|product_supplier)$/, 'Produto'],
	[/^category$/, 'Categoria'],
	[/^legal_entity/, 'Empresa'],
];

/**
 * What the reference of a delivery identifies: in `stock.created` a product. `Entrega` if only the
 * delivery itself has an ID.
 */
export function nounOf({ event, reference }: { event: string | null; reference: string | null }): string {
	if (reference === null) return 'Entrega';
	const [resource] = (event ?? '').replace(/^legacy\./, '').split('.');
	const [own] = vendors.flatMap((vendor) => vendor.nouns?.[resource] ?? []);
	return own ?? nouns.find(([pattern]) => pattern.test(resource))?.[1] ?? 'Referência';
}

const decimal = new Intl.NumberFormat('pt-BR', { maximumFractionDigits: 1, minimumFractionDigits: 1 });
const whole = new Intl.NumberFormat('pt-BR');

/** A share of 1 in Portuguese: 0.985 is `98,5 %`; a dash for null. */
export const percent = (share: number | null): string => (share === null ? '–' : `${decimal.format(share * 100)} %`);

/** A whole number in Portuguese: 12345 is `12.345`. */
export const count = (value: number): string => whole.format(value);

/** Milliseconds as seconds in Portuguese: 1500 is `1,5 s`; a dash for null. */
export const seconds = (milliseconds: number | null): string => (milliseconds === null ? '–' : `${decimal.format(milliseconds / 1000)} s`);

/** A moment in the time of Brasília, a dash for null; `format` is one of luxon's. */
export const shown = (at: string | null, format = 'dd/MM/yyyy HH:mm:ss') =>
	at === null ? '–' : DateTime.fromISO(at).setZone(pageZone).toFormat(format);
