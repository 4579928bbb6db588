import type { Clock } from '../core/clock.mts';
import type { Random } from '../core/random.mts';
import type { Company } from './account.mts';
import type { Publisher } from './publisher.mts';
import type { Settings } from './settings.mts';

/** The outcomes of issuing; `stuck` never ends. */
export const issueOutcomes = ['issued', 'rejected', 'failed', 'download-failed', 'stuck'] as const;

/** The outcomes of cancelling; `stuck` never ends. */
export const cancelOutcomes = ['cancelled', 'rejected', 'failed', 'stuck'] as const;
type IssueOutcome = (typeof issueOutcomes)[number];
type CancelOutcome = (typeof cancelOutcomes)[number];

/** GET's answer, as far as the vendor's page shows it. docs/facts/nfeio.md §2.3, §4.4 */
export interface ServiceInvoice {
	readonly id: string;
	environment: Company['environment'];
	flowStatus: string;
	flowMessage: string | null;
	status: 'Error' | 'None' | 'Created' | 'Issued' | 'Cancelled';
	externalId: string | null;
	number: number;
	checkCode: string | null;
	rpsSerialNumber: string;
	rpsNumber: number;
	batchNumber: number;
	issuedOn: string | null;
	cancelledOn: string | null;
	readonly createdOn: string;
	modifiedOn: string;
	cityServiceCode: string;
	description: string;
	servicesAmount: number;
	amountNet: number;
	issTaxAmount: number;
	provider: { id: string; name: string; federalTaxNumber: number; type: 'LegalEntity' };
	borrower: Record<string, unknown>;
}

/** What POST may contain; everything else in it is kept out of the invoice. */
export interface Order {
	externalId: string | null;
	cityServiceCode: string;
	description: string;
	servicesAmount: number;
	borrower: Record<string, unknown>;
}

/** The NFS-e of all companies. */
export interface ServiceInvoices {
	of(company: Company): readonly ServiceInvoice[];
	find(company: Company, id: string): ServiceInvoice | undefined;
	issue(company: Company, order: Order, outcome: IssueOutcome): ServiceInvoice;
	cancel(company: Company, invoice: ServiceInvoice, outcome: CancelOutcome): void;
	/** The outcome of the next invoices and cancellations requested by API. */
	next: { issue: IssueOutcome; cancel: CancelOutcome };
}

interface Parts {
	clock: Clock;
	random: Random;
	publisher: Publisher;
	settings: Settings;
}

interface Ending {
	event: string;
	change: Partial<ServiceInvoice>;
	/** Sent completely even if cancellations and failures are sparse. */
	whole?: true;
}

const issueSteps = ['WaitingDefineRpsNumber', 'WaitingSend', 'WaitingReturn', 'WaitingDownload'];
const cancelSteps = ['WaitingReturnCancel'];

/** Invoices that go through the flow states and notify the webhooks of the outcome. docs/facts/nfeio.md §2.3 */
export function createServiceInvoices({ clock, random, publisher, settings }: Parts): ServiceInvoices {
	const invoices = new Map<string, ServiceInvoice[]>();
	const next: ServiceInvoices['next'] = { issue: 'issued', cancel: 'cancelled' };
	let rps = 0;

	const of = (company: Company) => invoices.get(company.id) ?? [];
	const change = (invoice: ServiceInvoice, part: Partial<ServiceInvoice>) => Object.assign(invoice, part, { modifiedOn: clock.iso() });

	const walk = (company: Company, invoice: ServiceInvoice, steps: readonly string[], ending: (() => Ending) | null) => {
		clock.after(settings.stepSeconds * 1000, () => {
			const [step, ...later] = steps;
			if (step !== undefined) {
				change(invoice, { flowStatus: step, ...(invoice.status === 'None' && { status: 'Created' }) });
				return walk(company, invoice, later, ending);
			}
			if (!ending) return;
			const { event, change: part, whole } = ending();
			change(invoice, part);
			publisher.publish({
				name: `service_invoice.${event}`,
				document: whole ? { ...invoice } : sparse(invoice, settings),
				wrapped: true,
				companyId: company.id,
				reference: invoice.id,
			});
		});
	};

	const issueEndings: Record<Exclude<IssueOutcome, 'stuck'>, () => Ending> = {
		issued: () => ({
			event: 'issued_successfully',
			change: { ...issued(), flowStatus: 'Issued' },
			whole: true,
		}),
		rejected: () => ({
			event: 'issued_error',
			change: {
				status: 'Error',
				flowStatus: 'IssueFailed',
				flowMessage: 'E160: serviço fora da lista do município',
			},
		}),
		failed: () => ({
			event: 'issued_failed',
			change: { status: 'Error', flowStatus: 'IssueFailed', flowMessage: 'max retry reached on send stage' },
		}),
		// Issued anyway, only without its PDF. §2.3
		'download-failed': () => ({
			event: 'issued_failed',
			change: { ...issued(), flowStatus: 'IssueFailed', flowMessage: 'max retry reached on download stage' },
			whole: true,
		}),
	};
	const issued = (): Partial<ServiceInvoice> => ({
		status: 'Issued',
		number: ++rps,
		checkCode: `${random.hex(4)}-${random.hex(4)}`.toUpperCase(),
		issuedOn: clock.iso(),
	});
	const cancelEndings: Record<Exclude<CancelOutcome, 'stuck'>, () => Ending> = {
		cancelled: () => ({
			event: 'cancelled_successfully',
			change: { status: 'Cancelled', flowStatus: 'Cancelled', cancelledOn: clock.iso() },
		}),
		rejected: () => ({
			event: 'cancelled_error',
			change: { flowStatus: 'CancelFailed', flowMessage: 'E079: prazo de cancelamento vencido' },
		}),
		failed: () => ({
			event: 'cancelled_failed',
			change: { flowStatus: 'CancelFailed', flowMessage: 'max retry reached on cancel stage' },
		}),
	};

	return {
		of,
		next,
		find: (company, id) => of(company).find((invoice) => invoice.id === id),
		issue(company, order, outcome) {
			const now = clock.iso();
			const issTaxAmount = Math.round(order.servicesAmount * 5) / 100;
			const invoice: ServiceInvoice = {
				id: random.hex(24),
				environment: company.environment,
				flowStatus: 'WaitingCalculateTaxes',
				flowMessage: null,
				// POST's answer. §4.4
				status: 'None',
				externalId: order.externalId,
				number: 0,
				checkCode: null,
				rpsSerialNumber: 'IO',
				rpsNumber: of(company).length + 1,
				batchNumber: of(company).length + 1,
				issuedOn: null,
				cancelledOn: null,
				createdOn: now,
				modifiedOn: now,
				cityServiceCode: order.cityServiceCode,
				description: order.description,
				servicesAmount: order.servicesAmount,
				amountNet: order.servicesAmount - issTaxAmount,
				issTaxAmount,
				provider: {
					id: company.id,
					name: company.name,
					federalTaxNumber: company.federalTaxNumber,
					type: 'LegalEntity',
				},
				borrower: order.borrower,
			};
			invoices.set(company.id, [...of(company), invoice]);
			walk(company, invoice, issueSteps, outcome === 'stuck' ? null : issueEndings[outcome]);
			return invoice;
		},
		cancel(company, invoice, outcome) {
			change(invoice, { flowStatus: 'WaitingSendCancel' });
			walk(company, invoice, cancelSteps, outcome === 'stuck' ? null : cancelEndings[outcome]);
		},
	};
}

/** "Cancel or failure may carry little beyond status; a failed issue reports number: 0." docs/facts/nfeio.md §2.3 */
function sparse(invoice: ServiceInvoice, settings: Settings): Record<string, unknown> {
	if (settings.sparse === 'off') return { ...invoice };
	const { id, status, flowStatus, flowMessage, number, provider } = invoice;
	const bare = { id, status, flowStatus, flowMessage, number };
	return settings.sparse === 'bare' ? bare : { ...bare, provider: { id: provider.id } };
}
