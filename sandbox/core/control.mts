import { z } from 'zod';

import { action, ActionFailed } from './action.mts';
import type { Action, Outcome } from './action.mts';
import { createBounded } from './bounded.mts';
import type { Clock } from './clock.mts';
import { number, integer } from './fields.mts';
import type { Field, Fields } from './fields.mts';
import type { Given, Report } from './forms.mts';
import type { Host } from './host.mts';
import { createRouter, html as page, json, MalformedJson, redirect, Refusal, serve } from './http.mts';
import type { Answer, ErrorShapes, Listener, Request } from './http.mts';
import { overviewPage, messagePage, vendorPage } from './pages.mts';

interface ControlOptions {
	hosts: readonly Host[];
	clock: Clock;
	host: string;
	port: number;
	seed: number;
}

/** The result of an action done by form, shown on the next view of the page. */
interface Flash {
	id: string;
	report: Report;
}

/** A page with actions on it: the start page, or a vendor's. */
interface Panel {
	/** The address of the page, without a trailing slash. */
	path: string;
	/** Called each time, as a reset makes new actions of the same names. */
	actions(): readonly Action[];
	draw(report: Report | undefined): string;
}

const wantsPage = (request: Request) => !request.path.startsWith('/sandbox') && request.header('accept').includes('html');

const failure = (request: Request, status: number, message: string, issues?: unknown): Answer =>
	wantsPage(request) ? page(status, messagePage(message)) : json(status, { error: message, issues });

const shapes: ErrorShapes = {
	notFound: (request) => failure(request, 404, 'There is nothing at this address.'),
	methodNotAllowed: (request, allowed) => failure(request, 405, `Use ${[...new Set(allowed)].join(' or ')} here.`),
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
	let currentSeed = seed;

	const setClock = clockAction(clock);
	const general = [
		setClock,
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

	const flashes = createBounded<Flash>(50);
	let flashCount = 0;
	const offer = ({ path, actions, draw }: Panel) => {
		const remember = (report: Report) => {
			const id = String(++flashCount);
			flashes.add({ id, report });
			return id;
		};
		router.route('GET', path || '/', (request) => {
			const id = request.query.get('done');
			return page(200, draw(flashes.all().find((flash) => flash.id === id)?.report));
		});
		for (const { name, fields } of actions()) {
			const perform = (input: unknown) => attempt(actions(), name, input);
			router.route('POST', `${path}/${name}`, async (request) => {
				const given = formInput(fields, request.form());
				const result = await perform(given);
				if (!result.done) {
					return page(result.status, draw({ action: name, given, done: false, message: result.message }));
				}
				const { message, ...details } = result.outcome;
				// A redirect, so that reloading the page does not repeat the action.
				const id = remember({ action: name, given, done: true, message, details });
				return redirect(303, `${path || '/'}?done=${id}`);
			});
			router.route('POST', `/sandbox${path}/${name}`, async (request) => {
				const input = request.body.length === 0 ? {} : request.json();
				if (typeof input !== 'object' || input === null || Array.isArray(input)) throw new MalformedJson();
				const result = await perform(input);
				return result.done ? json(200, result.outcome) : json(result.status, { error: result.message, issues: result.issues });
			});
		}
	};

	offer({
		path: '',
		actions: () => general,
		draw: (report) => overviewPage({ hosts, actions: general, state: state(), report }),
	});
	router.route('GET', '/sandbox', () => json(200, { ...state(), addresses: addresses(), vendors: hosts.map(({ module }) => module.name) }));
	for (const one of hosts) {
		const { name } = one.module;
		const actions = () => [...one.actions, setClock];
		offer({
			path: `/${name}`,
			actions,
			draw: (report) => vendorPage({ hosts, host: one, actions: actions(), state: state(), report }),
		});
		router.route('GET', `/sandbox/${name}`, () => json(200, { ...state(), ...pick(one), state: one.vendor.snapshot() }));
		router.route('GET', `/sandbox/${name}/actions`, () => json(200, { actions: actions().map(describe) }));
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

const clockAction = (clock: Clock): Action =>
	action({
		name: 'clock',
		label: 'Set the clock',
		hint: 'For all vendors. Speed 60: a virtual hour takes a minute. Advance jumps by virtual minutes; below zero, back.',
		fields: {
			speed: number('Speed', { value: 60, min: 0, max: 1_000_000 }),
			advanceMinutes: number('Advance by (minutes)', { value: 0, min: -60 * 24 * 400, max: 60 * 24 * 400 }),
		},
		run({ speed, advanceMinutes }) {
			clock.setSpeed(speed);
			clock.advance(advanceMinutes * 60_000);
			return { message: `The clock runs ${speed} times as fast.`, now: clock.iso(), speed };
		},
	});

type Attempt =
	| { done: true; outcome: Outcome }
	| { done: false; status: 400 | 422; message: string; issues?: Array<{ path: string; message: string }> };

/** Wrong input and what cannot be done now are values; anything else is a bug of the sandbox and thrown. */
async function attempt(actions: readonly Action[], name: string, input: unknown): Promise<Attempt> {
	const wanted = actions.find((candidate) => candidate.name === name);
	if (!wanted) throw new Error(`the action ${name} went away`);
	try {
		return { done: true, outcome: await wanted.perform(input) };
	} catch (error) {
		if (error instanceof ActionFailed) return { done: false, status: 422, message: error.message };
		if (!(error instanceof z.ZodError)) throw error;
		const issues = error.issues.map(({ path, message }) => ({ path: path.join('.'), message }));
		const text = issues.map(({ path, message }) => `${path}: ${message}`).join('; ');
		return { done: false, status: 400, message: `Wrong input. ${text}`, issues };
	}
}

/** A form only has texts: lists are repeated names, and unchecked boxes are not sent. */
function formInput(fields: Fields, form: URLSearchParams): Given {
	const read = (name: string, { control }: Field): unknown => {
		if (control.kind === 'choices') return form.getAll(name);
		if (control.kind === 'flag') return form.has(name);
		return form.get(name) ?? undefined;
	};
	return Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, read(name, field)]));
}

/** A page of another origin in the same browser must not trigger our actions. */
function sameSite(request: Request): Answer | undefined {
	const origin = request.header('origin');
	if (request.method === 'GET' || origin === '' || origin === `http://${request.header('host')}`) return undefined;
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
