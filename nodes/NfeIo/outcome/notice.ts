import type { Outcome } from './outcome';

/** What the text of a notice is about. */
export interface Told {
	outcome: Outcome;
	/** The second half of the event name. */
	action: string;
	/** `NFS-e`, `NF-e`, `NFC-e`. */
	kind: string;
	reason: string | null;
	invoice: string;
	order: string | null;
	company: string;
	/** Whether the invoice is valid. */
	isAuthorized: boolean;
	/** Why there is no customer address, if it was requested. */
	emailProblem?: 'empty' | 'several' | null;
}

/** The input of the workflow "Webhooks: avisar". */
interface Notice {
	titulo: string;
	texto: string;
	gravidade: 'informacao' | 'aviso' | 'erro';
}

const noReason = 'A NFE.io não informou o motivo';

const causes: Record<string, string> = {
	issued_error: ' (dados rejeitados)',
	issued_failed: ' (problema técnico: a NFE.io desistiu depois de várias tentativas)',
};

const emailProblems = {
	empty: 'O tomador não tem e-mail na nota.',
	several: 'A nota traz mais de um e-mail do tomador: nada foi enviado, porque poderia chegar a outras pessoas.',
};

/** The text about an outcome for a person in the shop, in Portuguese. */
export function noticeOf(told: Told): Notice {
	const { texto, ...rest } = words[told.outcome](told);
	const { order, invoice, company } = told;
	const about = [`Pedido: ${order ?? 'sem número'}`, `Nota: ${invoice}`, `Empresa: ${company}`];
	return { ...rest, texto: [...(texto === '' ? [] : [texto]), ...about].join('\n') };
}

const words: Record<Outcome, (told: Told) => Notice> = {
	issued: ({ kind, emailProblem }) =>
		emailProblem
			? {
					titulo: `${kind} emitida, mas não enviada`,
					texto: `${emailProblems[emailProblem]} Envie o PDF e o XML você mesmo.`,
					gravidade: 'aviso',
				}
			: { titulo: `${kind} emitida`, texto: '', gravidade: 'informacao' },
	issuedWithoutPdf: ({ kind, reason }) => ({
		titulo: `${kind} emitida, mas sem PDF`,
		texto: `A nota foi emitida e é válida: não emita de novo. Só o PDF não pôde ser obtido (${reason ?? noReason}). Baixe-o mais tarde no painel da NFE.io ou no site da prefeitura.`,
		gravidade: 'aviso',
	}),
	refused: ({ kind, reason, action }) => ({
		titulo: `Corrigir: ${kind} não emitida`,
		texto: `Motivo: ${reason ?? noReason}${causes[action] ?? ''}\nCorrija os dados e emita de novo no seu sistema, com outro External ID.`,
		gravidade: 'erro',
	}),
	cancelled: ({ kind }) => ({ titulo: `${kind} cancelada`, texto: '', gravidade: 'informacao' }),
	cancellationRefused: ({ kind, reason, isAuthorized }) => ({
		titulo: `${kind} não cancelada`,
		texto: `O cancelamento falhou e a nota ${isAuthorized ? 'continua autorizada' : 'está com erro: confira na NFE.io se ela é válida'}. Motivo: ${reason ?? noReason}`,
		gravidade: 'erro',
	}),
};
