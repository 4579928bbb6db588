import { z } from 'zod';

import { action, ActionFailed } from './action.mts';
import type { Action, Outcome } from './action.mts';
import { createBounded } from './bounded.mts';
import type { Clock } from './clock.mts';
import { number, integer } from './fields.mts';
import type { Field, Fields } from './fields.mts';
import type { Host } from './host.mts';
import { createRouter, html as page, json, MalformedJson, redirect, Refusal, serve } from './http.mts';
import type { Answer, ErrorShapes, Listener, Request, Router } from './http.mts';
import { overviewPage, messagePage, vendorPage } from './pages.mts';

interface ControlOptions {
	hosts: readonly Host[];
	clock: Clock;
	host: string;
	port: number;
	seed: number;
}

/** What an action done by form reported, shown on the next view of the page. */
interface Flash {
	id: string;
	outcome: Outcome;
}

const wantsPage = (request: Request) =>
	!request.path.startsWith('/sandbox') && request.header('accept').includes('html');

const failure = (request: Request, status: number, message: string, issues?: unknown): Answer =>
	wantsPage(request) ? page(status, messagePage(message)) : json(status, { error: message, issues });

const shapes: ErrorShapes = {
	notFound: (request) => failure(request, 404, 'There is nothing at this address.'),
	methodNotAllowed: (request, allowed) =>
		failure(request, 405, `Use ${[...new Set(allowed)].join(' or ')} here.`),
	malformedJson: (request) => failure(request, 400, 'The body is not JSON.'),
	tooLarge: (request) => failure(request, 413, 'The body is too large.'),
	serverError: (request) => failure(request, 500, 'The sandbox failed; its console says why.'),
};

/**
 * The control surface: pages for people at /, the same as JSON for programs under /sandbox/.
 * An action is a form post to /<vendor>/<action> there and a JSON post to /sandbox/<vendor>/<action> here.
 */
export async function createControl({ hosts, clock, host, port, seed }: ControlOptions): Promise<Listener> {
	const router = createRouter(shapes);
	const flashes = createBounded<Flash>(50);
	let currentSeed = seed;
	let flashCount = 0;

	const general = [
		action({
			name: 'clock',
			label: 'Set the clock',
			hint: 'Speed 60: a virtual hour takes a minute. Advance jumps ahead by virtual minutes.',
			fields: {
				speed: number('Speed', { value: 60, min: 0, max: 1_000_000 }),
				advanceMinutes: number('Advance by (minutes)', { value: 0, min: 0, max: 60 * 24 * 400 }),
			},
			run({ speed, advanceMinutes }) {
				clock.setSpeed(speed);
				clock.advance(advanceMinutes * 60_000);
				return { message: `The clock runs ${speed} times as fast.`, now: clock.iso(), speed };
			},
		}),
		action({
			name: 'reset',
			label: 'Start a new world',
			hint: 'Forgets all state, logs and set faults of all vendors.',
			fields: { seed: integer('Seed', { value: seed }) },
			run({ seed: next }) {
				currentSeed = next;
				for (const one of hosts) one.reset(next);
				return { message: `New world from seed ${next}.`, seed: next };
			},
		}),
	];

	const addresses = () => Object.assign({}, ...hosts.map(({ origins }) => origins));
	const state = () => ({ now: clock.iso(), speed: clock.speed, seed: currentSeed });

	const show = (request: Request) => {
		const id = request.query.get('done');
		return flashes.all().find((flash) => flash.id === id)?.outcome;
	};
	const remember = (outcome: Outcome) => {
		const id = String(++flashCount);
		flashes.add({ id, outcome });
		return id;
	};

	offer(router, '', () => general, remember);
	router.route('GET', '/', (request) =>
		page(200, overviewPage({ hosts, actions: general, state: state(), outcome: show(request) })),
	);
	router.route('GET', '/sandbox', () =>
		json(200, { ...state(), addresses: addresses(), vendors: hosts.map(({ module }) => module.name) }),
	);
	for (const one of hosts) {
		const { name } = one.module;
		offer(router, `/${name}`, () => one.actions, remember);
		router.route('GET', `/${name}`, (request) =>
			page(200, vendorPage({ hosts, host: one, state: state(), outcome: show(request) })),
		);
		router.route('GET', `/sandbox/${name}`, () =>
			json(200, { ...state(), ...pick(one), state: one.vendor.snapshot() }),
		);
		router.route('GET', `/sandbox/${name}/actions`, () => json(200, { actions: one.actions.map(describe) }));
		router.route('GET', `/sandbox/${name}/dispatches`, (request) =>
			json(200, {
				counts: one.dispatches.counts(),
				dispatches: one.dispatches.list(filterOf(dispatchFilter, request)),
			}),
		);
		router.route('GET', `/sandbox/${name}/requests`, (request) =>
			json(200, {
				counts: one.requests.counts(),
				requests: one.requests.list(filterOf(requestFilter, request)),
			}),
		);
	}
	return serve({
		host,
		port,
		shapes,
		respond: async (request) => sameSite(request) ?? router.handle(request),
	});
}

/** Routes both forms of each action. A reset makes new actions of the same names, so they are looked up at each call. */
function offer(
	router: Router,
	prefix: string,
	actions: () => readonly Action[],
	remember: (outcome: Outcome) => string,
): void {
	const attempt = async (
		request: Request,
		name: string,
		input: unknown,
		succeed: (outcome: Outcome) => Answer,
	) => {
		const one = actions().find((candidate) => candidate.name === name);
		if (!one) return shapes.notFound(request);
		try {
			return succeed(await one.perform(input));
		} catch (error) {
			if (error instanceof z.ZodError) {
				const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
				const text = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
				return failure(request, 400, `Wrong input. ${text}`, issues);
			}
			if (error instanceof ActionFailed) return failure(request, 422, error.message);
			throw error;
		}
	};
	for (const { name, fields } of actions()) {
		router.route('POST', `${prefix}/${name}`, (request) =>
			attempt(request, name, formInput(fields, request.form()), (outcome) =>
				redirect(303, `${prefix || '/'}?done=${remember(outcome)}`),
			),
		);
		router.route('POST', `/sandbox${prefix}/${name}`, (request) => {
			const input = request.body.length === 0 ? {} : request.json();
			if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new MalformedJson();
			return attempt(request, name, input, (outcome) => json(200, outcome));
		});
	}
}

/** A form has only texts: lists are repeated names, and what is not ticked is not sent. */
function formInput(fields: Fields, form: URLSearchParams): Record<string, unknown> {
	const read = (name: string, { control }: Field): unknown => {
		if (control.kind === 'choices') return form.getAll(name);
		if (control.kind === 'flag') return form.has(name);
		return form.get(name) ?? undefined;
	};
	return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, read(name, field)]));
}

/** A page of another origin in the same browser must not press our buttons. */
function sameSite(request: Request): Answer | undefined {
	const origin = request.header('origin');
	if (request.method === 'GET' || origin === '' || origin === `http://${request.header('host')}`)
		return undefined;
	return failure(request, 403, 'Posts from other sites are refused.');
}

const limit = z.coerce.number().int().min(1).max(5000).optional();
const dispatchFilter = z.object({
	event: z.string().optional(),
	state: z.enum(['held', 'waiting', 'success', 'failure']).optional(),
	reference: z.string().optional(),
	limit,
});
const requestFilter = z.object({
	method: z.string().optional(),
	path: z.string().optional(),
	status: z.coerce.number().int().optional(),
	limit,
});

function filterOf<T>(schema: z.ZodType<T, z.ZodTypeDef, unknown>, request: Request): T {
	const parsed = schema.safeParse(Object.fromEntries(request.query));
	if (!parsed.success) throw new Refusal(failure(request, 400, 'Unknown filter.', parsed.error.issues));
	return parsed.data;
}

const pick = ({ module: { name, label }, origins, faults, dispatches, requests }: Host) => ({
	name,
	label,
	origins,
	faults,
	dispatches: dispatches.counts(),
	requests: requests.counts(),
});

const describe = ({ name, label, hint, fields }: Action) => ({
	name,
	label,
	hint,
	fields: Object.fromEntries(
		Object.entries(fields).map(([key, { label: fieldLabel, hint: fieldHint, control }]) => [
			key,
			{
				label: fieldLabel,
				hint: fieldHint,
				...control,
				...('options' in control && { options: control.options() }),
			},
		]),
	),
});
