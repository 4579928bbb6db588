import { vendorName } from '../../instance/triggers';
import { actionForm } from './actionForm';
import { cutText } from '../../shared/cutText';
import { isUnsolved } from './collect';
import { Html, html, nothing, webAddress } from './html';
import type { Line } from './line';
import { linesPerPage, maxResentAtOnce } from './listed';
import type { PageInput } from './pageInput';
import type { PageQuery, Tab } from './query';
import { queryString } from './query';
import { count, nounOf, seconds, shown, statusTexts } from './texts';
import { writeIds } from './tokens';

/** No order number, ID or status is longer. */
const longestName = 100;

/** The tabs, the search, and one page of deliveries with their resend buttons. */
export function renderTable(input: PageInput): Html {
	const { query, collected, canResend } = input;
	const { lines, unsolved, hasMore } = collected;
	const tab = (name: Tab, label: string) => {
		const current = query.tab === name ? new Html(' aria-current="page"') : nothing;
		return html`<a href="${queryString(query, { tab: name, page: 1 })}" ${current}>${label}</a>`;
	};
	const pages = Math.max(1, Math.ceil(lines.length / linesPerPage));
	const page = Math.min(query.page, pages);
	const visible = lines.slice((page - 1) * linesPerPage, page * linesPerPage);
	const goTo = (to: number, label: string) => html`<a href="${queryString(query, { page: to })}">${label}</a>`;
	const hidden = Object.fromEntries(new URLSearchParams(queryString({ ...query, search: undefined, page: 1 })));
	return html`<nav class="tabs" aria-label="Entregas">
			${tab('errors', `Entregas com erro (${count(unsolved)})`)}${tab('all', 'Todas as entregas')}
		</nav>
		<div class="tools">
			<form class="row" method="get" role="search">
				${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
				<label
					>Pedido, nota ou produto<input
						type="search"
						name="busca"
						value="${query.search}"
						maxlength="200"
						placeholder="ex.: 1042"
				/></label>
				<button class="plain">Buscar</button>
			</form>
			${canResend ? resendAll(input) : nothing}
		</div>
		${visible.length === 0 ? html`<p class="empty">${emptyText(query)}</p>` : renderLines(input, visible)}
		${
			pages > 1
				? html`<nav class="pages" aria-label="Páginas">
					${page > 1 ? goTo(page - 1, 'Anterior') : nothing}<span>Página ${page}${hasMore ? '' : ` de ${pages}`}</span>${
						page < pages ? goTo(page + 1, 'Próxima') : nothing
					}
				</nav>`
				: nothing
		}`;
}

const emptyText = ({ search, tab }: PageQuery) =>
	search === undefined
		? tab === 'errors'
			? 'Nenhuma entrega com erro neste período.'
			: 'Nenhuma entrega neste período.'
		: `Nenhuma entrega${tab === 'errors' ? ' com erro' : ''} encontrada para "${search}" neste período.`;

function renderLines(input: PageInput, lines: Line[]): Html {
	return html`<table>
		<thead>
			<tr>
				<th scope="col">Referência</th>
				<th scope="col">Status no fornecedor</th>
				<th scope="col">Data</th>
				<th scope="col">Workflow/Regra</th>
				<th scope="col">Processamento</th>
				<th scope="col">URL</th>
				<th scope="col"></th>
			</tr>
		</thead>
		<tbody>
			${lines.map((line) => renderLine(input, line))}
		</tbody>
	</table>`;
}

/**
 * `https://n8n.example.com/webhook/2f1f8c91-…/bling` -> `n8n.example.com/…/bling`: the cell's title
 * has the whole address.
 */
const shortened = (url: string) => url.replace(/^https?:\/\//, '').replace(/\/webhook\/[^/]+\//, '/…/');

function renderLine(input: PageInput, line: Line): Html {
	const { vendor, event, account, accountName, status, problem, note } = line;
	const origin = [vendor === null ? 'Fornecedor desconhecido' : vendorName(vendor), accountName ?? account, event];
	const canResend = input.canResend && fitsForm(line) && (status === 'failed' || status === 'crashed' || status === 'canceled');
	return html`<tr>
		<td data-label="Referência">
			<span
				>${nounOf(line)} <strong>${reference(input, line)}</strong><small>${cutText(origin.filter(Boolean).join(' · '), 300)}</small></span
			>
		</td>
		<td data-label="Status no fornecedor">${cutText(line.state ?? '–', longestName)}</td>
		<td class="date" data-label="Data">
			<span>${shown(line.startedAt)}<small>${seconds(line.durationMs)}</small></span>
		</td>
		<td data-label="Workflow/Regra">${line.workflowName}</td>
		<td data-label="Processamento">
			<span
				><span class="status ${status}">${statusTexts[status]}</span>${problem === null ? nothing : html`<small>${problem}</small>`}${
					note === null ? nothing : html`<small>${line.tooLarge ? 'Grande demais para a lista' : 'Sem dados legíveis'}</small>`
				}<small
					><a href="${webAddress(line.executionUrl)}" target="_blank" rel="noopener noreferrer"
						>Execução ${line.executionId}</a
					>${line.together > 1 ? ` (${line.together} entregas juntas)` : ''}</small
				></span
			>
		</td>
		<td class="url" data-label="URL" title="${cutText(line.url ?? '', 1_000)}">${line.url === null ? '–' : shortened(line.url)}</td>
		<td class="act">${canResend ? resendOne(input, line) : nothing}</td>
	</tr>`;
}

/** A link if somebody entered the address of orders in the vendor's panel: the vendors publish none. */
function reference({ panelAddresses }: PageInput, { vendor, reference: number, deliveryId }: Line): Html {
	const pattern = vendor === null || !Object.hasOwn(panelAddresses, vendor) ? undefined : panelAddresses[vendor];
	const name = cutText(number ?? deliveryId ?? '–', longestName);
	const address =
		pattern === undefined || number === null || number.length > longestName
			? undefined
			: webAddress(pattern.replaceAll('{reference}', encodeURIComponent(number)));
	return address === undefined ? html`${name}` : html`<a href="${address}" target="_blank" rel="noopener noreferrer">${name}</a>`;
}

const refOf = ({ executionId, deliveryId, account, gathered }: Line) => ({
	executionId,
	...(gathered > 1 ? { deliveryId, account } : { deliveryId: null }),
});

/** A form holds the ids of what it resends; an id this long can only be resent in n8n, with its whole execution. */
const fitsForm = (line: Line) => (refOf(line).deliveryId ?? '').length <= 1_000;

function resendOne(input: PageInput, line: Line): Html {
	const label = `Reenviar ${cutText(line.reference ?? line.deliveryId ?? '', longestName)}`;
	return actionForm(input, { action: 'resend', ids: writeIds([refOf(line)]) }, html`<button aria-label="${label}">Reenviar</button>`);
}

/** Oldest first, as they arrived; after a search, only its results. Several are confirmed, without a script. */
function resendAll(input: PageInput): Html {
	const { query, collected } = input;
	const offered = query.search === undefined ? collected.failures : collected.lines.filter(({ status }) => isUnsolved(status));
	const failures = offered.filter(fitsForm);
	if (failures.length === 0) return nothing;
	const oldest = failures.slice(-maxResentAtOnce).reverse();
	const label = collected.hasMore
		? `Reenviar ${oldest.length} falhas desta lista`
		: oldest.length < failures.length
			? `Reenviar as ${oldest.length} falhas mais antigas`
			: oldest.length === 1
				? 'Reenviar a falha'
				: `Reenviar todas as ${oldest.length} falhas`;
	const form = (button: string) =>
		actionForm(input, { action: 'resendAll', ids: writeIds(oldest.map(refOf)) }, html`<button>${button}</button>`);
	if (oldest.length === 1) return form(label);
	return html`<details class="confirm">
		<summary>${label}</summary>
		${form(`Confirmar: reenviar ${oldest.length}`)}
	</details>`;
}
