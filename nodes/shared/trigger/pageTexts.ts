import type { CounterValues } from './counters';

/** The languages of a trigger's own page. */
export type Language = 'en' | 'pt';

/** The sentences of one language. Names that are passed in are already escaped. */
export interface PageTexts {
	lang: string;
	title(vendor: string): string;
	heading(vendor: string): string;
	about(vendor: string): string;
	register(vendor: string): string;
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
		title: (vendor) => `${vendor} webhook address`,
		heading: (vendor) => `This address receives webhooks from ${vendor}`,
		about: (vendor) => `It belongs to a published n8n workflow. ${vendor} posts to it; opening it in a browser only shows this page.`,
		register: (vendor) => `How to register it at ${vendor}`,
		countsHint: 'To see what it received and refused, run "Webhook → Test" in n8n and open the link it returns.',
		warning: (count, lastAt) => `${count} refused because of their signature or secret, most recently at ${lastAt}`,
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
			resend: 'Refused: resend forged, expired or already used',
			limit: 'Refused: too many in one minute; to be sent again',
			unavailable: 'Refused: could not be verified or stored (answered 503); to be sent again',
		},
		approximate: 'Approximate: each n8n process counts what it received itself and saves it once a minute.',
	},
	pt: {
		lang: 'pt-BR',
		title: (vendor) => `Endereço de webhooks: ${vendor}`,
		heading: (vendor) => `Este endereço recebe webhooks: ${vendor}`,
		about: (vendor) => `Ele pertence a um workflow publicado no n8n e recebe o que ${vendor} envia. No navegador, só mostra esta página.`,
		register: (vendor) => `Como cadastrá-lo: ${vendor}`,
		countsHint: 'Para ver o que chegou e o que foi recusado, execute "Webhook → Test" no n8n e abra o link que ele mostra.',
		warning: (count, lastAt) => `Recusadas pela assinatura ou pelo segredo: ${count}, a última em ${lastAt}`,
		since: (at) => `O que chegou desde ${at}`,
		columns: ['Entregas', 'Quantidade', 'Última'],
		moment: 'dd/MM/yyyy HH:mm:ss',
		accepted: 'Aceitas',
		duplicate: 'Duplicatas',
		ignored: 'Ignoradas (evento ou conta não escolhidos)',
		refused: {
			missing: 'Recusadas: sem prova de origem',
			malformed: 'Recusadas: prova malformada',
			mismatch: 'Recusadas: assinatura ou segredo errados',
			resend: 'Recusadas: reenvio falsificado, expirado ou já usado',
			limit: 'Recusadas: muitas em um minuto; devem ser enviadas de novo',
			unavailable: 'Recusadas: não puderam ser conferidas ou guardadas (resposta 503); devem ser enviadas de novo',
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
