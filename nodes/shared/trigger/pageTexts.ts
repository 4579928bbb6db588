import type { Named } from '../portuguese';
import { inPortuguese } from '../portuguese';
import type { CounterValues } from './counters';

/** The languages of a trigger's own page. */
export type Language = 'en' | 'pt';

/** The sentences of one language. Names that are passed in are already escaped. */
export interface PageTexts {
	lang: string;
	title(vendor: Named): string;
	heading(vendor: Named): string;
	about(vendor: Named): string;
	register(vendor: Named): string;
	countsHint: string;
	warning(count: number, lastAt: string): string;
	since(at: string): string;
	columns: [string, string, string];
	/** The format of a time, in luxon's tokens. */
	moment: string;
	accepted: string;
	duplicate: string;
	ignored: string;
	refused: Record<keyof CounterValues['refused'], string>;
	approximate: string;
}

/** The page's texts around the vendor's own steps. */
export const pageTexts: Record<Language, PageTexts> = {
	en: {
		lang: 'en',
		title: ({ displayName }) => `${displayName} webhook address`,
		heading: ({ displayName }) => `This address receives webhooks from ${displayName}`,
		about: ({ displayName }) =>
			`It belongs to a published n8n workflow and receives what ${displayName} sends. In a browser it only shows this page.`,
		register: ({ displayName }) => `How to register it at ${displayName}`,
		countsHint: 'To see what arrived and what was refused, run "Webhook → Test" in n8n and open the link it shows.',
		warning: (count, lastAt) => `${count} refused with a wrong signature or secret, last at ${lastAt}`,
		since: (at) => `Received since ${at}`,
		columns: ['Deliveries', 'Count', 'Last at'],
		moment: 'yyyy-MM-dd HH:mm:ss',
		accepted: 'Accepted',
		duplicate: 'Duplicate',
		ignored: 'Ignored (event or account not chosen)',
		refused: {
			missing: 'Refused: no proof of origin',
			malformed: 'Refused: malformed proof',
			mismatch: 'Refused: wrong signature or secret',
			resend: 'Refused: resend forged, expired or used before',
			limit: 'Refused: too many in a minute (answered 503); the vendor should send it again',
			unavailable: 'Could not be checked or stored (answered 503): the vendor should send it again',
		},
		approximate: 'Approximate: each n8n process counts what it received itself and saves it once a minute.',
	},
	pt: {
		lang: 'pt-BR',
		title: (vendor) => `Webhooks ${inPortuguese(vendor).of}`,
		heading: (vendor) => `Este endereço recebe os webhooks ${inPortuguese(vendor).of}`,
		about: (vendor) =>
			`Ele pertence a um workflow publicado no n8n e recebe o que ${inPortuguese(vendor).the} envia. No navegador, só mostra esta página.`,
		register: (vendor) => `Como cadastrá-lo ${inPortuguese(vendor).at}`,
		countsHint: 'Para ver o que chegou e o que foi recusado, execute "Webhook → Test" no n8n e abra o link que ele mostra.',
		warning: (count, lastAt) =>
			`${count} ${count === 1 ? 'entrega recusada' : 'entregas recusadas'} por assinatura ou segredo errado, a última em ${lastAt}`,
		since: (at) => `O que chegou desde ${at}`,
		columns: ['Entregas', 'Quantidade', 'Última'],
		moment: 'dd/MM/yyyy HH:mm:ss',
		accepted: 'Aceitas',
		duplicate: 'Duplicatas',
		ignored: 'Ignoradas (evento ou conta não escolhidos)',
		refused: {
			missing: 'Recusadas: sem prova de origem',
			malformed: 'Recusadas: prova malformada',
			mismatch: 'Recusadas: assinatura ou segredo errado',
			resend: 'Recusadas: reenvio falsificado, expirado ou já usado',
			limit: 'Recusadas: muitas em um minuto (resposta 503); o fornecedor deve enviar de novo',
			unavailable: 'Não puderam ser conferidas ou guardadas (resposta 503): o fornecedor deve enviar de novo',
		},
		approximate: 'Números aproximados: cada processo do n8n conta o que ele mesmo recebeu e guarda a cada minuto.',
	},
};

/** Portuguese if the browser prefers it to English, else English. */
export function languageOf(acceptLanguage: unknown): Language {
	const wanted = String(acceptLanguage ?? '')
		.slice(0, 500)
		.split(',')
		.map((entry) => {
			const [tag, ...rest] = entry.trim().toLowerCase().split(';');
			const quality = Number(/q=([\d.]+)/.exec(rest.join(';'))?.[1] ?? 1);
			return { language: tag.split('-')[0], quality };
		})
		.filter(({ language, quality }) => quality > 0 && (language === 'pt' || language === 'en'))
		.sort((a, b) => b.quality - a.quality);
	return wanted[0]?.language === 'pt' ? 'pt' : 'en';
}
