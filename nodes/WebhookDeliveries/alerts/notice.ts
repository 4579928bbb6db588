import type { IDataObject } from 'n8n-workflow';

import type { Fact, Situation } from './fact';
import { factOf } from './fact';
import { digestTitle, failureSubject, paragraph } from './texts';

const severity = (situation: Situation, facts: Fact[]) =>
	situation === 'recuperado' ? 'informacao' : situation === 'novo' && facts.some(({ tipo }) => tipo !== 'silencio') ? 'erro' : 'aviso';

/** The input of the workflow "Webhooks: avisar". */
function notice(titulo: string, situation: Situation, facts: Fact[], notes: string[] = []): IDataObject {
	const groups = new Map<string, Fact[]>();
	for (const fact of facts) {
		const cause = JSON.stringify([fact.titulo, fact.workflow_id, fact.conta, fact.erro]);
		groups.set(cause, [...(groups.get(cause) ?? []), fact]);
	}
	return {
		titulo,
		texto: [...[...groups.values()].map((group) => paragraph(situation, group)), ...notes].join('\n\n'),
		gravidade: severity(situation, facts),
		link: facts.find(({ link }) => link !== '')?.link ?? '',
		itens: facts.map((fact) => ({ situacao: situation, ...factOf(fact) })),
	};
}

/** One notice of all facts in the same state; undefined if there are none. */
export const digest = (situation: Situation, facts: Fact[]): IDataObject[] =>
	facts.length === 0 ? [] : [notice(digestTitle(situation, facts.length), situation, facts)];

/** The notice of one failed execution. */
export const failureNotice = (facts: Fact[], notes: string[]): IDataObject => notice(failureSubject(facts), 'novo', facts, notes);
