import { DateTime } from 'luxon';

import type { Period } from '../period';
import { presets } from '../period';
import { triggerTypes, vendorName } from '../triggers';
import { chart } from './chart';
import type { Collected, Line } from './collect';
import { Html, html, nothing, webAddress } from './html';
import type { PageQuery, Tab } from './query';
import { queryString } from './query';
import { style } from './style';
import { count, pageZone, percent, seconds, statusTexts } from './texts';
import type { PanelAction } from './tokens';
import { formToken, writeIds } from './tokens';

/** What was done by a form, shown above the page. */
export interface Outcome {
	ok: boolean;
	message: string;
	details: string[];
}

interface PageInput {
	title: string;
	query: PageQuery;
	period: Period;
	collected: Collected;
	/** Above the totals: what was done, or what is wrong with the period. */
	outcome: Outcome | undefined;
	/** Whether the page has forms that resend. */
	canResend: boolean;
	/** Where the forms post to; empty for the page's own address. */
	actionUrl: string;
	resendSecret: string;
	/** Address of an order in a vendor's panel, with `{reference}`; by vendor. */
	panelAddresses: Record<string, string>;
	/** Names of the accounts that the page is restricted to. */
	accounts: string[];
}

const linesPerPage = 50;

/** More in one go would keep the browser waiting too long. */
const maxResentAtOnce = 200;

const shown = (at: string | null, format = 'dd/MM/yyyy HH:mm:ss') =>
	at === null ? '–' : DateTime.fromISO(at).setZone(pageZone).toFormat(format);

/**
 * "Painel de webhooks": one page without scripts, cookies or anything fetched, since n8n serves it in a sandbox (only
 * links and plain forms work there). Everything that comes from deliveries is escaped by `html`.
 */
export function renderPage(input: PageInput): string {
	const { title, query, period, collected, outcome, canResend, accounts } = input;
	const { warnings, historySince, bars, byDay } = collected;
	const barName = (from: DateTime) => from.setLocale('pt-BR').toFormat(byDay ? 'dd/MM' : 'dd/MM HH:mm');
	const subtitle = [
		`${shown(period.after, 'dd/MM/yyyy HH:mm')} a ${shown(period.before, 'dd/MM/yyyy HH:mm')}, horário de Brasília`,
		...(historySince === null
			? []
			: [`histórico disponível desde ${shown(historySince, 'dd/MM/yyyy HH:mm')}`]),
		...(accounts.length > 0 ? [`contas: ${accounts.join(', ')}`] : []),
	];
	return html`<!doctype html>
		<html lang="pt-BR">
			<head>
				<meta charset="utf-8" />
				<meta name="viewport" content="width=device-width, initial-scale=1" />
				<meta name="robots" content="noindex" />
				<meta name="referrer" content="no-referrer" />
				<title>${title}</title>
				<style>
					${new Html(style)}
				</style>
			</head>
			<body>
				<main>
					<h1>${title}</h1>
					<p class="soft">${subtitle.join('; ')}</p>
					${outcome ? renderOutcome(outcome) : nothing}
					${warnings.length > 0
						? html`<section class="warning" aria-label="Avisos">
								${warnings.map((text) => html`<p>${text}</p>`)}
							</section>`
						: nothing}
					<section aria-label="Período">${renderPeriod(query)}</section>
					${renderTotals(collected)}
					<section>
						<h2>${byDay ? 'Envios por dia' : 'Envios por hora'}</h2>
						${chart(bars, barName)}
					</section>
					<section>${renderTable(input)}</section>
					${canResend
						? html`<section>
								<h2>Enviar manualmente</h2>
								${renderManual(input)}
							</section>`
						: nothing}
				</main>
			</body>
		</html> `.text;
}

const renderOutcome = ({ ok, message, details }: Outcome) =>
	html`<section class="notice ${ok ? 'good' : 'bad'}" role="status">
		<p><strong>${message}</strong></p>
		${details.map((text) => html`<p>${text}</p>`)}
	</section>`;

function renderPeriod(query: PageQuery): Html {
	const pills = Object.entries(presets).map(([preset, { label }]) => {
		const current = query.preset === preset ? new Html(' aria-current="true"') : nothing;
		return html`<a href="${queryString(query, { preset, page: 1 })}" ${current}>${label}</a>`;
	});
	return html`<nav class="pills" aria-label="Períodos">${pills}</nav>
		<form class="row" method="get">
			<input type="hidden" name="periodo" value="custom" />
			<input type="hidden" name="aba" value="${query.tab === 'all' ? 'todos' : 'erros'}" />
			<label class="half">De<input type="date" name="de" value="${query.from}" required /></label>
			<label class="half">Até<input type="date" name="ate" value="${query.to}" /></label>
			<button class="plain">Filtrar</button>
		</form>`;
}

function renderTotals({ totals, failures }: Collected): Html {
	const { received, succeeded, failed, recovered, pending, failureRate } = totals;
	const card = (label: string, value: string, kind = '') =>
		html`<div class="${kind}"><b>${value}</b>${label}</div>`;
	return html`<div class="totals" role="group" aria-label="Totais">
		${card('Recebidos', count(received))} ${card('Com sucesso', count(succeeded), 'good')}
		${card('Com falha', count(failed), failed > 0 ? 'bad' : '')}
		${card('Recuperados', count(recovered), recovered > 0 ? 'good' : '')}
		${card(
			'Sem solução',
			count(Math.max(failed - recovered, failures.length)),
			failed > recovered ? 'bad' : '',
		)}
		${card('Em andamento', count(pending))}
		${card('Taxa de falha', percent(failureRate), failed > 0 ? 'bad' : '')}
	</div>`;
}

function renderTable(input: PageInput): Html {
	const { query, collected, canResend } = input;
	const { lines, failures } = collected;
	const tab = (name: Tab, label: string) => {
		const current = query.tab === name ? new Html(' aria-current="page"') : nothing;
		return html`<a href="${queryString(query, { tab: name, page: 1 })}" ${current}>${label}</a>`;
	};
	const pages = Math.max(1, Math.ceil(lines.length / linesPerPage));
	const page = Math.min(query.page, pages);
	const visible = lines.slice((page - 1) * linesPerPage, page * linesPerPage);
	const goTo = (to: number, label: string) =>
		html`<a href="${queryString(query, { page: to })}">${label}</a>`;
	const hidden = Object.fromEntries(
		new URLSearchParams(queryString({ ...query, search: undefined, page: 1 })),
	);
	return html`<nav class="tabs" aria-label="Envios">
			${tab('errors', `Envios com erro (${count(failures.length)})`)}${tab('all', 'Todos os webhooks')}
		</nav>
		<div class="tools">
			<form class="row" method="get" role="search">
				${Object.entries(hidden).map(
					([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`,
				)}
				<label
					>Número do pedido<input
						type="search"
						name="busca"
						value="${query.search}"
						maxlength="200"
						placeholder="ex.: 1042"
				/></label>
				<button class="plain">Buscar</button>
			</form>
			${canResend && failures.length > 0 ? resendAll(input) : nothing}
		</div>
		${visible.length === 0 ? html`<p class="empty">${emptyText(query)}</p>` : renderLines(input, visible)}
		${pages > 1
			? html`<nav class="pages" aria-label="Páginas">
					${page > 1 ? goTo(page - 1, 'Anterior') : nothing}<span>Página ${page} de ${pages}</span>${page <
					pages
						? goTo(page + 1, 'Próxima')
						: nothing}
				</nav>`
			: nothing}`;
}

const emptyText = ({ search, tab }: PageQuery) =>
	search === undefined
		? tab === 'errors'
			? 'Nenhum envio com erro neste período.'
			: 'Nenhum webhook neste período.'
		: `Nenhum envio encontrado para "${search}" neste período${tab === 'errors' ? ' entre os envios com erro' : ''}.`;

function renderLines(input: PageInput, lines: Line[]): Html {
	return html`<table>
		<thead>
			<tr>
				<th scope="col">Pedido</th>
				<th scope="col">Status do pedido</th>
				<th scope="col">Data</th>
				<th scope="col">Workflow/Regra</th>
				<th scope="col">Status do disparo</th>
				<th scope="col">URL</th>
				<th scope="col"></th>
			</tr>
		</thead>
		<tbody>
			${lines.map((line) => renderLine(input, line))}
		</tbody>
	</table>`;
}

/** `https://n8n.example.com/webhook/2f1f8c91-…/bling` -> `n8n.example.com/…/bling`: the whole is in the cell's title. */
const shortened = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/webhook\/[^/]+\//, '/…/');

function renderLine(input: PageInput, line: Line): Html {
	const { vendor, event, account, accountName, status, failingNode, errorMessage, note } = line;
	const origin = [
		vendor === null ? 'Fornecedor desconhecido' : vendorName(vendor),
		accountName ?? account,
		event,
	];
	const problem =
		errorMessage === null ? null : failingNode === null ? errorMessage : `${failingNode}: ${errorMessage}`;
	const canResend = input.canResend && (status === 'failed' || status === 'crashed' || status === 'canceled');
	return html`<tr>
		<td data-label="Pedido">
			<span
				><strong>${reference(input, line)}</strong><small>${origin.filter(Boolean).join(' · ')}</small></span
			>
		</td>
		<td data-label="Status do pedido">${line.state ?? '–'}</td>
		<td class="date" data-label="Data">
			<span>${shown(line.startedAt)}<small>${seconds(line.durationMs)}</small></span>
		</td>
		<td data-label="Workflow/Regra">${line.workflowName}</td>
		<td data-label="Status do disparo">
			<span
				><span class="status ${status}">${statusTexts[status]}</span>${problem === null
					? nothing
					: html`<small>${problem.slice(0, 300)}</small>`}${note === null
					? nothing
					: html`<small>Sem dados legíveis</small>`}<small
					><a href="${webAddress(line.executionUrl)}" target="_blank" rel="noopener noreferrer"
						>Execução ${line.executionId}</a
					>${line.gathered > 1 ? ` (${line.gathered} envios juntos)` : ''}</small
				></span
			>
		</td>
		<td class="url" data-label="URL" title="${line.url}">${line.url === null ? '–' : shortened(line.url)}</td>
		<td class="act">${canResend ? resendOne(input, line) : nothing}</td>
	</tr>`;
}

/** Linked where somebody said how the vendor's panel addresses an order: the vendors publish no such address. */
function reference({ panelAddresses }: PageInput, { vendor, reference: number, deliveryId }: Line): Html {
	const pattern =
		vendor === null || !Object.hasOwn(panelAddresses, vendor) ? undefined : panelAddresses[vendor];
	if (number === null) return html`${deliveryId ?? '–'}`;
	const address =
		pattern === undefined
			? undefined
			: webAddress(pattern.replaceAll('{reference}', encodeURIComponent(number)));
	return address === undefined
		? html`${number}`
		: html`<a href="${address}" target="_blank" rel="noopener noreferrer">${number}</a>`;
}

/** A form that posts one action; its token is good for this action on these ids only. */
function actionForm(
	{ actionUrl, resendSecret, query }: PageInput,
	action: PanelAction,
	ids: string,
	content: Html,
	kind = '',
): Html {
	const target = actionUrl === '' ? nothing : html` action="${actionUrl}"`;
	return html`<form method="post" ${target} class="${kind}">
		<input type="hidden" name="acao" value="${action}" /><input
			type="hidden"
			name="ids"
			value="${ids}"
		/><input type="hidden" name="token" value="${formToken(resendSecret, action, ids)}" /><input
			type="hidden"
			name="voltar"
			value="${queryString(query)}"
		/>
		${content}
	</form>`;
}

const refOf = ({ executionId, deliveryId, gathered }: Line) => ({
	executionId,
	deliveryId: gathered > 1 ? deliveryId : null,
});

function resendOne(input: PageInput, line: Line): Html {
	const label = `Reenviar ${line.reference ?? line.deliveryId ?? ''}`;
	return actionForm(
		input,
		'resend',
		writeIds([refOf(line)]),
		html`<button aria-label="${label}">Reenviar</button>`,
	);
}

/** Oldest first, as they came. */
function resendAll(input: PageInput): Html {
	const oldest = input.collected.failures.slice(-maxResentAtOnce).reverse();
	const label =
		oldest.length < input.collected.failures.length
			? `Reenviar as ${oldest.length} falhas mais antigas`
			: oldest.length === 1
				? 'Reenviar a falha'
				: `Reenviar todas as ${oldest.length} falhas`;
	return actionForm(input, 'resendAll', writeIds(oldest.map(refOf)), html`<button>${label}</button>`);
}

/** The order is rebuilt from the vendor's API by the panel's workflow, and sent to its trigger. */
function renderManual(input: PageInput): Html {
	const groups = triggerTypes.map(
		({ vendor, displayName, events }) =>
			html`<optgroup label="${displayName}">
				${events.map((event) => html`<option value="${vendor}|${event}">${event}</option>`)}
			</optgroup>`,
	);
	return html`<p class="soft">
			Busca o pedido, a nota ou o produto no fornecedor e envia o evento ao gatilho como reenvio.
		</p>
		${actionForm(
			input,
			'manual',
			'',
			html`<label
					>Fornecedor e evento<select name="evento" required>
						<option value="">Escolha…</option>
						${groups}
					</select></label
				>
				<label>Pedido<input name="pedido" required maxlength="200" placeholder="ex.: 1042" /></label>
				<label>Conta (opcional)<input name="conta" maxlength="200" /></label>
				<button>Enviar</button>`,
			'row',
		)}`;
}
