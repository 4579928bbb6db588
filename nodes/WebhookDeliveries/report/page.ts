import type { DateTime } from 'luxon';

import type { VendorIdentity } from '../../shared/vendorIdentity';
import { cutText } from '../../shared/cutText';
import { presets } from '../history/period';
import { vendors } from '../../vendors';
import { actionForm } from './actionForm';
import { chart } from './chart';
import type { Collected } from './collect';
import { renderTable } from './deliveryTable';
import { Html, html, htmlPage, nothing } from './html';
import type { Outcome, PageInput } from './pageInput';
import type { PageQuery } from './query';
import { queryString } from './query';
import { style } from './style';
import { count, percent, shown } from './texts';

/**
 * "Painel de webhooks": one page without scripts, cookies or external resources, since n8n serves
 * it in a sandbox where only links and plain forms work. `html` escapes everything that comes from
 * deliveries.
 */
export function renderPage(input: PageInput): string {
	const { title, query, period, collected, outcome, canResend } = input;
	const { accounts } = input.panel;
	const { warnings, historySince, bars, byDay } = collected;
	const barName = (from: DateTime) => from.setLocale('pt-BR').toFormat(byDay ? 'dd/MM' : 'dd/MM HH:mm');
	const subtitle = [
		`${shown(period.after, 'dd/MM/yyyy HH:mm')} a ${shown(period.before, 'dd/MM/yyyy HH:mm')}, horário de Brasília`,
		...(historySince === null ? [] : [`histórico disponível desde ${shown(historySince, 'dd/MM/yyyy HH:mm')}`]),
		...(accounts.length > 0 ? [`contas: ${accounts.join(', ')}`] : []),
	];
	return htmlPage(
		title,
		new Html(style),
		html`<h1>${title}</h1>
			<p class="soft">${subtitle.join('; ')}</p>
			${outcome ? renderOutcome(outcome) : nothing}
			${
				warnings.length > 0
					? html`<section class="warning" aria-label="Avisos">
						${warnings.map((text) => html`<p>${text}</p>`)}
					</section>`
					: nothing
			}
			<section aria-label="Período">${renderPeriod(query)}</section>
			${renderTotals(collected)}
			<section>
				<h2>${byDay ? 'Entregas por dia' : 'Entregas por hora'}</h2>
				${chart(bars, barName)}
			</section>
			<section>${renderTable(input)}</section>
			${
				canResend
					? html`<section>
						<h2>Enviar manualmente</h2>
						${renderManual(input)}
					</section>`
					: renderResendLink(input.resendPage)
			}`,
	);
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
	const card = (label: string, value: string, kind = '') => html`<div class="${kind}"><b>${value}</b>${label}</div>`;
	return html`<div class="totals" role="group" aria-label="Totais">
		${card('Recebidas', count(received))} ${card('Com sucesso', count(succeeded), 'good')}
		${card('Com falha', count(failed), failed > 0 ? 'bad' : '')}
		${card('Recuperadas', count(recovered), recovered > 0 ? 'good' : '')}
		${card('Sem solução', count(Math.max(failed - recovered, failures.length)), failed > recovered ? 'bad' : '')}
		${card('Em andamento', count(pending))}
		${card('Taxa de falha', percent(failureRate), failed > 0 ? 'bad' : '')}
	</div>`;
}

const renderResendLink = (address: string) =>
	address === '' ? nothing : html`<p class="soft"><a href="${address}">Reenviar (pede a outra senha)</a></p>`;

/** The panel's workflow rebuilds the order from the vendor's API and sends it to its trigger. */
function renderManual(input: PageInput): Html {
	const { triggersInUse } = input.collected;
	const inUse = vendors.filter(
		({ vendor }) => input.offered.includes(vendor) && triggersInUse.some((trigger) => trigger.vendor === vendor),
	);
	if (inUse.length === 0) {
		return triggersInUse.length === 0
			? html`<p class="soft">Nenhum workflow publicado tem um gatilho que receba estas entregas.</p>`
			: html`<p class="soft">O workflow deste painel não tem o nó que busca o pedido no fornecedor.</p>`;
	}
	const groups = inUse.map(
		({ vendor, displayName, rebuilds = [] }: VendorIdentity) =>
			html`<optgroup label="${displayName}">
				${rebuilds.map(({ event, label }) => html`<option value="${vendor}|${event}">${label}</option>`)}
			</optgroup>`,
	);
	return html`<p class="soft">
			Busca o pedido, a nota ou o produto no fornecedor e o envia ao gatilho como reenvio.
		</p>
		${actionForm(
			input,
			{ action: 'manual', ids: '' },
			html`<label
					>Fornecedor e evento<select name="evento" required>
						<option value="">Escolha…</option>
						${groups}
					</select></label
				>
				<label>Número do pedido, SKU ou ID do produto, ou ID da nota<input name="pedido" required maxlength="200" placeholder="ex.: 1042" /></label>
				<label>Conta (na NFE.io, o ID da empresa)<input name="conta" maxlength="200" /></label>
				${renderTriggers(input)}
				<button>Enviar</button>`,
			'row',
		)}`;
}

/** If a vendor has several triggers, the person chooses one. */
function renderTriggers({ collected, offered }: PageInput): Html {
	const offers = collected.triggersInUse.filter(({ vendor }) => offered.includes(vendor));
	const several = offers.filter(({ vendor }) => offers.filter((other) => other.vendor === vendor).length > 1);
	if (several.length === 0) return nothing;
	return html`<label
		>Gatilho<select name="gatilho">
			<option value="">O único que recebe a entrega</option>
			${several.map(({ webhookId, label }) => html`<option value="${webhookId}">${cutText(label, 200)}</option>`)}
		</select></label
	>`;
}
