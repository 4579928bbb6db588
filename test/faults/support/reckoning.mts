import assert from 'node:assert/strict';

import type { Execution, N8nInstance } from '../../../scripts/n8n-instance.mts';
import { until } from '../../../scripts/n8n-instance.mts';
import { runNode } from '../../support/manual.mts';
import type { TestSandbox } from '../../support/sandbox.mts';
import type { Held, Outcome } from './count.mts';
import { count } from './count.mts';
import { table } from './form.mts';
import type { startLedger } from './ledger.mts';
import type { openShops } from './shops.mts';
import { resendSecret } from './shops.mts';

interface World {
	/** The n8n whose API is asked, as it is at the time. */
	n8n(): N8nInstance;
	sandbox: TestSandbox;
	source: Awaited<ReturnType<typeof openShops>>;
	ledger: Awaited<ReturnType<typeof startLedger>>;
	/** When n8n was ended. */
	ends: number[];
	/** What goes on while one waits for the end of the executions. */
	meanwhile?(): Promise<void>;
	/** Several processes receive, and each remembers its own. */
	separateMemories?: boolean;
}

export interface Stuck {
	id: string;
	status: string;
	startedAt: string | null;
}

export interface Outcomes {
	total: Outcome;
	parts: Array<{ vendor: string; gathered: boolean; workflowId: string; outcome: Outcome }>;
}

/** As long as this without a change, and what n8n calls new or running is nothing that it would ever end. */
const stuckAfterMs = 90_000;

/** Finds out what became of all that the source sent. */
export function createReckoning({ n8n, sandbox, source, ledger, ends, meanwhile, separateMemories }: World) {
	/** Waits until n8n executes nothing of the source any more. Returns the executions that are stuck. */
	async function untilQuiet(): Promise<Stuck[]> {
		let known = '';
		let since = Date.now();
		return await until(
			'the executions to end',
			async () => {
				await meanwhile?.();
				const moving = await Promise.all(
					['running', 'new'].map(
						async (status) => (await n8n().api<{ data: Stuck[] }>('GET', `/executions?status=${status}&limit=250`)).data,
					),
				);
				const ids = moving
					.flat()
					.map(({ id }) => id)
					.join();
				if (ids !== known) [known, since] = [ids, Date.now()];
				return ids === '' || Date.now() - since > stuckAfterMs
					? moving.flat().map(({ id, status, startedAt }) => ({ id, status, startedAt }))
					: undefined;
			},
			600_000,
		);
	}

	/** All executions of the triggers, with the deliveries that each holds. */
	async function history(): Promise<Held[]> {
		const found = new Map<string, Held>();
		for (const { trigger } of source.triggers) {
			// Without a status n8n leaves out what runs or waits for its turn.
			for (const status of ['', '&status=running', '&status=new']) {
				let cursor = '';
				do {
					const page = await n8n().api<{ data: Execution[]; nextCursor: string | null }>(
						'GET',
						`/executions?workflowId=${trigger.workflowId}${status}&includeData=true&limit=100${cursor}`,
					);
					for (const execution of page.data) found.set(execution.id, held(execution));
					cursor = page.nextCursor ? `&cursor=${encodeURIComponent(page.nextCursor)}` : '';
				} while (cursor !== '');
			}
		}
		return [...found.values()];
	}

	/** The trigger's output, or, where the trigger failed or n8n ended, what lies in the execution's stack. */
	function held({ id, workflowId, status, mode, retryOf, data }: Execution): Held {
		const emitted = (data?.resultData?.runData?.Trigger ?? []).flatMap((run) => run.data?.main ?? []).flatMap((items) => items ?? []);
		const stacked = (data?.executionData?.nodeExecutionStack ?? []).flatMap((entry) => entry.data.main).flatMap((items) => items ?? []);
		const items = [...emitted, ...stacked].map(({ json }) => json).filter((json) => typeof json?.vendor === 'string');
		return {
			id,
			workflowId,
			status,
			mode,
			retryOf,
			keys: items.map(source.keyOfItem),
			redelivery: items.some(({ redelivery }) => redelivery === true),
		};
	}

	async function outcomeOf(): Promise<Outcomes> {
		const sent = await source.sent();
		const executions = await history();
		const of = (chosen: typeof sent) =>
			count({ sent: chosen, arrivals: ledger.arrivals, executions, ends, keyOf: source.keyOfItem, separateMemories });
		return {
			total: of(sent),
			parts: source.triggers.map(({ vendor, gathered, trigger }) => ({
				vendor,
				gathered,
				workflowId: trigger.workflowId,
				outcome: of(sent.filter(({ workflowId }) => workflowId === trigger.workflowId)),
			})),
		};
	}

	const nodeOfDeliveries = async (name: string, parameters: Record<string, unknown>) => {
		const id = await n8n().createCredential(name, 'n8nInstanceApi', {
			baseUrl: n8n().webhookBase,
			apiKey: n8n().apiKey,
			resendSecret,
		});
		const { items } = await runNode(n8n(), { type: 'webhookDeliveries', credentials: { n8nInstanceApi: { id, name } }, parameters });
		return items;
	};

	/** What the bundled alert workflow does first: it resends what n8n's end interrupted. */
	async function sweep(): Promise<void> {
		const [swept] = await nodeOfDeliveries('Varredura', { resource: 'delivery', operation: 'resendInterrupted' });
		assert.equal(typeof swept.resent, 'number', JSON.stringify(swept));
	}

	/** What a person does in the end: resend what failed, some at a time until none is left. Returns how many deliveries that were. */
	async function resendFailed(): Promise<number> {
		let all = 0;
		for (let round = 0; round < 20; round++) {
			const items = await nodeOfDeliveries(`Reenvio ${round}`, {
				resource: 'delivery',
				operation: 'resendMany',
				period: 'last24Hours',
				limit: 25,
				perSecond: 20,
				dryRun: false,
			});
			const done = items.filter(({ resent }) => resent === true).length;
			if (done === 0) break;
			all += done;
		}
		return all;
	}

	/** All that is known of a delivery, for whoever looks for what became of it. */
	async function storyOf(wanted: number): Promise<string> {
		const sent = (await source.sent()).find(({ number }) => number === wanted);
		assert.ok(sent);
		const dispatches = (await sandbox.dispatches(sent.vendor)).filter(({ body }) =>
			source.shops.some(({ vendor, keyOfBody }) => vendor === sent.vendor && keyOfBody(JSON.parse(body)) === sent.key),
		);
		const { data } = await n8n().api<{ data: Execution[] }>('GET', `/executions?workflowId=${sent.workflowId}&includeData=true&limit=250`);
		const named = data
			.filter((execution) => JSON.stringify(execution).includes(sent.key))
			.map(({ id, status, mode, customData }) => ({ id, status, mode, customData }));
		return JSON.stringify({ sent, attempts: dispatches.map(({ url, repeats, attempts }) => ({ url, repeats, attempts })), named });
	}

	/** What the source's posts came to. */
	async function posts() {
		const attempts = (await Promise.all(['bling', 'nfeio', 'intelipost', 'iset'].map(async (vendor) => await sandbox.dispatches(vendor))))
			.flat()
			.flatMap((dispatch) => dispatch.attempts);
		const cut = attempts.filter(({ error }) => error?.includes('broke off')).length;
		const unanswered = attempts.filter(({ status }) => status === null).length - cut;
		const refused = attempts.filter(({ status }) => status !== null && status >= 300).length;
		return { posts: attempts.length, refused, unanswered, cut };
	}

	return { untilQuiet, history, outcomeOf, sweep, resendFailed, storyOf, posts };
}

/** The outcome by vendor, and of all. */
export function tableOf(outcome: Outcomes): string {
	const row = (
		name: string,
		gathered: string,
		{ sent, posts: tried, acknowledged, processed, crashedAndResent, visible, twice, stalled, lost, swallowed }: Outcome,
	) => [
		name,
		gathered,
		sent,
		tried,
		acknowledged,
		processed,
		crashedAndResent,
		visible,
		stalled.length,
		twice.length,
		swallowed.length,
		lost.length,
	];
	const head = [
		'Fornecedor',
		'Agrupamento',
		'Enviados',
		'POSTs',
		'Confirmados (2xx)',
		'Processados',
		'Interrompidos e reenviados',
		'Visíveis como falha',
		'Parados',
		'Processados 2×',
		'Engolidos pelo n8n ao iniciar',
		'Perdidos',
	];
	const parts = outcome.parts.map(({ vendor, gathered, outcome: part }) => row(vendor, gathered ? '250 ms' : 'desligado', part));
	return table(head, [...parts, row('**todos**', '', outcome.total)]);
}

/** How many reached the end twice, and why. */
export function twiceOf(outcome: Outcomes): string {
	const twiceBy = new Map<string, number>();
	for (const { cause } of outcome.total.twice) twiceBy.set(cause, (twiceBy.get(cause) ?? 0) + 1);
	return `Processados duas vezes: ${outcome.total.twice.length}${[...twiceBy].map(([cause, times]) => `; ${times}: ${cause}`).join('')}.`;
}
