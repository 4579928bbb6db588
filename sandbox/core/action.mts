import { z } from 'zod';

import type { Fields, InputOf } from './fields.mts';

/** What an action returns: a sentence for people and, for programs, anything else it made. */
export interface Outcome {
	message: string;
	[key: string]: unknown;
}

/** Something a person can do on a panel, declared once: it is a form there and POST /sandbox/<vendor>/<name> for programs. */
export interface Action {
	readonly name: string;
	readonly label: string;
	readonly hint?: string;
	readonly fields: Fields;
	/** Parses the input and runs. Throws ZodError on wrong input, ActionFailed if it cannot be done. */
	readonly perform: (input: unknown) => Promise<Outcome>;
}

/** An action that cannot be done now, with the reason as its message. */
export class ActionFailed extends Error {}

interface Declaration<F extends Fields> {
	name: string;
	label: string;
	hint?: string;
	fields: F;
	run(input: InputOf<F>): Outcome | Promise<Outcome>;
}

/**
 * Declares an action. Its input is parsed by the fields' schemas before `run` sees it; a ZodError
 * names what is invalid.
 */
export function action<F extends Fields>({ name, label, hint, fields, run }: Declaration<F>): Action {
	// The compiler cannot follow fromEntries; the keys and types are those of `fields` by construction.
	const schema = z.object(Object.fromEntries(Object.entries(fields).map(([key, field]) => [key, field.schema]))) as unknown as z.ZodType<
		InputOf<F>,
		z.ZodTypeDef,
		unknown
	>;
	return { name, label, hint, fields, perform: async (input) => run(schema.parse(input)) };
}
