import type { Action } from './action.mts';
import { deliveryActions, faultActions, requestActions } from './common-actions.mts';
import type { DispatchState, DispatchView } from './dispatch.mts';
import { actionForm } from './forms.mts';
import type { Report } from './forms.mts';
import type { Host } from './host.mts';
import { html, Html, pt } from './html.mts';
import type { LoggedRequest } from './request-log.mts';
import { style } from './style.mts';
import { table } from './table.mts';
import type { Section } from './vendor.mts';

interface State {
	now: string;
	speed: number;
	seed: number;
}

interface Common {
	hosts: readonly Host[];
	state: State;
	/** The actions offered on the page. */
	actions: readonly Action[];
	/** The result of the last action. */
	report: Report | undefined;
}

const shownDispatches = 50;
const shownRequests = 30;

/** The words of the vendors' own dispatch logs. */
const stateLabels = new Map<string, string>(
	Object.entries({
		success: 'Sucesso',
		failure: 'Falha',
		waiting: 'Aguardando',
		held: 'Retido',
	} satisfies Record<DispatchState, string>),
);

/** The first page: where everything is, the clock and the seed. */
export function overviewPage({ hosts, actions, state, report }: Common): string {
	const body = html`${clockLine(state)}
		<section>
			<h2>Vendors</h2>
			<dl>
				${hosts.map(
					({ module, origins }) =>
						html`<dt><a href="/${module.name}">${module.label}</a></dt>
							<dd>${addresses(origins)}</dd>`,
				)}
			</dl>
		</section>
		<section>
			<h2>Time and world</h2>
			${forms('', actions, report)}
		</section>`;
	return layout('Sandbox', hosts, null, body);
}

/** A vendor's panel: its own sections, then the dispatch log, the faults and the requests it received. */
export function vendorPage({ hosts, host, actions, state, report }: Common & { host: Host }): string {
	const { module, vendor, dispatches, requests, origins } = host;
	const target = `/${module.name}`;
	const sections: Section[] = [
		...vendor.sections(),
		{
			title: 'Dispatch log',
			body: dispatchLog(target, dispatches.counts(), dispatches.list({ limit: shownDispatches })),
			actions: deliveryActions,
		},
		{ title: 'Break things', actions: faultActions },
		{
			title: 'Requests received',
			body: requestTable(requests.list({ limit: shownRequests })),
			actions: requestActions,
		},
	];
	const body = html`${clockLine(state)} ${addresses(origins)}
		<nav class="contents" aria-label="On this page">
			${sections.map(({ title }, index) => html`<a href="#part-${index}">${title}</a>`)}
		</nav>
		${sections.map(({ title, body: content, actions: offered = [] }, index) => {
			const found = offered.flatMap((name) => actions.filter((action) => action.name === name));
			return html`<section>
				<h2 id="part-${index}">${title}</h2>
				${content}${found.length > 0 ? forms(target, found, report) : null}
			</section>`;
		})}`;
	return layout(module.label, hosts, module.name, body);
}

/** A page with one message, for anything without its own page. */
export const messagePage = (message: string): string =>
	layout(
		'Not done',
		[],
		null,
		html`<p>${message}</p>
			<p><a href="/">Back to the start</a></p>`,
	);

const forms = (target: string, actions: readonly Action[], report: Report | undefined) =>
	html`<div class="actions">${actions.map((action) => actionForm(target, action, report))}</div>`;

const addresses = (origins: Host['origins']) =>
	Object.entries(origins).map(([name, origin]) => html`<div>${name}: <code>${origin}</code></div>`);

const clockLine = ({ now, speed, seed }: State) =>
	html`<p class="hint">
		Virtual time ${now.slice(0, 19).replace('T', ' ')} UTC, speed ${speed}, seed ${seed}.
	</p>`;

const dispatchLog = (target: string, counts: Record<DispatchState, number>, dispatches: readonly DispatchView[]) =>
	html`<p class="counts">
			${Object.entries(counts).map(([state, count]) => html`<span class="badge ${state}">${labelOf(state)} ${count}</span>`)}
			<a href="${target}">Refresh</a>
		</p>
		${
			dispatches.length === 0
				? html`<p class="hint">Nothing was sent yet.</p>`
				: html`<p class="hint">The newest ${dispatches.length}, each with its attempts and body:</p>`
		}
		<ul class="log">
			${dispatches.map((dispatch) => dispatchItem(target, dispatch))}
		</ul>`;

const labelOf = (state: string) => pt(stateLabels.get(state) ?? state);

function dispatchItem(target: string, dispatch: DispatchView): Html {
	const { id, state, event, url, createdAt, attempts, nextAttemptAt, reference, repeats, body } = dispatch;
	return html`<li>
		<details>
			<summary>
				<span class="badge ${state}">${labelOf(state)}</span> <strong>${event}</strong> ${reference}
				<span class="hint"
					>${createdAt.slice(5, 19).replace('T', ' ')}, ${attempts.length}
					${attempts.length === 1 ? 'attempt' : 'attempts'}</span
				>
			</summary>
			<p>To <code>${url}</code></p>
			${repeats ? html`<p>A ${repeats.reason} of <code>${repeats.id}</code></p>` : null}
			${nextAttemptAt ? html`<p>Next attempt at ${nextAttemptAt.slice(0, 19).replace('T', ' ')}</p>` : null}
			<ol>
				${attempts.map(
					(attempt) =>
						html`<li>
							${attempt.at.slice(0, 19).replace('T', ' ')}:
							<strong>${attempt.status ?? attempt.error}</strong> in ${attempt.durationMs}
							ms${
								attempt.location ? html`, redirect to ${attempt.location} not followed` : null
							}${attempt.answer ? html`<pre>${attempt.answer}</pre>` : null}
						</li>`,
				)}
			</ol>
			<p>Sent:</p>
			<pre>${body}</pre>
			<form method="post" action="${target}/resend#resend">
				<input type="hidden" name="id" value="${id}" /><button
					type="submit"
					aria-label="Resend ${event} ${reference} ${id}"
				>
					Resend
				</button>
			</form>
		</details>
	</li>`;
}

const requestTable = (requests: readonly LoggedRequest[]) =>
	table(
		'Requests received',
		['Time', 'Request', 'Status', 'ms'],
		requests.map(({ at, method, path, query, status, durationMs }) => [
			at.slice(11, 19),
			html`<code>${method} ${path}${query ? `?${query}` : ''}</code>`,
			status ?? 'none',
			durationMs,
		]),
	);

function layout(title: string, hosts: readonly Host[], current: string | null, body: Html): string {
	const links = hosts.map(
		({ module }) =>
			html`<a href="/${module.name}" ${module.name === current ? html` aria-current="page"` : null}
				>${module.label}</a
			>`,
	);
	return html`<!doctype html>
		<html lang="en">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width,initial-scale=1" />
				<title>${title} · sandbox</title>
				<link rel="icon" href="data:," />
				<style>
					${new Html(style)}
				</style>
			</head>
			<body>
				<header>
					<nav aria-label="Vendors">
						<a href="/" ${hosts.length > 0 && current === null ? html` aria-current="page"` : null}>Sandbox</a
						>${links}
					</nav>
				</header>
				<main>
					<h1>${title}</h1>
					${body}
				</main>
			</body>
		</html>`.text;
}
