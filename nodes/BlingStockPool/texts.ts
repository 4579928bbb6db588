import type { Outcome, Problem, Result, Stop } from './document';
import type { Explanation } from './explain';

/** Every text that the pool shows to a shop: pages of the form, notices, the log. In Portuguese, and only here. */

export const form = {
	/** The questions of the form "conciliar", as in the workflow. */
	what: 'O que conciliar',
	skus: 'SKUs',
	modes: {
		list: 'Um SKU ou uma lista',
		recent: 'Recentes (pedidos alterados nas últimas 24 horas)',
		suspects: 'Suspeitos (o que falhou antes)',
		all: 'Todos os produtos',
		confirm: 'Confirmar movimento no depósito compartilhado (um SKU ou uma lista)',
		release: 'Liberar o que o limite parou',
	},
	title: 'Estoque unificado: conciliar',
	refusedTitle: 'Nada foi gravado',
	refused: (why: string) => `Nada foi gravado: ${why}.`,
	unknownMode: (given: string) => `"${given}" não é uma das opções de "O que conciliar"`,
	noSku: 'escreva pelo menos um SKU',
	tooMany: (count: number) => `a lista tem ${count} linhas; envie no máximo 1.000 por vez, ou escolha "Todos os produtos"`,
	tooLong: (length: number) => `um SKU tem ${length} caracteres; escreva um SKU por linha, com no máximo 120`,
	received: (execution: string) =>
		`Recebido. Em alguns minutos o resultado de cada SKU está na tabela estoque_registro: no n8n, abra Data tables e procure as linhas da execução ${execution}. Se um SKU deu erro, corrija e escolha "Suspeitos (o que falhou antes)".`,
	busy: 'Outra execução já está em andamento e vai cuidar disso também.',
	nothing: 'Não há nada a fazer agora.',
	simulated: 'Simulação ligada no nó Planejar: nada é gravado no Bling.',
	found: (count: number) => `${count} ${count === 1 ? 'SKU encontrado' : 'SKUs encontrados'}.`,
};

/** How work was queued. */
export const origins = {
	event: (event: string) => `webhook ${event}`,
	form: 'formulário',
	schedule: 'agenda',
};

export const outcomes: Record<Outcome['code'], string> = {
	write: 'gravado',
	simulated: 'simulação',
	same: 'igual',
	absent: 'não cadastrado nesta conta: conta como 0',
	absentEverywhere: 'não cadastrado em nenhuma conta',
	duplicate: 'SKU repetido nesta conta',
	composite: 'com composição ou variações: ignorado',
	unreadable: 'não foi possível ler',
	sale: 'venda lançada no depósito compartilhado',
	returned: 'estoque de volta no depósito compartilhado',
	moved: 'movimento no depósito compartilhado',
	held: 'aguarda a confirmação do movimento',
	stopped: 'parado pelo limite',
};

export const results: Record<Result['result'] | 'unwritten', string> = {
	written: 'gravado',
	moved: 'mudou durante a gravação: será lido de novo',
	error: 'erro ao gravar: será tentado de novo',
	unwritten: 'nenhum nó gravou esta conta',
};

const stops: Record<Stop['code'], string> = {
	tooFewAccounts: 'faltam contas: o estoque unificado precisa do nó "ler" de pelo menos duas',
	sameAccountTwice: 'a mesma conta foi lida duas vezes: cada nó "ler" precisa da credencial e do nome da sua conta',
	missingAccount:
		'uma conta que fazia parte não foi lida: ligue de novo o nó "ler" dela. Se ela saiu de vez, apague a linha dela na tabela estoque_participantes',
	deposits: 'os depósitos escolhidos não servem',
	limit: 'mudanças demais para uma vez só',
};

export const problems: Record<Problem['code'], string> = {
	sharedIsDefault: 'o depósito compartilhado é o padrão da conta, em que os pedidos são reservados; escolha outro',
	sharedIsPrincipal: 'o mesmo depósito é principal e compartilhado',
	depositMissing: 'o depósito não existe ou está inativo',
	noPrincipal: 'falta o depósito principal',
	noShared: 'falta o depósito compartilhado',
	principalDisregarded:
		'o Bling desconsidera nos totais um depósito da soma: desmarque "Desconsiderar saldo" nele, ou tire-o dos principais',
	principalIsFulfilment:
		'pelo nome, é o armazém de um marketplace (Full, FBA), cujo estoque as outras lojas não vendem: tire-o dos principais ou mude o nome no Bling',
};

/** Why a batch was refused, with the warehouses' problems in words. */
export const stopText = ({ code, detail }: Stop): string => {
	const said = Object.entries(problems).reduce((text, [problem, words]) => text.replaceAll(problem, words), detail);
	return `${stops[code]} (${said})`;
};

export const stopTitle = ({ code }: Stop): string => `nada foi gravado: ${stops[code]}`;

/** Additional texts in a row of the log. */
export const details = {
	moved: (expected: string, now: number | null) =>
		`Alguém movimentou o depósito compartilhado: havia ${expected}, agora há ${now ?? '?'}, e nenhum pedido que o Bling mostra explica a diferença (de um kit com estoque próprio ele não diz o que baixa). Até alguém usar "Confirmar movimento" no formulário, o saldo deste SKU só diminui.`,
	held: 'Alguém movimentou o depósito compartilhado. Até alguém usar "Confirmar movimento" no formulário, o saldo deste SKU só diminui.',
	explained: ({ from, by, orders }: Explanation, now: number) => {
		const isSale = from > now;
		const ids = `${orders.join(', ')} (id)`;
		const why = {
			reservation: isSale
				? 'o reservado caiu junto, como quando o estoque de um pedido é lançado'
				: 'o reservado subiu junto, como quando o lançamento de um pedido é estornado',
			orders: orders.length === 0 ? 'pedidos alterados somam a diferença, sem que se saiba quais' : `lançamento do pedido ${ids}`,
			undone: `estorno ou novo lançamento entre pedidos que já explicaram um saldo: ${ids}`,
		}[by];
		const advice = isSale
			? 'dê baixa também no principal de onde a mercadoria saiu'
			: 'confira no principal de onde ela tinha saído se a baixa também deve voltar';
		return `Havia ${from}, agora há ${now}: ${why}. O compartilhado continua mostrando a soma dos principais: ${advice}.`;
	},
	stopped: 'aguarda "Liberar o que o limite parou" no formulário',
	unreadable: 'o Bling não informa o saldo',
	unwritten: 'Falta o nó "gravar" com a credencial desta conta, ou ele não recebe o plano.',
	lost: { deleted: 'não existe mais no Bling', withoutSku: 'o produto não tem código (SKU)' },
	lostEvent: 'evento sem SKU',
	stranger: 'evento de uma conta sem nó "ler": ignorado',
	lostTurn: 'o tempo desta execução acabou antes do fim: outra termina o que faltou',
	tookOver: 'tabelas da versão 0.1 aproveitadas',
};

export const accountProblems = {
	unreadable: 'não foi possível ler a conta',
	deposits: 'os depósitos escolhidos não servem',
};

export const nothingWritten = 'Nada foi gravado nesta conta: depois de corrigir, escolha "Suspeitos (o que falhou antes)" no formulário.';

export const deposits = {
	new: 'depósito novo',
	renamed: 'depósito renomeado',
	gone: 'depósito inativo ou excluído',
	named: (name: string, id: number, before: string) => `${name} (${id})${before === '' ? '' : `, antes ${before}`}`,
};

export const notice = {
	title: (count: number) => `Estoque unificado: ${count} ${count === 1 ? 'aviso' : 'avisos'}`,
	more: (count: number) => `e mais ${count}: veja a tabela estoque_registro`,
};

/** The page's text about one SKU in one account. */
export const change = (account: string, outcome: string, before: number | null, after: number | null): string => {
	const balance = before === null ? '' : before === after ? ` ${before}` : ` ${before} → ${after ?? '?'}`;
	return account === '' ? outcome : `${account}${balance} (${outcome})`;
};
