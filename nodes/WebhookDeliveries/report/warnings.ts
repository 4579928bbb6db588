import { DateTime } from 'luxon';

import type { TrackedWorkflow } from '../../instance/workflows';
import { pageZone } from './texts';

/** What the page knows about the things it cannot show. */
interface Reading {
	/** Workflows that may hold deliveries of the page. */
	workflows: TrackedWorkflow[];
	/** Those of them that the page may name. */
	named: TrackedWorkflow[];
	/** n8n has deleted executions of the period. */
	isCut: boolean;
	/** Since when the totals are remembered (Unix milliseconds); null if they are not. */
	rememberedSince: number | null;
	/** Why nothing is remembered; '' if it is, or may be. */
	forgetsBecause: string;
	isIncomplete: boolean;
	useList: boolean;
	unreadable: number;
	maxExecutions: number;
}

const moment = (milliseconds: number) => DateTime.fromMillis(milliseconds, { zone: pageZone }).toFormat('dd/MM, HH:mm');

/** What the totals and the table of the page leave out, in whole Portuguese sentences. */
export function warningsOf(reading: Reading): string[] {
	const { workflows, named: known, isCut, rememberedSince } = reading;
	const names = (which: TrackedWorkflow[]) => which.map(({ name }) => `"${name}"`).join(', ');
	const withoutSuccesses = known.filter(({ savesSuccesses }) => !savesSuccesses);
	const withoutErrors = known.filter(({ savesErrors }) => !savesErrors);
	return [
		...(workflows.length === 0
			? ['Nenhum workflow com um gatilho deste pacote foi encontrado: confira a chave da API na credencial "N8n Instance API".']
			: []),
		...(isCut && rememberedSince !== null
			? [
					`O n8n já apagou execuções deste período. Os totais e o gráfico incluem o que a tabela "webhook_history" guardou, desde ${moment(rememberedSince)}; a lista mostra só o que o n8n ainda tem.`,
				]
			: []),
		...(isCut && rememberedSince === null
			? [
					`O histórico do n8n começa depois do início do período: execuções mais antigas podem ter sido apagadas (por padrão, o n8n guarda 14 dias ou 10.000), e os totais e a taxa de falha não cobrem o período inteiro.${reading.forgetsBecause === '' ? '' : ` Para o painel guardar esses totais, a tabela "webhook_history" precisa estar em ordem e a chave da API, ter os escopos dataTable e dataTableRow (o n8n disse: "${reading.forgetsBecause}").`}`,
				]
			: []),
		...(withoutSuccesses.length > 0
			? [
					`O n8n não guarda as entregas com sucesso de ${names(withoutSuccesses)}: a taxa de falha aparece maior do que é. Ative "Save successful production executions" nas configurações do workflow.`,
				]
			: []),
		...(withoutErrors.length > 0
			? [
					`O n8n não guarda as entregas com falha de ${names(withoutErrors)}: elas não aparecem aqui e não podem ser reenviadas. Ative "Save failed production executions" nas configurações do workflow.`,
				]
			: []),
		...(reading.useList
			? [
					`O período tem mais de ${reading.maxExecutions} execuções: os totais contam cada execução como uma entrega, e a tabela mostra só as mais recentes. A busca procura no período inteiro.`,
				]
			: []),
		...(reading.isIncomplete && !reading.useList
			? [`Só as ${reading.maxExecutions} execuções mais recentes foram lidas; escolha um período menor para ver as anteriores.`]
			: []),
		...(reading.unreadable > 0
			? [
					`${reading.unreadable} ${reading.unreadable === 1 ? 'entrega não tem' : 'entregas não têm'} dados legíveis (o n8n não os guardou, ou os oculta): só aparece o que foi anotado na execução.`,
				]
			: []),
	];
}
