import type { CaseName } from './cases.mts';
import type { ContenderName } from './contenders.mts';
import type { DeliveriesCaseName } from './deliveries.mts';
import type { HistoryCaseName } from './history.mts';

export type Language = 'en' | 'pt-BR';

interface Texts {
	cases: Record<CaseName, string>;
	contenders: Record<ContenderName, string>;
	case: string;
	perSecond: string;
	cpu: string;
	cpuTitle: string;
	lazy: string;
	default: string;
	/** Of a decimal fraction. */
	separator: string;
	cell: (perSecond: string, cpuMs: string) => string;
	circumstances: (facts: { n8n: string; node: string; cpu: string; cpus: number; day: string; rounds: number; load: string }) => string;
	/** Shown if the machine was busy or rounds are missing. */
	caution: string;
	size: (facts: { tarball: string; files: number; load: string }) => string;
	memory: (facts: { requests: string; refused: string; duplicate: string }) => string;
	/** Head of the first column of the profile. */
	profile: string;
	deliveriesHeader: string[];
	deliveries: Record<DeliveriesCaseName, string>;
	historyHeader: string[];
	history: Record<HistoryCaseName, string>;
}

export const texts: Record<Language, Texts> = {
	en: {
		cases: {
			accepted: 'accepted, one execution each',
			refused: 'refused',
			duplicate: 'duplicate',
			filtered: 'event not wanted',
			storm28: '28 at once',
			connections100: '100 connections',
		},
		contenders: {
			package: 'this package',
			once: 'this package, duplicates ignored across processes',
			gathered100: 'this package, gathered 100 ms',
			gathered250: 'this package, gathered 250 ms',
			webhook: "n8n's Webhook node, nothing verified",
			handmade: 'by hand: Webhook → Code (HMAC) → If → Respond',
			linear: "n8n's Linear Trigger (verifies a signature)",
			http: 'bare Node.js server with HMAC',
		},
		case: 'case',
		perSecond: 'events per second',
		cpu: 'CPU per event',
		cpuTitle: 'CPU per event in ms, until its execution has ended (shorter is better)',
		lazy: 'with `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`',
		default: 'default settings of n8n',
		separator: '.',
		cell: (perSecond, cpuMs) => `${perSecond}/s, ${cpuMs} ms`,
		circumstances: ({ n8n, node, cpu, cpus, day, rounds, load }) =>
			`Medians of ${rounds} interleaved rounds, one n8n ${n8n} process with SQLite, Node ${node}, ${cpus} × ${cpu}, ${day}; load of the machine before it began: ${load}. CPU counts n8n and its children until the executions have ended. Compare columns, not machines.`,
		caution:
			'**Preliminary:** the machine was busy with other things; rates of such a run may be off by half. Run `npm run bench` on a quiet machine.',
		size: ({ tarball, files, load }) => `The package: ${tarball} kB packed, ${files} files, all nodes load in ${load} ms.`,
		memory: ({ requests, refused, duplicate }) =>
			`Memory in use after ${requests} refusals: ${refused} MB more; after ${requests} duplicates: ${duplicate} MB more.`,
		profile: 'ms per event in the main thread',
		deliveriesHeader: ['Webhook Deliveries with 10,000 executions', 'seconds', 'CPU seconds', 'items', 'extra memory'],
		deliveries: {
			statistics: 'statistics of 24 h by workflow, vendor and hour',
			breakdown: 'by account and event over the last 1,000',
			failed: 'get many of the last 100 failed',
			page: 'the page of 24 h (no limit set)',
		},
		historyHeader: ['Webhook Deliveries with a long history', 'seconds', 'goal', 'API calls', 'extra memory of n8n'],
		history: {
			bare: "the first call's pages, read from outside by a bare loop",
			first: 'Statistics of 24 h, 100,000 executions, first call',
			second: 'Statistics of 24 h, 100,000 executions, second call',
			month: 'page of 30 days, 300,000 executions, first call',
			monthAgain: 'page of 30 days, 300,000 executions, second call',
			manyWorkflows: 'Get Many of 100 failed, 200 tracked workflows',
		},
	},
	'pt-BR': {
		cases: {
			accepted: 'aceito, uma execução para cada',
			refused: 'recusado',
			duplicate: 'duplicado',
			filtered: 'evento não escolhido',
			storm28: '28 de uma vez',
			connections100: '100 conexões',
		},
		contenders: {
			package: 'este pacote',
			once: 'este pacote, sem repetidos entre processos',
			gathered100: 'este pacote, juntando por 100 ms',
			gathered250: 'este pacote, juntando por 250 ms',
			webhook: 'nó Webhook do n8n, sem verificar nada',
			handmade: 'à mão: Webhook → Code (HMAC) → If → Respond',
			linear: 'Linear Trigger do n8n (verifica assinatura)',
			http: 'servidor Node.js puro com HMAC',
		},
		case: 'caso',
		perSecond: 'eventos por segundo',
		cpu: 'CPU por evento',
		cpuTitle: 'CPU por evento em ms, até o fim da execução (mais curto é melhor)',
		lazy: 'com `N8N_EXPRESSION_ENGINE_LAZY_ACQUIRE=true`',
		default: 'configuração padrão do n8n',
		separator: ',',
		cell: (perSecond, cpuMs) => `${perSecond}/s, ${cpuMs} ms`,
		circumstances: ({ n8n, node, cpu, cpus, day, rounds, load }) =>
			`Medianas de ${rounds} rodadas intercaladas, um processo do n8n ${n8n} com SQLite, Node ${node}, ${cpus} × ${cpu}, ${day}; carga da máquina antes do início: ${load}. A CPU conta o n8n e os processos filhos até o fim das execuções. Compare as colunas, não as máquinas.`,
		caution:
			'**Preliminar:** a máquina estava ocupada com outras coisas; as taxas de uma rodada assim podem errar pela metade. Rode `npm run bench` em uma máquina sossegada.',
		size: ({ tarball, files, load }) => `O pacote: ${tarball} kB compactado, ${files} arquivos, todos os nós carregam em ${load} ms.`,
		memory: ({ requests, refused, duplicate }) =>
			`Memória em uso depois de ${requests} recusas: ${refused} MB a mais; depois de ${requests} duplicados: ${duplicate} MB a mais.`,
		profile: 'ms por evento na thread principal',
		deliveriesHeader: ['Webhook Deliveries com 10.000 execuções', 'segundos', 'segundos de CPU', 'itens', 'memória a mais'],
		deliveries: {
			statistics: 'estatística de 24 h por workflow, fornecedor e hora',
			breakdown: 'por conta e evento, nas últimas 1.000',
			failed: 'as últimas 100 que falharam (Get Many)',
			page: 'a página de 24 h (sem limite definido)',
		},
		historyHeader: ['Webhook Deliveries com histórico longo', 'segundos', 'meta', 'chamadas da API', 'memória a mais do n8n'],
		history: {
			bare: 'as páginas da primeira chamada, lidas de fora por um laço simples',
			first: 'estatística de 24 h, 100.000 execuções, primeira chamada',
			second: 'estatística de 24 h, 100.000 execuções, segunda chamada',
			month: 'página de 30 dias, 300.000 execuções, primeira chamada',
			monthAgain: 'página de 30 dias, 300.000 execuções, segunda chamada',
			manyWorkflows: 'as últimas 100 que falharam (Get Many), 200 workflows com gatilho',
		},
	},
};

/** A figure in the notation of that language, with at most three significant digits. */
export function figure(value: number, language: Language): string {
	const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
	return value.toFixed(digits).replace('.', texts[language].separator);
}
