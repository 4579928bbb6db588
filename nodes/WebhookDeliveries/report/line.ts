import { cutText } from '../../shared/cutText';
import { webhookBase } from '../../instance/address';
import { routeOf } from '../../instance/triggers';
import type { InstanceApi } from '../../instance/api';
import type { ExecutionRow } from '../history/history';
import type { DeliveryRecord, Status } from '../history/records';
import { durationMs, executionUrl, recordsOf } from '../history/records';

/** One line of the page's table: what is shown of a delivery, without its payload. */
export interface Line {
	vendor: string | null;
	event: string | null;
	account: string | null;
	accountName: string | null;
	reference: string | null;
	deliveryId: string | null;
	state: string | null;
	/** As n8n shows it. */
	startedAt: string | null;
	durationMs: number | null;
	workflowName: string;
	status: Status | 'recovered';
	/** Why it failed: our sentence in Portuguese, with the node's or vendor's words in quotes. */
	problem: string | null;
	note: string | null;
	/** Its data is too large for any list. */
	tooLarge: boolean;
	url: string | null;
	executionId: string;
	executionUrl: string;
	/** Deliveries in its execution, including those that the page does not show. */
	gathered: number;
	/** Those that the page may show. */
	together: number;
}

/** Replaces an error that may quote deliveries of accounts that the page must not show. */
const hiddenError = 'O erro não é mostrado: a execução não é só destas contas.';

const problemOf = ({ failingNode, errorMessage }: DeliveryRecord): string | null =>
	errorMessage === null ? null : `${failingNode === null ? 'Erro' : `Falhou no nó ${failingNode}`}: "${cutText(errorMessage, 300)}"`;

/** Makes the lines of a page that shows these accounts; an empty list shows all. */
export class Lines {
	private readonly base: string;
	private last: { row: ExecutionRow; together: number; isWhole: boolean } | undefined;

	constructor(
		private readonly api: InstanceApi,
		private readonly accounts: string[],
	) {
		this.base = webhookBase(api.context);
	}

	/** The line of a delivery of one of the accounts. */
	of(record: DeliveryRecord): Line {
		const { row, workflow, vendor, event, account, accountName, reference, deliveryId, state, status } = record;
		const { together, isWhole } = this.companyOf(record);
		const trigger = workflow.triggers.find(({ name }) => name === record.trigger);
		const { type, webhookId } = trigger ?? {};
		return {
			vendor,
			event,
			account,
			accountName,
			reference,
			deliveryId,
			state,
			startedAt: row.startedAt,
			durationMs: durationMs(row),
			workflowName: workflow.name,
			status: record.recoveredBy === null ? status : 'recovered',
			problem: isWhole ? problemOf(record) : record.errorMessage === null ? null : hiddenError,
			note: record.note,
			tooLarge: row.dataTooLargeToDisplay === true,
			url: type && webhookId ? `${this.base}/${webhookId}/${routeOf(type, event ?? '')}${type.maskedQuery ?? ''}` : null,
			executionId: row.id,
			executionUrl: executionUrl(this.api, row),
			gathered: record.gathered,
			together,
		};
	}

	/** How many deliveries of its execution may be shown, and whether these are all of them. */
	private companyOf({ row, workflow, gathered }: DeliveryRecord): { together: number; isWhole: boolean } {
		const { accounts } = this;
		if (accounts.length === 0 || gathered === 1) return { together: gathered, isWhole: true };
		if (this.last?.row !== row) {
			const all = recordsOf(row, workflow);
			const own = all.filter(({ account, delivery }) => !delivery || accounts.includes(account ?? ''));
			const together = own.reduce((sum, { weight }) => sum + weight, 0);
			this.last = { row, together, isWhole: own.length === all.length };
		}
		return this.last;
	}
}
