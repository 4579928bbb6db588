import type { INodeProperties } from 'n8n-workflow';

import type { Parameters } from '../../shared/operations/parameters';
import type { EmptyText } from '../../shared/operations/typed';
import type { InstanceApi } from '../../instance/api';
import type { DeliveryRecord, Status } from './records';
import { vendorOptions } from '../../instance/triggers';
import type { TrackedWorkflow } from '../../instance/workflows';
import { archivedWorkflow, trackedWorkflows } from '../../instance/workflows';

/** Which deliveries are wanted; an empty list or undefined means all. */
export interface Filter {
	vendors: string[];
	accounts: string[];
	events: string[];
	workflowIds: string[];
	/** Part of a reference or delivery ID, ignoring case. */
	search?: string;
}

/** Names in filters and tags are compared ignoring case. */
const same = (wanted: string[], value: string | null) => wanted.length === 0 || (value !== null && wanted.includes(value));

/** A record without readable data has lists in its tags. */
const sameInTags = (wanted: string[], value: string | null) =>
	wanted.length === 0 || (value !== null && value.split(',').some((entry) => wanted.includes(entry)));

const allInTags = (wanted: string[], value: string | null) =>
	wanted.length === 0 || (value !== null && value.split(',').every((entry) => wanted.includes(entry)));

/** What is compared of a record; without readable data there is no `delivery`. */
type Compared = Pick<DeliveryRecord, 'vendor' | 'account' | 'event' | 'reference' | 'deliveryId'> & { delivery: object | undefined };

/**
 * Whether the filter matches a record; an empty list matches all. If only tags are known, one may
 * hold several values separated by commas: one wanted event is enough, but every account must be
 * wanted, because the record cannot be split.
 */
export function matches(filter: Filter, record: Compared): boolean {
	return compare(filter, record, allInTags);
}

/** The same, but one wanted account is enough: an erasure must not miss what only partly belongs to it. */
export function touches(filter: Filter, record: Compared): boolean {
	return compare(filter, record, sameInTags);
}

function compare(filter: Filter, record: Compared, accountsInTags: typeof same): boolean {
	const inTags = record.delivery ? same : sameInTags;
	const ofAccounts = record.delivery ? same : accountsInTags;
	const { search } = filter;
	const isFound =
		search === undefined || [record.reference, record.deliveryId].some((value) => value?.toLowerCase().includes(search.toLowerCase()));
	return (
		isFound && inTags(filter.vendors, record.vendor) && ofAccounts(filter.accounts, record.account) && inTags(filter.events, record.event)
	);
}

/** Matches every delivery. */
export const withoutFilter: Filter = { vendors: [], accounts: [], events: [], workflowIds: [] };

/**
 * The collection "Filters" of an operation; each list may be an array or comma-separated text.
 * Operations that resend or delete refuse an expression that returns an empty text.
 */
export function readFilter(param: Parameters, emptyText?: EmptyText): Filter {
	const filters = param.in('filters');
	const search = filters.optionalText('search', emptyText);
	return {
		vendors: filters.list('vendors', emptyText),
		accounts: filters.list('accounts', emptyText),
		events: filters.list('events', emptyText),
		workflowIds: [...filters.list('workflowIds', emptyText), ...filters.list('workflows', emptyText)],
		...(search === undefined ? {} : { search }),
	};
}

/**
 * The workflows that may hold matching deliveries. Throws if a workflow in the filter has no
 * trigger of this package.
 */
export async function workflowsFor(api: InstanceApi, { workflowIds, vendors }: Filter): Promise<TrackedWorkflow[]> {
	const all = await trackedWorkflows(api);
	const unknown = workflowIds.find((id) => !all.some((workflow) => workflow.id === id));
	if (unknown !== undefined) {
		const archived = await archivedWorkflow(api, unknown);
		if (archived !== undefined) {
			throw api.refusal(`The workflow "${archived}" is archived`, 'Unarchive it in the workflow list, or remove it from the filter.');
		}
		throw api.refusal(
			`The workflow ${unknown} has no trigger of this package, or the API key cannot access it`,
			"Copy the ID from the workflow's address in the editor.",
		);
	}
	return all
		.filter(({ id }) => workflowIds.length === 0 || workflowIds.includes(id))
		.filter(({ triggers }) => vendors.length === 0 || triggers.some(({ type }) => vendors.includes(type.vendor)));
}

/** Fills the list of workflows; the node must offer `triggerList`. */
export const workflowChoices = 'trackedWorkflows';

const filterFields: INodeProperties[] = [
	{
		displayName: 'Accounts',
		name: 'accounts',
		type: 'string',
		default: '',
		placeholder: 'e.g. 9db3b9e60022d0eddb121a4319dfbe15',
		description: 'The "account" of the deliveries, separated by commas',
	},
	{
		displayName: 'Events',
		name: 'events',
		type: 'string',
		default: '',
		placeholder: 'e.g. order.created, order.updated',
		description: "The vendors' event names, separated by commas",
	},
	{
		displayName: 'Search',
		name: 'search',
		type: 'string',
		default: '',
		placeholder: 'e.g. 1042',
		description: 'Part of a reference (order number, product or invoice ID) or of a delivery ID',
	},
	{
		displayName: 'Vendors',
		name: 'vendors',
		type: 'multiOptions',
		options: vendorOptions,
		default: [],
		description: 'Leave empty for all',
	},
	{
		displayName: 'Workflow IDs',
		name: 'workflowIds',
		type: 'string',
		default: '',
		placeholder: 'e.g. xW2mLq8bTz1Rk0vN',
		// For nodes saved before there was a list. An unreadable value must stay and be refused:
		// without it, all would match.
		displayOptions: { show: { workflowIds: [{ _cnd: { exists: true } }, null] } },
		description: 'IDs separated by commas, in addition to "Workflow Names or IDs"',
	},
	{
		displayName: 'Workflow Names or IDs',
		name: 'workflows',
		type: 'multiOptions',
		typeOptions: { loadOptionsMethod: workflowChoices },
		default: [],
		description:
			'Leave empty for all. Choose from the list, or specify IDs using an <a href="https://docs.n8n.io/code/expressions/">expression</a>.',
	},
];

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	options: filterFields,
};

/** For an operation that is itself a search. */
export const filtersWithoutSearch: INodeProperties = {
	...filtersField,
	options: filterFields.filter(({ name }) => name !== 'search'),
};

const statusChoices: Record<string, Status[]> = {
	failed: ['failed'],
	crashed: ['crashed'],
	canceled: ['canceled'],
	failedOrCrashed: ['failed', 'crashed', 'canceled'],
	stalled: ['stalled'],
	unsuccessful: ['failed', 'crashed', 'stalled', 'canceled'],
	running: ['running'],
	succeeded: ['succeeded'],
	waiting: ['waiting'],
};

/** Undefined for all. */
export const chosenStatuses = (param: Parameters): Status[] | undefined => statusChoices[param.choice('status')];

const statusOptions = {
	all: { name: 'All', value: 'all' },
	canceled: {
		name: 'Canceled',
		value: 'canceled',
		description: "Stopped manually or by n8n's execution timeout",
	},
	crashed: {
		name: 'Crashed',
		value: 'crashed',
		description: 'The execution was interrupted when n8n stopped; it is not retried automatically',
	},
	failed: { name: 'Failed', value: 'failed' },
	failedOrCrashed: { name: 'Failed, Crashed or Canceled', value: 'failedOrCrashed' },
	running: { name: 'Running', value: 'running', description: 'Includes queued ones' },
	stalled: {
		name: 'Stalled',
		value: 'stalled',
		description: 'Shown as running for over an hour; n8n may have failed to store how it ended',
	},
	succeeded: { name: 'Succeeded', value: 'succeeded' },
	unsuccessful: { name: 'Failed, Crashed, Canceled or Stalled', value: 'unsuccessful' },
	waiting: { name: 'Waiting', value: 'waiting', description: 'Stopped at a Wait node' },
};

export const statusField: INodeProperties = {
	displayName: 'Status',
	name: 'status',
	type: 'options',
	options: Object.values(statusOptions),
	default: 'all',
	description: 'The result of the delivery',
};

/** The field "Status" for operations that only handle failures. */
export const failureStatusField: INodeProperties = {
	...statusField,
	options: [statusOptions.canceled, statusOptions.crashed, statusOptions.failed, statusOptions.failedOrCrashed],
	default: 'failedOrCrashed',
};
