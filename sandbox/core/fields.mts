import { z } from 'zod';

/** One input of an action: how it is read (from JSON or from a form) and how the form shows it. */
export interface Field<T = unknown> {
	readonly schema: z.ZodType<T, z.ZodTypeDef, unknown>;
	readonly label: string;
	readonly hint?: string;
	readonly control: Control;
}

type Control =
	| { kind: 'text'; value: string; lines?: number; secret?: boolean }
	| { kind: 'number'; value: number | null; min?: number; max?: number; step: number | 'any' }
	| { kind: 'flag'; value: boolean }
	| { kind: 'choice'; value: string; options: () => readonly Option[]; optional: boolean }
	| { kind: 'choices'; values: readonly string[]; options: () => readonly Option[] };

/** One entry of a choice. */
export interface Option {
	value: string;
	label: string;
}

/** The inputs of an action, by name. */
export type Fields = Readonly<Record<string, Field>>;

/** What an action's `run` receives: each field's parsed value. */
export type InputOf<F extends Fields> = { [K in keyof F]: F[K] extends Field<infer T> ? T : never };

type Options = readonly Option[] | (() => readonly Option[]);
const lazily = (options: Options) => (typeof options === 'function' ? options : () => options);

/** An empty form field means "not given". */
const given = (value: unknown) => (value === '' || value === null ? undefined : value);
const truthy = (value: unknown) => value === true || value === 'true';
const listed = (value: unknown) => (Array.isArray(value) ? value : [value]);

interface Text {
	value?: string;
	hint?: string;
	lines?: number;
	/** Entered hidden and never shown again. */
	secret?: boolean;
}

/** A text that may be empty. */
export const text = (label: string, { value = '', hint, lines, secret }: Text = {}): Field<string> => ({
	schema: z.string().max(100_000).default(value),
	label,
	hint,
	control: { kind: 'text', value, lines, secret },
});

interface Numeric {
	value: number;
	min?: number;
	max?: number;
	hint?: string;
}

const bounds = (schema: z.ZodNumber, min?: number, max?: number) => {
	const atLeast = min === undefined ? schema : schema.min(min);
	return max === undefined ? atLeast : atLeast.max(max);
};

/** A finite number within its limits; `value` by default. */
export const number = (label: string, { value, min, max, hint }: Numeric): Field<number> => ({
	schema: z.preprocess(given, bounds(z.coerce.number().finite(), min, max).default(value)),
	label,
	hint,
	control: { kind: 'number', value, min, max, step: 'any' },
});

/** A whole number within its limits; `value` by default. */
export const integer = (label: string, { value, min, max, hint }: Numeric): Field<number> => ({
	schema: z.preprocess(given, bounds(z.coerce.number().int(), min, max).default(value)),
	label,
	hint,
	control: { kind: 'number', value, min, max, step: 1 },
});

/** An optional number: null if omitted. */
export const optionalNumber = (label: string, { min, max, hint }: Partial<Numeric> = {}): Field<number | null> => ({
	schema: z.preprocess((value) => given(value) ?? null, z.union([z.null(), bounds(z.coerce.number().finite(), min, max)])),
	label,
	hint,
	control: { kind: 'number', value: null, min, max, step: 'any' },
});

/** A check box. */
export const flag = (label: string, { value = false, hint }: { value?: boolean; hint?: string } = {}): Field<boolean> => ({
	schema: z.preprocess((input) => (input === undefined ? value : truthy(input)), z.boolean()),
	label,
	hint,
	control: { kind: 'flag', value },
});

interface Choice {
	value?: string;
	hint?: string;
	/** Allows "none of them": an empty string. */
	optional?: boolean;
}

/** One of several; the first one by default. */
export const choice = (label: string, options: Options, { value, hint, optional = false }: Choice = {}): Field<string> => {
	const all = lazily(options);
	const fallback = () => value ?? (optional ? '' : (all()[0]?.value ?? ''));
	return {
		schema: z
			.preprocess((input) => (given(input) === undefined ? fallback() : String(input)), z.string())
			.refine((input) => (optional && input === '') || all().some((option) => option.value === input), {
				message: 'not one of the choices',
			}),
		label,
		hint,
		control: { kind: 'choice', value: value ?? '', options: all, optional },
	};
};

/** Several of several. */
export const choices = (
	label: string,
	options: Options,
	{ values = [], hint }: { values?: readonly string[]; hint?: string } = {},
): Field<string[]> => {
	const all = lazily(options);
	return {
		schema: z
			.preprocess((input) => (input === undefined ? [...values] : listed(input)), z.array(z.string()))
			.refine((input) => input.every((value) => all().some((option) => option.value === value)), {
				message: 'not among the choices',
			}),
		label,
		hint,
		control: { kind: 'choices', values, options: all },
	};
};

/** Options whose value is their label. */
export const plain = (values: readonly string[]): Option[] => values.map((value) => ({ value, label: value }));
