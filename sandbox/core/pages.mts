import type { Action, Outcome } from './action.mts';
import { deliveryActions, faultActions, requestActions } from './common-actions.mts';
import type { DispatchState, DispatchView } from './dispatch.mts';
import { actionForm } from './forms.mts';
import type { Host } from './host.mts';
import { html, Html, pt } from './html.mts';
import type { LoggedRequest } from './request-log.mts';
import { style } from './style.mts';

interface State {
	now: string;
	speed: number;
	seed: number;
}

interface Common {
	hosts: readonly Host[];
	state: State;
	outcome: Outcome | undefined;
}

const shownDispatches = 50;
const shownRequests = 30;

/** The words of the vendors' own dispatch logs. */
const stateLabels: Record<DispatchState, string> = {
	success: 'Sucesso',
	failure: 'Falha',
	waiting: 'Aguardando',
	held: 'Retido',
};

/** The first page: where everything is, the clock and the seed. */
export function overviewPage({
	hosts,
	actions,
	state,
	outcome,
}: Common & { actions: readonly Action[] }): string {
	const body = html`${clockLine(state)}${report(outcome)}
		<section>
			<h2>Vendors</h2>
			<dl>
				${hosts.map(
					({ module, origins }) =>
						html`<dt><a href="/${module.name}">${module.label}</a></dt>
							<dd>
								${Object.entries(origins).map(
									([name, origin]) => html`<div>${name}: <code>${origin}</code></div>`,
								)}
							</dd>`,
				)}
			</dl>
		</section>
		<section>
			<h2>Time and world</h2>
			<div class="actions">${actions.map((action) => actionForm('', action))}</div>
		</section>`;
	return layout('Sandbox', hosts, null, body);
}

/** A vendor's panel: its own sections, then the dispatch log, the faults and the requests it received. */
export function vendorPage({ hosts, host, state, outcome }: Common & { host: Host }): string {
	const { module, vendor, actions, dispatches, requests, origins } = host;
	const target = `/${module.name}`;
	const offered = (names: readonly string[] = []) => {
		const found = names.flatMap((name) => actions.filter((action) => action.name === name));
		return found.length > 0
			? html`<div class="actions">${found.map((action) => actionForm(target, action))}</div>`
			: null;
	};
	const counts = dispatches.counts();
	const body = html`${clockLine(state)}
		<p>${Object.entries(origins).map(([name, origin]) => html`${name}: <code>${origin}</code> `)}</p>
		${report(outcome)}
		${vendor.sections().map(
			(section) =>
				html`<section>
					<h2>${pt(section.title)}</h2>
					${section.body}${offered(section.actions)}
				</section>`,
		)}
		<section>
			<h2>Dispatch log</h2>
			<p>
				${pt('Sucesso')} ${counts.success}, ${pt('Falha')} ${counts.failure}, ${pt('Aguardando')}
				${counts.waiting}, ${pt('Retido')} ${counts.held}. The last ${shownDispatches}:
			</p>
			<ul class="log">
				${dispatches.list({ limit: shownDispatches }).map((dispatch) => dispatchItem(target, dispatch))}
			</ul>
			${offered(deliveryActions)}
		</section>
		<section>
			<h2>Break things</h2>
			${offered(faultActions)}
		</section>
		<section>
			<h2>Requests received</h2>
			${requestTable(requests.list({ limit: shownRequests }))}${offered(requestActions)}
		</section>`;
	return layout(module.label, hosts, module.name, body);
}

/** A page with one message, for failures of forms. */
export const messagePage = (message: string): string =>
	layout(
		'Not done',
		[],
		null,
		html`<p>${message}</p>
			<p><a href="/">Back to the start</a></p>`,
	);

const clockLine = ({ now, speed, seed }: State) =>
	html`<p class="hint">
		Virtual time ${now.slice(0, 19).replace('T', ' ')} UTC, speed ${speed}, seed ${seed}.
	</p>`;

function report(outcome: Outcome | undefined): Html | null {
	if (!outcome) return null;
	const { message, ...rest } = outcome;
	const details = Object.keys(rest).length > 0 ? html`<pre>${JSON.stringify(rest, null, 2)}</pre>` : null;
	return html`<section class="done" role="status">
		<h2>Done</h2>
		<p>${message}</p>
		${details}
	</section>`;
}

function dispatchItem(target: string, dispatch: DispatchView): Html {
	const { id, state, event, url, createdAt, attempts, nextAttemptAt, reference, repeats, body } = dispatch;
	return html`<li>
		<details>
			<summary>
				<span class="badge ${state}" lang="pt-BR">${stateLabels[state]}</span>
				<strong>${event}</strong> ${reference} ${createdAt.slice(5, 19).replace('T', ' ')}
				(${attempts.length})
			</summary>
			<p><code>${url}</code></p>
			${repeats ? html`<p>${repeats.reason} of <code>${repeats.id}</code></p>` : null}
			${nextAttemptAt ? html`<p>Next attempt at ${nextAttemptAt}</p>` : null}
			<ol>
				${attempts.map(
					(attempt) =>
						html`<li>
							${attempt.at}: ${attempt.status ?? attempt.error} in ${attempt.durationMs}
							ms${attempt.location
								? html`, redirect to ${attempt.location} not followed`
								: null}${attempt.answer ? html`<pre>${attempt.answer}</pre>` : null}
						</li>`,
				)}
			</ol>
			<pre>${body}</pre>
			<form method="post" action="${target}/resend">
				<input type="hidden" name="id" value="${id}" /><button type="submit">Resend</button>
			</form>
		</details>
	</li>`;
}

const requestTable = (requests: readonly LoggedRequest[]) =>
	html`<div class="scroll" role="region" aria-label="Requests received" tabindex="0">
		<table>
			<thead>
				<tr>
					<th scope="col">Time</th>
					<th scope="col">Request</th>
					<th scope="col">Status</th>
					<th scope="col">ms</th>
				</tr>
			</thead>
			<tbody>
				${requests.map(
					({ at, method, path, query, status, durationMs }) =>
						html`<tr>
							<td>${at.slice(11, 19)}</td>
							<td><code>${method} ${path}${query ? `?${query}` : ''}</code></td>
							<td>${status ?? 'none'}</td>
							<td>${durationMs}</td>
						</tr>`,
				)}
			</tbody>
		</table>
	</div>`;

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
