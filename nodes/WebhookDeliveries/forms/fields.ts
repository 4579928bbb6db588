import { z } from 'zod';

const option = z.object({ option: z.string().trim().min(1) });

const fieldSchema = z.object({
	fieldLabel: z.string().trim().min(1),
	fieldType: z.enum(['text', 'textarea', 'number', 'dropdown']).default('text'),
	fieldOptions: z.object({ values: z.array(option).default([]) }).default({ values: [] }),
	placeholder: z.string().default(''),
	requiredField: z.boolean().default(false),
});

/** One question of a form. The property names are those of n8n's Form Trigger. */
export type FormField = z.infer<typeof fieldSchema>;

/** The questions of a form, in order; undefined if one of them is invalid. */
export const readFields = (given: unknown): FormField[] | undefined => z.array(fieldSchema).safeParse(given).data;

/** The name of a question in the posted form, since labels may hold any character. */
export const fieldName = (index: number): string => `field-${index}`;

/** The longest answer to one question, in characters. */
const maxLength = 200_000;

type Answer = { ok: true; answers: Record<string, string | number | null> } | { ok: false; problem: string };

/**
 * The answers of a posted form, by label: trimmed text, numbers as numbers, null if nothing was
 * filled in. Answers that the form does not offer are refused in Portuguese, for the person who
 * filled it in.
 */
export function readAnswers(fields: FormField[], posted: URLSearchParams): Answer {
	const answers: Record<string, string | number | null> = {};
	for (const [index, field] of fields.entries()) {
		const text = (posted.get(fieldName(index)) ?? '').replaceAll('\r\n', '\n').trim();
		const problem = problemOf(field, text);
		if (problem !== undefined) return { ok: false, problem: `"${field.fieldLabel}" ${problem}` };
		answers[field.fieldLabel] = text === '' ? null : field.fieldType === 'number' ? Number(text) : text;
	}
	return { ok: true, answers };
}

function problemOf(field: FormField, text: string): string | undefined {
	if (text === '') return field.requiredField ? 'não foi preenchido' : undefined;
	if (text.length > maxLength) return 'é longo demais';
	if (field.fieldType === 'number' && !/^-?\d{1,15}(\.\d{1,10})?$/.test(text)) return 'não é um número';
	const isOffered = field.fieldOptions.values.some((one) => one.option === text);
	return field.fieldType === 'dropdown' && !isOffered ? 'não é uma das opções' : undefined;
}
