import { z } from 'zod';

/** What a fact of the alerts is about; the values of the column `tipo`. */
const kinds = ['falha', 'interrompida', 'taxa', 'recusa', 'endereco', 'credencial', 'silencio'] as const;

const text = z
	.string()
	.nullish()
	.transform((value) => value ?? '');

/** The fields that identify a fact: columns of the table, and fields of a notice's `itens`. */
const said = {
	chave: z.string().min(1),
	tipo: z.enum(kinds),
	titulo: text,
	workflow_id: text,
	workflow: text,
	erro: text,
	pedido: text,
	conta: text,
	execucao: text,
	link: text,
};

const factSchema = z.object(said);

/** One thing to report to a person, in Portuguese. Its `chave` stays the same for as long as it lasts. */
export type Fact = z.infer<typeof factSchema>;

/** The state of a fact. */
const situations = ['novo', 'recuperado', 'aberto'] as const;
export type Situation = (typeof situations)[number];

/** A fact in a notice. */
export const toldSchema = z.object({ ...said, situacao: z.enum(situations) });
export type Told = z.infer<typeof toldSchema>;

/** A fact in the table that is not over yet. */
export const openFactSchema = z.object({ ...said, id: z.number(), grupo: text, avisado_em: z.string().nullish(), createdAt: z.string() });
export type OpenFact = z.infer<typeof openFactSchema>;

/** Only the fields of a fact. */
export const factOf = (from: Fact): Fact => factSchema.parse(from);

/** This much of an error is enough to recognize the delivery by. */
const errorInKey = 300;

/** One failure of one delivery; the delivery may fail again with another error. */
export const failureKey = (workflowId: string, id: string, error: string): string =>
	['falha', workflowId, id, error.slice(0, errorInKey)].join('|');

/** Every failure of that delivery. */
export const failurePrefix = (workflowId: string, id: string): string => `falha|${workflowId}|${id}|`;
