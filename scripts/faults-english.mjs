// The parts of test/faults report in Portuguese; docs/en/reliability.md shows the same report in English, by these phrases, longest first.

/** @type {Array<[string, string]>} */
const phrases = [
	['Comando:', 'Command:'],
	['Máquina:', 'Machine:'],
	[' núcleos', ' cores'],
	['n8n 2.41.1 com SQLite', 'n8n 2.41.1 with SQLite'],
	[
		'| Parte | Forma | Semente | Início (UTC) | Minutos | Carga média (15 min) | Resultado |',
		'| Part | Form | Seed | Began (UTC) | Minutes | Load average (15 min) | Result |',
	],
	['| longa |', '| long |'],
	['| curta |', '| short |'],
	['| passou |', '| passed |'],
	['**falhou**', '**failed**'],
	['### Falhas', '### Faults'],
	['### Modo fila, duplicatas reconhecidas entre processos', '### Queue mode, duplicates recognized across processes'],
	['### Modo fila', '### Queue mode'],
	['### Entradas hostis', '### Hostile input'],
	['### Gzip e entregas grandes', '### Gzip and large deliveries'],
	[
		'1 principal, 2 processos de webhook atrás do Caddy de deploy/, 2 workers, Redis, PostgreSQL.',
		'1 main, 2 webhook processors behind the Caddy of deploy/, 2 workers, Redis, PostgreSQL.',
	],
	['Semente', 'Seed'],
	[' rodadas couberam no tempo', ' rounds fitted into the time'],
	['kill -9 de um worker', 'kill -9 of a worker'],
	['kill -9 de um processo de webhook', 'kill -9 of a webhook processor'],
	['kill -9 do principal', 'kill -9 of the main process'],
	['kill -9 do Redis, de volta depois de', 'kill -9 of Redis, back after'],
	['kill -9 do PostgreSQL, de volta depois de', 'kill -9 of PostgreSQL, back after'],
	['disco do PostgreSQL cheio por', 'disk of PostgreSQL full for'],
	['um disco de', 'a disk of'],
	['MB na memória, tmpfs, cheio até o último bloco', 'MB in memory, tmpfs, full to the last block'],
	['reinícios', 'restarts'],
	['discos cheios', 'full disks'],
	['discos lentos', 'slow disks'],
	['ms a mais por escrita', 'ms more per write'],
	['bancos bloqueados por', 'databases locked for'],
	['sem falha do n8n', 'without a fault of n8n'],
	['Em todas:', 'In all:'],
	['APIs com erro 500, lixo e silêncio', 'APIs with error 500, garbage and silence'],
	['de duplicatas', 'duplicates'],
	['fora de ordem', 'out of order'],
	['dos POSTs cortados no meio do corpo', 'of the POSTs cut within the body'],
	['relógio do remetente saltando', "sender's clock jumping"],
	[
		'com os de eventos que os gatilhos não pediram e a tabela não conta',
		'with those of events that the triggers did not ask for and the table leaves out',
	],
	['respondidos com erro', 'answered with an error'],
	['sem resposta', 'without an answer'],
	['cortados pelo remetente', 'cut by the sender'],
	['Execuções que o n8n marcou como interrompidas', 'Executions that n8n marked as crashed'],
	['que deixou para sempre como "new" ou "running"', 'that it left as "new" or "running" for ever'],
	['Partidas do n8n que falharam e foram repetidas', 'Starts of n8n that failed and were repeated'],
	['Execuções cujos dados o n8n trocou por um erro', 'Executions whose data n8n replaced by an error'],
	[
		'| Fornecedor | Agrupamento | Enviados | POSTs | Confirmados (2xx) | Processados | Interrompidos e reenviados | Visíveis como falha | Parados | Processados 2× | Engolidos pelo n8n ao iniciar | Perdidos |',
		'| Vendor | Grouped | Sent | POSTs | Acknowledged (2xx) | Processed | Crashed and resent | Visible as failed | Stalled | Processed twice | Swallowed by a starting n8n | Lost |',
	],
	['| desligado |', '| off |'],
	['**todos**', '**all**'],
	['Antes da varredura de interrompidas', 'Before crashed ones were resent'],
	['Depois de reenviar também as falhas', 'After failures were resent too'],
	[' reenvios)', ' resends)'],
	[
		'confirmados; o resto foi guardado antes de a resposta chegar ao fornecedor',
		'acknowledged; the rest was stored before the answer reached the vendor',
	],
	['visíveis como falha ou interrompidos', 'visible as failed or crashed'],
	['seguem visíveis como falha', 'still visible as failed'],
	['Processados duas vezes', 'Processed twice'],
	[' processados', ' processed'],
	[' parados', ' stalled'],
	[' perdidos', ' lost'],
	['reenviada depois de uma queda que veio depois do último passo', 'resent after a crash that came after the last step'],
	['reenviada depois de uma queda, e repetida também pelo fornecedor', 'resent after a crash, and repeated by the vendor too'],
	['só memória: o n8n tinha reiniciado', 'memory only: n8n had restarted'],
	['aviso sem versão: lido o primeiro, o pedido pode ter mudado', 'without a version: once the first was read, the order may have changed'],
	['repetida em outro processo: cada um só lembra o que ele recebeu', 'repeated at another process: each remembers what it received'],
	['Ignore Duplicates Across Processes: desligado', 'Ignore Duplicates Across Processes: off'],
	['Ignore Duplicates Across Processes: ligado', 'Ignore Duplicates Across Processes: on'],
	['sem explicação', 'unexplained'],
	[' pedidos (de ', ' requests (of '],
	[' planejados, em no máximo ', ' planned, in at most '],
	[' minutos) aos quatro gatilhos em ', ' minutes) to the four triggers in '],
	[' por segundo)', ' a second)'],
	['um quarto deles com assinatura válida e conteúdo hostil', 'a quarter of them with a valid signature and hostile content'],
	['| Resultado | Valor |', '| Result | Value |'],
	['Execuções iniciadas', 'Executions started'],
	['Respostas 5xx dos gatilhos', '5xx answers of the triggers'],
	[
		'Respostas 500 do próprio n8n a corpos que não se descompactam, antes de chamar um nó',
		"n8n's own 500 answers to bodies that cannot be unpacked, before a node is called",
	],
	[
		'Chamadas contadas pelos gatilhos / respostas deles (depois de cada sonda legítima, uma recusa igual não conta)',
		'Calls counted by the triggers / their answers (after each genuine probe one equal refusal does not count)',
	],
	[' sondas)', ' probes)'],
	[
		'POSTs de XML, quebrado e inteiro alternados, que o próprio n8n não respondeu em 5 s',
		'POSTs of XML, broken and whole in turn, that n8n itself did not answer within 5 s',
	],
	['Sem resposta, ou deixados entrar sem prova', 'Not answered, or let in without proof'],
	['Erros sem tratamento no log do n8n', "Unhandled errors in n8n's log"],
	['Heap em uso após coleta, aquecido → no fim', 'Heap in use after collection, warm → at the end'],
	['Resposta mais lenta', 'Slowest answer'],
	[' conexões |', ' connections |'],
	[' pedidos legítimos respondidos, o mais lento em ', ' genuine requests answered, the slowest in '],
	[' conexões encerradas pelo n8n', ' connections closed by n8n'],
	[
		'Que nenhum nó foi chamado nas respostas 500 do n8n sabe-se de duas formas: os gatilhos contam cada chamada, e contaram tantas quantas responderam; e um nó que falhasse teria iniciado uma execução.',
		"That no node was called for n8n's 500 answers is known in two ways: the triggers count each call, and counted as many as they answered; and a node that failed would have started an execution.",
	],
	['Respostas por status, com os ', 'Answers by status, with the '],
	[
		' pedidos legítimos durante o slowloris (0: conexão encerrada pelo n8n)',
		' genuine requests during slowloris (0: connection closed by n8n)',
	],
	['| O quê | Resposta | O event loop ficou parado, no máximo |', '| What | Answer | The event loop stood still for at most |'],
	[
		'Tempo de CPU da thread principal do n8n entre dois passos de um relógio de 20 ms: o que a máquina faz além disso não conta.',
		"CPU time of n8n's main thread between two ticks of a clock of 20 ms: what else the machine does is left out.",
	],
];
const longestFirst = phrases.toSorted(([a], [b]) => b.length - a.length);

/**
 * A section of the report in English.
 * @param {string} portuguese
 */
export function inEnglish(portuguese) {
	let text = portuguese;
	for (const [from, to] of longestFirst) text = text.replaceAll(from, to);
	return text.replaceAll(/(\d+) de (\d+)/g, '$1 of $2');
}
