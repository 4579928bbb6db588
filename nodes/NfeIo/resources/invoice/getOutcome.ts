import type { IBinaryKeyData, IDataObject, INodeProperties } from 'n8n-workflow';

import { giveOnce, onlyNewOnes } from '../../../shared/operations/onlyNew';
import type { Call, Operation } from '../../../shared/operations/operation';
import { Outputs } from '../../../shared/operations/operation';
import type { NfeIoApi } from '../../api/client';
import { companies, companyName } from '../../api/companies';
import type { InvoiceRef } from '../../api/findInvoice';
import { findInvoice } from '../../api/findInvoice';
import { invoicePath } from '../../api/ids';
import { factsOf } from '../../outcome/facts';
import { noticeOf } from '../../outcome/notice';
import type { Outcome } from '../../outcome/outcome';
import { isAuthorized, outcomeOf, outcomes } from '../../outcome/outcome';
import type { InvoiceResource } from '../../webhook/events';
import { invoiceResourceOf } from '../../webhook/events';
import { company, invoiceId, readId } from '../fields';

const kinds: Record<InvoiceResource, string> = { service_invoice: 'NFS-e', product_invoice: 'NF-e', consumer_invoice: 'NFC-e' };

const fields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'string',
		default: '={{ $json.event }}',
		required: true,
		description: 'The event of the invoice, such as service_invoice.issued',
	},
	{ ...invoiceId, default: '={{ $json.reference }}' },
	{
		...company,
		name: 'companyId',
		default: { mode: 'id', value: '={{ $json.account ?? "" }}' },
		required: false,
		description: 'The company at NFE.io; empty means to look in every company of the account',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{
				displayName: 'Attach PDF and XML',
				name: 'attachFiles',
				type: 'boolean',
				default: true,
				description: 'Whether to attach the documents of an issued invoice as the binary fields "pdf" and "xml"',
			},
			{
				displayName: 'Customer Email',
				name: 'customerEmail',
				type: 'boolean',
				default: false,
				description: 'Whether to return the customer\'s address as "email"; if there is not exactly one, "emailProblem" says why',
			},
			{
				displayName: 'Only New',
				name: 'onlyNew',
				type: 'boolean',
				default: true,
				description: 'Whether to return each outcome of an invoice only once; manual runs, retries and resends return it again',
			},
		],
	},
];

/** The outcome of an invoice, by its current state. Sources: docs/facts/nfeio.md §2.3, §4.4. */
export const getOutcome: Operation<NfeIoApi> = {
	name: 'Get Outcome',
	value: 'getOutcome',
	action: 'Get the outcome of an invoice',
	description: 'Find out whether an invoice was issued, refused or canceled, each outcome once',
	outputs: Object.values(outcomes),
	fields,
	async run(call) {
		const { param } = call;
		const options = param.in('options');
		const wantsFiles = options.optionalFlag('attachFiles') ?? true;
		const wantsEmail = options.optionalFlag('customerEmail') ?? false;
		const onlyNew = options.guard('onlyNew');
		const event = param.text('event');
		const id = readId(param, 'invoiceId');
		const given = param.optionalText('companyId') === undefined ? undefined : readId(param, 'companyId');
		const invoice = { resource: resourceOf(call, event), id };
		const { company, document } = await readInvoice(call, invoice, given);
		const action = event.slice(invoice.resource.length + 1);
		const outcome = verdictOf(call, action, { ...invoice, document });
		if (outcome === undefined) return new Outputs({});

		const name = await companyName(call.api, company);
		const json = describe({ outcome, action, invoice, company, name, document, wantsEmail });
		if (onlyNew) giveOnce(call, json.id);
		const binary = outcome === 'issued' && wantsFiles ? await filesOf(call, company, invoice) : undefined;
		return new Outputs({ [outcomes[outcome]]: [{ json, ...(binary && { binary }) }] });
	},
	finish: onlyNewOnes,
};

function resourceOf({ param }: Call<NfeIoApi>, event: string): InvoiceResource {
	const resource = invoiceResourceOf(event);
	if (resource !== undefined) return resource;
	const names = Object.keys(kinds).map((kind) => `${kind}.…`);
	return param.refuse(
		'event',
		`is not an invoice event: ${JSON.stringify(event.slice(0, 60))}`,
		`It must start with ${names.join(', ')}. Choose only such events in the NFE.io Trigger.`,
	);
}

async function readInvoice({ api, param }: Call<NfeIoApi>, invoice: InvoiceRef, given: string | undefined) {
	const candidates = given === undefined ? (await companies(api, undefined)).map(({ id }) => id) : [given];
	const found = await findInvoice(api, invoice, candidates);
	if (found) return found;
	const where = given === undefined ? 'in any company of this account' : `in the company ${given}`;
	return param.refuse(
		'invoiceId',
		`is the ID of an invoice that NFE.io does not have ${where}: ${invoice.id}`,
		'Check the account of the credential and the field "Company", then retry the execution.',
	);
}

/** Undefined while there is nothing to report. */
function verdictOf(
	{ param }: Call<NfeIoApi>,
	action: string,
	{ id, document }: InvoiceRef & { document: IDataObject },
): Outcome | undefined {
	const verdict = outcomeOf(action, document);
	if (verdict === 'underWay') return undefined;
	if (verdict === 'contradicted') {
		return param.refuse(
			'event',
			`says that the invoice ${id} is finished (${action}), but NFE.io still shows it in progress (${String(document.flowStatus ?? document.status)})`,
			'Retry the execution later. Do not issue the invoice again because of this.',
		);
	}
	if (typeof verdict === 'string') return verdict;
	return param.refuse(
		'invoiceId',
		`is the ID of an invoice with an unknown status: ${JSON.stringify(verdict.unknown.slice(0, 60))} (${id})`,
		'Check the invoice at NFE.io and report the status to the authors of this node. Do not issue the invoice again because of this.',
	);
}

interface Found {
	outcome: Outcome;
	action: string;
	invoice: InvoiceRef;
	company: string;
	name: string | undefined;
	document: IDataObject;
	wantsEmail: boolean;
}

function describe({ outcome, action, invoice, company, name, document, wantsEmail }: Found) {
	const facts = factsOf(document);
	const { number, externalId, changedAt, flowMessage, authorization } = facts;
	const kind = kinds[invoice.resource];
	const isWell = outcome === 'issued' || outcome === 'cancelled';
	const reason = isWell ? null : (flowMessage ?? (outcome === 'refused' ? authorization : null));
	const email = 'address' in facts.email ? facts.email.address : null;
	const emailProblem = 'problem' in facts.email ? facts.email.problem : null;
	const notice = noticeOf({
		...{ outcome, action, kind, reason },
		invoice: number ?? invoice.id,
		order: externalId,
		company: name ?? company,
		isAuthorized: isAuthorized(document),
		...(wantsEmail && { emailProblem }),
	});
	// A cancellation can be refused repeatedly, which only the time of the change shows.
	const attempt = outcome === 'cancellationRefused' && changedAt ? `|${changedAt}` : '';
	return {
		id: `${invoice.id}|${outcome}${attempt}`,
		...{ outcome, kind, invoiceId: invoice.id, number, externalId, companyId: company, companyName: name ?? null, reason, changedAt },
		...notice,
		...(wantsEmail && { email, emailProblem }),
	};
}

/** A document that is not ready yet fails the item: nothing is recorded, and a retry asks again. */
async function filesOf({ api, context }: Call<NfeIoApi>, company: string, { resource, id }: InvoiceRef): Promise<IBinaryKeyData> {
	const binary: IBinaryKeyData = {};
	for (const kind of ['pdf', 'xml'] as const) {
		const bytes = await api.download(invoicePath(resource, company, id, `/${kind}`), kind);
		binary[kind] = await context.helpers.prepareBinaryData(bytes, `${id}.${kind}`, `application/${kind}`);
	}
	return binary;
}
